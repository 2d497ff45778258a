#!/usr/bin/env bats
# check: all findings of documents by id, path, folder and from standard input, for people and for programs.

load helper

# Two drafts, one of them with three errors on known lines.
setup_file() {
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR pin_machine
    new_repository
    git-postmortem init -q
    git-postmortem new -q "Checkout returned 504" --slug checkout --severity 2 --started 2026-01-14T16:58:00Z
    git-postmortem new -q "Fine" --slug fine --severity 4
    mkdir -p postmortems/2025 docs
    git mv postmortems/2026/2026-01-14-fine.md postmortems/2025/2026-01-14-fine.md
    git commit -qm "Move it"
    sed -i 's/^  detected:.*/  detected: "2026-01-14T16:12:00Z"/; s/^kind: .*/kind: outrage/; s/^severity: 2.*/severity: 9/' \
        postmortems/2026/2026-01-14-checkout.md
}

setup() {
    pin_machine
    export GIT_CEILING_DIRECTORIES=$BATS_FILE_TMPDIR
    cd "$BATS_FILE_TMPDIR/repository"
}

copy_ledger() {
    cp -r "$BATS_FILE_TMPDIR/repository" "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy"
}

# The number of the line that this ERE is on.
line_of() { # ERE FILE
    grep -nE -m1 -- "$1" "$2" | cut -d: -f1
}

CHECKOUT=postmortems/2026/2026-01-14-checkout.md

@test "all errors are said at once, each with place, line, carets, name and what to do" {
    run --separate-stderr git postmortem check checkout
    assert_status 1
    [ -z "$stderr" ] || complain "nothing on stderr"
    local kind severity detected
    kind=$(line_of ^kind: $CHECKOUT)
    severity=$(line_of ^severity: $CHECKOUT)
    detected=$(line_of '^  detected:' $CHECKOUT)
    assert_line_matches "^$CHECKOUT:$kind:7: error: .*'?outrage'?.* \[schema/enum\]\$"
    assert_line_matches "^$CHECKOUT:$severity:11: error: .*9.* \[[a-z]+/[a-z]+\]\$"
    assert_line_matches "^$CHECKOUT:$detected:3: error: detected is earlier than started \[times/order\]\$"
    assert_contains "     |   ^^^^^^^^ 46 minutes before started" "     = help: " "did you mean 'outage'?"
    assert_line_matches '^3 errors, [0-9]+ warnings in 1 document · 1 can be fixed with --fix · git postmortem explain [a-z]+/[a-zA-Z]+$'
}

@test "warnings alone are no failure" {
    run git postmortem check fine
    assert_success
    assert_line_matches '^[0-9]+ warnings in 1 document · git postmortem explain '
}

@test "without a word all documents are checked, and the exit says so" {
    run git postmortem check
    assert_status 1
    assert_contains 2026-01-14-checkout.md 2026-01-14-fine.md "in 2 documents"
}

@test "ids, parts of ids, paths and folders choose documents, each once" {
    local word
    for word in 2026-01-14-fine fine postmortems/2025/2026-01-14-fine.md postmortems/2025 "$PWD/postmortems/2025/" \
        ./postmortems/2025/2026-01-14-fine.md; do
        run git postmortem check "$word"
        assert_success
        assert_contains "in 1 document"
    done
    run git postmortem check fine postmortems/2025 fine
    assert_contains "in 1 document"
    run git postmortem check postmortems
    assert_status 1
    assert_contains "in 2 documents"
    run git postmortem check .
    assert_contains "in 2 documents"
    cd postmortems/2025
    run git postmortem check .
    assert_success
    assert_contains "in 1 document"
    run git postmortem check 2026-01-14-fine.md ../2026
    assert_status 1
    assert_contains "in 2 documents"
}

@test "a folder that is called like a part of an id is no hindrance" {
    copy_ledger
    mkdir checkout
    run git postmortem check checkout
    assert_status 1
    assert_contains "in 1 document"
}

@test "what is not there is refused before anything is said about the rest" {
    run --separate-stderr git postmortem check fine nosuch.md
    assert_status 128
    assert_output ""
    assert_stderr_contains "there is no postmortem and no file 'nosuch.md'"
    run --separate-stderr git postmortem check chekout
    assert_status 128
    assert_stderr_contains "did you mean '2026-01-14-checkout'?"
    run git postmortem check docs
    assert_status 128
    assert_contains "there is no postmortem in the folder 'docs'"
    run git postmortem check 2026
    assert_status 128
    assert_contains "is part of 2 ids"
}

@test "- is standard input, under the name that is given for it" {
    run git postmortem check - <$CHECKOUT
    assert_status 1
    assert_contains "<stdin>:" "[times/order]"
    refute_contains "fix: git postmortem"
    run git postmortem check --stdin-filename $CHECKOUT - <$CHECKOUT
    assert_status 1
    assert_contains "$CHECKOUT:" "fix: git postmortem"
    refute_contains "[id/file-name]"
    run git postmortem check --stdin-filename postmortems/2026/other.md - <$CHECKOUT
    assert_contains "[id/file-name]"
}

@test "standard input that cannot be read is said" {
    run --separate-stderr bash -c 'git-postmortem check - <&-'
    assert_status 1
    assert_contains "cannot read 'standard input'"
    run --separate-stderr bash -c 'git-postmortem check - </'
    assert_contains "cannot read 'standard input': Is a directory"
}

@test "a file of no ledger is judged by our rules, without commands that need a ledger" {
    cd "$BATS_TEST_TMPDIR"
    export GIT_CEILING_DIRECTORIES=$BATS_TEST_TMPDIR
    cp "$BATS_FILE_TMPDIR/repository/$CHECKOUT" "a file 한글.md"
    run git postmortem check "a file 한글.md"
    assert_status 1
    assert_contains "a file 한글.md:" "[times/order]" "[id/file-name]"
    refute_contains "= fix: git postmortem set" "= fix: git postmortem edit"
    assert_contains "= fix: git postmortem check --fix 'a file 한글.md'"
    run --separate-stderr git postmortem check
    assert_status 128
    assert_stderr_contains "there is no ledger here" "git postmortem init"
}

@test "JSON is one document with each finding's place, and the totals" {
    run --separate-stderr git postmortem check --format json
    assert_status 1
    local detected
    detected=$(line_of '^  detected:' $CHECKOUT)
    assert_same "[\"$CHECKOUT\",$detected,3,11,\"error\"]" \
        "$(jq -c '.findings[] | select(.rule == "times/order") | [.path, .line, .column, .end_column, .severity]' <<<"$output")"
    assert_same '[1,2,3]' "$(jq -c '[.version, .summary.documents, .summary.errors]' <<<"$output")"
    assert_same "$(jq '[.findings[] | select(.severity == "error")] | length' <<<"$output")" 3
    run git postmortem check --format json fine
    assert_success
    jq -e '.summary.errors == 0 and (.findings | length) > 0' <<<"$output"
}

@test "people and programs are told the same" {
    local human json
    human=$(git postmortem check | grep -oE '^[^ ].*:[0-9]+:[0-9]+: [a-z]+: .*\]$' |
        sed -E 's/^(.*):([0-9]+):([0-9]+): ([a-z]+): .* \[(.*)\]$/\1 \2 \3 \4 \5/' | sort)
    json=$(git postmortem check --format json |
        jq -r '.findings[] | "\(.path) \(.line) \(.column) \(.severity) \(.rule)"' | sort)
    [ -n "$human" ]
    assert_same "$json" "$human"
}

@test "-q prints errors alone, and nothing where there are none" {
    run --separate-stderr git postmortem check -q fine
    assert_success
    assert_output ""
    run --separate-stderr git postmortem -q check checkout
    assert_status 1
    refute_contains warning "in 1 document"
    [ "$(grep -c ': error: ' <<<"$output")" -eq 3 ] || complain "three errors"
    run git postmortem check -q --format json fine
    jq -e '.findings | length > 0' <<<"$output" || complain "programs are told all"
}

@test "a format that there is not is refused with those that there are" {
    run --separate-stderr git postmortem check --format jsn
    assert_status 129
    assert_output ""
    assert_stderr_contains "there is no format 'jsn'" "did you mean 'json'?"
    run git postmortem check --format yaml
    assert_status 129
    assert_contains "human, concise, json"
    local format formats=${output##*formats: }
    for format in ${formats//,/}; do
        git postmortem check -h | grep -qwe "$format" || complain "the help names $format"
        git postmortem help --man | grep -qwe "$format" || complain "the manual names $format"
    done
}

@test "--staged judges what is staged, not what is on disk" {
    copy_ledger
    cp $CHECKOUT whole
    sed -i 's/^title: .*/title: [open/' $CHECKOUT
    git add $CHECKOUT
    mv whole $CHECKOUT
    run git postmortem check checkout
    refute_contains "[yaml/syntax]"
    run git postmortem check --staged
    assert_status 1
    assert_contains "$CHECKOUT:4:8: error:" "[yaml/syntax]" "in 1 document"
    git reset -q --hard
    sed -i 's/^title: .*/title: [open/' $CHECKOUT
    run git postmortem check --staged
    assert_success
    run --separate-stderr git postmortem check --staged fine
    assert_status 129
    assert_stderr_contains "--staged takes no 'fine'"
}

@test "--schema judges the front matter of any file by a schema alone" {
    echo '{"type": "object", "properties": {"severity": {"maximum": 5}}}' >"$BATS_TEST_TMPDIR/schema.json"
    run git postmortem check --schema "$BATS_TEST_TMPDIR/schema.json" $CHECKOUT
    assert_status 1
    assert_contains "[schema/maximum]" "1 error in 1 document"
    run git postmortem check --schema "$BATS_TEST_TMPDIR/schema.json" postmortems/2025/2026-01-14-fine.md
    assert_success
    assert_output "no findings in 1 document"
    run git postmortem check --schema "$BATS_TEST_TMPDIR/schema.json" - <$CHECKOUT
    assert_status 1
    assert_contains "<stdin>:"
    run git postmortem check --schema "$BATS_TEST_TMPDIR/schema.json" --format json $CHECKOUT postmortems/2025/2026-01-14-fine.md
    assert_status 1
    assert_same '[2,1]' "$(jq -c '[.summary.documents, .summary.errors]' <<<"$output")"
}

@test "--schema takes YAML and JSON, and says what is wrong with the schema itself" {
    cd "$BATS_TEST_TMPDIR"
    printf 'type: object\nrequired: [nothing]\n' >schema.yaml
    run git postmortem check --schema schema.yaml "$BATS_FILE_TMPDIR/repository/$CHECKOUT"
    assert_status 1
    assert_contains "[schema/required]"
    printf '{"type": "objct"}\n' >schema.json
    run git postmortem check --schema schema.json "$BATS_FILE_TMPDIR/repository/$CHECKOUT"
    assert_status 128
    assert_contains schema.json
    printf '{"type": \n' >schema.json
    run git postmortem check --schema schema.json "$BATS_FILE_TMPDIR/repository/$CHECKOUT"
    assert_status 128
    assert_contains "schema.json:"
    run git postmortem check --schema nosuch.json x.md
    assert_status 128
    assert_contains "cannot read 'nosuch.json': No such file or directory"
    run git postmortem check --schema schema.yaml
    assert_status 129
    assert_contains "--schema needs files to check"
    run git postmortem check --schema schema.yaml nosuch.md
    assert_status 128
}

@test "a schema may refer to other files, and to nothing that would have to be fetched" {
    cd "$BATS_TEST_TMPDIR"
    mkdir common
    printf '{"$ref": "common/base.yaml#/$defs/titled"}\n' >schema.json
    printf '$defs:\n  titled:\n    $ref: more.json\n' >common/base.yaml
    printf '{"required": ["nothing"]}\n' >common/more.json
    run git postmortem check --schema schema.json "$BATS_FILE_TMPDIR/repository/$CHECKOUT"
    assert_status 1
    assert_contains "missing key 'nothing'" "[schema/required]"
    printf '{"required": \n' >common/more.json
    run git postmortem check --schema schema.json "$BATS_FILE_TMPDIR/repository/$CHECKOUT"
    assert_status 128
    assert_contains "common/more.json:"
    local elsewhere
    mkfifo common/fifo
    for elsewhere in nosuch.json common/fifo common https://example.com/schema.json file://example.com/schema.json; do
        printf '{"$ref": "%s"}\n' $elsewhere >schema.json
        run git postmortem check --schema schema.json "$BATS_FILE_TMPDIR/repository/$CHECKOUT"
        assert_status 128
        assert_contains "there is no document for '$elsewhere'"
    done
}

@test "--schema opens no repository: one that it can't read is no hindrance" {
    local file=$BATS_FILE_TMPDIR/repository/$CHECKOUT
    cd "$BATS_TEST_TMPDIR"
    printf 'required: [title]\n' >schema.yaml
    git init -q .
    git config core.repositoryFormatVersion 2
    run git-postmortem check --schema schema.yaml "$file"
    assert_success
    run git-postmortem check "$file"
    assert_status 128
}

@test "the configuration is checked with the documents, and by itself" {
    run git postmortem check .postmortem/config.yaml
    assert_success
    copy_ledger
    echo 'reviews: {}' >>.postmortem/config.yaml
    run git postmortem check .postmortem/config.yaml
    assert_status 1
    assert_contains ".postmortem/config.yaml:" "reviews"
    run git postmortem check
    assert_status 1
    assert_contains ".postmortem/config.yaml:" "reviews"
}

@test "a bare repository is checked at its tip" {
    copy_ledger
    git commit -qam "Break it"
    git clone -q --bare . "$BATS_TEST_TMPDIR/bare.git"
    cd "$BATS_TEST_TMPDIR/bare.git"
    run git postmortem check
    assert_status 1
    assert_contains "$CHECKOUT:" "[times/order]"
    run git postmortem check $CHECKOUT
    assert_status 1
    run git postmortem check fine
    assert_success
}
