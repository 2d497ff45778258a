#!/usr/bin/env bats
# hooks install, uninstall, status, run: politely, where git looks for them.

load helper

setup() {
    pin_machine
    new_repository
    git postmortem init -q
}

@test "install puts a hook there that git runs, uninstall takes it away, status says which" {
    run git postmortem hooks status
    assert_success
    assert_line "pre-commit    not installed"
    run git postmortem hooks install
    assert_success
    assert_contains "installed pre-commit"
    [ -x .git/hooks/pre-commit ]
    sh -n .git/hooks/pre-commit
    run git postmortem hooks status
    assert_line "pre-commit    installed"
    mkdir -p postmortems && printf 'No front matter.\n' >postmortems/x.md && git add .
    run git commit -qm x
    assert_status 1
    run git postmortem hooks uninstall
    assert_success
    assert_contains "removed pre-commit"
    [ ! -e .git/hooks/pre-commit ]
    git commit -qm x
    run git postmortem hooks uninstall
    assert_success
    assert_contains "was not installed"
}

@test "install twice is as once, and mends an old hook" {
    git postmortem hooks install -q
    cp .git/hooks/pre-commit ../first
    echo "# an older version" >>.git/hooks/pre-commit
    chmod -x .git/hooks/pre-commit
    git postmortem hooks install -q
    cmp ../first .git/hooks/pre-commit
    [ -x .git/hooks/pre-commit ]
}

@test "somebody else's hook is left alone, with the line to add; with that line it counts" {
    printf '#!/bin/sh\necho mine >&2\n' | write .git/hooks/pre-commit
    chmod +x .git/hooks/pre-commit
    cp -p .git/hooks/pre-commit ../mine
    run --separate-stderr git postmortem hooks install
    assert_status 128
    assert_stderr_contains "hooks/pre-commit" "add this line"
    cmp ../mine .git/hooks/pre-commit
    run git postmortem hooks status
    assert_contains "somebody else's"
    run --separate-stderr git postmortem hooks uninstall
    assert_status 128
    cmp ../mine .git/hooks/pre-commit
    sed -n 's/^hint: add this line to it: //p' <<<"$(git postmortem hooks install 2>&1)" >>.git/hooks/pre-commit
    cp -p .git/hooks/pre-commit ../mine
    run git postmortem hooks status
    assert_line "pre-commit    called by your own hook"
    run git postmortem hooks install
    assert_success
    cmp ../mine .git/hooks/pre-commit
    run git postmortem hooks uninstall
    assert_status 128
    cmp ../mine .git/hooks/pre-commit
    mkdir -p postmortems && printf 'No front matter.\n' >postmortems/x.md && git add .
    run git commit -qm x
    assert_status 1
    assert_contains mine "[file/no-front-matter]"
}

@test "core.hooksPath and a linked worktree: the folder is the one that git uses" {
    git config core.hooksPath ../shared-hooks
    git postmortem hooks install -q
    [ -x ../shared-hooks/pre-commit ]
    git config --unset core.hooksPath
    git worktree add -q ../linked -b linked
    git -C ../linked postmortem hooks install -q
    assert_same "$(git -C ../linked rev-parse --git-path hooks/pre-commit)" "$PWD/.git/hooks/pre-commit"
    [ -x .git/hooks/pre-commit ]
}

@test "a link in the place of a hook is somebody else's" {
    printf 'shared\n' >../elsewhere
    ln -s ../../../elsewhere .git/hooks/pre-commit || { mkdir -p .git/hooks && ln -s ../../../elsewhere .git/hooks/pre-commit; }
    run git postmortem hooks install
    assert_status 128
    assert_same "$(cat ../elsewhere)" shared
}

@test "init --hooks installs them, and begins nothing where they would be refused" {
    new_repository ../other
    run git postmortem init --hooks
    assert_success
    assert_contains "ledger begun" "installed pre-commit"
    [ -x .git/hooks/pre-commit ]
    new_repository ../third
    printf 'mine\n' | write .git/hooks/pre-commit
    run --separate-stderr git postmortem init --hooks
    assert_status 128
    assert_stderr_contains "add this line"
    ! git rev-parse -q --verify HEAD
    [ ! -e .postmortem ]
    new_repository ../fourth
    run git postmortem init --hooks -n
    assert_success
    [ ! -e .git/hooks/pre-commit ]
    git postmortem init --hooks --json >../answer
    jq -e '.event == "init"' ../answer
}

@test "a hook, or a verb, that does not exist gets a suggestion" {
    run git postmortem hooks run pre-comit
    assert_status 129
    assert_contains "pre-commit"
    run git postmortem hooks instal
    assert_status 129
    assert_contains "did you mean 'install'?"
    run git postmortem hooks
    assert_status 129
    assert_contains "uninstall"
}

@test "outside of a repository there is nothing to install" {
    cd ..
    run --separate-stderr git postmortem hooks install
    assert_status 128
    assert_stderr_contains "git init"
}
