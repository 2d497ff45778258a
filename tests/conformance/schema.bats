#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The JSON-Schema-Test-Suite (draft 2020-12) through schema_driver: all of it, but for the exceptions below.

setup() {
    DRIVER=${PM_BUILD:?}/tests/schema_driver
    SUITE=${PM_TEST_DATA:?}/json-schema-test-suite
    RUNNER=$PM_TEST_DATA/../tools/jsts_run.py
    [ -x "$DRIVER" ] || skip "schema_driver is not built"
    [ -d "$SUITE" ] || skip "PM_TEST_DATA has no json-schema-test-suite"
    [ -f "$RUNNER" ] || skip "there is no jsts_run.py beside PM_TEST_DATA"
}

suite() {
    set=$1
    shift
    python3 "$RUNNER" "$SUITE/tests-draft2020-12" --set "$set" -v --skip "$BATS_TEST_TMPDIR/skip" -- \
        "$DRIVER" "$SUITE/remotes" "$@"
}

@test "every required test has the suite's verdict" {
    echo '[]' >"$BATS_TEST_TMPDIR/skip"
    run suite required
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *"passed 1299/1299"* ]]
}

@test "every optional test has the suite's verdict, but for one" {
    # a reference to a 2019-09 schema: older drafts are refused, with the keywords that differ
    echo '["optional/cross-draft.json/0/0"]' >"$BATS_TEST_TMPDIR/skip"
    run suite optional
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *"passed 161/161"* ]]
}

@test "every format is asserted when that is asked for" {
    echo '[]' >"$BATS_TEST_TMPDIR/skip"
    run suite format format
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *"passed 764/764"* ]]
}

@test "formats are annotations when nothing else is asked for" {
    question='{"id": "x", "schema": {"format": "ipv4"}, "instance": "no address"}'
    [ "$("$DRIVER" "$SUITE/remotes" <<<"$question" | jq .valid)" = true ]
    [ "$("$DRIVER" "$SUITE/remotes" format <<<"$question" | jq .valid)" = false ]
}

@test "a reference to a remote document that is not there is an error, not a verdict" {
    question='{"id": "x", "schema": {"$ref": "http://localhost:1234/none.json"}, "instance": 1}'
    run "$DRIVER" "$SUITE/remotes" <<<"$question"
    [ "$(jq -r .error <<<"$output")" = "schema at '/schema/\$ref': there is no document for 'http://localhost:1234/none.json'" ]
}

@test "the required tests are the same as front matter of Markdown" {
    [ -f "$PM_TEST_DATA/../tools/jsts_to_fm.py" ] || skip "there is no jsts_to_fm.py beside PM_TEST_DATA"
    # a process a schema: every eighth of them, with PM_LONG all
    local each=8 agreed="agreed 1288/1288, 11 excepted, 383 schemas, 26 with remotes"
    [ -n "${PM_LONG:-}" ] && each=1 || agreed=" 48 schemas, "
    run python3 "$BATS_TEST_DIRNAME/front_matter_suite.py" "$PM_BUILD/src/git-postmortem" "$PM_TEST_DATA" "$each"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *"$agreed"* ]]
}
