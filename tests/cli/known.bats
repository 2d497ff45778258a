#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What was known before an incident and is unfixed, and what was asked for before: in show, at submit, in action add.
# git and PyYAML are the oracles of what was open when.

load helper
load writing

# A year of two services. FLAGS has an action that stays open, one that is done in time, one done too late, one that
# came too late; the incident is NOW.
FLAGS=2025-09-29-flags-504
NOW=2026-01-14-checkout-504

a_year() {
    new_repository
    at 2025-09-01T08:00:00Z
    git postmortem init -q
    at 2025-09-29T12:00:00Z
    a_document "Flags returned 504" flags-504 2025-09-29T08:00:00Z checkout,flags
    at 2025-09-29T16:58:00Z
    add flags-504 "Limit retries per request"
    at 2025-10-01T12:00:00Z
    add flags-504 "Write a runbook for flags"
    add flags-504 "Alert on saturated writers"
    at 2025-12-01T12:00:00Z
    git postmortem action done flags-504 A2 -q
    at 2025-12-24T12:00:00Z
    a_document "Search was slow" search-slow 2025-12-24T10:00:00Z search
    add search-slow "Warm the caches of search"
    at 2026-01-15T12:00:00Z
    add flags-504 "Too late to be known"
    git postmortem action done flags-504 A3 -q
    a_document "Checkout returned 504 in eu-west" checkout-504 2026-01-14T16:58:00Z checkout
}

a_document() { # TITLE SLUG STARTED SERVICES
    git postmortem new "$1" --slug "$2" --started "$3" --services "$4" --severity 3 -q
}

add() { # DOCUMENT TEXT
    git postmortem action add "$1" "$2" --owner dana@example.org -q
}

setup_file() {
    make_base a_year
}

setup() {
    take_base
}

starts() { # TIME: the incident, in the working tree
    sed -i "s/^  started: .*/  started: \"$1\"/" "$DOCUMENT"
}

known() { # JQ of each, of $NOW
    git postmortem show --json "${2-$NOW}" | jq -r ".known_unfixed.actions[]? | $1"
}

asked() { # JQ of each, of a document
    git postmortem show --json "${2-$NOW}" | jq -r ".asked_before[]? | $1"
}

part() { # HEADING: what `show` prints below it
    git postmortem show "${2-$NOW}" | sed -n "/^  $1/,/^\$/p" | sed '1d;/^$/d'
}

@test "what was open on the service when the incident began is shown, with its age and what became of it" {
    assert_same "$(known '[.id,.action,.status_then,.status_now,.became,.days_open,.since,.basis,.services[]] | @csv')" \
        '"2025-09-29-flags-504","A1","open","open","still open",107,"2025-09-29T16:58:00Z","history","checkout"
"2025-09-29-flags-504","A3","open","done","done since",105,"2025-10-01T12:00:00Z","history","checkout"'
    assert_same "$(git postmortem show --json $NOW | jq -r '.known_unfixed | .commit, .as_of, .cut')" \
        "$(git rev-list -1 --first-parent --before=2026-01-14T16:58:00Z HEAD)
2026-01-14T16:58:00Z
false"
    COLUMNS=200
    assert_same "$(part "known before this incident, and unfixed")" \
        "               A1 of $FLAGS  \"Limit retries per request\"  open 107 days, on checkout, still open
               A3 of $FLAGS  \"Alert on saturated writers\"  open 105 days, on checkout, done since"
}

@test "the state is that of the moment, to the second" {
    starts 2025-09-29T16:57:59Z
    assert_same "$(known .action)" ""
    starts 2025-09-29T16:58:00Z
    assert_same "$(known '.action,.days_open')" $'A1\n0'
    starts 2025-12-01T11:59:59Z
    assert_same "$(known .action)" $'A1\nA2\nA3'
    starts 2025-12-01T12:00:00Z
    assert_same "$(known .action)" $'A1\nA3'
}

@test "an as-of state is what git show and PyYAML say, over random histories" {
    local seed seeds=1
    [ -z "${PM_LONG-}" ] || seeds=$(seq 40)
    for seed in $seeds; do
        new_repository "$BATS_TEST_TMPDIR/random$seed"
        git postmortem init -q
        python3 "$PM_SOURCE/tests/cli/as_of.py" make "$seed"
        git reset -q --hard main
        run --separate-stderr python3 "$PM_SOURCE/tests/cli/as_of.py" ask "$(git ls-files postmortems | grep -m 1 number-0)"
        assert_success
        assert_output ""
        [[ $stderr == *"compared "[1-9]* ]] # not nothing with nothing
    done
}

@test "services are one by their letters, in any case and form, and others have no say" {
    sed -i "s/^services: .*/services: [CHECKOUT]/" "$DOCUMENT"
    assert_same "$(known '.services[]' | sort -u)" CHECKOUT
    sed -i "s/^services: .*/services: [checkout-api]/" "$DOCUMENT"
    assert_same "$(known .action)" ""
    printf -v composed '결제'
    printf -v apart '\u1100\u1167\u11af\u110c\u1166'
    sed -i "s/^services: .*/services: [$apart, search]/" postmortems/2025/2025-12-24-search-slow.md
    git commit -qam "Korean" --date=2025-12-26T00:00:00Z
    starts 2026-01-16T00:00:00Z
    sed -i "s/^services: .*/services: [$composed, search]/" "$DOCUMENT"
    assert_same "$(known '.services|join("+")')" "$composed+search"
}

@test "a document that was withdrawn then says nothing, one that is withdrawn since says so" {
    at 2026-01-16T12:00:00Z
    git postmortem withdraw flags-504 -m "A duplicate." -q
    assert_same "$(known '.became')" $'its document is withdrawn since\ndone since'
    starts 2026-01-17T00:00:00Z
    assert_same "$(known .action)" ""
}

@test "a document that is gone since is told as it was" {
    git rm -q "postmortems/2025/$FLAGS.md"
    git commit -qm "Away with it"
    assert_same "$(known '[.id,.action,.status_now,.became]|@csv' | head -n 1)" \
        "\"postmortems/2025/$FLAGS.md\",\"A1\",,\"its document is gone since\""
}

@test "a document is followed through its names, then and since" {
    move() { # DATE FROM TO: with an edit
        at "$1"
        git mv "postmortems/2025/$2.md" "postmortems/2025/$3.md"
        sed -i "s/^id: .*/id: $3/" "postmortems/2025/$3.md"
        git commit -qam "Renamed"
    }
    new_repository ../names
    at 2025-09-29T16:58:00Z
    git postmortem init -q
    a_document "Flags returned 504" flags-504 2025-09-29T08:00:00Z checkout
    add flags-504 "Limit retries per request"
    move 2025-11-01T00:00:00Z $FLAGS 2025-09-29-flags
    add 2025-09-29-flags "Alert on saturated writers"
    move 2025-12-01T00:00:00Z 2025-09-29-flags 2025-09-29-feature
    move 2026-01-15T00:00:00Z 2025-09-29-feature 2025-09-29-features
    move 2026-01-16T00:00:00Z 2025-09-29-features 2025-09-29-all-flags
    a_document "Checkout returned 504" checkout-504 2026-01-14T16:58:00Z checkout
    assert_same "$(known '[.id,.action,.since,.became,.basis]|@csv')" \
        '"2025-09-29-all-flags","A1","2025-09-29T16:58:00Z","still open","history"
"2025-09-29-all-flags","A2","2025-11-01T00:00:00Z","still open","history"'
}

@test "the document itself is not what was known before, under no name" {
    git postmortem set flags-504 times.started=2026-01-14T00:00:00Z -q
    assert_same "$(known .id $FLAGS)" ""
    git mv "postmortems/2025/$FLAGS.md" postmortems/2025/2025-09-29-feature.md
    sed -i "s/^id: .*/id: 2025-09-29-feature/" postmortems/2025/2025-09-29-feature.md
    git commit -qam "Renamed"
    assert_same "$(known .id 2025-09-29-feature)" ""
}

@test "without a known start or a service nothing is said, and submit says why" {
    sed -i 's/^services: .*/services: []/' "$DOCUMENT"
    assert_same "$(git postmortem show --json $NOW | jq -c .known_unfixed)" null
    git checkout -q "$DOCUMENT"
    write_document
    git add . && git commit -qm "Whole"
    git postmortem set checkout-504 times.started=unknown -q
    assert_same "$(git postmortem show --json $NOW | jq -c .known_unfixed)" null
    run git postmortem submit checkout-504
    assert_success
    assert_contains "hint: times.started is not known"
    refute_contains "known before"
}

@test "submit shows both, for people and for programs" {
    write_document
    git add . && git commit -qm "Whole"
    git postmortem action add checkout-504 "Limit the retries per request" --owner sre -q
    # what there is of it in the working tree alone is no business of others
    run --separate-stderr git postmortem submit checkout-504 --json --dry-run
    assert_success
    assert_same "$(jq -r '.known_unfixed.actions[].action, (.asked_before[]|.action+" "+.id)' <<<"$output" | grep -v "^A1 ")" \
        $'A1\nA3\nA2 '$FLAGS
    COLUMNS=120 run --separate-stderr git postmortem submit checkout-504
    assert_success
    assert_contains "known before this incident, and unfixed" "A1 of $FLAGS  \"Limit retries per request\"  open 107 days" \
        "asked for before" "like A2, 2025-09-29, still open" "waits for reviewer"
    git postmortem reopen checkout-504 -m "Again" -q
    run --separate-stderr git postmortem submit checkout-504 -q
    assert_output ""
}

# Four reports with a list of action items each, three of which ask for the same alarm; adopted as they are.
a_chain() {
    local name
    new_repository "$BATS_TEST_TMPDIR/chain"
    at 2026-01-01T08:00:00Z
    for name in 2021-01-05:"Setup alerts for when logs are not shipped" 2022-01-31:"The alert needs a more descriptive name" \
        2023-02-14:"Add alarms for fluentd in case no log data is being sent" \
        2023-04-11:"Add alarms for Fluentd in case no log data is being sent (per node)"; do
        write "docs/PM${name%%-*}-${name:5:2} - Logs not shipped.md" <<END
# Logs were not shipped

## Timeline

| Time | Event |
| :--- | ----- |
| ${name%%:*} 11:20 | Logs stop |

## Action Items

- ${name#*:}
- $(md5sum <<<"$name" | cut -c1-12) (done)
END
    done
    git add . && git commit -qm "Reports of many years"
    git postmortem init --adopt docs -q 2>/dev/null
    python3 "$PM_SOURCE/tests/cli/carry_actions.py" log-shipping docs/PM*
    git commit -qam "Actions are data"
}

@test "of adopted reports, which history had not by then, their own dates tell what was known" {
    local last="PM2023-04 - Logs not shipped"
    a_chain
    assert_same "$(known '[.id,.action,.days_open,.basis,.became]|@csv' "$last")" \
        '"PM2021-01 - Logs not shipped","A1",826,"document","still open"
"PM2022-01 - Logs not shipped","A1",435,"document","still open"
"PM2023-02 - Logs not shipped","A1",56,"document","still open"'
    COLUMNS=200
    assert_same "$(part "known before" "$last" | head -n 1)" \
        '               A1 of PM2021-01 - Logs not shipped  "Setup alerts for when logs are not shipped"  open 826 days by its own dates, on log-shipping, still open'
    assert_same "$(asked '[.action,.id,.other_action,.status_now]|@csv' "$last")" \
        '"A1","PM2023-02 - Logs not shipped","A1","open"'
    [ "$(asked .closeness "$last")" -gt 80 ]
}

@test "by their own dates, what was settled before or began later was not open" {
    local last="PM2023-04 - Logs not shipped" first="docs/PM2021-01 - Logs not shipped.md"
    a_chain
    settle() { sed -i "s/^  status: .*/&\n  $1: '$2'/;s/^  status: open/  status: ${3-done}/" "$first"; }
    settle done_at 2023-04-11T11:19:59Z
    refute_known() { assert_same "$(known .id "$last" | grep -c PM2021)" 0; }
    refute_known
    git checkout -q docs
    settle confirmed_at 2023-04-11T11:19:59Z confirmed
    refute_known
    git checkout -q docs
    settle dropped_at 2023-04-11T11:20:00Z not-doing # as it began
    assert_same "$(known '.action+" "+.became' "$last" | head -n 1)" "A1 dropped since"
    git checkout -q docs
    sed -i 's/status: open/status: done/' "$first" # who knows when
    refute_known
    git checkout -q docs
    sed -i "s/^  started: .*/&\n  resolved: '2023-04-11T11:21:00Z'/" "$first" # not over
    refute_known
    sed -i "s/^  resolved: .*/  mitigated: '2023-04-11T11:21:00Z'/" "$first" # nor so
    refute_known
    sed -i "s/^  mitigated: .*/  mitigated: '2023-04-11T11:20:00Z'/" "$first" # as it began
    assert_same "$(known '.action+" "+.became' "$last" | head -n 1)" "A1 still open"
    sed -i "s/^  mitigated: .*/&\n  resolved: '2023-04-11T11:21:00Z'/" "$first" # what is resolved counts
    refute_known
    git checkout -q docs
    begun() { sed -i "s/^  started: .*/  started: '$1'/" "$first"; } # nobody says when it was over
    begun 2023-04-10T11:20:01Z
    refute_known
    begun 2023-04-10T11:20:00Z # a day before
    [ "$(known .id "$last" | grep -c PM2021)" -eq 1 ]
    git checkout -q docs
    sed -i "s/^services:/status: withdrawn\n&/" "$first"
    refute_known
}

@test "an action that came with an adopted document is as old as its incident, a later one as its commit" {
    a_chain
    at 2026-02-01T08:00:00Z
    sed -i "s/^actions:/&\n- {id: A9, text: Later, status: open}/" "docs/PM2021-01 - Logs not shipped.md"
    git commit -qam "One more"
    at 2026-03-01T08:00:00Z
    git postmortem new "Logs again" --slug again --started 2026-03-01T08:00:00Z --services log-shipping -q
    # A1 came when the documents were adopted already
    assert_same "$(known '[.id[0:9],.action,.since]|@csv' again | head -n 3)" '"PM2021-01","A9","2026-02-01T08:00:00Z"
"PM2021-01","A1","2026-01-01T08:00:00Z"
"PM2022-01","A1","2026-01-01T08:00:00Z"'
    # in another order: the actions first
    new_repository ../order
    at 2026-01-01T08:00:00Z
    mkdir docs && cp ../chain/docs/PM* docs
    git add . && git commit -qm "Reports"
    git postmortem init --adopt docs -q 2>/dev/null
    at 2026-03-01T08:00:00Z
    git postmortem new "Logs again" --slug again --started 2026-03-01T08:00:00Z --services log-shipping -q
    assert_same "$(known '[.id[0:9],.action,.since,.basis]|@csv' again | sed -n 2p)" '"PM2021-01","A1","2021-01-05T11:20:00Z","history"'
}

@test "a clone whose history is cut off invents nothing" {
    git clone -q --depth 3 "file://$PWD" ../shallow
    cd ../shallow
    run git postmortem show $NOW
    assert_success
    assert_contains "known before this incident" "not known: this clone is shallow" "git fetch --unshallow"
    assert_same "$(git postmortem show --json $NOW | jq -c '.known_unfixed|[.cut,.commit,.actions]')" '[true,null,[]]'
    # cut off behind that moment: open since then, or longer
    git fetch -q --shallow-since=2025-12-20T00:00:00Z
    assert_same "$(known '[.action,.or_more,.days_open]|@csv')" '"A1",true,21
"A3",true,21'
    run git postmortem show $NOW
    assert_contains "open 21 days or more (history is cut off there), on checkout"
}

@test "after a squash the documents tell what history has forgotten" {
    at 2026-02-01T08:00:00Z
    git checkout -q --orphan squashed
    git commit -qm "All in one"
    assert_same "$(known '[.action,.basis,.days_open]|@csv')" '"A1","document",107
"A3","document",107
"A4","document",107'
}

@test "a bare repository answers the same" {
    git postmortem show --json $NOW >wanted
    git clone -q --bare . ../bare.git
    git -C ../bare.git postmortem show --json $NOW >found
    assert_same "$(jq -S .known_unfixed,.asked_before found)" "$(jq -S .known_unfixed,.asked_before wanted)"
    [ "$(jq '.known_unfixed.actions|length' found)" -eq 2 ]
}

@test "what is asked for again is told when it is added, in show, and how close it is" {
    run --separate-stderr git postmortem action add checkout-504 "Limit the retries per request, to two" --owner dana@example.org
    assert_success
    assert_same "$(sed -n '2,$p' <<<"$output")" \
        "  asked before: A1 of $FLAGS, $(asked .closeness) %, 2025-09-29, still open  \"Limit retries per request\""
    run --separate-stderr git postmortem action add checkout-504 "Order new chairs" --owner dana@example.org
    refute_contains "asked before"
    assert_same "$(asked '[.action,.id,.other_action,.other_text,.status_now,.started]|@csv')" \
        '"A1","2025-09-29-flags-504","A1","Limit retries per request","open","2025-09-29T08:00:00Z"'
    COLUMNS=120
    assert_same "$(part "asked for before")" \
        "               A1 of $FLAGS  \"Limit retries per request\"  $(asked .closeness) % like A1, 2025-09-29, still open"
    run --separate-stderr git postmortem action add checkout-504 "Limit retries per request" --owner dana@example.org -q
    assert_output ""
}

@test "earlier documents alone were asked before, no later one, no withdrawn one, and not the document itself" {
    add checkout-504 "Warm the caches of search, all of them"
    add checkout-504 "Warm the caches of search, all of them"
    assert_same "$(asked '.id+" "+.action')" $'2025-12-24-search-slow A1\n2025-12-24-search-slow A2'
    assert_same "$(asked .id 2025-12-24-search-slow)" ""
    git postmortem withdraw search-slow -m "A duplicate." -q
    assert_same "$(asked .id)" ""
}

@test "what others wrote reaches no terminal raw, and Korean text keeps to its columns" {
    local file=postmortems/2025/$FLAGS.md
    sed -i 's/text: Limit retries per request/text: "재시도 횟수를 제한한다\\e[31m\\u202e 그리고 쓰기 노드의 연결 수를 제한하며 경보를 추가한다"/' "$file"
    git commit -qam "Hostile" --date=2025-10-02T00:00:00Z
    starts 2026-01-16T00:00:00Z
    git commit -qam "Later"
    add checkout-504 "재시도 횟수를 제한한다 그리고 쓰기 노드의 연결 수를 제한하며 경보를 추가한다"
    run git postmortem show $NOW
    assert_contains '제한한다\x1b[31m\u202e' "asked for before"
    refute_contains $'\x1b' $'\u202e'
    printf '%s\n' "$output" | python3 -c '
import sys, unicodedata
for line in sys.stdin.read().split("\n"):
    width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
    assert width <= 80, (width, line)'
    run git postmortem show --json $NOW
    refute_contains $'\x1b' $'\u202e'
}

@test "what is kept between runs is never older than the files" {
    local file=postmortems/2025/$FLAGS.md kept=$HOME/.cache/git-postmortem/gists
    rm -rf "$kept"
    touch "$file" # may change again within a tick of its clock: not believed yet
    assert_same "$(known .became | head -n 1)" "still open"
    assert_same "$(grep -cP '^[0-9a-f]{40}\t[0-9]' -r "$kept" -h)" 0
    sleep 2.1
    known . >/dev/null
    assert_same "$(grep -cP '^[0-9a-f]{40}\t[0-9]' -r "$kept" -h)" 3
    sed 's/status: open/status: done/' "$file" >changed
    cat changed >"$file" # the same inode
    sleep 2.1
    assert_same "$(known .became | head -n 1)" "done since"
    git checkout -q "$file"
    assert_same "$(known .became | head -n 1)" "still open"
    find "$kept" -type f -exec sh -c 'printf x >>"$1"' - {} \;
    assert_same "$(known .became | head -n 1)" "still open"
}

@test "thousands of actions, and long ones, are compared within seconds" {
    python3 - "postmortems/2025/$FLAGS.md" "$DOCUMENT" <<'END'
import sys
for path in sys.argv[1:]:
    text = open(path).read()
    head, tail = text.split("\n---\n", 1)
    head = head.split("\nactions:")[0]
    items = "".join(f"\n  - {{id: A{n}, text: '{'limit retries of requests ' * (400 if n < 5 else 1)}{n}', status: open}}" for n in range(1, 2001))
    open(path, "w").write(head + "\nactions:" + items + "\n---\n" + tail)
END
    git commit -qam Many # of a date that is later than the incident
    starts 2026-02-01T00:00:00Z
    run timeout 60 git postmortem show $NOW
    assert_success
    assert_contains "and 1990 more" "and 285 more"
    assert_same "$(git postmortem show --json $NOW | jq -c '.known_unfixed | [.count, (.actions|length)]')" "[2000,100]"
}
