#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Real reports that nobody here wrote, through the program itself, outside of any repository: verdicts and places of
# errors from two JSON Schema validators, front matter as three YAML parsers read it, headings on which two Markdown
# parsers agree.

load ../cli/helper

setup() {
    PM_TEST_DATA=${PM_TEST_DATA:-$PM_SOURCE/../shared/data}
    [ -d "$PM_TEST_DATA/postmortems" ] || skip "no postmortems in PM_TEST_DATA ($PM_TEST_DATA)"
    CORPORA=$(readlink -f "$PM_TEST_DATA/postmortems")
    TOOLS=$(readlink -m "$PM_TEST_DATA/../tools")
    REPORTS=$CORPORA/jenkins-status/content/issues
    STRICT=$CORPORA/schemas/cstate.strict.schema.json
    pin_machine
    run -128 git rev-parse --git-dir
}

# All that is given with PM_LONG, else every fourth line of it.
sample() {
    if [ -n "${PM_LONG-}" ]; then cat; else sed -n '1~4p'; fi
}

needs_tool() {
    [ -f "$TOOLS/$1" ] || skip "there is no $1 beside PM_TEST_DATA"
}

@test "check --schema has the verdict of two validators on 297 of 297 reports, or on a fourth" {
    needs_tool run_check.py
    local all
    sample <"$CORPORA/expected/jenkins.cstate.strict.HEAD.list.tsv" >list.tsv
    all=$(wc -l <list.tsv)
    [ "$all" -ge 74 ]
    run python3 "$TOOLS/run_check.py" --list list.tsv \
        --root "$REPORTS" --schema "$STRICT" --jobs 2 -v --cmd 'git postmortem check --schema {schema} {doc}'
    assert_success
    assert_line "$all {'agree': $all}"
}

@test "check --schema finds errors at the very values where the validators find some" {
    # the JSON Pointers of all errors of a report, each once: how many branches of an anyOf are named is a matter of taste
    local expected=$CORPORA/expected/jenkins.HEAD.errors.ndjson
    cd "$REPORTS"
    run -1 --separate-stderr git postmortem check --schema "$STRICT" --format json ./*.md
    cd "$BATS_TEST_TMPDIR"
    jq '.findings | group_by(.path) | map({file: .[0].path | ltrimstr("./"), at: map(.instance_path) | unique})' \
        >ours <<<"$output"
    jq -s 'map(select(.valid | not) | {file, at: (.errors | map(.[0]) | unique)})' "$expected" >theirs
    [ "$(jq length theirs)" -eq 11 ]
    diff theirs ours
}

@test "show --json reads the front matter of 297 of 297 reports, or of a fourth, as three YAML parsers do" {
    needs_tool run_parse.py
    local all
    sample <"$CORPORA/expected/jenkins.HEAD.frontmatter.ndjson" >expected
    all=$(wc -l <expected)
    [ "$all" -eq "${PM_LONG:+297}" ] 2>/dev/null || [ "$all" -eq 75 ]
    # the tool asks one by one: two of them side by side
    split -n l/2 expected part.
    run xargs -P 2 -I PART python3 "$TOOLS/run_parse.py" --expected PART --root "$REPORTS" --pointer /front_matter -v \
        --cmd 'git postmortem show --json {doc}' <<<$'part.aa\npart.ab'
    assert_success
    [ "$(grep -cE "^[0-9]+ {'agree': [0-9]+}$" <<<"$output")" -eq 2 ] || complain "two halves that agree"
    [ "$(($(sed "s/.*: //; s/}//" <<<"$output" | paste -sd+)))" -eq "$all" ] || complain "$all that agree"
}

@test "show --json has the headings of 49 of 49 reports without front matter on which two Markdown parsers agree" {
    jq -s 'map(select(.file | test("^(dfds|posthog)/")) | {file, headings}) | sort_by(.file)' \
        "$CORPORA/expected/headings.ndjson" >theirs
    [ "$(jq length theirs)" -eq 49 ]
    jq -r '.[].file' theirs | (cd "$CORPORA" && xargs -d '\n' -n 1 git postmortem show --json) >shown
    jq -s 'map({file: .path, headings: (.body.headings | map({level, line, text, top}))}) | sort_by(.file)' shown >ours
    diff theirs ours
}

@test "show names the file that is not there, and the one that is a folder" {
    run -128 git postmortem show --json "$REPORTS/none.md"
    assert_contains "none.md"
    run -128 git postmortem show --json "$REPORTS"
    assert_contains "issues"
}
