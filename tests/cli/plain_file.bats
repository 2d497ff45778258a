#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A document that the ledger judges is a plain file of mode 644. Reports of theirs may be executables, and other file
# systems and plain git make some: it is said before it is in the history for good, with the command that mends it.

load helper
load review

setup_file() {
    make_base an_executable_report
}

an_executable_report() {
    new_repository
    write_document && mkdir reports && mv $DOCUMENT "reports/old one.md" && rm -r postmortems
    sed -i 's/^id: .*/id: old one/' "reports/old one.md"
    chmod 755 reports/*.md
    git add -A && git commit -qm "Reports"
    git postmortem init -q --adopt reports --hooks
}

setup() {
    take_base
}

mend() { # do what the output says
    local command
    command=$(grep -oE '(chmod 644|git add --chmod=-x) .*' <<<"$output")
    [ -n "$command" ] || complain "a command" || return
    eval "$command"
}

mode_of() { # PATH: in HEAD
    git ls-tree HEAD "$1" | cut -c-6
}

@test "submit of an executable report is refused with what mends it, from any folder" {
    run git postmortem submit old
    assert_status 1
    assert_contains "cannot submit old one: 1 thing is missing" "it is an executable" "chmod 644 'reports/old one.md'"
    assert_same "$(mode_of "reports/old one.md")" 100755
    cd reports
    run git postmortem submit old
    assert_status 1
    mend
    cd ..
    assert_same "$(mode_of "reports/old one.md")" 100644
    git postmortem submit old -q
    assert_verified
    assert_same "$(git status --porcelain)" ""
}

@test "where git does not look at modes, the index is told" {
    git config core.fileMode false
    run git postmortem set old status=in-review
    assert_status 1
    assert_contains "git add --chmod=-x 'reports/old one.md' && git commit"
    mend
    assert_same "$(mode_of "reports/old one.md")" 100644
    git postmortem set old status=in-review -q
    assert_verified
    assert_same "$(git status --porcelain)" ""
}

@test "submitted by hand it is refused by commit, and by the hook" {
    sed -i 's/^status: .*/status: in-review/' reports/*.md
    run git postmortem commit old
    assert_status 1
    assert_contains "it is an executable"
    run git commit -qam "Submitted by hand"
    assert_status 1
    assert_contains "[document/mode]" "chmod 644 'reports/old one.md' && git add"
    mend
    git commit -qm "Submitted by hand"
    assert_verified
}

@test "a report that is not submitted is edited as an executable, and nobody minds" {
    echo "A word." >>reports/*.md
    run git commit -qam "A word"
    assert_success
    assert_output ""
    echo "A word." >>reports/*.md
    git postmortem commit -q
    assert_verified
    assert_same "$(mode_of "reports/old one.md")" 100755
}

@test "a document of ours does not become an executable, with its text or without" {
    git postmortem new "Search is down" --slug search -q
    local document=reports/2026-01-14-search.md
    chmod +x $document
    run git commit -qam "Executable"
    assert_status 1
    assert_contains "$document: error: it would be an executable" "[document/mode]"
    cd reports
    run git commit -qam "Executable"
    assert_status 1
    mend
    cd ..
    assert_same "$(git diff --cached --name-only)" ""
    sed 's/2026-01-14-search/2026-01-14-find/' $document >reports/2026-01-14-find.md
    chmod +x reports/2026-01-14-find.md
    git add .
    run git commit -qm "A new one"
    assert_status 1
    assert_contains "[document/mode]"
    mend
    git commit -qm "A new one"
    assert_verified
}
