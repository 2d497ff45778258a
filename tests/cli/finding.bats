#!/usr/bin/env bats
# finding add, finding set, finding accept. PyYAML and git are the oracles.

load helper
load writing

setup_file() {
    make_base a_ledger
}

setup() {
    take_base
}

@test "a finding is added with the next id, as a person would write it" {
    tip=$(git rev-parse HEAD)
    replace "evidence: []" $'evidence:\n  - {id: E1, what: graph, at: "https://graphs.example.org/1"}\n  - {id: E2, what: log, at: "https://logs.example.org/1"}'
    git postmortem commit -q
    tip=$(git rev-parse HEAD)
    run git postmortem finding add checkout "Nothing alerted: the threshold was 80 %." --class process-flaw --evidence E1,E2
    assert_success
    assert_one_commit "$tip" "$DOCUMENT"
    assert_trailers "Postmortem: $ID" "Postmortem-Event: finding-add"
    assert_same "$(git log -1 --format=%s)" "postmortem: add finding F2 to $ID"
    assert_same "$(front '.findings[1]')" \
        '{"id":"F2","class":"process-flaw","text":"Nothing alerted: the threshold was 80 %.","evidence":["E1","E2"]}'
    assert_same "$(git show --format= -U0 | grep '^[+-] ')" "+  - id: F2
+    class: process-flaw
+    text: \"Nothing alerted: the threshold was 80 %.\"
+    evidence: [E1, E2]"
    assert_contains "finding F2: Nothing alerted" "next: git postmortem action add $ID --for F2"
}

@test "the first one, and one behind gaps, ids of another form and ids that are gone" {
    git postmortem finding add another First -q
    grep -q '^  - id: F1$' postmortems/2026/2026-01-10-another.md
    sed -i '/^findings:/,/^actions:/{/^  /d; s/^findings:.*/findings:/}' "$DOCUMENT"
    git postmortem commit -q
    git postmortem finding add checkout First -q
    assert_same "$(front .findings)" '[{"id":"F2","text":"First"}]'
    replace "id: F2" "id: F17"
    replace "    text: First" $'    text: First\n  - {id: other, text: Second}'
    git postmortem commit -q
    git postmortem finding add checkout Third --class manual-error -q
    assert_same "$(front '[.findings[].id]')" '["F17","other","F18"]'
    sed -i '/^findings:/,/^actions:/{/^findings:/d; /^ /d}' "$DOCUMENT"
    git postmortem commit -q
    git postmortem finding add checkout Fourth -q
    assert_same "$(front '[.findings[].id]')" '["F19"]'
}

@test "a list in one line grows in one line" {
    sed -i '/^findings:/,/^actions:/{/^  /d; s/^findings:.*/findings: [{id: F1, text: One}]/}' "$DOCUMENT"
    git postmortem commit -q
    git postmortem finding add checkout "Two, and more" -q
    assert_same "$(git show --format= --numstat | cut -f1,2)" "1	1"
    assert_same "$(front .findings)" '[{"id":"F1","text":"One"},{"id":"F2","text":"Two, and more"}]'
}

@test "a class that is not there is refused, with the near one; evidence that is not there is told" {
    run --separate-stderr git postmortem finding add checkout X --class tecnical-lapse
    assert_status 129
    assert_stderr_contains "did you mean 'technical-lapse'?"
    run --separate-stderr git postmortem finding add checkout X --class nothing
    assert_status 129
    assert_stderr_contains "communication-glitch"
    run --separate-stderr git postmortem finding add checkout X --evidence E7
    assert_success
    assert_stderr_contains "'E7'" "[evidence/unknown]"
    run --separate-stderr git postmortem finding add checkout "  "
    assert_status 129
    run --separate-stderr git postmortem finding add checkout
    assert_status 129
    assert_stderr_contains "<text>"
}

@test "a finding is accepted with a reason, as a word or by -m" {
    run git postmortem finding accept checkout F1 "Vendor change planned for Q2; accepted by support."
    assert_success
    assert_same "$(front '.findings[0].accepted')" '"Vendor change planned for Q2; accepted by support."'
    assert_trailers "Postmortem: $ID" "Postmortem-Event: finding-accept"
    assert_same "$(git log -1 --format=%b | head -1)" "Vendor change planned for Q2; accepted by support."
    git postmortem finding accept checkout F1 -m "Other words." -q
    assert_same "$(front '.findings[0].accepted')" '"Other words."'
    git postmortem finding accept checkout F1 "In the document." -m "In the commit." -q
    assert_same "$(front '.findings[0].accepted')" '"In the document."'
    assert_same "$(git log -1 --format=%b | head -1)" "In the commit."
    printf 'From a pipe.\n' | git postmortem finding accept checkout F1 -F - -q
    assert_same "$(front '.findings[0].accepted')" '"From a pipe."'
    editor writes <<<'echo x >>../opened; echo "From the editor." >"$1"'
    git postmortem finding accept checkout F1 -e -q
    assert_same "$(front '.findings[0].accepted')" '"From the editor."'
    assert_same "$(wc -l <../opened)" 1
}

@test "without a reason, or a finding, nothing is accepted" {
    run --separate-stderr git postmortem finding accept checkout F1
    assert_status 129
    assert_stderr_contains "reason" "-m"
    run --separate-stderr git postmortem finding accept checkout F1 ""
    assert_status 129
    run --separate-stderr git postmortem finding accept checkout F7 "So be it."
    assert_status 128
    assert_stderr_contains "'F7'" "it has F1"
    assert_same "$(git status --porcelain)" ""
}

@test "a mistyped verb gets a suggestion" {
    run --separate-stderr git postmortem finding acept checkout F1 x
    assert_status 129
    assert_stderr_contains "did you mean 'accept'?"
    run --separate-stderr git postmortem finding
    assert_status 129
    assert_stderr_contains "accept"
}

@test "an id is given once: not that of a finding, or an action, that is gone" {
    git postmortem finding add checkout "Nothing alerted." --class process-flaw -q
    git postmortem action add checkout "Alert." --for F2 --work bug -q
    assert_same "$(front '[.findings[-1].id, .actions[-1].id]')" '["F2","A2"]'
    git checkout -q HEAD~2 -- "$DOCUMENT" && git commit -qm "Neither of them"
    assert_same "$(front '[.findings[-1].id, .actions[-1].id]')" '["F1","A1"]'
    git postmortem finding add checkout "Nobody was told." --class communication-glitch -q
    git postmortem action add checkout "Tell them." --for F3 --work bug -q
    assert_same "$(front '[.findings[-1].id, .actions[-1].id]')" '["F3","A3"]'
}

@test "keys of a finding are set in one commit that changes their lines alone" {
    local tip
    replace "evidence: []" 'evidence: [{id: E1, what: graph, at: "https://graphs.example.org/1"}]'
    replace "    class: technical-lapse" "    class: technical-lapse # so far"
    git postmortem commit -q
    tip=$(git rev-parse HEAD)
    run git postmortem finding set checkout F1 class=attack-vector evidence+=E1 novel=true attack=T1566 text="Mail that lied."
    assert_success
    assert_one_commit "$tip" "$DOCUMENT"
    assert_trailers "Postmortem: $ID" "Postmortem-Event: finding-set"
    assert_same "$(front '.findings[0]')" \
        '{"id":"F1","class":"attack-vector","text":"Mail that lied.","evidence":["E1"],"novel":true,"attack":"T1566"}'
    assert_same "$(git show --format= -U0 | grep '^[+-] ')" "-    class: technical-lapse # so far
-    text: Retries multiplied the load.
+    class: attack-vector # so far
+    text: Mail that lied.
+    evidence: [E1]
+    novel: true
+    attack: T1566"
    git postmortem finding set checkout F1 novel= accepted="It is rare." -q
    assert_same "$(front '.findings[0] | has("novel"), .accepted' | tr '\n' ' ')" 'false "It is rare." '
}

@test "a value that can't be, and a finding that is not there, are refused and change nothing" {
    local tip
    tip=$(git rev-parse HEAD)
    run git postmortem finding set checkout F1 class=attack-vektor
    assert_status 129
    assert_contains "did you mean 'attack-vector'?"
    run git postmortem finding set checkout F1 novel=perhaps
    assert_status 129
    run git postmortem finding set checkout F1 clas=process-flaw
    assert_status 129
    assert_contains "did you mean 'class'?"
    run git postmortem finding set checkout F1 class
    assert_status 129
    assert_contains "is not <key>=<value>"
    run git postmortem finding set checkout F9 class=process-flaw
    assert_status 128
    assert_contains "has no 'F9' among its findings" "it has F1"
    run git postmortem finding set checkout A1 class=process-flaw
    assert_status 128
    assert_same "$(git rev-parse HEAD)" "$tip"
    git diff --quiet
}

@test "a finding comes with all that is known of it" {
    git postmortem finding add checkout "A mail asked for a password." --class attack-vector --attack T1566 --novel \
        --accepted "The account is closed." >out 2>&1
    ! grep -q "next:" out
    assert_same "$(front '.findings[1]')" \
        '{"id":"F2","class":"attack-vector","text":"A mail asked for a password.","accepted":"The account is closed.","attack":"T1566","novel":true}'
}

@test "what is no assignment is named as it was typed, with one for an example" {
    run --separate-stderr git postmortem finding set checkout F1 class
    assert_status 129
    assert_same "$stderr" "fatal: 'class' is not <key>=<value>
hint: for example class=process-flaw"
    run --separate-stderr git postmortem action set checkout A1 owner
    assert_stderr_contains "fatal: 'owner' is not <key>=<value>" "hint: for example owner=sre"
}
