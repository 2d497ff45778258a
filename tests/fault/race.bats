#!/usr/bin/env bats
# Many commit at the same time.

setup() {
    export PM_BUILD=${PM_BUILD:-$BATS_TEST_DIRNAME/../../build/developer}
}

@test "nobody's commit is lost when eight writers and a user race" {
    run "$BATS_TEST_DIRNAME/race.py"
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "sixteen writers of one clone lose nothing and share no id" {
    run "$BATS_TEST_DIRNAME/writers.py"
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "a crowd that approves, edits and notes loses nothing, in one clone and in several that push" {
    run "$BATS_TEST_DIRNAME/crowd.py"
    echo "$output"
    [ "$status" -eq 0 ]
}
