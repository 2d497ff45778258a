#!/usr/bin/env bats
# What is said to who wrote a text of the sign-offs that it needs: they are not told to sign it.

load helper
load review

setup_file() {
    make_base a_document_in_review
}

a_document_in_review() {
    new_repository && in_review
}

setup() {
    take_base
}

reword() { # PERSON: part of the text is theirs from now on
    as "$1" git postmortem set checkout summary="In the words of $1." >/dev/null 2>&1
}

COMMAND="git postmortem approve $ID --role reviewer"

@test "approve says first that one wrote the text, with the commit, and then all that is missing" {
    replace "    ticket: PAY-811
" ""
    git commit -qam "No ticket"
    run --separate-stderr git postmortem approve checkout
    assert_status 1
    assert_stderr_contains "cannot approve $ID: 2 things are missing" "git postmortem action set $ID A1 "
    output=$(sed -n 2p <<<"$stderr")
    assert_contains "you (dana@example.org) wrote part of $ID in $(git log --format=%h --abbrev=7 -1 --grep whole), so"
    # who may sign hears of the text alone
    run as erin git postmortem approve checkout
    assert_status 1
    assert_contains "1 thing is missing"
    refute_contains "wrote part"
}

@test "approve says first that the role is not there, or not held" {
    replace "    ticket: PAY-811
" ""
    git commit -qam "No ticket"
    run --separate-stderr as erin git postmortem approve checkout --role security
    assert_status 1
    [[ $(sed -n 2p <<<"$stderr") == *"the policy has no role 'security'"* ]]
    git postmortem people add frank@example.org --role security >/dev/null
    run --separate-stderr as erin git postmortem approve checkout --role security
    assert_status 1
    [[ $(sed -n 2p <<<"$stderr") == *"erin@example.org can't sign $ID as 'security'"* ]]
    assert_stderr_contains "2 things are missing" "git postmortem action set $ID A1 "
}

@test "show gives the command to who may run it, and names the authors to an author" {
    run git postmortem show checkout
    assert_line "  next         somebody other than dana@example.org must: $COMMAND"
    run as erin git postmortem show checkout
    assert_line "  next         $COMMAND"
    run as erin $COMMAND
    assert_success
    run git postmortem show checkout
    refute_contains "next  "
    # who has no part in a role is told nothing of it
    rules "- require: [{role: security}]"
    reword frank
    run as erin git postmortem show checkout
    refute_contains "next  "
}

@test "set gives the command to who may run it, and names the authors to an author" {
    run as frank git postmortem set checkout status=reviewed
    assert_status 1
    assert_line_matches "^ +$COMMAND$"
    run git postmortem set checkout status=reviewed
    assert_status 1
    assert_contains "somebody other than dana@example.org must: $COMMAND"
    reword erin
    run as erin git postmortem set checkout status=reviewed
    assert_contains "somebody other than dana@example.org, erin@example.org must: $COMMAND"
}

@test "verify says the same to everybody: who can't mend it is named" {
    sign_off erin
    reword erin
    local said
    said=$(git postmortem verify) || true
    run as erin git postmortem verify
    assert_same "$output" "$said"
    assert_contains "by somebody other than dana@example.org, erin@example.org, who wrote the text" "fix: $COMMAND"
    run as frank $COMMAND
    assert_success
    assert_verified
}

@test "where everybody wrote part of it, what mends it is somebody new, or taking the edit back" {
    sign_off erin
    reword erin
    reword frank
    local said
    run as erin git postmortem approve checkout
    assert_status 1
    assert_contains "you (erin@example.org) wrote part of $ID in $(git rev-parse --short=7 HEAD~), " \
        "nobody of the people in .postmortem/config.yaml may; add somebody: git postmortem people add "
    run as erin git postmortem show checkout
    said=$(grep -o 'git revert --no-edit .*' <<<"$output")
    run as erin git postmortem set checkout status=closed
    assert_contains "$said" "git postmortem people add E-MAIL --key FILE.pub; or"
    git branch before
    run as erin bash -c "$said"
    assert_success
    assert_verified
    # or somebody new
    git reset -q --hard before
    make_keys mallory
    git postmortem people add mallory@example.org --key "$(key_of mallory).pub" >/dev/null
    run as erin git postmortem set checkout status=closed
    assert_contains "somebody other than " " must: $COMMAND"
    run as mallory $COMMAND
    assert_success
    assert_verified
}
