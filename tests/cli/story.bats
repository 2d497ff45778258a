#!/usr/bin/env bats
# The main job, played through: two people, a clone each, one bare origin. What git and OpenSSH say must agree with what
# our verbs say. Pull requests are in pull_request.bats, approvals that cross each other in at_once.bats.

load helper
load review

setup_file() {
    make_base a_ledger_with_two_clones
}

setup() {
    take_base dana
}

@test "two people take a document from its first line to a sign-off that holds, and see it go stale" {
    # dana writes
    git postmortem new "Checkout returned 504" --slug checkout-504 --severity 3 \
        --started 2026-01-14T16:58:00Z >/dev/null
    [ "$(status_of)" = draft ]
    run git postmortem submit checkout
    assert_status 1
    assert_contains "cannot submit $ID:" "things are missing"
    [ "$(status_of)" = draft ]
    write_document
    replace "response: {sufficient: fully, complete: fully, by: erin@example.org}
" ""
    replace "    ticket: PAY-811
" ""
    git postmortem commit checkout >/dev/null 2>&1
    run git postmortem submit checkout
    assert_success
    assert_contains "in-review" "waits for reviewer, not an author"
    share dana && share erin

    # erin reads, and the content gate refuses: the work is not done yet
    run by erin git postmortem approve checkout
    assert_status 1
    assert_contains "cannot approve $ID: 2 things are missing" "git postmortem action set $ID A1 " \
        "git postmortem assess $ID"
    git postmortem action set checkout A1 ticket=PAY-811 >/dev/null
    share dana && share erin
    by erin git postmortem assess checkout --sufficient fully --complete fully >/dev/null
    share erin && share dana

    # dana can't sign her own text off; erin can
    run git postmortem approve checkout
    assert_status 1
    assert_contains "you (dana@example.org) wrote part of $ID"
    at 2026-01-15T09:00:00Z
    run by erin git postmortem approve checkout -m "Timeline and graphs checked."
    assert_success
    assert_contains "approved as reviewer, signed; the document is reviewed"
    share erin && share dana
    [ "$(status_of)" = reviewed ]
    assert_verified
    assert_contains "1 sign-off (1 signed)"

    # plain tools agree
    local file
    file=$(echo $SIGNOFFS/*.signoff)
    [ "$(git log --format=%an -- "$file")" = "Erin Example" ]
    [ "$(git log -1 --format='%(trailers:key=Postmortem-Signoff,valueonly)' -- "$file")" = \
        "sha256:$(basename "$file" .signoff)" ]
    run git show --format=%s -- "$file"
    assert_line "postmortem: approve $ID as reviewer"
    assert_line "+comment: Timeline and graphs checked."
    run stock_verify "$file" erin
    assert_success
    stock_git_agrees .

    # follow-up work leaves it standing
    at 2026-01-20T09:00:00Z
    git postmortem action set checkout A1 status=doing owner=dana@example.org >/dev/null
    git postmortem action add checkout "Alert above 1 % retries" --for F1 --effect detect --work bug \
        --owner sre --due 2026-03-01 --ticket PAY-812 >/dev/null
    git postmortem set checkout tags+=database times.disclosed=2026-01-19T10:00:00Z >/dev/null
    share dana && share erin
    assert_verified
    assert_verified_by erin

    # a change of the text does not, and verify names what changed
    replace "A timeout is a promise to the caller." "A timeout is a budget."
    replace "severity: 3" "severity: 4"
    git postmortem commit checkout >/dev/null 2>&1
    share dana && share erin
    run by erin git postmortem verify
    assert_status 1
    assert_contains "it is reviewed, but sign-off reviewer is stale: since then severity, section Lessons" \
        "[signoff/stale]" "git postmortem approve $ID --role reviewer" "NOT verified: 1 violation"
    [ "$(status_of)" = reviewed ]

    # the same reviewer looks again, sees the difference, and signs
    run by erin git postmortem approve checkout
    assert_success
    assert_contains "since your last sign-off, 2026-01-15: severity, section Lessons" "+A timeout is a budget."
    share erin && share dana
    assert_verified
    assert_contains "2 sign-offs (2 signed)"
    stock_git_agrees .

    # a stranger clones and sees the same
    clone stranger
    assert_verified
    stock_git_agrees .
}

assert_verified_by() { # PERSON
    run by "$1" git postmortem verify
    assert_success
}

@test "commits that are signed are good to git verify-commit" {
    git config commit.gpgSign true
    git config gpg.ssh.allowedSignersFile .postmortem/allowed_signers
    write_document
    git postmortem commit checkout >/dev/null 2>&1
    git postmortem submit checkout >/dev/null
    as erin git postmortem approve checkout >/dev/null
    local commit
    for commit in $(git rev-list HEAD~3..); do
        run git verify-commit "$commit"
        assert_success
    done
    run git verify-commit --raw HEAD
    assert_contains "erin@example.org"
    assert_verified
}

