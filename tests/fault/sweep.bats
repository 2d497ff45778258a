#!/usr/bin/env bats
# A writing command hit at each of its system calls: by death, a full disk, I/O errors, short writes. A sample, of the
# verbs another one each day; PM_LONG=1 runs 3,200 cases of them. sweep.py --help tells what must hold.

setup() {
    export PM_BUILD=${PM_BUILD:-$BATS_TEST_DIRNAME/../../build/developer}
}

sweep() { # CASES OPTION…: the cases where there is time, and else what the options say
    local sample=("${@:2}")
    [ "${PM_LONG:-}" != 1 ] || sample=(--cases "$1")
    run "$BATS_TEST_DIRNAME/sweep.py" "${sample[@]}" $program
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "no fault in a commit loses a document, or the user's work" {
    program= sweep 1600 --seconds 10
}

@test "no fault in a verb loses a document, a sign-off, or the user's work" {
    program=--program sweep 3200 --some 6 --seconds 18
}
