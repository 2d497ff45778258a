#!/usr/bin/env bats
# What verify remembers, it remembers of a day, for keys expire. The day is the real clock's: clock.c stops that.

load helper
load review

setup_file() {
    make_base a_reviewed_document
    cc -shared -fPIC -O1 -o "$BATS_FILE_TMPDIR/clock.so" "$BATS_TEST_DIRNAME/clock.c"
}

setup() {
    take_base
}

verify_at() { # TIME
    run env LD_PRELOAD="$BATS_FILE_TMPDIR/clock.so" PM_CLOCK="$(date -d "$1" +%s)" \
        ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0 git-postmortem verify
    assert_success
}

answers() { # how many are remembered
    find "$HOME/.cache/git-postmortem/verified" -type f 2>/dev/null | wc -l
}

@test "an answer of today is none of tomorrow, and one of this morning is" {
    verify_at 2099-03-01T10:00:00Z
    assert_same "$(answers)" 1
    verify_at 2099-03-01T23:59:59Z
    assert_same "$(answers)" 1
    verify_at 2099-03-02T00:00:00Z
    assert_same "$(answers)" 2
}
