#!/usr/bin/env bats
# action add, action set. PyYAML and git are the oracles.

load helper
load writing

setup_file() {
    make_base a_ledger
}

setup() {
    take_base
}

@test "an action is added with the next id and all that is known of it" {
    git postmortem finding add checkout "Nothing alerted." --class process-flaw -q
    tip=$(git rev-parse HEAD)
    run --separate-stderr git postmortem action add checkout "Alert above 1 % of retries" --for F1,F2 --effect detect --work bug \
        --owner dana@example.org --due 2026-02-01 --priority 1 --ticket PAY-811 --done-when "a test fires it"
    assert_success
    assert_same "$stderr" ""
    assert_one_commit "$tip" "$DOCUMENT"
    assert_trailers "Postmortem: $ID" "Postmortem-Event: action-add"
    assert_same "$(git log -1 --format=%s)" "postmortem: add action A2 to $ID"
    assert_same "$(front '.actions[1]')" \
        '{"id":"A2","text":"Alert above 1 % of retries","for":["F1","F2"],"effect":"detect","work":"bug","owner":"dana@example.org","due":"2026-02-01","priority":1,"ticket":"PAY-811","done_when":"a test fires it","status":"open"}'
    assert_contains "action A2: Alert above 1 %"
    assert_same "$(git show --format= --numstat | cut -f1,2)" "11	0"
}

@test "process and sop actions begin as proposed, all others open" {
    local work
    for work in bug change-request docs process sop; do
        git postmortem action add checkout "Work of $work" --work $work -q
    done
    assert_same "$(front '[.actions[1:][].status]')" '["open","open","open","proposed","proposed"]'
    run --separate-stderr git postmortem action add checkout "Whom to call" --work sop
    assert_stderr_contains "hint: name the procedure that it changes: git postmortem action set $ID A7 sop=<path>"
    run --separate-stderr git postmortem action add checkout "Whom else to call" --work sop --sop page.md
    [[ $stderr != *"name the procedure"* ]] || complain "$stderr"
}

@test "a value that can't be is refused, with the legal ones" {
    local words hint
    while IFS='|' read -r words hint; do
        # shellcheck disable=SC2086
        run --separate-stderr git postmortem action add checkout X $words
        assert_status 129 || { echo "in: $words"; return 1; }
        assert_stderr_contains "$hint" || { echo "in: $words"; return 1; }
    done <<'END'
--for F9|'F9', which is no finding
--work bugg|did you mean 'bug'?
--effect prevnt|did you mean 'prevent'?
--due tomorrow|2026-02-01
--due 2026-02-30|2026-02-01
--priority high|whole number
--priority 0|at least 1
--onwer x|did you mean '--owner'?
END
    assert_same "$(git status --porcelain)" ""
}

@test "an owner that nobody knows is told" {
    run --separate-stderr git postmortem action add checkout X --owner payments
    assert_success
    assert_stderr_contains "'payments'" "[owner/unknown]"
}

@test "set changes the named keys of one action, line by line" {
    git postmortem action add checkout Second -q
    run git postmortem action set checkout A1 status=doing due=2026-02-01 ticket=PAY-811
    assert_success
    assert_same "$(front '.actions[0] | [.status, .due, .ticket]')" '["doing","2026-02-01","PAY-811"]'
    assert_same "$(front '.actions[1].status')" '"open"'
    assert_same "$(git show --format= --numstat | cut -f1,2)" "3	1"
    assert_trailers "Postmortem: $ID" "Postmortem-Event: action-set"
    assert_same "$(git log -1 --format=%s)" "postmortem: set action A1 of $ID: status=doing due=2026-02-01 ticket=PAY-811"
    git postmortem action set checkout A2 for+=F1 text="Second: better" consulted=sre,support -q
    assert_same "$(front '.actions[1] | [.for, .text, .consulted]')" '[["F1"],"Second: better",["sre","support"]]'
    git postmortem action set checkout A2 consulted-=sre done_at=2026-01-20 -q
    assert_same "$(front '.actions[1] | [.consulted, .done_at]')" '[["support"],"2026-01-20"]'
    git postmortem action set checkout A2 for= -q
    assert_same "$(front '.actions[1] | has("for")')" false
}

@test "an action that is written in one line is changed in it" {
    sed -i '/^actions:/,/^related:/{/^  /d; s/^actions:.*/actions:\n- { id: A1 , text: "One" }   # short/}' "$DOCUMENT"
    git postmortem commit -q
    git postmortem action set checkout A1 text=Two status=doing -q
    assert_same "$(front .actions)" '[{"id":"A1","text":"Two","status":"doing"}]'
    assert_same "$(git show --format= --numstat | cut -f1,2)" "1	1"
    grep -q '# short$' "$DOCUMENT"
}

@test "an action that is not there is told, with those that are" {
    run --separate-stderr git postmortem action set checkout A7 status=doing
    assert_status 128
    assert_stderr_contains "'A7'" "it has A1"
    run --separate-stderr git postmortem action set another A1 status=doing
    assert_status 128
    assert_stderr_contains "no actions yet"
    run --separate-stderr git postmortem action set checkout A1 sttus=doing
    assert_status 129
    assert_stderr_contains "did you mean 'status'?"
    run --separate-stderr git postmortem action set checkout A1
    assert_status 129
}

@test "whoever sets an action confirmed is sent to the verb that asks who" {
    refused() {
        assert_status 1
        assert_stderr_contains "a second person confirms action A1" \
            "hint: git postmortem action confirm $ID A1 --proof …"
    }
    run --separate-stderr git postmortem action set checkout A1 due=2026-02-01 status=confirmed
    refused
    run --separate-stderr git postmortem set checkout tags+=x actions.A1.status=confirmed
    refused
    assert_same "$(front '[.actions[0] | .status, .due, .confirmed_by]')" '["open",null,null]'
    git postmortem action set checkout A1 status=doing -q
}
