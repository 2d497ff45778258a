#!/usr/bin/env bats
# Approvals that cross each other, and edits (LEDGER section 4).

load helper
load review

setup_file() {
    make_base a_ledger_with_two_clones
}

setup() {
    take_base dana
}

two_of_sre() {
    add_person erin --role sre
    add_person frank --role sre
    rules "- require: [{role: sre, count: 2}]"
    write_document
    git postmortem commit checkout >/dev/null 2>&1
    git postmortem submit checkout >/dev/null
    share dana && share erin
}

@test "two clones approve at once: both sign-offs survive the merge, and satisfy only together" {
    two_of_sre
    as frank git postmortem approve checkout >/dev/null
    by erin git postmortem approve checkout >/dev/null
    share dana
    as erin git -C ../erin pull -q --no-rebase --no-edit
    as erin git -C ../erin push -q
    git pull -q --ff-only
    [ "$(ls $SIGNOFFS/*.signoff | wc -l)" -eq 2 ]
    [ "$(ls $SIGNOFFS/*.content | wc -l)" -eq 1 ]
    # the status is still in-review: each saw only their own
    [ "$(status_of)" = in-review ]
    assert_verified
    run git postmortem show checkout
    assert_contains "satisfied"
    # anybody may move it now, gate and all
    run git postmortem set checkout status=reviewed
    assert_success
    [ "$(status_of)" = reviewed ]
    assert_verified
    stock_git_agrees .
}

@test "two approve at once, each enough: both set the status, and the merge has no conflict" {
    write_document
    git postmortem commit checkout >/dev/null 2>&1
    git postmortem submit checkout >/dev/null
    share dana && share erin
    as frank git postmortem approve checkout >/dev/null
    by erin git postmortem approve checkout >/dev/null
    share dana
    as erin git -C ../erin pull -q --no-rebase --no-edit
    [ "$(git -C ../erin diff --name-only --diff-filter=U | wc -l)" -eq 0 ]
    run by erin git postmortem verify
    assert_success
    assert_contains "2 sign-offs (2 signed)"
}

@test "a third approval moves what two collected apart" {
    two_of_sre
    add_person dana --role sre
    rules "- require: [{role: sre, count: 3, authors: true}]"
    share dana && share erin
    as frank git postmortem approve checkout >/dev/null
    by erin git postmortem approve checkout >/dev/null
    share dana && share erin && share dana
    [ "$(status_of)" = in-review ]
    run git postmortem approve checkout
    assert_success
    [ "$(status_of)" = reviewed ]
    assert_verified
}

@test "an approval that was rebased over an edit counts for nothing, and is no violation" {
    write_document
    git postmortem commit checkout >/dev/null 2>&1
    git postmortem submit checkout >/dev/null
    rules "- require: [{role: reviewer, count: 2}]"
    share dana && share erin
    by erin git postmortem approve checkout >/dev/null
    replace "A timeout is a promise to the caller." "A timeout is a budget."
    git postmortem commit checkout >/dev/null 2>&1
    share dana && share erin && share dana
    assert_verified
    assert_contains "1 sign-off does not count: the text had changed before it entered"
    run git postmortem show checkout
    assert_contains "stale" "section Lessons"
    # signed anew, it counts
    by erin git postmortem approve checkout >/dev/null
    share erin && share dana
    as frank git postmortem approve checkout >/dev/null
    [ "$(status_of)" = reviewed ]
    assert_verified
}

