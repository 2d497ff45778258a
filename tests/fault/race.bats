#!/usr/bin/env bats
# Eight writers and a user commit at the same time.

setup() {
    PM_BUILD=${PM_BUILD:-$BATS_TEST_DIRNAME/../../build/developer}
    export PM_BUILD
}

@test "nobody's commit is lost in a race" {
    run "$BATS_TEST_DIRNAME/race.py"
    echo "$output"
    [ "$status" -eq 0 ]
}
