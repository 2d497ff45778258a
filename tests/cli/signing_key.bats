#!/usr/bin/env bats
# The key that a person signs with: doctor finds what approve would be refused for, with what mends it.

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

doctor_finds() { # TEXT…: as erin
    run as erin git postmortem doctor
    assert_status 1 || return
    assert_line_matches "^trouble  signing " || return
    assert_contains "$@"
}

doctor_is_content() {
    run as erin git postmortem doctor
    assert_success
    assert_line_matches "^ok       signing      sign-offs are signed$"
}

@test "a key that is there, and listed for this person, is well" {
    doctor_is_content
    run as erin git postmortem approve checkout
    assert_success
}

@test "a key file that is not there is said, by doctor and by approve" {
    as erin git config --global user.signingkey '~/.ssh/nothing.pub'
    doctor_finds "no key can be read at '~/.ssh/nothing.pub', which user.signingkey names"
    run as erin git postmortem approve checkout
    assert_status 128
    assert_contains "the signing key '~/.ssh/nothing.pub' of user.signingkey is not there" "hint: git postmortem doctor"
    as erin bash -c "$(as erin git postmortem doctor | sed -n 's/^ *\(git config user.signingkey [^,]*\), or.*/\1/p')"
    doctor_is_content
}

@test "a public key without its private half is said" {
    rm "$BATS_TEST_TMPDIR/home/erin/.ssh/id_ed25519"
    doctor_finds "is in no file beside it and not in ssh-agent" "ssh-add"
    eval "$(ssh-agent -s)" >/dev/null
    ssh-add -q "$(key_of erin)" 2>/dev/null
    run as erin git postmortem doctor
    kill "$SSH_AGENT_PID"
    assert_success
}

@test "a key that ssh-agent does not hold is said" {
    as erin git config --global user.signingkey "key::$(cut -d' ' -f1,2 "$(key_of erin).pub")"
    doctor_finds "not in ssh-agent"
}

@test "a key that the ledger does not list is said, and the command lists it" {
    local command
    make_keys mallory
    as erin take_key "$(key_of mallory)"
    doctor_finds "the ledger does not list the key of user.signingkey for erin@example.org"
    command=$(grep -o 'git postmortem people add .*' <<<"$output")
    as erin bash -c "$command" >/dev/null
    doctor_is_content
    run as erin git postmortem approve checkout
    assert_success
}

@test "a key of somebody else is said" {
    as erin take_key "$(key_of frank)"
    doctor_finds "the key of user.signingkey is that of frank@example.org, not of erin@example.org"
    run as erin git postmortem approve checkout
    assert_status 1
}
