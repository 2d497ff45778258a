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
    git config core.hooksPath .githooks
    git postmortem hooks install -q
    [ -x .githooks/pre-commit ]
    [ ! -e .git/hooks/pre-commit ]
    git config core.hooksPath "$PWD/.githooks" # as seen from the linked one: that of the main one
    rm .githooks/pre-commit && git worktree add -q ../other -b other
    run git -C ../other postmortem hooks install
    assert_success
    [ -x .githooks/pre-commit ]
    git config --unset core.hooksPath
    git worktree add -q ../linked -b linked
    git -C ../linked postmortem hooks install -q
    assert_same "$(git -C ../linked rev-parse --git-path hooks/pre-commit)" "$PWD/.git/hooks/pre-commit"
    [ -x .git/hooks/pre-commit ]
}

shared_is_refused() { # SCOPE
    rm -rf ../team
    run --separate-stderr git postmortem hooks install
    assert_status 128
    assert_stderr_contains "core.hooksPath, set $1, is '$BATS_TEST_TMPDIR/team', outside of this repository" \
        "git postmortem hooks install --shared" "git config core.hooksPath $PWD/.git/hooks"
    [ ! -e ../team ] && [ ! -e .git/hooks/pre-commit ]
}

@test "a folder of hooks that others use is left alone, with where it is set, until --shared" {
    git config --global core.hooksPath "$BATS_TEST_TMPDIR/team"
    shared_is_refused "by git config --global"
    git config core.hooksPath ../team
    shared_is_refused "by git config --local"
    git config --unset core.hooksPath && git config --global --unset core.hooksPath
    export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0="$BATS_TEST_TMPDIR/team"
    shared_is_refused "on the command line or in the environment"
    # a link inside leads out
    mkdir ../team && ln -s ../team inside && GIT_CONFIG_VALUE_0=inside
    run git postmortem hooks install
    assert_status 128
    [ -z "$(ls ../team)" ]
    unset GIT_CONFIG_COUNT
    # init begins nothing then
    git config --global core.hooksPath "$BATS_TEST_TMPDIR/team"
    new_repository ../young
    run --separate-stderr git postmortem init --hooks
    assert_status 128
    assert_stderr_contains "outside of this repository"
    [ ! -e .postmortem ]
    cd ../repository
    # what the hint says, each
    run git postmortem hooks install --shared
    assert_success
    assert_contains "installed pre-commit for all that use $BATS_TEST_TMPDIR/team"
    [ -x ../team/pre-commit ]
    run git -C ../young postmortem hooks install # somebody has decided
    assert_success
    git -C ../young commit -q --allow-empty -m "Not a ledger: nothing to say"
    git postmortem hooks uninstall -q
    [ ! -e ../team/pre-commit ]
    eval "$(git postmortem hooks install 2>&1 | grep -o 'git config core.hooksPath .*')"
    git postmortem hooks install -q
    assert_same "$(git rev-parse --git-path hooks/pre-commit)" "$PWD/.git/hooks/pre-commit"
    [ -x .git/hooks/pre-commit ]
}

@test "somebody else's hook in a shared folder is not written over, with --shared or without" {
    git config --global core.hooksPath "$BATS_TEST_TMPDIR/team"
    printf '#!/bin/sh\nexit 0\n' | write ../team/pre-commit
    run --separate-stderr git postmortem hooks install
    assert_status 128
    assert_stderr_contains "outside of this repository"
    run --separate-stderr git postmortem hooks install --shared
    assert_status 128
    assert_stderr_contains "there is already a hook of yours" "add this line"
    assert_same "$(cat ../team/pre-commit)" $'#!/bin/sh\nexit 0'
}

@test "husky writes its hooks anew: the line belongs in the user's own" {
    git config core.hooksPath .husky/_
    printf '#!/usr/bin/env sh\n. "$(dirname "$0")/h"\n' | write .husky/_/pre-commit
    printf '#!/usr/bin/env sh\n[ ! -f "$(dirname "$0")/../pre-commit" ] || sh -e "$(dirname "$0")/../pre-commit"\n' | write .husky/_/h
    chmod +x .husky/_/*
    run --separate-stderr git postmortem hooks install
    assert_status 128
    assert_stderr_contains "add this line to $PWD/.husky/pre-commit: "
    sed -n 's/^hint: add this line to .*\/pre-commit: //p' <<<"$stderr" >.husky/pre-commit
    run git postmortem hooks status
    assert_line "pre-commit    called by your own hook"
    mkdir -p postmortems && printf 'No front matter.\n' >postmortems/x.md && git add .
    run git commit -qm x
    assert_status 1
    assert_contains "[file/no-front-matter]"
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

@test "a clone has three hooks, a bare repository one, and update where it is asked for" {
    git postmortem hooks install -q
    assert_same "$(ls .git/hooks | grep -v sample)" $'commit-msg\npre-commit\npre-push'
    git clone -q --bare . ../bare.git && cd ../bare.git
    run git postmortem hooks status
    assert_output "pre-receive   not installed"
    run git postmortem hooks install
    assert_success
    assert_contains "installed pre-receive" "git config receive.fsckObjects true" "git config receive.denyNonFastForwards true" \
        "git config receive.denyDeletes true"
    git config transfer.fsckObjects true && git config receive.denyDeletes true
    run git postmortem hooks install update
    assert_success
    refute_contains fsckObjects denyDeletes "installed pre"
    run git postmortem hooks status
    assert_output $'pre-receive   installed\nupdate        installed'
    assert_same "$(ls hooks | grep -v sample)" $'pre-receive\nupdate'
    for hook in hooks/pre-receive hooks/update; do [ -x $hook ] && sh -n $hook; done
    run git postmortem hooks install pre-commit
    assert_status 129
    assert_contains "git runs pre-commit where there is a working tree"
    run git postmortem hooks uninstall
    assert_success
    [ -z "$(ls hooks | grep -v sample)" ]
}

@test "one hook that is somebody else's keeps no other out" {
    printf '#!/bin/sh\n' | write .git/hooks/pre-commit
    run git postmortem hooks install
    assert_status 128
    assert_contains "hooks/pre-commit" "installed commit-msg" "installed pre-push"
    [ -x .git/hooks/pre-push ]
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
