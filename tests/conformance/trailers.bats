#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# trailer_driver beside git interpret-trailers --parse --no-divider and git log: this project's own history, and hostile
# messages by a seeded generator.

setup() {
    DRIVER=${PM_BUILD:?}/tests/trailer_driver
    HERE=$BATS_TEST_DIRNAME
    export PYTHONDONTWRITEBYTECODE=1
    [ -x "$DRIVER" ] || skip "trailer_driver is not built"
}

@test "the trailers of every commit of this project are what git reads" {
    shallow=$(git -C "${PM_SOURCE:?}" rev-parse --is-shallow-repository 2>&1) || skip "no history here: $shallow"
    [ "$shallow" = false ] || skip "the clone is shallow, its history cut off"
    local sample=30
    [ -z "${PM_LONG:-}" ] || sample=1000000
    run python3 "$HERE/trailers_suite.py" history "$DRIVER" "$PM_SOURCE" "$sample"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *" messages, "*": 0 wrong" ]]
}

@test "the trailers of hostile messages are what git reads" {
    local count=2000 sample=30
    [ -z "${PM_LONG:-}" ] || { count=50000 && sample=2000; }
    run python3 "$HERE/trailers_suite.py" generated "$DRIVER" "$count" "$sample"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output =~ "$count messages, "([0-9]+)" with trailers, " ]]
    [ "${BASH_REMATCH[1]}" -gt $((count / 5)) ]
}
