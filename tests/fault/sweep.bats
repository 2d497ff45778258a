#!/usr/bin/env bats
# A writing command hit at each of its system calls: by death, a full disk, I/O errors, short writes. A sample with a
# fixed seed; PM_LONG=1 runs all, for hours. sweep.py --help tells what must hold.

setup() {
    export PM_BUILD=${PM_BUILD:-$BATS_TEST_DIRNAME/../../build/developer}
}

@test "no fault in a commit loses a document, or the user's work" {
    run "$BATS_TEST_DIRNAME/sweep.py" --seconds 12
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "no fault in a verb loses a document, a sign-off, or the user's work" {
    run "$BATS_TEST_DIRNAME/sweep.py" --program --seconds 20
    echo "$output"
    [ "$status" -eq 0 ]
}
