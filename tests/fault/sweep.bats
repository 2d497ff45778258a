#!/usr/bin/env bats
# A writing command hit at each of its system calls: by death, a full disk, I/O errors, short writes. A sample with a
# fixed seed in 40 s; PM_LONG=1 runs all (about half an hour). The harness takes any command: sweep.py --help.

setup() {
    PM_BUILD=${PM_BUILD:-$BATS_TEST_DIRNAME/../../build/developer}
    export PM_BUILD
}

@test "no fault loses a document, or the user's work" {
    run "$BATS_TEST_DIRNAME/sweep.py" --seconds 40
    echo "$output"
    [ "$status" -eq 0 ]
}
