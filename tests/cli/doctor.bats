#!/usr/bin/env bats
# doctor: what keeps a repository from working, and what a killed command left.

load helper

setup_file() {
    cc -shared -fPIC -O1 -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/shim.so" "$BATS_TEST_DIRNAME/../fault/shim.c" -ldl
}

setup() {
    pin_machine
    new_repository
    git postmortem init -q 2>/dev/null
    git postmortem new "Checkout returned 504" --slug checkout --severity 2 --started 2026-01-14T16:58:00Z -q
}

# The command dies before its N-th change of the disk.
killed() { # N COMMAND…
    local at=$1
    shift
    PM_FAULT=kill:$at LD_PRELOAD=$BATS_FILE_TMPDIR/shim.so \
        ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0 "$@" >/dev/null 2>&1
}

# Kill a command later and later, until it leaves a journal and its lock on the index.
leave_journal() {
    local at
    for at in $(seq 1 80); do
        killed "$at" git-postmortem set checkout severity=3 || true
        [ ! -e .git/postmortem/journal ] || [ ! -e .git/index.lock ] || return 0
    done
    echo "no journal was left"
    return 1
}

@test "a healthy repository has no trouble" {
    make_keys dana
    git postmortem people add dana@example.org --key "$HOME/.ssh/id_ed25519.pub" -q
    git postmortem hooks install -q 2>/dev/null || git postmortem hooks install >/dev/null
    run git postmortem doctor
    assert_success
    refute_contains trouble advice
    assert_line_matches '^ok +branch +refs/heads/main$'
    assert_line_matches '^ok +identity +Dana Doe <dana@example.org>$'
}

@test "what a killed command left is cleared away, and it says so" {
    leave_journal
    run git commit --allow-empty -qm "not now"
    assert_status 128 # git sees a locked index
    run git postmortem doctor
    assert_success
    assert_contains "a command was killed here"
    [ ! -e .git/index.lock ]
    [ ! -e .git/postmortem/journal ]
    git fsck --strict
    run git status --porcelain
    assert_output ""
    run git postmortem doctor
    assert_contains "no command was interrupted here"
}

@test "the lock of another program is named, and left alone" {
    echo theirs >.git/index.lock
    run git postmortem doctor
    assert_status 1
    assert_line_matches '^trouble +index +locked by another program for [0-9]+ s$'
    assert_contains "rm '"
    [ "$(cat .git/index.lock)" = theirs ]
}

@test "a detached HEAD, and a merge under way, are troubles" {
    git checkout -q --detach
    run git postmortem doctor
    assert_status 1
    assert_line_matches '^trouble +branch '
    git checkout -q main
    git checkout -q -b side
    git commit -q --allow-empty -m side
    git checkout -q main
    git commit -q --allow-empty -m main
    git merge -q --no-commit --no-ff side
    run git postmortem doctor
    assert_status 1
    assert_line_matches '^trouble +branch +a merge is under way'
}

@test "a missing identity and a missing key are named with the remedy" {
    sed -i 's/signature: preferred/signature: required/' .postmortem/config.yaml
    git config --global --unset user.email
    git config --global user.useConfigOnly true
    run git postmortem doctor
    assert_status 1
    assert_line_matches '^trouble +identity '
    assert_line_matches '^trouble +signing +sign-offs must be signed'
    assert_contains "git config gpg.format ssh"
}

@test "a shallow clone is a trouble" {
    git clone -q --depth 1 "file://$PWD" ../shallow
    cd ../shallow
    run git postmortem doctor
    assert_status 1
    assert_line_matches '^trouble +history +a shallow clone'
}

@test "a server that takes malformed objects is told so" {
    git clone -q --bare . ../server.git
    cd ../server.git
    run git postmortem doctor
    assert_success
    assert_line_matches '^advice +server +pushed objects are not checked$'
    git config receive.fsckObjects true
    run git postmortem doctor
    assert_line_matches '^ok +server '
}

@test "in the middle of a rebase the remedy is to go on with it, or to leave it" {
    new_repository
    git postmortem init -q
    printf 'one\n' >file && git add file && git commit -qm One
    printf 'two\n' >file && git commit -qam Two
    git checkout -q -b side HEAD~
    printf 'three\n' >file && git commit -qam Three
    ! git rebase -q main 2>/dev/null
    run git postmortem doctor
    assert_status 1
    assert_contains "a rebase is under way" "git rebase --continue, or git rebase --abort"
    refute_contains "git switch"
    git rebase --abort
    run git postmortem doctor
    refute_contains "under way"
}
