#!/usr/bin/env bats
# What comes after a command that was killed, and what a git does that runs in the middle of one. The shim stops the
# program right before its branch moves: index and file hold the change by then.

load ../cli/helper

setup_file() {
    cc -shared -fPIC -O1 -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/shim.so" "$BATS_TEST_DIRNAME/shim.c" -ldl
}

setup() {
    pin_machine
    export ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0
    new_repository
    git postmortem -q init
    git postmortem -q new "First" --started 2026-01-14T10:00:00Z >/dev/null
    document=postmortems/2026/2026-01-14-first.md
    echo one >users.txt
    git add users.txt
}

# The number of the change that moves the branch: the last rename. The one before it puts the index into place.
rename_number() { # FROM-THE-END COMMAND…
    local last=$1
    shift
    local log=$BATS_TEST_TMPDIR/log copy=$BATS_TEST_TMPDIR/copy
    cp -a . "$copy"
    (cd "$copy" && LD_PRELOAD=$BATS_FILE_TMPDIR/shim.so PM_FAULT_LOG=$log "$@" >/dev/null)
    grep '^c' "$log" | grep -n ' rename ' | tail -"$last" | head -1 | cut -d: -f1
}

hit() { # FAULT:NUMBER COMMAND…
    local fault=$1
    shift
    LD_PRELOAD=$BATS_FILE_TMPDIR/shim.so PM_FAULT=$fault "$@"
}

assert_severity() { # NUMBER COMMAND…, which prints a document
    local wanted=$1
    shift
    assert_same "$("$@" | sed -n 's/^severity: \([0-9]\).*/\1/p')" "$wanted"
}

kill_set() {
    local number
    number=$(rename_number 1 git-postmortem set first severity=1)
    run hit "kill:$number" git-postmortem set first severity=1
    assert_status 137
    assert_severity 1 git show :$document
    assert_severity 3 git show HEAD:$document
}

assert_sound() {
    git fsck --strict --no-dangling
    assert_same "$(ls -A .git/postmortem)" lock
    [ ! -e .git/index.lock ]
    assert_same "$(git diff --cached --name-only)" users.txt
}

@test "until the next command nobody can commit half a change, and that command settles it" {
    kill_set
    run git commit -m user
    assert_status 128
    assert_contains "index.lock': File exists"
    run --separate-stderr git postmortem set first tags=x
    assert_success
    assert_same "$stderr" "settled first what an interrupted command had left"
    assert_severity 3 git show HEAD:$document
    assert_same "$(git rev-list --count HEAD)" 3
    assert_sound
}

@test "a dry run settles it, too: what it shows is what would be committed" {
    kill_set
    run git postmortem set -n first severity=2
    assert_success
    assert_line_matches '^-severity: 3'
    assert_line_matches '^\+severity: 2'
    assert_severity 3 cat $document
    assert_sound
}

@test "a reader changes nothing about it" {
    kill_set
    local before
    before=$(cd .git && find . -type f -print0 | sort -z | xargs -0 sha256sum)
    run git postmortem list
    assert_success
    run git postmortem check first
    assert_same "$(cd .git && find . -type f -print0 | sort -z | xargs -0 sha256sum)" "$before"
}

@test "a refused command settles it all the same" {
    kill_set
    run git postmortem set nowhere severity=1
    [ "$status" -ne 0 ]
    assert_severity 3 git show :$document
    assert_severity 3 cat $document
    assert_sound
}

# git reads the index again after a pre-commit hook, without a lock: here, while ours is in place and the branch is not
# moved yet.
@test "a git that commits our change along with its own has made it: it is not made twice" {
    write .git/hooks/pre-commit <<'END'
#!/bin/sh
touch .git/in-hook
until [ -e .git/go-on ]; do sleep 0.02; done
END
    local number
    number=$(rename_number 2 git-postmortem new "Second" --started 2026-01-15T10:00:00Z)
    chmod +x .git/hooks/pre-commit
    git commit -q -m user 3>&- &
    until [ -e .git/in-hook ]; do sleep 0.02; done
    export PM_FAULT_COMMAND="touch .git/go-on; until git log -1 --format=%s | grep -q user; do sleep 0.02; done"
    run hit "run:$((number + 1))" git-postmortem new "Second" --started 2026-01-15T10:00:00Z
    wait
    assert_success
    assert_contains "committed $(git rev-parse HEAD | cut -c1-7)"
    assert_same "$(git log -1 --format=%s)" user
    assert_same "$(git ls-tree -r --name-only HEAD | grep -c second)" 1
    assert_same "$(git status --porcelain)" ""
    git fsck --strict --no-dangling
    [ ! -e .git/index.lock ]
}
