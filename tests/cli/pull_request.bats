#!/usr/bin/env bats
# Sign-offs through pull requests that end as a squash, a rebase, a merge and a cherry-pick, seen in fresh clones.

load helper
load review

setup_file() {
    make_base a_ledger_with_two_clones
}

setup() {
    take_base dana
}

# A pull request by dana on a branch, which erin approves there.
pull_request() {
    git checkout -q -b pr
    write_document
    git postmortem commit checkout >/dev/null 2>&1
    at 2026-01-14T19:00:00Z
    git postmortem submit checkout >/dev/null
    git push -q origin pr 2>/dev/null
    at 2026-01-15T09:00:00Z
    by erin git fetch -q && by erin git checkout -q pr && by erin git postmortem approve checkout >/dev/null
    by erin git push -q origin pr 2>/dev/null
    git fetch -q
    at 2026-01-16T09:00:00Z
    # main goes on meanwhile
    git checkout -q main
    echo "unrelated" >README && git add README && git commit -qm "Unrelated" && git push -q
}

in_a_fresh_clone() {
    git push -q origin main || return
    clone fresh --branch main --single-branch || return
    [ "$(status_of)" = reviewed ] || return
    assert_verified || return
    assert_contains "1 sign-off (1 signed)" || return
    run stock_verify "$(echo $SIGNOFFS/*.signoff)" erin
    assert_success || return
    stock_git_agrees .
}

@test "through a pull request that is squash-merged as a forge does it, seen in a fresh clone" {
    pull_request
    git merge -q --squash origin/pr >/dev/null
    # GitHub's message: a list of subjects, and every other author of a commit as co-author
    git commit -qm "Checkout returned 504 (#7)

* postmortem: commit $ID
* postmortem: submit $ID
* postmortem: approve $ID as reviewer

Co-authored-by: Erin Example <erin@example.org>"
    git branch -q -D pr
    in_a_fresh_clone
    assert_verified
    assert_contains "1 sign-off rests on a squash: who wrote which part is not in it"
    # afterwards, the reviewer is still no author: the text changes, and she may sign it again
    replace "A timeout is a promise to the caller." "A timeout is a budget."
    git commit -qam "Lesson"
    refute_verified signoff/stale
    by_erin_here approve checkout >/dev/null
    assert_verified
}

by_erin_here() {
    as erin git postmortem "$@"
}

@test "through a pull request that is rebased onto main" {
    pull_request
    git checkout -q -b rebased origin/pr && git rebase -q main
    git checkout -q main && git merge -q --ff-only rebased
    in_a_fresh_clone
    assert_verified
    refute_contains "in one commit with the text"
}

@test "through a pull request that is merged with a merge commit" {
    pull_request
    git merge -q --no-ff -m "Merge pull request #7" origin/pr
    [ "$(git rev-list --count --merges HEAD)" -eq 1 ]
    in_a_fresh_clone
    assert_verified
    refute_contains "in one commit with the text"
}

@test "an approval on one branch and an edit on another: stale after the merge, and mended by approving again" {
    pull_request && git merge -q --no-edit origin/pr~
    replace "A timeout is a promise" "A timeout is a vow"
    git commit -qam "Meanwhile"
    as erin git merge -q --no-edit origin/pr
    refute_verified signoff/stale
    refute_contains "own-text" "status/signoffs"
    sign_off erin
    assert_verified
}

@test "an approval that is rebased over an edit: stale, and mended by approving again" {
    pull_request && git merge -q --no-edit origin/pr~
    replace "A timeout is a promise" "A timeout is a vow"
    git commit -qam "Meanwhile"
    as erin git cherry-pick origin/pr >/dev/null
    refute_verified signoff/stale
    refute_contains "status/signoffs"
    sign_off erin
    assert_verified
}

@test "through commits that are cherry-picked" {
    pull_request
    git cherry-pick main..origin/pr >/dev/null
    in_a_fresh_clone
}

@test "through a squash by the reviewer: that makes her the author of the text, and verify says so" {
    pull_request
    as erin git merge -q --squash origin/pr >/dev/null
    as erin git commit -qm "Checkout returned 504 (#7)"
    refute_verified signoff/own-text status/signoffs
    # with the author that a forge would name, it is as any squash
    git reset -q --hard HEAD~
    as erin git merge -q --squash origin/pr >/dev/null
    as erin git commit -qm "Checkout returned 504 (#7)" --author "Dana Doe <dana@example.org>"
    assert_verified
}

@test "one squashed step takes a document from nothing to reviewed, if every gate holds" {
    pull_request
    git merge -q --squash origin/pr >/dev/null
    git commit -qm "Squash"
    [ "$(git log --oneline --first-parent -- $DOCUMENT | wc -l)" -eq 1 ]
    assert_verified
}

@test "and is a violation if one does not" {
    pull_request
    git merge -q --squash origin/pr >/dev/null
    git rm -q -r --cached $SIGNOFFS && rm -r $SIGNOFFS
    git commit -qm "Squash without the sign-off"
    refute_verified status/signoffs signoff/missing
    git reset -q --hard HEAD~
    git merge -q --squash origin/pr >/dev/null
    replace "    ticket: PAY-811
" ""
    replace "A timeout is a promise to the caller.
" ""
    git commit -qam "Squash of something else"
    refute_verified status/gate signoff/stale
    assert_contains "it became reviewed although"
}
