#!/usr/bin/env bats
# The order in which a commit gets to the disk, which is what recovery rests on; read from the program's own system
# calls. What is flushed is flushed before anything refers to it.

load ../cli/helper

setup_file() {
    cc -shared -fPIC -O1 -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/shim.so" "$BATS_TEST_DIRNAME/shim.c" -ldl
}

setup() {
    pin_machine
    export ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0
    new_repository
    git postmortem -q init
    log=$BATS_TEST_TMPDIR/log
}

logged() { # COMMAND…
    LD_PRELOAD=$BATS_FILE_TMPDIR/shim.so PM_FAULT_LOG=$log "$@" >/dev/null
}

# The number of the first, or last, line that matches.
first() {
    grep -nE -- "$1" "$log" | head -1 | cut -d: -f1
}
last() {
    grep -nE -- "$1" "$log" | tail -1 | cut -d: -f1
}

assert_order() { # PATTERN…: each begins after the one before has ended
    local pattern before=0 at
    for pattern; do
        at=$(first "$pattern")
        [ -n "$at" ] || { echo "never: $pattern"; return 1; }
        [ "$at" -gt "$before" ] || { echo "too early, at $at: $pattern"; return 1; }
        before=$(last "$pattern")
    done
}

new_objects() { # their paths, as libgit2 gives them their names
    sed -n 's/.* link .*\(objects\/[0-9a-f][0-9a-f]\/[0-9a-f]\{38\}\)$/\1/p' "$log" | sort -u
}

@test "objects, index.lock, journal, file, index, branch, unlock, journal gone" {
    logged git-postmortem new "First" --started 2026-01-14T10:00:00Z
    assert_order ' link .*objects/[0-9a-f]{2}/' \
        ' link .*/index\.lock$' \
        ' fsync .*/postmortem/journal\.new$' \
        ' rename .*/postmortem/journal$' \
        ' renameat2 2026-01-14-first\.md$' \
        ' fsync .*/index\.postmortem$' \
        ' rename .*/\.git/index$' \
        ' fsync .*/refs/heads/main\.lock$' \
        ' rename .*/refs/heads/main$' \
        ' unlink .*/index\.lock$' \
        ' unlink .*/postmortem/journal$'
}

@test "every object, the folders that name them, the file and its folders are flushed before the branch moves" {
    logged git-postmortem new "First" --started 2026-01-14T10:00:00Z
    local branch object count=0
    branch=$(first ' rename .*/refs/heads/main$')
    for object in $(new_objects); do
        count=$((count + 1))
        [ "$(first " fsync .*/$object\$")" -lt "$(first ' link .*/index\.lock$')" ]
        [ "$(first " fsync .*/${object%/*}\$")" -lt "$(first ' link .*/index\.lock$')" ]
        # once: a flush is what a commit waits for
        assert_same "$(grep -c " fsync .*/$object\$" "$log")" 1
    done
    # blob, three folders, commit
    assert_same "$count" 5
    assert_order ' fsync .*/postmortem/staged-' ' fsync .*/postmortems$' ' renameat2 2026-01-14-first\.md$' \
        ' fsync .*/postmortems/2026$' ' rename .*/\.git/index$'
    [ "$(last ' fsync .*/\.git$')" -lt "$branch" ]
}

@test "core.fsync=none flushes nothing" {
    git config core.fsync none
    logged git-postmortem new "First" --started 2026-01-14T10:00:00Z
    ! grep -q ' fsync \| fdatasync ' "$log"
}
