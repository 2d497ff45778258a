#!/usr/bin/env bats
# actions: what is still to be done, over all documents, the most late first. PyYAML and jq are the oracles.

load helper
load document

TERMINAL=$BATS_TEST_DIRNAME/terminal.py
KOREAN=2026-01-20-결제-장애

# postmortem ID LINE…: a document with these lines of front matter.
postmortem() {
    local id=$1
    shift
    {
        printf -- '---\nschema: 1\nid: %s\ntitle: Title\nkind: outage\nowner: dana@example.org\n' "$id"
        printf '%s\n' "$@" --- '' '## Summary'
    } | write "postmortems/2026/$id.md"
}

# Six in the evening of the 20th in UTC is the 21st in Seoul.
several_documents() {
    new_repository
    git postmortem init -q
    cat >>.postmortem/config.yaml <<'END'
timezone: Asia/Seoul
actions: {due: {1: 14d, 2: 4w}}
teams:
  payments: {members: [erin@example.org, dana@example.org]}
  vendor: {organisation: Vendor Inc., members: [vic@vendor.example]}
  search: {}
END
    printf 'Erin <erin@example.org> <erin@old.example>\n' >.mailmap
    postmortem $ID "severity: 2" "status: reviewed" "services: [checkout, payments-db]" "convened_by: payments" "actions:" \
        '  - {id: A1, text: Cap retries per request at 2 and alert above one percent of them., owner: payments, due: "2026-01-10", work: bug, ticket: PAY-811, priority: 1, status: open}' \
        '  - {id: A2, text: Two people deploy., owner: erin@old.example, due: "2026-01-20", work: process, priority: 2, status: proposed}' \
        '  - {id: A3, text: Done., owner: payments, due: "2026-01-01", work: bug, status: done}' \
        '  - {id: A4, text: Dropped., owner: payments, due: "2026-01-02", work: bug, status: not-doing}' \
        '  - {id: A5, text: No day., owner: vic@vendor.example, work: docs}'
    postmortem $KOREAN "severity: 1" "status: in-review" "services: [payments-db]" "convened_by: vendor" "actions:" \
        '  - {id: A1, text: 결제 재시도 횟수를 두 번으로 제한하고 알람을 건다, owner: payments, due: "2026-02-04", work: sop, priority: 1, status: doing}' \
        '  - {id: A2, text: 상태 페이지, owner: Vendor, due: "2026-02-05", work: docs, status: open}' \
        '  - {id: A3, text: 담당자 없음, due: "2026-01-21", status: open}'
    postmortem 2026-01-05-old "severity: 3" "status: withdrawn" "services: [search]" \
        'actions: [{id: A1, text: Never mind., owner: search, due: "2026-01-06", status: open}]'
    postmortem 2026-01-06-search "severity: 3" "status: draft" "services: [search]" \
        'actions: [{id: A1, text: Some day., owner: nobody@example.net, due: soon, status: open}]'
    printf 'no front matter\n' | write postmortems/2026/2025-01-01-text.md
    git add -A && git commit -qm "Documents"
}

setup_file() {
    make_base several_documents
}

setup() {
    take_base
    at 2026-01-20T18:00:00Z
}

# What each command line in the left column lists, against what PyYAML reads for which the right column holds.
agree() { # <<'END' "OPTIONS|EXPRESSION"
    local options expression count=0
    while IFS='|' read -r options expression; do
        # shellcheck disable=SC2086
        eval "git postmortem actions --json $options" >listed.$((count += 1)) || return
        printf '%s|%s\n' "$options" "$expression" >>asked
    done
    python3 - <<'END'
import datetime, glob, json, yaml
config = yaml.safe_load(open(".postmortem/config.yaml"))
today = datetime.date(2026, 1, 21)
mailmap = {"erin@old.example": "erin@example.org"}
actions = []
for path in sorted(glob.glob("postmortems/*/*.md")):
    parts = open(path, encoding="utf-8").read().split("---\n")
    if len(parts) < 3:
        continue
    front = yaml.safe_load(parts[1])
    for place, a in enumerate(front.get("actions", [])):
        try:
            late = (today - datetime.date.fromisoformat(a.get("due", ""))).days
        except ValueError:
            late = None
        owner = a.get("owner", "").lower()
        owner = mailmap.get(owner, owner)
        teams = [t for t, v in config["teams"].items() if owner == t or owner in v.get("members", [])]
        organisations = {config["teams"][t].get("organisation") for t in teams}
        here = {config["teams"][front["convened_by"]].get("organisation")} if "convened_by" in front else {None}
        closed = a.get("status") in ("done", "confirmed", "not-doing") or front["status"] == "withdrawn"
        actions.append((closed, late is None, -(late or 0), front["id"], place, dict(
            a=a, d=front, late=late, owner=owner, teams=teams, closed=closed,
            across=bool(organisations) and not organisations & here)))
actions.sort(key=lambda one: one[:5])
for count, asked in enumerate(open("asked", encoding="utf-8"), 1):
    options, expression = asked.rstrip("\n").split("|")
    listed = [[one["id"], one["action"], one["days_late"]] for one in json.load(open(f"listed.{count}", encoding="utf-8"))]
    wanted = [[v["d"]["id"], v["a"]["id"], v["late"]] for *_, v in actions
              if (not v["closed"] or "--all" in options) and eval(expression, {}, v)]
    assert listed == wanted, (options, listed, wanted)
    assert wanted or "--service none" in options, options
END
}

@test "the most late come first, and each option chooses as PyYAML reads it" {
    agree <<'END'
|True
--all|True
--overdue|late is not None and late > 0
--all --overdue|not closed and late is not None and late > 0
--due-within 2w|late is not None and late >= -14
--due-within 0d|late is not None and late >= 0
--due-within 15d|late is not None and late >= -15
--owner ERIN@example.org|owner == 'erin@example.org'
--owner vendor,nobody@example.net|owner in ('vendor', 'nobody@example.net')
--team payments|'payments' in teams
--team vendor,payments|teams
--work sop,process|a.get('work') in ('sop', 'process')
--service Search|'search' in d['services']
--service payments-db,search|{'search', 'payments-db'} & set(d['services'])
--priority 1,2 --team payments|a.get('priority') in (1, 2) and 'payments' in teams
--across|across
--across --work docs --overdue --service none|False
'severity<=2 status:reviewed'|d['severity'] <= 2 and d['status'] == 'reviewed'
결제 --work docs|'결제' in d['id'] and a.get('work') == 'docs'
END
}

@test "a row says how late, what, whose and where; nothing is cut when piped, and columns stand below each other" {
    export COLUMNS=40
    run --separate-stderr git postmortem actions
    assert_success
    [ -z "$stderr" ] || complain "nothing on stderr"
    assert_line_count 7
    assert_line_matches "^11 d late +$ID +A1 +Cap retries per request at 2 and alert above one percent of them\. +payments +bug PAY-811$"
    assert_line_matches "^1 d late +$ID +A2 +Two people deploy\. +erin@old.example +process$"
    assert_line_matches "^due today +$KOREAN +A3 +담당자 없음$"
    assert_line_matches "^due in 14 d +$KOREAN +A1 +결제 재시도 횟수를 두 번으로 제한하고 알람을 건다 +payments +sop$"
    assert_line_matches "^no date +$ID +A5 "
    assert_line_matches "^due soon +2026-01-06-search +A1 "
    python3 - "$output" <<'END'
import re, sys, unicodedata
def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
lines = sys.argv[1].splitlines()
places = [[width(line[:line.index(" " + word) + 1]) for line in lines if " " + word in line]
          for word in ("2026-", "A", "payments", "erin@")]
assert len(set(places[0])) == 1 and len(set(places[1])) == 1 and len(set(places[2] + places[3])) == 1, places
END
    run git postmortem actions --all
    assert_line_matches "^done +$ID +A3 "
    assert_line_matches "^not-doing +$ID +A4 "
}

@test "on a terminal of 80 and of 200 columns no line is wider; ids are whole, and texts have a line where they need it" {
    unset COLUMNS
    local width
    for width in 80 200; do
        run env TERM=xterm GIT_PAGER=cat "$TERMINAL" $width git postmortem actions
        assert_success
        [ "$(wc -L <<<"$output")" -le $width ] || complain "at most $width columns"
        [ "$(grep -Ec "(^| )($ID|$KOREAN|2026-01-06-search) +A[1-5]( |$)" <<<"$output")" -eq 7 ] || complain "whole ids"
    done
    assert_line_count 7
    run env TERM=xterm GIT_PAGER=cat "$TERMINAL" 80 git postmortem actions
    assert_line_count 14
    assert_line_matches "^11 d late +$ID  A1  payments +bug PAY-811$"
    assert_line_matches "^ {13}Cap retries per request at 2 and alert above one percent of them\.$"
    run env TERM=xterm GIT_PAGER=cat "$TERMINAL" 60 git postmortem actions
    [ "$(wc -L <<<"$output")" -le 60 ] || complain "at most 60 columns"
    assert_line_matches "^ {13}Cap retries .*…$"
}

@test "with --fail-overdue it exits with 1 where one that is listed is late, by the day in the config's time zone" {
    local all
    all=$(git postmortem actions)
    run --separate-stderr git postmortem actions --fail-overdue
    assert_status 1
    assert_output "$all"
    assert_same "$stderr" "2 actions are late"
    run --separate-stderr git postmortem actions --fail-overdue --json --work process
    assert_status 1
    assert_same '["A2"]' "$(jq -c 'map(select(.overdue).action)' <<<"$output")"
    assert_same "$stderr" "1 action is late"
    # it is the 20th in Seoul, and the 19th in UTC
    at 2026-01-19T16:00:00Z
    run git postmortem actions --fail-overdue --work process
    assert_success
    assert_line_matches "^due today "
    at 2026-01-20T15:00:00Z
    run git postmortem actions --fail-overdue --work process
    assert_status 1
    # what is done, dropped or withdrawn is never late
    run git postmortem actions --fail-overdue --all --service search
    assert_success
    run git postmortem actions --fail-overdue --due-within 2w --work sop
    assert_success
}

@test "how often a day was moved, and by how much, is read from history, side branches and old names too" {
    move() { # FROM TO [FILE]
        replace "due: \"$1\"" "due: \"$2\"" "${3-$DOCUMENT}" && git commit -qam "$1 to $2"
    }
    moves() {
        git postmortem actions --moves --json | jq -r '.[] | select(.moves > 0) | [.id, .action, .moves, .moved_days] | join(" ")'
    }
    assert_same "" "$(moves)"
    assert_same null "$(git postmortem actions --json | jq -c '.[0].moves')"
    move 2026-01-10 2026-01-12
    git checkout -qb side
    move 2026-01-12 2026-02-11
    git checkout -q main
    move 2026-02-04 2026-01-31 "postmortems/2026/$KOREAN.md"
    git merge -q --no-edit side
    assert_same "$ID A1 2 32
$KOREAN A1 1 -4" "$(moves | sort)"
    # under another name, and with another change in the same commit
    git mv $DOCUMENT postmortems/2026/2026-01-14-renamed.md
    sed -i "s/^id: .*/id: 2026-01-14-renamed/; s/due: \"2026-02-11\"/due: \"2026-02-10\"/; s/Two people/Three people/" postmortems/2026/2026-01-14-renamed.md
    git commit -qam "Rename"
    # its day is taken away, and comes back later: one move
    replace 'due: "2026-01-20", ' '' postmortems/2026/2026-01-14-renamed.md && git commit -qam "No day"
    replace 'work: process' 'due: "2026-01-25", work: process' postmortems/2026/2026-01-14-renamed.md && git commit -qam "A day"
    assert_same "2026-01-14-renamed A1 3 31
2026-01-14-renamed A2 1 5
$KOREAN A1 1 -4" "$(moves | sort)"
    run git postmortem actions --moves
    assert_line_matches "  A1  .* bug PAY-811  moved 3 ×, by 31 d$"
    # nothing is committed: nothing has moved
    git update-ref -d HEAD
    assert_same "" "$(moves)"
}

@test "an action without a day gets the one that the config has for the severity, and a later one is told" {
    run git postmortem action add checkout "Cap." --owner payments --work docs
    assert_success
    assert_contains "action A6: Cap., due 2026-02-18"
    assert_same "$(date -ud '2026-01-21 +28 days' +%F)" \
        "$(git postmortem actions --json | jq -r '.[] | select(.text == "Cap.").due')"
    run git postmortem check checkout
    refute_contains due-limit
    git postmortem action add checkout "Later." --owner payments --work docs --due 2026-02-19 -q
    run git postmortem check checkout
    assert_contains "advice: action A7 is due in 29 days, SEV2 has 28 [action/due-limit]"
    # SEV3 has none
    git postmortem action add search "Whenever." -q
    assert_same null "$(git postmortem actions --json search | jq '.[] | select(.text == "Whenever.").due')"
}

@test "-z gives the ids of documents, each once; what can't be is refused, and nothing found is no error" {
    assert_same "$ID
$KOREAN
2026-01-06-search" "$(git postmortem actions -z | tr '\0' '\n')"
    run --separate-stderr git postmortem actions --team sre
    assert_success
    assert_output ""
    assert_stderr_contains "the config names no team sre"
    local options hint
    while IFS='|' read -r options hint; do
        # shellcheck disable=SC2086
        run --separate-stderr git postmortem actions $options
        assert_status 129 || { echo "in: $options"; return 1; }
        assert_output ""
        assert_stderr_contains "$hint" || { echo "in: $options"; return 1; }
    done <<'END'
--work bugg|did you mean 'bug'?
--work x|one of bug, change-request
--priority high|'high' is no priority
--due-within 5|days or weeks, as 14d or 2w
--due-within 2m|'2m' is no span
severty:1|did you mean 'severity'?
END
}
