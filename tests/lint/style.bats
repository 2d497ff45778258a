#!/usr/bin/env bats
# Calls that we don't make, kept by tests/lint/style.py.

load helper

style() {
    python3 "$ROOT/tests/lint/style.py" "$@"
}

# fault FILE CODE: what style.py says of a tree that is only this file.
fault() {
    local tree=$BATS_TEST_TMPDIR/tree
    rm -rf "$tree"
    mkdir -p "$(dirname "$tree/$1")"
    printf '/* SPDX-License-Identifier: Apache-2.0 */\n%s\n' "$2" >"$tree/$1"
    run style "$tree"
}

@test "no file makes a banned call" {
    style "$ROOT"
}

@test "every banned call is found" {
    for name in strcpy strcat sprintf strtok atoi localtime system popen alloca; do
        fault src/command/fault.c "int x = $name(y);"
        assert_finds "src/command/fault.c:2: $name is banned"
    done
    fault tests/unit/base/fault.c "goto out;"
    assert_finds "tests/unit/base/fault.c:2: goto is banned"
}

@test "a room that prints is found, a room that may print is not" {
    fault src/git/fault.c 'void f(void) { printf("x"); }'
    assert_finds "src/git/fault.c:2: printf prints outside"
    fault src/data/fault.c 'void f(void) { g_autofree char *x = g_steal(stderr); }'
    assert_finds "src/data/fault.c:2: stderr prints outside"
    fault src/report/fault.c 'void f(void) { fputs("x", stdout); }'
    [ "$status" -eq 0 ]
}

@test "a room that ends the program is found" {
    fault src/command/fault.c 'void f(void) { exit(1); }'
    assert_finds "src/command/fault.c:2: exit ends the program"
}

@test "an object database that libgit2 opens by itself is found" {
    fault src/git/fault.c 'void f(void) { git_odb_open(&a, b); }'
    assert_finds "src/git/fault.c:2: git_odb_open opens an object database outside"
    fault src/git/object_store.c 'void f(void) { git_odb_open(&a, b); }'
    [ "$status" -eq 0 ]
}

@test "comments, literals, longer names and members are no calls" {
    fault src/base/fault.c '/* goto
     strcpy( */ const char *x = "strcpy(\" exit(1)"; // system(
     int y = g_snprintf(a) + pm_exit(b) + run->exit(c) + x.system(d) + sprintf_like(e);'
    [ "$status" -eq 0 ]
}

@test "a file without the licence line is found" {
    fault src/base/bare.c 'int x;'
    sed -i 1d "$BATS_TEST_TMPDIR/tree/src/base/bare.c"
    run style "$BATS_TEST_TMPDIR/tree"
    assert_finds "src/base/bare.c:1: the first line is not the SPDX line"
}

# joined FILE…: lines of tests that assert twice. In a list of && the shell lets all but the last one fail unseen.
joined() {
    awk 'FNR == 1 { test = 0 } /^@test/ { test = 1 } /^}/ { test = 0 }
         test && /^ *(assert|refute)_[a-z_]+.* && (assert|refute)_/ { print FILENAME ":" FNR ": " $0; found = 1 }
         END { exit !found }' "$@"
}

@test "an assertion of a test stands alone" {
    printf '@test "x" {\n    assert_status 1 && assert_contains x\n}\nf() {\n    assert_success && assert_contains x\n}\n' \
        >"$BATS_TEST_TMPDIR/fault.bats"
    run joined "$BATS_TEST_TMPDIR/fault.bats"
    [ "$output" = "$BATS_TEST_TMPDIR/fault.bats:2:     assert_status 1 && assert_contains x" ]
    run joined "$ROOT"/tests/*/*.bats
    [ "$output" = "" ] || { printf '%s\n' "$output" && return 1; }
}
