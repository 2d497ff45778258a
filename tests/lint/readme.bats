#!/usr/bin/env bats
# The sessions in the README are real: what they print is what the program prints. tests/lint/readme.py --update
# writes what it prints now.

load helper

setup() {
    PM_BUILD=${PM_BUILD:-$ROOT/build/developer}
    export PATH="$PM_BUILD/src:$PATH" LSAN_OPTIONS="suppressions=$ROOT/tests/lsan.supp:print_suppressions=0"
}

@test "the sessions of the README print what it says" {
    python3 "$ROOT/tests/lint/readme.py"
}

@test "a session that prints something else is found" {
    mkdir -p "$BATS_TEST_TMPDIR/tree/tests/lint"
    cp -r "$ROOT/examples" "$BATS_TEST_TMPDIR/tree/"
    cp "$ROOT/tests/lint/readme.py" "$BATS_TEST_TMPDIR/tree/tests/lint/"
    sed 's/; the document is reviewed$/; the document is revised/' "$ROOT/README.md" >"$BATS_TEST_TMPDIR/tree/README.md"
    run python3 "$BATS_TEST_TMPDIR/tree/tests/lint/readme.py"
    assert_finds "the document is revised"
}

@test "files and folders that the README links to are there" {
    grep -oE '\]\([^)#]+\)' "$ROOT/README.md" | sed 's/^](//; s/)$//' | while read -r target; do
        [[ $target == http* ]] || [ -e "$ROOT/$target" ] || { echo "not there: $target"; return 1; }
    done
}

@test "its commands write to no place that another reader's could" {
    run grep -nE '^[$>] .*[^$a-z](/tmp|/var/tmp)/' "$ROOT/README.md"
    [ "$status" -eq 1 ] || { echo "$output"; return 1; }
}
