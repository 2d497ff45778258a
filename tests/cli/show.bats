#!/usr/bin/env bats
# show: a document's times, sign-offs and actions on one page; any Markdown file as far as it can be read.

load helper

TERMINAL=$BATS_TEST_DIRNAME/terminal.py

# One ledger for all, to be copied by tests that change it: deploys is reviewed by erin, the second is a draft.
setup_file() {
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR pin_machine
    make_keys dana erin
    new_repository
    git-postmortem init -q
    git-postmortem people add -q erin@example.org --name "Erin Example" --key "$BATS_FILE_TMPDIR/keys/erin.pub"
    git-postmortem new -q "Deploys stood still" --slug deploys --severity 3 --started 2026-01-14T09:20:00Z
    git-postmortem set -q deploys times.detected=2026-01-14T09:41:00Z times.responded=2026-01-14T09:45:00Z \
        times.mitigated=2026-01-14T10:52:00Z times.resolved=2026-01-14T11:08:00Z detected_by=staff \
        impact.customers=0 impact.data_breach=none summary="The store ran full."
    sed -i '/^## Summary/,$d' postmortems/2026/2026-01-14-deploys.md
    append postmortems/2026/2026-01-14-deploys.md <<'END'
## Impact

31 deploys waited.

## Timeline

| Time (UTC) | Event | Evidence |
| --- | --- | --- |
| 2026-01-12 16:00 | The clean-up is switched off | |
| 2026-01-14 09:20 | First upload refused | |

## Technical summary

Clean-up kept the store below its size.

## Response

Noticed by a person.

## Lessons

Size and clean-up belong together.
END
    git-postmortem commit -q deploys
    git-postmortem finding add -q deploys "Nothing watches the free space." --class process-flaw
    git-postmortem action add -q deploys "Alert at 80 % of the artifact store, and page whoever is on call" --for F1 \
        --effect detect --work bug --owner dana@example.org --due 2026-01-11 --ticket CI-311
    git-postmortem action add -q deploys "저장소 용량 경보를 추가한다" --for F1 --effect detect --work bug \
        --owner dana@example.org --due 2026-02-01 --ticket CI-312
    git-postmortem submit -q deploys
    become erin
    take_key "$BATS_FILE_TMPDIR/keys/erin"
    git-postmortem assess -q deploys --sufficient fully --complete fully
    git-postmortem approve -q deploys
    git-postmortem new -q "결제 장애" --severity 1 --started 2026-01-14T17:00:00Z
}

setup() {
    pin_machine
    export GIT_CEILING_DIRECTORIES=$BATS_FILE_TMPDIR
    cd "$BATS_FILE_TMPDIR/repository"
}

# A copy of the ledger, to change.
copy_ledger() {
    cp -r "$BATS_FILE_TMPDIR/repository" "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy"
}

@test "a page says what it is, when it was, who signed and what follows" {
    run --separate-stderr git postmortem show deploys
    assert_success
    [ -z "$stderr" ] || complain "nothing on stderr"
    assert_line_matches '^2026-01-14-deploys {10,}SEV3 · outage · reviewed$'
    assert_line_matches '^Deploys stood still {10,}owner dana@example\.org$'
    assert_line "postmortems/2026/2026-01-14-deploys.md"
    assert_contains "started 2026-01-14 09:20 UTC   detected +21m   responded +25m" "mitigated +1h32m" "resolved +1h48m"
    assert_line_matches '^  sign-offs    reviewer +satisfied +erin@example\.org  2026-01-14  signed$'
    assert_line "  actions      A1  Alert at 80 % of the artifact store, and page whoever is on"
    assert_line "               A2  저장소 용량 경보를 추가한다"
    assert_line "                   dana@example.org · due 2026-02-01 · open"
}

@test "an id, a part of it, a path from wherever one stands: the same page" {
    local page
    page=$(git postmortem show 2026-01-14-deploys)
    assert_same "$page" "$(git postmortem show deploys)"
    assert_same "$page" "$(git postmortem show postmortems/2026/2026-01-14-deploys.md)"
    assert_same "$page" "$(git postmortem show "$PWD/postmortems/2026/2026-01-14-deploys.md")"
    cd postmortems/2026
    assert_same "$page" "$(git postmortem show 2026-01-14-deploys.md)"
    assert_same "$page" "$(git postmortem show deploys)"
}

@test "an id in Korean is found in both of its normal forms" {
    run git postmortem show 결제
    assert_success
    assert_contains "결제 장애" SEV1
    run git postmortem show "$(python3 -c 'import unicodedata; print(unicodedata.normalize("NFD", "결제"))')"
    assert_success
    assert_contains "결제 장애"
}

@test "what is part of several ids is refused, with all of them" {
    run --separate-stderr git postmortem show 2026
    assert_status 128
    assert_output ""
    assert_stderr_contains "'2026' is part of 2 ids" 2026-01-14-deploys 2026-01-14-결제-장애
}

@test "a mistyped id finds its neighbour" {
    run --separate-stderr git postmortem show deplyos
    assert_status 128
    assert_stderr_contains "there is no postmortem and no file 'deplyos'" "did you mean '2026-01-14-deploys'?"
}

@test "several are shown one after the other, each once, and a folder is all in it" {
    run git postmortem show deploys 결제 deploys
    assert_success
    [ "$(grep -c ' · outage · ' <<<"$output")" -eq 2 ] || complain "two pages"
    assert_line ""
    local both=$output
    run git postmortem show postmortems
    assert_success
    [ "$(grep -c ' · outage · ' <<<"$output")" -eq 2 ] || complain "two pages"
    run --separate-stderr git postmortem show deploys nosuch
    assert_status 128
    assert_output ""
}

@test "front matter and headings as JSON are what Python's YAML and grep see" {
    local path=postmortems/2026/2026-01-14-deploys.md
    git postmortem show --json deploys >shown.json
    python3 - "$path" shown.json <<'END'
import json, re, sys, yaml
text = open(sys.argv[1], encoding="utf-8").read()
shown = json.load(open(sys.argv[2], encoding="utf-8"))
front = yaml.load(text.split("---\n")[1], yaml.BaseLoader)
def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return "" if value is None else str(value)
assert plain(shown["front_matter"]) == front, (shown["front_matter"], front)
headings = [(len(m[2]), text.count("\n", 0, m.start()) + 1, m[3])
            for m in re.finditer(r"^((#+) )(.*)$", text, re.M)]
assert [(h["level"], h["line"], h["text"]) for h in shown["body"]["headings"]] == headings
assert shown["id"] == "2026-01-14-deploys" and shown["path"] == sys.argv[1]
END
    rm shown.json
    run git postmortem show --json deploys 결제
    assert_line_count 2
    [ "$(jq -rs '.[1].front_matter.title' <<<"$output")" = "결제 장애" ]
}

@test "a change that is not committed is said instead of a verdict about it" {
    copy_ledger
    sed -i 's/31 deploys/32 deploys/' postmortems/2026/2026-01-14-deploys.md
    run git postmortem show deploys
    assert_success
    assert_contains "not known: 2026-01-14-deploys has changes that are not committed" "git postmortem commit"
    refute_contains satisfied
}

@test "a stale sign-off says what changed since" {
    copy_ledger
    sed -i 's/31 deploys/32 deploys/' postmortems/2026/2026-01-14-deploys.md
    git postmortem commit -q deploys
    run git postmortem show deploys
    assert_success
    assert_line_matches '^  sign-offs    reviewer +stale +erin@example\.org'
    assert_line_matches '^ +since then: section Impact$'
}

@test "a sign-off that does not count is listed with the reason" {
    copy_ledger
    local folder=postmortems/2026/2026-01-14-deploys.signoffs
    sed 's/^comment: .*/comment: forged/' "$folder"/*.signoff >forged
    mv forged "$folder/$(printf '%064d' 7).signoff"
    git add -A
    git commit -qm "Slip one in"
    run git postmortem show deploys
    assert_success
    assert_line_matches '^  not counted  '
}

@test "what nobody signed is missing" {
    run git postmortem show 결제
    assert_line_matches '^  sign-offs    reviewer +missing$'
}

@test "a front matter that cannot be read is said, and what can be is shown" {
    copy_ledger
    sed -i 's/^title: .*/title: [open/' postmortems/2026/2026-01-14-deploys.md
    run --separate-stderr git postmortem show deploys
    assert_status 1
    assert_contains "postmortems/2026/2026-01-14-deploys.md"
    assert_stderr_contains "2026-01-14-deploys.md:4:8: error:" "[yaml/syntax]"
    run --separate-stderr git postmortem show --json deploys
    assert_status 1
    assert_output ""
    assert_stderr_contains "[yaml/syntax]"
}

@test "outside of a repository any Markdown file is shown as far as it can be read" {
    cd "$BATS_TEST_TMPDIR"
    export GIT_CEILING_DIRECTORIES=$BATS_TEST_TMPDIR
    printf '# Only text\n\n## And more\n' | write "a file.md"
    run --separate-stderr git-postmortem show "a file.md"
    assert_success
    [ -z "$stderr" ] || complain "nothing on stderr"
    assert_contains "a file.md"
    run git-postmortem show --json "a file.md"
    assert_success
    [ "$(jq -c '[.front_matter, .body.headings[1].line]' <<<"$output")" = "[null,3]" ]
    printf -- '---\ntitle: T\nseverity: 2\ntimes: {started: "2026-01-14T16:58:00Z", resolved: "2026-01-16T17:58:00Z"}\n---\n' |
        write theirs.md
    run git-postmortem show theirs.md
    assert_success
    assert_contains T SEV2 "started 2026-01-14 16:58 UTC   resolved +2d1h"
    refute_contains sign-offs
    run --separate-stderr git-postmortem show nosuch.md
    assert_status 128
    assert_stderr_contains "there is no file 'nosuch.md'"
}

@test "a file that is none of the ledger's is shown without a review, and - is standard input" {
    printf '# Read me\n' | write "$BATS_TEST_TMPDIR/readme.md"
    run git postmortem show "$BATS_TEST_TMPDIR/readme.md"
    assert_success
    refute_contains sign-offs
    run git postmortem show --json - <postmortems/2026/2026-01-14-deploys.md
    assert_success
    [ "$(jq -r '.path + " " + .front_matter.id' <<<"$output")" = "<stdin> 2026-01-14-deploys" ]
}

@test "a folder without a postmortem, and a file that cannot be opened, are said" {
    run git postmortem show .git/hooks
    assert_status 128
    assert_contains "there is no postmortem in the folder '.git/hooks'"
    run git-postmortem show --json /proc/self/mem
    assert_status 128
    assert_contains "cannot read '/proc/self/mem'"
}

@test "a bare repository is shown from its tip" {
    git clone -q --bare . "$BATS_TEST_TMPDIR/bare.git"
    run git -C "$BATS_TEST_TMPDIR/bare.git" postmortem show deploys
    assert_success
    assert_contains "Deploys stood still" satisfied
}

@test "a page fits 80 columns, and the text of an action is never cut" {
    unset COLUMNS
    local width page
    for width in 80 120 200; do
        run env TERM=xterm GIT_PAGER=cat "$TERMINAL" $width git postmortem show deploys
        assert_success
        [ "$(wc -L <<<"$output")" -le $width ] || complain "at most $width columns"
        page=$(tr -s ' \n' ' ' <<<"$output")
        [[ $page == *"A1 Alert at 80 % of the artifact store, and page whoever is on call dana"* ]] ||
            complain "the whole text"
        refute_contains …
    done
    assert_line_matches '^  actions      A1  Alert at 80 % .* on call  dana@example\.org  due 2026-01-11  open, 3 days late$'
    run git postmortem show deploys
    assert_line "                   dana@example.org · due 2026-01-11 · open, 3 days late"
}

@test "columns of actions stand below each other in Korean and in English" {
    COLUMNS=200 git postmortem show deploys | grep ' due ' >actions
    # where Python counts columns: wide characters two
    python3 - <<'END'
import unicodedata
def column(line):
    before = line[:line.index("  due ")]
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in before)
columns = {column(line) for line in open("actions", encoding="utf-8")}
assert len(columns) == 1, columns
END
    rm actions
}
