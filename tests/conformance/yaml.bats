#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The yaml-test-suite and real front matter through yaml_driver; random edits through edit_driver, judged by PyYAML.

setup() {
    DRIVER=${PM_BUILD:?}/tests/yaml_driver
    EDITOR_DRIVER=$PM_BUILD/tests/edit_driver
    HERE=$BATS_TEST_DIRNAME
    [ -x "$DRIVER" ] || skip "yaml_driver is not built"
}

needs_data() {
    [ -d "${PM_TEST_DATA:-}/yaml-test-suite" ] || skip "PM_TEST_DATA has no yaml-test-suite"
}

@test "every case of the yaml-test-suite that libyaml passes has its value, but for our own rules" {
    needs_data
    [ -f "$PM_TEST_DATA/../tools/yts_to_fm.py" ] || skip "there is no yts_to_fm.py beside PM_TEST_DATA"
    run python3 "$HERE/yaml_suite.py" suite "$DRIVER" "$PM_TEST_DATA" "$HERE/yaml-exceptions.tsv"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *"189 cases"* ]]
}

@test "the front matter of 297 real reports is what three other parsers read" {
    needs_data
    run python3 "$HERE/yaml_suite.py" reports "$DRIVER" "$PM_TEST_DATA"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *"297 of 297"* ]]
}

@test "an error is where a person would look" {
    question='{"id": 7, "text": "title: x\nsummary: \"never\nowner: y\n"}'
    run "$DRIVER" <<<"$question"
    [ "$(jq -c '[.id, .line, .column, .rule]' <<<"$output")" = '[7,2,10,"yaml/syntax"]' ]
}

@test "random edits leave every other value what it was" {
    /usr/bin/python3 -c 'import yaml' || skip "PyYAML is not installed (python3-yaml)"
    local count=1500
    [ -z "${PM_LONG:-}" ] || count=20000
    run /usr/bin/python3 "$HERE/edit_suite.py" "$EDITOR_DRIVER" "$count"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *", 0 wrong, 0 refused"* || $output == *", 0 wrong, "[0-9]" refused"* ]]
}
