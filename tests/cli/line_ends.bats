#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# core.autocrlf=true, as on Windows: git writes CRLF into files for LF in the repository, until our attributes forbid it.
# What was checked out before is no edit, and becomes what is committed, without anybody's edit being lost.

load helper

setup() {
    pin_machine
    git config --global core.autocrlf true
    new_repository
    mkdir docs
    printf '# Unix\r\n\r\nLF in the repository.\r\n' >docs/unix.md
    git add . 2>/dev/null
    git -c core.autocrlf=false add . && git rm -q --cached docs/unix.md && git add docs/unix.md 2>/dev/null
    printf '# Windows\r\n\r\nCRLF in the repository.\r\n' >docs/windows.md
    git -c core.autocrlf=false add docs/windows.md
    printf 'a,b\r\n' >docs/data.csv && git add docs/data.csv 2>/dev/null
    git commit -qm "Reports"
    touch -d 2020-01-01 docs/*
    git update-index -q --refresh
    assert_same "$(git ls-files --eol | awk '{print $1, $2}' | xargs)" "i/lf w/crlf i/lf w/crlf i/crlf w/crlf"
    assert_same "$(git status --porcelain)" ""
}

clean() { # as git sees it, whatever it remembers of the files
    find docs -type f -exec touch {} +
    git status --porcelain
}


@test "init writes what git converted as it is committed, and nothing is an edit then" {
    run git postmortem init --adopt docs
    assert_success
    assert_contains "2 documents adopted" "1 file had CRLF from git, and is now as committed"
    assert_same "$(clean)" ""
    assert_same "$(git ls-files --eol docs/unix.md docs/windows.md docs/data.csv | awk '{print $1, $2}' | xargs)" \
        "i/lf w/crlf i/lf w/lf i/crlf w/crlf"
    run git postmortem check
    assert_output "no findings · not shown: 2 documents as adopted (--all)"
    run git postmortem commit
    assert_output "nothing was changed by hand"
    # what is edited from now on is the edit alone
    printf 'More.\n' >>docs/unix.md
    assert_same "$(git diff --numstat)" $'1\t0\tdocs/unix.md'
}

@test "an edit in such a file is not lost, and is said by git as before" {
    printf 'An edit.\r\n' >>docs/unix.md
    cp docs/unix.md ../edited
    run git postmortem init --adopt docs
    assert_success
    refute_contains "from git"
    cmp ../edited docs/unix.md
    assert_same "$(git status --porcelain)" " M docs/unix.md"
}

@test "a dry run, attributes of their own, and no conversion: nothing is touched" {
    local before
    before=$(sha256sum docs/*)
    git postmortem init --adopt docs -n >../dry
    assert_same "$(sha256sum docs/*)" "$before"
    echo "*.md text" >docs/.gitattributes && git add docs && git commit -qm "Attributes"
    git postmortem init --adopt docs -q
    assert_same "$(sha256sum docs/*)" "$before"
    cd .. && git clone -q repository plain && cd plain
    git config core.autocrlf false
    git rm -rfq .postmortem docs/.gitattributes && git commit -qm "Without a ledger"
    printf '# Unix\r\n\r\nLF in the repository.\r\n' >docs/unix.md # somebody's edit
    git postmortem init --adopt docs -q
    assert_same "$(git status --porcelain docs/unix.md)" " M docs/unix.md"
}

@test "in a clone from before the ledger, no verb takes it for an edit, and doctor mends it" {
    cd .. && git clone -q repository before && touch -d 2020-01-01 before/docs/* && git -C before update-index -q --refresh
    git -C repository postmortem init --adopt docs -q
    cd before
    git pull -q
    assert_same "$(git ls-files --eol docs/unix.md | awk '{print $1, $2}')" "i/lf w/crlf"
    run git postmortem commit
    assert_output "nothing was changed by hand"
    run git postmortem submit unix
    assert_status 128
    assert_contains "has CRLF from git" "git postmortem doctor"
    run git postmortem doctor
    assert_contains "1 file had CRLF from git, and is as committed now"
    assert_same "$(clean)" ""
    run git postmortem doctor
    assert_line_matches "ok +line ends +as committed"
}
