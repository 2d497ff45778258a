#!/usr/bin/env bats
# What a post-incident process demands, row by row as in the product's design (R1 to R16): each as a user meets it. What
# lacks it is refused, or found; the refusal names the command that mends it, and that very command, run, mends it.
# PyYAML, git and sha256sum are the oracles.
#
# The document is a security postmortem by dana that lacks nothing. erin could confirm and review, grace is of the team
# support, which took part; frank is of legal, which did not.

load helper
load review
load writing

teams_and_policy() {
    cat <<'END'
teams:
  payments: {members: [dana@example.org]}
  sre: {members: [erin@example.org]}
  support: {members: [grace@example.org]}
  legal: {members: [frank@example.org]}
  vendor: {organisation: Example Hosting}
review:
  signature: required
  roles:
    security: [erin@example.org]
    follow-up: [erin@example.org]
  rules:
    - require: [{role: reviewer}]
    - when: full
      require: [{role: party, each: true}]
  follow_up: [{role: follow-up}]
END
}

complete() {
    write_document
    replace "kind: outage" "kind: security"
    replace "  customers: 0" "  customers: 305"
    replace "  - {team: sre, role: responder}
" "  - {team: payments, role: responder}
  - {team: support, role: communications}
"
    replace "findings:
  - {id: F1, class: technical-lapse, text: Retries multiplied the load.}" "actors: unknown
considered: [manual-error, procedural-failure, process-flaw, communication-glitch]
external:
  - {organisation: Cyber Police, kind: law-enforcement, due: \"2026-01-17\", notified: \"2026-01-16\"}
evidence:
  - {id: E1, what: sessions, at: $ID.evidence/sessions.log}
findings:
  - {id: F1, class: attack-vector, text: A page took the session., evidence: [E1], attack: T1566}
  - {id: F2, class: technical-lapse, text: A session is good from any address., evidence: [E1]}"
    replace "    for: [F1]
" "    for: [F1, F2]
    priority: 1
"
    replace "owner: sre" "owner: support"
    replace "the load on the writer" "the load on the writer (E1)"
    mkdir -p "postmortems/2026/$ID.evidence"
    echo "session 4f" >"postmortems/2026/$ID.evidence/sessions.log"
}

# draft: all of the story is told. in-review: and submitted. reviewed: and signed off by all that are asked.
base() {
    at 2026-01-14T09:00:00Z # before it happens
    new_repository draft
    mkdir runbooks && echo "Ask the team lead." >runbooks/accounts.md
    git add runbooks && git commit -qm "Runbook"
    make_keys dana erin frank grace
    git postmortem init -q
    add_person erin && add_person frank && add_person grace
    sed -i '/^review:/,$d' .postmortem/config.yaml
    teams_and_policy >>.postmortem/config.yaml
    git commit -qam "Teams and policy"
    at 2026-01-15T08:00:00Z
    complete
    git add . && git commit -qm "Report"
    cp -r . ../in-review && cd ../in-review
    git postmortem submit $ID -q
    cp -r . ../reviewed && cd ../reviewed
    sign_off erin && sign_off dana && sign_off grace
    assert_same "$(status_of)" reviewed
}

setup_file() {
    make_base base
}

setup() {
    take_base draft
    at 2026-01-16T09:00:00Z
}

has() { # STATE: draft, in-review or reviewed
    cd "$BATS_TEST_TMPDIR/$1" || return
}

by_hand() { # FROM TO [FROM TO…]: in the document, committed
    while [ $# -gt 0 ]; do replace "$1" "$2" || return && shift 2; done
    git commit -qam "By hand"
}

refused() { # COMMAND… -- TEXT…: exit 1 with the document as it was, and why
    local words=() before
    while [ "$1" != -- ]; do words+=("$1") && shift; done
    before=$(sha256sum "$DOCUMENT")
    run "${words[@]}"
    assert_status 1 && assert_contains "${@:2}" && assert_same "$(sha256sum "$DOCUMENT")" "$before"
}

# Run the command that was named below TEXT in what was refused, each … of it filled in. EDIT is a sed script, for edit.
mend() { # [-as PERSON] TEXT [WORD…]
    local person=dana command word
    [ "$1" != -as ] || { person=$2 && shift 2; }
    command=$(grep -FA1 -- "$1" <<<"$output" | sed -n 's/.*\(git postmortem .*\)/\1/p' | head -1)
    [ -n "$command" ] || complain "a command that mends: $1" || return
    for word in "${@:2}"; do command=${command/…/"$word"}; done
    [[ $command != *…* ]] || complain "no more to fill in of: $command" || return
    [ -z "${EDIT-}" ] || export GIT_EDITOR="sed -i -e '$EDIT'"
    as "$person" bash -c "$command" >"$BATS_TEST_TMPDIR/mended" 2>&1 </dev/null || { cat "$BATS_TEST_TMPDIR/mended"; return 1; }
}

settle() { # the action that is there
    git postmortem action done checkout A1 -q && as erin git postmortem action confirm checkout A1 --proof "a load test" -q
}

is_fine() { # COMMAND…
    run "$@"
    assert_success
}

found() { # RULE: check finds it, as an error or less, and explain tells of it
    run git postmortem check "$ID"
    assert_contains "[$1]"
}

not_found() { # RULE
    run git postmortem check "$ID"
    refute_contains "[$1]"
}

@test "R1: who hit customers or lost data owes a full postmortem; any other may be short" {
    short() {
        by_hand "kind: security" "kind: outage" "customers: 305" "customers: 0" "convened_by: sre
" "" "parties:
  - {team: payments, role: responder}
  - {team: support, role: communications}
" ""
        sed -i '/^## Impact/,/^## Timeline/{/^## Timeline/!d}; /^## Technical summary/,/^## Lessons/{/^## Lessons/!d}' $DOCUMENT
        git commit -qam "Short"
    }
    short
    is_fine git postmortem submit checkout -n
    local full
    for full in "customers: 0/customers: 1" "customers: 0/customers: unknown" "data_breach: none/data_breach: suspected" \
        "data_breach: none/data_breach: unknown" "kind: outage/kind: security" "kind: outage/kind: data"; do
        sed -i "s/$full/" $DOCUMENT && git commit -qam "Full"
        refused git postmortem submit checkout -n -- "parties of the response are not named" "no team is named that runs" \
            "Impact" "Technical summary" "Response" || { echo "with $full"; return 1; }
        git reset -q --hard HEAD~
    done
    sed -i "s/customers: 0/customers: 1/" $DOCUMENT && git commit -qam "Full"
    refused git postmortem submit checkout -- "things are missing"
    mend "no team is named" sre
    EDIT='s/^findings:/parties: [{team: sre}]\nfindings:/; s/^## Timeline/## Impact\n\nOne cart.\n\n&/; s/^## Lessons/## Technical summary\n\nRetries (E1).\n\n## Response\n\nQuick.\n\n&/' \
        mend "parties of the response"
    is_fine git postmortem submit checkout
    # a near miss hit nobody: nine keys, a summary and a lesson
    git postmortem new "Nearly" --slug nearly --kind near-miss --template near-miss --severity 5 --started 2026-01-15T07:00Z -q
    run git postmortem submit nearly
    assert_status 1
    GIT_EDITOR="perl -0pi -e 's/\nsummary:.*/\nsummary: Somebody looked twice./; s/<!-- guide.*?-->//sg; s/## Lessons/$&\n\nTwo look before one deletes./'" \
        git postmortem edit nearly -q
    is_fine git postmortem submit nearly
}

@test "R2: a team convenes the review, all parties are named, and each signs or is excused" {
    by_hand "convened_by: sre
" "" "parties:
  - {team: payments, role: responder}
  - {team: support, role: communications}
" "parties: []
"
    refused git postmortem submit checkout -- "2 things are missing"
    mend "no team is named that runs the review" sre
    EDIT='s/^parties:.*/parties: [{team: payments}, {team: support}, {team: vendor}]/' mend "parties of the response are not named"
    is_fine git postmortem submit checkout
    assert_contains "waits for party payments" "waits for party support" "waits for party vendor"
    # whom the timeline names was there
    not_found party/unnamed
    git postmortem note checkout "legal is asked" --at 18:00 -q </dev/null
    found party/unnamed
    assert_contains "timeline names 'legal', which is no party"
    # a word of each, and none of somebody else for it
    sign_off erin
    sign_off dana
    refused git postmortem set checkout status=reviewed -- "2 things are missing" "sign-off party support is missing"
    refused as frank git postmortem approve checkout --role party --party support -- "frank@example.org"
    mend_of_party() { git postmortem set checkout status=reviewed >"$BATS_TEST_TMPDIR/missing" 2>&1 || output=$(cat "$BATS_TEST_TMPDIR/missing"); }
    mend_of_party
    mend -as grace "sign-off party support is missing"
    mend_of_party
    mend -as erin "sign-off party vendor is missing" "'Their letter is in the file.'"
    assert_same "$(status_of)" reviewed
    assert_verified
}

@test "R3: the timeline is there, can be read, is in order, and begins before the incident" {
    by_hand "| 2026-01-14 16:40 | A deploy lowers the timeout |
" ""
    refused git postmortem submit checkout -- "1 thing is missing" "timeline has no row before started"
    mend "timeline has no row" 16:40 "A deploy lowers the timeout"
    is_fine git postmortem submit checkout -n
    by_hand "| 18:46 | Back" "| 16:50 | Back"
    refused git postmortem submit checkout -- "timeline"
    found timeline/order
    git postmortem check --fix checkout >/dev/null && git commit -qam "In order"
    assert_same "$(sed -n 's/^| [0-9-]* *\(..:..\) |.*/\1/p' $DOCUMENT | tr '\n' ' ')" "16:40 16:50 16:58 "
    is_fine git postmortem submit checkout -n
    by_hand "| 16:50 | Back" "| teatime | Back"
    refused git postmortem submit checkout -- "timeline"
    sed -i '/^| .*Back/d; /^| .*deploy/d; /^| .*failed/d' $DOCUMENT && git commit -qam "None"
    refused git postmortem submit checkout -- "section Timeline is empty"
}

@test "R4: the technical summary cites evidence, which is there and is what was recorded" {
    by_hand " (E1)" ""
    refused git postmortem submit checkout -- "1 thing is missing"
    EDIT='s/load on the writer/& (E1)/' mend "cites"
    is_fine git postmortem submit checkout -n
    # each finding of a security postmortem rests on something
    git postmortem submit checkout -q
    by_hand "address., evidence: [E1]" "address."
    refused as erin git postmortem approve checkout -- "1 thing is missing" "finding F2 has no evidence"
    mend "finding F2 has no evidence" E1
    is_fine as erin git postmortem approve checkout -n
    # what attach records is held to its digest
    echo "session 5a" >"$BATS_TEST_TMPDIR/more.log"
    git postmortem attach checkout "$BATS_TEST_TMPDIR/more.log" -q
    local file=postmortems/2026/$ID.evidence/more.log
    assert_same "$(front '.evidence[1].sha256')" "\"$(sha256sum <$file | cut -c1-64)\""
    echo "session 5b" >$file && git commit -qam "Another"
    found evidence/digest
    assert_status 1
    refused as erin git postmortem approve checkout -- "E2 is not the file that was recorded"
    git rm -q $file && git commit -qm "Gone"
    refused as erin git postmortem approve checkout -- "E2 is not there"
    git revert --no-edit HEAD >/dev/null && git revert --no-edit HEAD~2 >/dev/null
    is_fine as erin git postmortem approve checkout -n
}

@test "R5: a full security postmortem says who the actors were, or that they are unknown" {
    has in-review
    by_hand "actors: unknown
" ""
    refused as erin git postmortem approve checkout -- "1 thing is missing" "actors are not stated" "git postmortem set $ID actors=unknown"
    mend "actors are not stated"
    is_fine as erin git postmortem approve checkout -n
    by_hand "actors: unknown" "actors:
  - {category: external, motive: financial, confidence: low}"
    is_fine as erin git postmortem approve checkout -n
    # of an outage nobody asks it
    by_hand "kind: security" "kind: outage" "actors:
  - {category: external, motive: financial, confidence: low}
" ""
    is_fine as erin git postmortem approve checkout -n
}

@test "R6: how the response went, and what is taken from it, have a section each with something in it" {
    by_hand "The alert called the right team.
" "" "A timeout is a promise to the caller.
" ""
    refused git postmortem submit checkout -- "2 things are missing" "section Response is empty" "section Lessons is empty"
    EDIT='s/^## Response/&\n\nThe alert called./' mend "section Response is empty"
    refused git postmortem submit checkout -- "1 thing is missing" "section Lessons is empty"
    EDIT='s/^## Lessons/&\n\nA timeout is a promise./' mend "section Lessons is empty"
    is_fine git postmortem submit checkout -n
    sed -i '/^## Lessons/,$d' $DOCUMENT && git commit -qam "No lessons"
    refused git postmortem submit checkout -- "1 thing is missing" "Lessons"
}

@test "R7: each of the six classes is found or considered, or a full security postmortem is not reviewed" {
    has in-review
    by_hand "considered: [manual-error, procedural-failure, process-flaw, communication-glitch]
" ""
    refused as erin git postmortem approve checkout -- "1 thing is missing" \
        "neither found nor considered: procedural-failure, manual-error, process-flaw, communication-glitch"
    # what is found need not be considered as well
    git postmortem finding add checkout "Nobody was told." --class communication-glitch --evidence E1 -q
    git postmortem finding accept checkout F3 "The vendor's page." -q
    refused as erin git postmortem approve checkout -- "neither found nor considered: procedural-failure, manual-error, process-flaw"
    mend "neither found nor considered"
    is_fine as erin git postmortem approve checkout -n
    # a finding is of one of the six, and an error of somebody is never all there is
    by_hand "class: technical-lapse" "class: technical-laps"
    found finding/class
    assert_status 1
    git postmortem check --fix checkout >/dev/null
    grep -q "class: technical-lapse," $DOCUMENT
    git commit -qam "Fixed"
    not_found finding/class
    not_found finding/manual-error-alone
    sed -i '/{id: F[23]/d; s/class: attack-vector/class: manual-error/' $DOCUMENT
    found finding/manual-error-alone
}

@test "R8: what was found becomes work or is accepted, and a bug or change request has a ticket or a reason" {
    has in-review
    by_hand "    ticket: PAY-811
" ""
    local work
    for work in bug change-request; do
        sed -i "s/^    work: .*/    work: $work/" $DOCUMENT && git commit -qam "$work" || true
        refused as erin git postmortem approve checkout -- "1 thing is missing" "action A1 has no ticket"
    done
    mend "action A1 has no ticket" PAY-811
    is_fine as erin git postmortem approve checkout -n
    git postmortem action set checkout A1 ticket= no_ticket="The tracker is the postmortem here." -q
    is_fine as erin git postmortem approve checkout -n
    by_hand "    for: [F1, F2]" "    for: [F2]"
    refused as erin git postmortem approve checkout -- "1 thing is missing" "finding F1 has neither an action nor accepted"
    mend "finding F1 has neither" "'Filter the mail.' --work docs --owner sre --due 2026-02-01"
    assert_same "$(front '.actions[1] | [.for, .text]')" '[["F1"],"Filter the mail."]'
    is_fine as erin git postmortem approve checkout -n
    git revert --no-edit HEAD >/dev/null
    git postmortem finding accept checkout F1 "It comes from outside; the security lead decided." -q
    is_fine as erin git postmortem approve checkout -n
}

@test "R9: each action has an owner to follow up with; process failures and what crosses organisations can be listed" {
    has in-review
    by_hand "    owner: support
" ""
    refused as erin git postmortem approve checkout -- "1 thing is missing" "action A1 has no owner"
    mend "action A1 has no owner" support
    is_fine as erin git postmortem approve checkout -n
    git postmortem action add checkout "Answer the phone at night." --for F1 --work process --owner vendor --due 2026-02-03 -q
    git postmortem action add checkout "Write down whom to call." --for F2 --work docs --owner sre --due 2026-02-02 -q
    listed() { git postmortem actions "$@" --json | jq -r '[.[].action] | join(" ")'; }
    assert_same "$(listed)" "A1 A3 A2"
    assert_same "$(listed --across)" A2
    assert_same "$(listed --work process)" A2
    assert_same "$(listed --team sre)" A3
    assert_same "$(listed --owner support)" A1
}

@test "R10: new priorities, and what improves services, operations and documents, can be asked for" {
    git postmortem action add checkout "Write down whom to call." --for F2 --work docs --owner support --due 2026-02-02 --priority 2 -q
    git postmortem new "Search is old" --slug search --services search -q
    git postmortem finding add search "Nobody is told." --class process-flaw -q
    git postmortem action add search "Alert." --for F1 --work bug --owner sre --due 2026-02-03 --priority 1 -q
    git postmortem action set checkout A1 due=2026-02-04 -q
    listed() { git postmortem actions "$@" --json | jq -r '[.[] | .id[11:] + " " + .action] | join(",")'; }
    assert_same "$(listed)" "checkout-504 A2,search A1,checkout-504 A1"
    assert_same "$(listed --priority 1)" "search A1,checkout-504 A1"
    assert_same "$(listed --priority 1 --service checkout)" "checkout-504 A1"
    assert_same "$(listed --work docs)" "checkout-504 A2"
    of_list() { git postmortem list "$@" --json | jq -r '[.[].id[11:]] | join(",")'; }
    assert_same "$(of_list class:process-flaw)" search
    assert_same "$(of_list class:attack-vector service:checkout)" checkout-504
    assert_same "$(of_list class:attack-vector service:search)" ""
}

@test "R11: an outside organisation is told by its day, or it is an error, and nothing is closed" {
    has reviewed
    settle
    by_hand 'due: "2026-01-17", notified: "2026-01-16"' 'due: "2026-01-17"'
    at 2026-01-17T12:00:00Z
    not_found external/overdue
    at 2026-01-18T12:00:00Z
    found external/overdue
    assert_status 1
    assert_contains "'Cyber Police' was to be notified by 2026-01-17"
    refused git postmortem close checkout -- "1 thing is missing" "'Cyber Police' is not notified, due 2026-01-17"
    assert_contains "git postmortem external notified $ID 'Cyber Police' --late …"
    git postmortem external notified checkout 'Cyber Police' --late "It was a Saturday." -q # what is late says why
    not_found external/overdue
    is_fine git postmortem close checkout
}

@test "R12: every response is evaluated for sufficiency and completeness by somebody else, and what fell short is a finding" {
    has in-review
    by_hand "response: {sufficient: fully, complete: fully, by: erin@example.org}
" ""
    refused as erin git postmortem approve checkout -- "1 thing is missing" "response is not assessed"
    # it is not the owner's to say
    refused git postmortem assess checkout --sufficient fully --complete fully -- "the owner can't assess the response themselves"
    by_hand "tags: [retry]" "tags: [retry]
response: {sufficient: fully, complete: fully, by: Dana@example.org}"
    refused as erin git postmortem approve checkout -- "1 thing is missing" "response is assessed by the owner"
    mend -as erin "response is assessed by the owner" partly fully
    refused as erin git postmortem approve checkout -- "1 thing is missing" "response was only partly sufficient, and no finding says why"
    mend "response was only partly" F2
    is_fine as erin git postmortem approve checkout -n
    assert_same "$(front '.response | [.sufficient, .complete, .by, .for]')" '["partly","fully","erin@example.org",["F2"]]'
}

@test "R13: how people work changes in consultation: a proposal names whom it was put to, and stakeholders sign by policy" {
    has in-review
    local work
    for work in process sop; do
        git postmortem action add checkout "Two people refund." --for F2 --work $work --owner payments --due 2026-02-01 --sop runbooks/accounts.md -q
    done
    assert_same "$(front '[.actions[].status]')" '["open","proposed","proposed"]'
    refused as erin git postmortem approve checkout -- "2 things are missing" "action A2 names no team that was consulted" \
        "action A3 names no team that was consulted"
    mend "action A2 names no team" support
    refused as erin git postmortem approve checkout -- "1 thing is missing" "action A3 names no team that was consulted"
    mend "action A3 names no team" support,legal
    is_fine as erin git postmortem approve checkout -n
    # who has a stake in it is asked, where the policy says so
    rules "- require: [{role: reviewer}]
- when: kind:security
  require: [{role: counsel}]"
    sed -i 's/^  roles:/  roles:\n    counsel: [frank@example.org]/' .postmortem/config.yaml
    git commit -qam "Counsel"
    sign_off erin
    assert_same "$(status_of)" in-review
    refused git postmortem set checkout status=reviewed -- "1 thing is missing" "sign-off counsel is missing"
    mend -as frank "sign-off counsel is missing"
    assert_same "$(status_of)" reviewed
    assert_verified
}

@test "R14: what changes a procedure is done, confirmed and closed only once its file has changed since the incident" {
    has reviewed
    git postmortem action add checkout "Say who may lock." --for F1 --work sop --sop runbooks/accounts.md --owner payments \
        --consulted support --due 2026-02-01 -q
    git postmortem action set checkout A2 status=open -q
    settle
    refused git postmortem close checkout -- "1 thing is missing" "action A2 is open"
    run git postmortem action done checkout A2
    assert_status 1
    assert_contains "runbooks/accounts.md has not changed since the incident"
    # to write that it is done changes no procedure
    by_hand "    sop: runbooks/accounts.md" "    sop: runbooks/accounts.md
    proof: I read it
    confirmed_by: erin@example.org" "    status: open" "    status: confirmed"
    refused git postmortem close checkout -- "no commit shows it"
    git revert --no-edit HEAD >/dev/null
    echo "Whoever is on call." >runbooks/accounts.md && git commit -qm "Who may lock" runbooks
    refused git postmortem close checkout -- "action A2 is open"
    mend "action A2 is open"
    assert_same "$(front '.actions[1].proof')" "\"commit $(git log -1 --format=%H -- runbooks) changed runbooks/accounts.md\""
    as erin git postmortem action confirm checkout A2 -q
    is_fine git postmortem close checkout
    assert_verified
}

@test "R15: every change is a commit that says what it is; each action has a day and an owner, which is somebody" {
    has in-review
    local tip event
    tip=$(git rev-parse HEAD)
    git postmortem note checkout "legal is asked" --at 18:00 -q </dev/null
    git postmortem finding add checkout "x" --class process-flaw --evidence E1 -q
    git postmortem finding accept checkout F3 "y" -q
    git postmortem action add checkout "z" --for F1 --owner payments --work docs -q
    git postmortem action set checkout A2 priority=3 -q
    git postmortem set checkout tags+=late -q
    git postmortem action done checkout A2 -q
    as erin git postmortem action confirm checkout A2 --proof "read" -q
    as erin git postmortem assess checkout --sufficient fully --complete fully --note "Quick." -q
    as frank git postmortem object checkout -m "No." -q
    assert_same "$(git log --reverse --format='%(trailers:key=Postmortem-Event,valueonly,separator=) %(trailers:key=Postmortem,valueonly,separator=) %an' "$tip..")" \
        "note $ID Dana Doe
finding-add $ID Dana Doe
finding-accept $ID Dana Doe
action-add $ID Dana Doe
action-set $ID Dana Doe
set $ID Dana Doe
action-done $ID Dana Doe
action-confirm $ID Erin Example
assess $ID Erin Example
object $ID Frank Foo"
    run git postmortem history checkout
    for event in note finding-add action-add action-done action-confirm object; do assert_line_matches "  $event  +"; done
    git reset -q --hard "$tip"
    by_hand "    due: \"2026-02-01\"
" ""
    refused as erin git postmortem approve checkout -- "1 thing is missing" "action A1 has no due date"
    mend "action A1 has no due date" 2026-02-01
    is_fine as erin git postmortem approve checkout -n
    not_found owner/unknown
    by_hand "    owner: support" "    owner: suport"
    found owner/unknown
    assert_contains "'suport'"
}

@test "R16: nothing is closed before each entry is done, or dropped with a reason, and the role follow-up has confirmed it" {
    has reviewed
    git postmortem action add checkout "Keys." --for F1 --work docs --owner payments --due 2026-01-15 -q
    run git postmortem actions --overdue --fail-overdue
    assert_status 1
    assert_contains "1 d late" A2
    run git postmortem todo
    assert_contains "A2 of $ID"
    refused git postmortem close checkout -- "2 things are missing" "action A1 is open, and not confirmed" "action A2 is open, and not confirmed"
    mend "action A1 is open"
    run git postmortem action drop checkout A2
    assert_status 129
    assert_contains "-m"
    git postmortem action drop checkout A2 -m "The vendor has none." -q
    refused git postmortem close checkout -- "2 things are missing" "action A1 is done, and not confirmed" "action A2 is not-doing, and nobody confirmed it"
    # the policy says whose task that is
    refused as frank git postmortem action confirm checkout A1 --proof x -- "review.follow_up: role follow-up"
    refused as frank git postmortem action confirm checkout A2 -- "review.follow_up: role follow-up"
    as erin bash -c "git postmortem close $ID >../missing 2>&1" || output=$(cat ../missing)
    mend -as erin "action A1 is done" "'a load test'"
    as erin bash -c "git postmortem close $ID >../missing 2>&1" || output=$(cat ../missing)
    assert_contains "1 thing is missing"
    mend -as erin "action A2 is not-doing"
    is_fine git postmortem close checkout
    assert_same "$(front '[.status, (.actions[] | .status, .confirmed_by)]')" \
        '["closed","confirmed","erin@example.org","not-doing","erin@example.org"]'
    run git postmortem actions
    assert_output ""
}
