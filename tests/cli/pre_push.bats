#!/usr/bin/env bats
# pre-push: what a server with our hook would refuse is told before it leaves; and branches beside the shared one.

load helper
load review

setup_file() {
    make_base a_clone
}

a_clone() {
    a_ledger_with_two_clones
    write_document
    git postmortem commit "$ID" >/dev/null 2>&1
    git postmortem submit "$ID" >/dev/null
    git push -q 2>/dev/null
    git clone -q ../origin.git ../third && cd ../third && git config remote.origin.url ../origin.git && git postmortem hooks install -q && rm .git/hooks/pre-commit # which would be first to refuse
}

setup() {
    take_base third
    at 2026-01-20T09:00:00Z
}

on_server() { # [REF]
    git -C "$BATS_TEST_TMPDIR/origin.git" rev-parse -q --verify "refs/heads/${1:-main}"
}

refused() { # RULE [ARGUMENT…] of git push
    local before
    before=$(git -C ../origin.git for-each-ref)
    run git push "${@:2}"
    [ "$status" -ne 0 ] || complain "a push that is refused" || return
    assert_contains "refused: refs/heads/" "$1" || return
    assert_same "$(git -C ../origin.git for-each-ref)" "$before"
}

taken() { # [REF]
    run git push -q origin "${1:-main}"
    assert_success || return
    assert_same "$(on_server "${1:-main}")" "$(git rev-parse "${1:-main}")"
}

@test "on the shared branch: what can never be mended, and what can" {
    sed -i 's/^status: .*/status: reviewed/' $DOCUMENT && git commit -qam "Done"
    refused status/signoffs
    git reset -q --hard HEAD~ && sign_off erin
    taken
    assert_output ""
    replace "A timeout is a promise" "A timeout is a vow" && git commit -qam "Lesson"
    taken
    assert_contains "not complete yet" signoff/stale
    git -C ../dana pull -q && by dana git commit -q --allow-empty -m "Theirs" && by dana git push -q
    git commit -q --allow-empty -m "Ours"
    git pull -q --no-rebase --no-edit
    refused push/turned
    git reset -q --hard origin/main~
    git commit -q --allow-empty -m "Other"
    refused push/rewritten --force
    git fetch -q && git update-ref -d refs/remotes/origin/main # nothing is known of it here
    refused push/rewritten --force
    refused push/deleted origin :main
}

@test "a topic branch may be incomplete, rewritten and deleted" {
    git checkout -q -b topic
    sed -i 's/^status: .*/status: reviewed/' $DOCUMENT && git commit -qam "Done"
    taken topic
    assert_contains "note: refs/heads/topic, not complete yet" status/signoffs "$(git rev-parse --short=10 HEAD)"
    git commit -q --amend -m "Nearly done" && git push -q --force origin topic
    git push -q origin :topic
    ! on_server topic
}

@test "a topic branch may not take back what is signed, change what judges it, or bring a secret" {
    sign_off erin
    taken
    git checkout -q -b topic
    git rm -q $SIGNOFFS/*.signoff && git commit -qm "Clean up"
    refused signoff/append-only origin topic
    git reset -q --hard main
    sed -i 's/^  rules:.*/  rules: []/; /- require: \[{role: reviewer}\]/d' .postmortem/config.yaml && git commit -qam "Policy"
    taken topic
    sed -i 's/^title: .*/title: Other/' $DOCUMENT && git commit -qam "Title"
    refused policy/mixed origin topic
    git reset -q --hard main
    replace "Retries multiplied the load on the writer." "The key was ghp_""0123456789abcdefghijABCDEFGHIJ012345."
    git commit -qam "Details" && git revert --no-edit HEAD >/dev/null
    refused secret/token --force origin topic
}

@test "an objection on a topic branch is not got rid of with the branch" {
    git checkout -q -b topic
    forge "$(key_of erin)" verdict=object "comment=The times are wrong" >/dev/null
    git add -A && as erin git commit -qm "Object"
    taken topic
    git reset -q --hard main && git commit -q --allow-empty -m "Again"
    refused push/signoff-lost --force origin topic
    refused push/signoff-lost origin :topic
    # once it is merged, it may go
    git fetch -q && git checkout -q main && git merge -q --no-ff -m "Merge" origin/topic
    taken
    git push -q origin :topic
    ! on_server topic
}

@test "a topic branch is judged beside the shared one as it is now" {
    git checkout -q -b topic
    sed 's/^id: .*/id: 2026-01-19-another/; s/^status: .*/status: draft/' $DOCUMENT >postmortems/2026/2026-01-19-another.md
    git add -A && git commit -qm "Another"
    taken topic
    # the same id meanwhile on the shared one, in another folder
    git checkout -q main && mkdir -p postmortems/2025
    git show topic:postmortems/2026/2026-01-19-another.md >postmortems/2025/2026-01-19-another.md
    git add -A && git commit -qm "The same" && git push -q
    git checkout -q topic && sed -i 's/^severity: 3/severity: 4/' postmortems/2026/2026-01-19-another.md && git commit -qam "4"
    refused document/id-reused origin topic
    # and where it conflicts, from where they parted
    git checkout -q -B topic main && replace "saturated writer" "full writer" && git commit -qam "Here"
    git checkout -q main && replace "saturated writer" "blocked writer" && git commit -qam "There" && git push -q
    git checkout -q topic
    run git push --force origin topic
    assert_success
    assert_contains push/conflict
    git update-index --force-remove $DOCUMENT && rm $DOCUMENT && git commit -qm "Gone"
    refused document/deleted --force origin topic
}

@test "other branches that are shared are named by postmortem.protected" {
    git checkout -q -b release && taken release
    git config postmortem.protected "main release"
    sed -i 's/^status: .*/status: reviewed/' $DOCUMENT && git commit -qam "Done"
    refused status/signoffs origin release
    git reset -q --hard main~
    refused push/rewritten --force origin release
    refused push/deleted origin :release
}

@test "refs, paths and messages of strangers reach no terminal and no shell" {
    local name=$'t\u202e$(touch${IFS}pwned);-f'
    git checkout -q -b "$name"
    git mv $DOCUMENT $'postmortems/2026/a\033[2Jb $(touch pwned).md' && git commit -qm $'Evil\033[2J'
    refused document/deleted origin "refs/heads/$name"
    refute_contains $'\033' $'\u202e'
    assert_contains '\u202e'
    [ ! -e pwned ] && [ ! -e ../origin.git/pwned ]
}

@test "a branch without a ledger, and a remote by its address, are nobody's business" {
    git checkout -q --orphan pages && git rm -rfq . && echo page >index.html && git add . && git commit -qm "Pages"
    taken pages
    git commit -q --amend -m "Pages again" && git push -q --force origin pages && git push -q origin :pages
    git checkout -q main && git init -q --bare ../elsewhere.git
    run git push ../elsewhere.git main
    assert_success
    git rm -q $DOCUMENT && git commit -qm "Clean up"
    run git push ../elsewhere.git main
    [ "$status" -ne 0 ]
    assert_contains document/deleted
}
