# For the lints: each one is shown to pass on the tree and to fail on a copy of it with a fault put in.

ROOT=${PM_SOURCE:-$(readlink -f "$BATS_TEST_DIRNAME/../..")}

# A copy of what the lints look at, to put a fault into.
copy_tree() {
    COPY=$BATS_TEST_TMPDIR/tree
    mkdir -p "$COPY"
    tar -C "$ROOT" -c --exclude=corpus --exclude=golden src tests .clang-format | tar -C "$COPY" -x
}

# assert_finds WORDS: the last `run` failed, and said this.
assert_finds() {
    [ "$status" -eq 1 ] || { echo "exit $status, wanted 1"; return 1; }
    [[ $output == *"$1"* ]] || { printf 'wanted: %s\nin: %s\n' "$1" "$output"; return 1; }
}
