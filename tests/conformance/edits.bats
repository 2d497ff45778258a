#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What the writing verbs change in random documents, judged by PyYAML and git; PM_LONG=1 takes 1,200 of them.

setup() {
    PATH=${PM_BUILD:?}/src:$PATH
    export HOME=$BATS_TEST_TMPDIR GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
    /usr/bin/python3 -c 'import yaml' || skip "PyYAML is not installed (python3-yaml)"
}

@test "a verb changes the keys that it is for, no other byte, and undo brings them back" {
    local count=48
    [ -z "${PM_LONG:-}" ] || count=1200
    run /usr/bin/python3 "$BATS_TEST_DIRNAME/verbs_suite.py" "$count"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *" 0 wrong"* ]]
    # those with anchors or without front matter are refused, and hardly any other
    local refused=${output%% refused*}
    [ "${refused##* }" -lt $((count / 4)) ]
}
