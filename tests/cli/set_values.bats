#!/usr/bin/env bats
# set: what a value may be, how it is written, and what is refused. PyYAML is the oracle.

load helper
load writing

setup_file() {
    make_base a_ledger
}

setup() {
    take_base
}

changes() { # ADDED REMOVED: lines, in HEAD
    assert_same "$(git show --format= --numstat | cut -f1,2)" "$1"$'\t'"$2"
}

@test "a text comes back as it was typed, whatever it holds" {
    local text texts=('a: b' 'a # b' '- a' '[a' '{a' "it's" '"quoted"' '\n \t \\' '%s %d' '`id` $(id)' '@at' '&anchor' '*alias'
        '!tag' 'yes' 'no' 'on' 'null' '~' '010' '1e3' '10:00' '2026-01-14' '0x1f' '1_000' '---' '...' ' leading' 'trailing '
        '결제 장애 🙂' 'a=b=c' '=' '| literal' '> folded' '? key' ': value' 'a:' $'two\nlines' '<!-- -->' '#' 'a, b')
    for text in "${texts[@]}"; do
        git postmortem set checkout "summary=$text" -n
    done >../patches
    sed -n 's/^+\(summary: .*\)/\1/p' ../patches | python3 -c 'import json, sys, yaml
for line in sys.stdin: print(json.dumps(yaml.safe_load(line)["summary"]))' >../read
    printf '%s\0' "${texts[@]}" | python3 -c 'import json, sys
for text in sys.stdin.buffer.read().split(b"\0")[:-1]: print(json.dumps(text.decode()))' >../wanted
    diff ../wanted ../read
    git postmortem set checkout "summary=${texts[0]}" -q
    assert_same "$(front .summary)" '"a: b"'
}

@test "numbers, truth values and lists are what they look like; text is text" {
    git postmortem set checkout impact.customers=305 severity=SEV1 tags='a, b ,,c d' findings.F1.novel=true title=123 \
        x-count=3 x-share=0.5 x-on=true x-zip=01234 actions.A1.priority=2 -q
    assert_same "$(front '[.impact.customers, .severity, .tags, .findings[0].novel, .title, ."x-count", ."x-share", ."x-on", ."x-zip", .actions[0].priority]')" \
        '[305,1,["a","b","c d"],true,"123",3,0.5,true,"01234",2]'
    git postmortem set checkout impact.customers=unknown -q
    assert_same "$(front .impact.customers)" '"unknown"'
}

@test "times are taken as people type them, and kept in UTC" {
    git postmortem set checkout times.detected="2026-01-14 17:12" times.responded=2026-01-15T02:14+09:00 \
        times.mitigated="2026-01-14 19:40:00 +0100" times.resolved=18:46:30 times.disclosed=unknown -q
    assert_same "$(front '[.times[]]')" \
        '["2026-01-14T16:58:00Z","2026-01-14T17:12:00Z","2026-01-14T17:14:00Z","2026-01-14T18:40:00Z","2026-01-14T18:46:30Z","unknown"]'
    git postmortem set checkout times.resolved=06:30 times.mitigated=now -q
    assert_same "$(front '[.times.mitigated, .times.resolved]')" '["2026-01-14T18:00:00Z","2026-01-15T06:30:00Z"]'
    git postmortem set checkout times.started=12:00 next_update=2026-01-20 -q
    assert_same "$(front '[.times.started, .next_update]')" '["2026-01-14T12:00:00Z","2026-01-20"]'
    for bad in 25:00 16:99 tomorrow 2026-02-30 2026-01-14 "2026-01-14 16:58 Mars" 1768410000 16h58; do
        run --separate-stderr git postmortem set checkout times.detected="$bad"
        assert_status 129 || { echo "in: $bad"; return 1; }
        assert_stderr_contains "'$bad'" "2026-01-14 16:58"
    done
}

@test "a time without a zone is in the config's" {
    replace "documents: postmortems" "documents: postmortems
timezone: Asia/Seoul" .postmortem/config.yaml
    git commit -qam "In Seoul"
    git postmortem set checkout times.detected="2026-01-15 02:12" times.responded=02:14 times.mitigated=03:40+09:00 times.resolved=18:46Z -q
    assert_same "$(front '[.times.detected, .times.responded, .times.mitigated, .times.resolved]')" \
        '["2026-01-14T17:12:00Z","2026-01-14T17:14:00Z","2026-01-14T18:40:00Z","2026-01-14T18:46:00Z"]'
}

@test "a value that can't be is refused, with the legal ones, in a draft too" {
    local assignment words
    before=$(repository_state)
    while IFS='|' read -r assignment words; do
        run --separate-stderr git postmortem set checkout "$assignment"
        assert_status 129 || { echo "in: $assignment"; return 1; }
        assert_stderr_contains "$words" || { echo "in: $assignment"; return 1; }
    done <<<"kind=outtage|did you mean 'outage'?
kind=foo|outage, degradation, security, data, near-miss or process
severity=9|1 to 5
severity=high|1 to 5
status=reviewd|did you mean 'reviewed'?
detected_by=alrt|did you mean 'alert'?
impact.customers=many|a number, or unknown
impact.customers=-1|at least 0
impact.data_breach=perhaps|'suspected'
response.sufficient=often|'partly'
findings.F1.class=tecnical-lapse|did you mean 'technical-lapse'?
actions.A1.work=bugg|did you mean 'bug'?
actions.A1.status=finished|'doing'
actions.A1.due=soon|no day
actions.A1.priority=high|whole number
actions.A1.for=F9|'F9', which is no finding
tlp=purple|'amber'"
    assert_same "$(repository_state)" "$before"
}

@test "all that is wrong with a command is said at once" {
    run --separate-stderr git postmortem set checkout kind=outtage severity=9 sevrity=1
    assert_status 129
    assert_stderr_contains "did you mean 'outage'?" "severity '9'" "unknown key 'sevrity'" "did you mean 'severity'?"
}

@test "two facts that contradict each other are said, and committed in a draft" {
    run --separate-stderr git postmortem set checkout times.detected=16:12
    assert_success
    assert_stderr_contains "warning: detected is earlier than started [times/order]"
    run --separate-stderr git postmortem set checkout owner=nobody@example.org
    assert_success
    assert_stderr_contains "[owner/unknown]"
}

@test "a secret is refused, in a draft too" {
    token=ghp_$(printf 'aB3dE5%.0s' {1..6})
    before=$(repository_state)
    run --separate-stderr git postmortem set checkout summary="Used $token to log in."
    assert_status 1
    assert_stderr_contains "[secret/"
    assert_same "$(repository_state)" "$before"
}

@test "what was wrong before excuses itself, and not one more of its kind" {
    printf '\nThe token was ghp_%s.\n' "$(printf 'aB3dE5%.0s' {1..6})" >>"$DOCUMENT"
    git commit -qam "By hand, with git"
    git postmortem set checkout tags+=leak -q
    before=$(repository_state)
    run --separate-stderr git postmortem set checkout summary="Then ghp_$(printf 'cD4eF7%.0s' {1..6})."
    assert_status 1
    assert_stderr_contains "would then be wrong" "[secret/token]"
    assert_same "$(repository_state)" "$before"
}


@test "what is wanted is said in words, with the key, not in the schema's signs" {
    run git postmortem set checkout impact.customers=1,204
    assert_status 129
    assert_contains "customers must be a whole number or 'unknown', is '1,204'"
    sed 's/^title: .*/title: ""/' $DOCUMENT >empty.md
    run git postmortem check --stdin-filename $DOCUMENT - <empty.md
    assert_contains "title must not be empty"
    refute_contains "match the pattern"
    run git postmortem set checkout detected_by=customers
    assert_status 129
    assert_contains "detected_by 'customers' is not one of 'alert'" "did you mean 'customer'?"
}

@test "a severity is written as new writes it, however it is named" {
    git postmortem set checkout severity=SEV1 -q
    [ "$(front .severity)" = 1 ]
    git postmortem set checkout severity=P4 -q
    [ "$(front .severity)" = 4 ]
}
