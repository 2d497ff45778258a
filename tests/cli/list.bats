#!/usr/bin/env bats
# list: the documents, newest first, by a query; whole when piped, in columns that stand below each other.

load helper

TERMINAL=$BATS_TEST_DIRNAME/terminal.py

# document ID TITLE STARTED [KEY: VALUE…]: a draft in the working tree; listing needs no commit.
document() {
    local id=$1 title=$2 started=$3 line
    shift 3
    {
        printf -- '---\nschema: 1\nid: %s\ntitle: "%s"\nowner: dana@example.org\n' "$id" "$title"
        printf 'times:\n  started: "%s"\n' "$started"
        for line; do printf '%s\n' "$line"; done
        printf -- '---\n\n## Summary\n'
    } | write "postmortems/2026/$id.md"
}

setup_file() {
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR pin_machine
    new_repository
    git-postmortem init -q
    document 2026-01-14-checkout-504 "Checkout returned 504 in eu-west" 2026-01-14T16:58:00Z "kind: outage" "severity: 2" \
        "status: in-review" "services: [checkout, payments-db]" "tags: [retry]" \
        "actions: [{id: A1, text: Cap retries, owner: payments, due: 2026-01-10, status: open}]"
    document 2026-02-01-결제-장애 "결제 장애: 승인이 늦게 도착하고 영수증이 두 번 나갔다" 2026-02-01T01:00:00Z "kind: security" \
        "severity: SEV1" "status: draft" "services: [payments-db]" "impact: {customers: unknown}"
    document 2026-01-20-検索 "検索インデックスの遅延" 2026-01-20T01:00:00Z "kind: near-miss" "severity: 4" "status: closed" \
        "services: [search]"
    document 2026-01-03-cafe "Café: cafe"$'\u0301'" was dark" 2026-01-03T01:00:00Z "kind: outage" "severity: 3" "status: draft" \
        "services: [search]" "impact: {customers: 0, data_breach: none}"
    printf 'no front matter\n' | write postmortems/2026/2025-01-01-text.md
    printf -- '---\ntitle: [open\n---\n' | write postmortems/2026/2025-01-02-broken.md
}

setup() {
    pin_machine
    export GIT_CEILING_DIRECTORIES=$BATS_FILE_TMPDIR
    cd "$BATS_FILE_TMPDIR/repository"
}

# assert_ids QUERY… -- ID…: these and no others, in this order.
assert_ids() {
    local query=() wanted
    while [ "$1" != -- ]; do
        query+=("$1")
        shift
    done
    shift
    wanted=$(printf '%s\n' "$@")
    run --separate-stderr git-postmortem list --json -- "${query[@]}"
    assert_success
    assert_same "$wanted" "$(jq -r '.[].id' <<<"$output")" || { echo "query: ${query[*]}"; return 1; }
}

CHECKOUT=2026-01-14-checkout-504
KOREAN=2026-02-01-결제-장애
JAPANESE=2026-01-20-検索
CAFE=2026-01-03-cafe

@test "the newest come first, those without a start go by the day in their name" {
    assert_ids -- $KOREAN $JAPANESE $CHECKOUT $CAFE 2025-01-02-broken 2025-01-01-text
}

@test "a line has id, severity, status, day and title, and nothing is cut when piped" {
    export COLUMNS=40
    run --separate-stderr git postmortem list
    assert_success
    [ -z "$stderr" ] || complain "nothing on stderr"
    assert_line_count 6
    assert_line_matches "^$CHECKOUT +SEV2 +in-review +2026-01-14 +Checkout returned 504 in eu-west\$"
    assert_line_matches "^$KOREAN +SEV1 +draft +2026-02-01 +결제 장애: 승인이 늦게 도착하고 영수증이 두 번 나갔다\$"
    refute_contains …
}

@test "columns stand below each other, Korean, Japanese and combining characters too" {
    git postmortem list >listed
    # where Python counts columns: wide characters two, combining ones none
    python3 - <<'END'
import re, unicodedata
def width(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
lines = open("listed", encoding="utf-8").read().splitlines()
starts = {width(line[:line.index("SEV")]) for line in lines if "SEV" in line}
titles = {width(line[:re.search(r"2026-\d\d-\d\d  (?=\S)", line[16:]).end() + 16]) for line in lines if "SEV" in line}
assert len(starts) == 1 and len(titles) == 1, (starts, titles)
END
    rm listed
}

@test "on a terminal of 80 and of 200 columns no line is wider, and ids stay whole where they can" {
    unset COLUMNS
    local width
    for width in 80 200; do
        run env TERM=xterm GIT_PAGER=cat "$TERMINAL" $width git postmortem list
        assert_success
        assert_line_count 6
        [ "$(wc -L <<<"$output")" -le $width ] || complain "at most $width columns"
        assert_contains $CHECKOUT $KOREAN
    done
    refute_contains …
    run env TERM=xterm GIT_PAGER=cat "$TERMINAL" 60 git postmortem list
    [ "$(wc -L <<<"$output")" -le 60 ] || complain "at most 60 columns"
    assert_contains …
}

@test "fields ask for what they are" {
    assert_ids 'severity<=2' -- $KOREAN $CHECKOUT
    assert_ids 'severity=SEV1' -- $KOREAN
    assert_ids 'service:checkout' -- $CHECKOUT
    assert_ids 'services:payments-db' -- $KOREAN $CHECKOUT
    assert_ids 'status:draft,closed' -- $KOREAN $JAPANESE $CAFE
    assert_ids 'kind!=outage' -- $KOREAN $JAPANESE
    assert_ids 'started>=2026-01-20' -- $KOREAN $JAPANESE
    assert_ids 'started=2026-01' -- $JAPANESE $CHECKOUT $CAFE
    assert_ids 'tag:retry' -- $CHECKOUT
    assert_ids 'actions:overdue' -- $CHECKOUT
    assert_ids 'owner:dana@example.org' 'severity>3' -- $JAPANESE
}

@test "terms join by and, or, not and parentheses" {
    assert_ids 'service:search' 'severity<4' -- $CAFE
    assert_ids 'service:search and severity<4' -- $CAFE
    assert_ids 'service:checkout or service:search' -- $JAPANESE $CHECKOUT $CAFE
    assert_ids 'not service:search severity>=1' -- $KOREAN $CHECKOUT
    assert_ids '-service:search severity>=1' -- $KOREAN $CHECKOUT
    assert_ids '(service:checkout or service:search) not status:closed' -- $CHECKOUT $CAFE
}

@test "words without a field are looked for in id and title, in any script and normal form" {
    assert_ids returned -- $CHECKOUT
    assert_ids 'CHECKOUT' -- $CHECKOUT
    assert_ids 장애 -- $KOREAN
    assert_ids インデックス -- $JAPANESE
    assert_ids 'café was' -- $CAFE
    assert_ids '"504 in"' -- $CHECKOUT
    assert_ids 'nothing-of-the-kind' --
}

@test "a query that cannot be read says what and where, and lists nothing" {
    local query wanted
    while IFS='|' read -r query wanted; do
        run --separate-stderr git postmortem list "$query"
        assert_status 129
        assert_output ""
        assert_stderr_contains "fatal: the query" "$wanted"
    done <<'END'
severty:1|did you mean 'severity'?
severity<|lacks a value after 'severity<'
severity<abc|
started>=yesterday|
customers>many|
actions:ovredue|did you mean 'overdue'?
(status:draft|lacks a ')' for '(status:draft'
status:draft)|has a ')' too many at ')'
status:draft or|lacks a term at its end
title:"open|
owner<dana|owner, which has no order
kind:|lacks a value after 'kind:'
END
}

@test "an empty list is no error; a word that no document of ours has is said" {
    run --separate-stderr git postmortem list 'severity=5'
    assert_success
    assert_output ""
    [ -z "$stderr" ] || complain "nothing on stderr"
    run --separate-stderr git postmortem list status:drft
    assert_success
    assert_output ""
    assert_stderr_contains "did you mean 'draft'?"
}

@test "JSON has all that the table has, and what is not known as null" {
    run --separate-stderr git postmortem list --json
    assert_success
    assert_same '{"id":"2026-01-14-checkout-504","path":"postmortems/2026/2026-01-14-checkout-504.md","title":"Checkout returned 504 in eu-west","kind":"outage","status":"in-review","owner":"dana@example.org","adopted":false,"severity":2,"started":"2026-01-14T16:58:00Z"}' \
        "$(jq -c '.[] | select(.id == "2026-01-14-checkout-504")' <<<"$output")"
    assert_same '[null,null,null,false]' \
        "$(jq -c '.[] | select(.id == "2025-01-01-text") | [.severity, .started, .status, .adopted]' <<<"$output")"
    run git postmortem list --json 'severity=5'
    assert_output "[]"
}

@test "-z gives ids, each ended by NUL, that show takes" {
    git postmortem list -z service:search | xargs -0 -n1 git postmortem show --json | jq -r .id >shown
    assert_same "$JAPANESE"$'\n'"$CAFE" "$(cat shown)"
    rm shown
    [ "$(git postmortem list -z | tr -cd '\0' | wc -c)" -eq 6 ]
}

@test "from a folder below, and with -C, the list is the same" {
    local all
    all=$(git postmortem list)
    assert_same "$all" "$(cd postmortems/2026 && git postmortem list)"
    assert_same "$all" "$(cd / && git -C "$BATS_FILE_TMPDIR/repository" postmortem list)"
}

@test "where there is no ledger it says how to begin one" {
    cd "$BATS_TEST_TMPDIR"
    git init -q
    run --separate-stderr git postmortem list
    assert_status 128
    assert_stderr_contains "git postmortem init"
}

@test "two long ids that differ at their ends stay whole on every terminal, with their days" {
    unset COLUMNS
    cd "$BATS_TEST_TMPDIR" && new_repository
    git-postmortem init -q
    local width one=2026-02-01-결제-승인이-늦게-도착하고-영수증이-두-번-나간-장애 line
    document $one-1 "결제 장애: 승인이 늦게 도착하고 영수증이 두 번 나갔다" 2026-02-01T01:00:00Z "severity: 1" "status: in-review"
    document $one-2 "결제 장애: 승인이 늦게 도착하고 영수증이 세 번 나갔다" 2026-02-02T01:00:00Z "severity: 2" "status: draft"
    for width in 60 80 120 200; do
        run env TERM=xterm GIT_PAGER=cat "$TERMINAL" $width git postmortem list
        assert_success
        assert_contains $one-1 $one-2 SEV1 SEV2 in-review draft 2026-02-01 2026-02-02 "결제 장애"
        grep -v 2026-02-01-결제 <<<"$output" >others || true
        [ "$(wc -L <others)" -le $width ] || complain "at most $width columns"
    done
}
