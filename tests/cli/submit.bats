#!/usr/bin/env bats
# submit, and set status=…: a document moves through its gates.

load helper
load review

setup_file() {
    make_base a_draft
}

a_draft() {
    new_repository && begin_ledger && write_document && git postmortem commit $ID >/dev/null 2>&1
}

setup() {
    take_base
}

@test "submit moves a draft to in-review in one commit of one line" {
    run git postmortem submit checkout
    assert_success
    assert_contains "in-review" "waits for reviewer, not an author" "next: a reviewer's git postmortem approve $ID"
    run git show --format=%s HEAD
    assert_line "postmortem: submit $ID"
    assert_line "-status: draft"
    assert_line "+status: in-review"
    [ "$(git show --format= --numstat HEAD)" = "1	1	$DOCUMENT" ]
    [ "$(git log -1 --format='%(trailers:key=Postmortem-Event,valueonly)')" = submit ]
    assert_verified
}

@test "everything that is missing is listed on standard error, and nothing is changed" {
    replace 'detected: "2026-01-14T17' 'detected: "2026-01-14T16'
    replace "A timeout met a saturated writer.

## Impact" "
## Impact"
    replace "summary: A timeout met a saturated writer." "summary:"
    git commit -qam "Less"
    local before
    before=$(repository_state)
    run --separate-stderr git postmortem submit checkout
    assert_status 1
    [ -z "$output" ]
    assert_stderr_contains "cannot submit $ID:" "things are missing"
    [ "$(repository_state)" = "$before" ]
}

@test "a document that waits for nobody can't be submitted again" {
    git postmortem submit checkout >/dev/null
    run git postmortem submit checkout
    assert_status 1
    assert_contains "$ID is in-review already"
}

@test "what is not committed can't be submitted" {
    replace "A timeout is a promise" "A timeout is a vow"
    run git postmortem submit checkout
    assert_status 128
    assert_contains "git postmortem commit $ID"
}

@test "evidence must be committed, not only there" {
    replace "parties:" "evidence:
  - {id: E1, what: graph, at: $ID.evidence/graph.png}
parties:"
    git commit -qam "Evidence"
    mkdir -p postmortems/2026/$ID.evidence && echo png >postmortems/2026/$ID.evidence/graph.png
    run git postmortem submit checkout
    local by_verb=$status
    git add -A && git commit -qm "Graph"
    run git postmortem submit checkout
    assert_success
    assert_verified
    # whatever the gate says of a missing file, verb and verify say the same
    git reset -q --hard HEAD~2
    sed -i 's/^status: draft/status: in-review/' $DOCUMENT && git commit -qam "By hand"
    run git postmortem verify
    [ "$by_verb" -eq "$status" ]
}

@test "the committed policy judges, not one that is edited" {
    replace 'detected: "2026-01-14T17' 'detected: "2026-01-14T16'
    git commit -qam "Out of order"
    sed -i 's/^review:/checks: {levels: {times: none}}\nreview:/' .postmortem/config.yaml
    run git postmortem submit checkout
    assert_status 1
    run git postmortem set checkout status=in-review
    assert_status 1
    git commit -qam "Policy"
    run git postmortem submit checkout
    assert_success
    assert_verified
}

@test "the parties that are asked are named" {
    git postmortem people add erin@example.org --team sre >/dev/null
    rules "- require: [{role: party, each: true}]
- when: severity<=3
  require: [{role: sre, count: 2}]"
    run git postmortem submit checkout
    assert_success
    assert_contains "waits for party sre" "waits for sre, not an author"
}

@test "whose team wrote in it and is no party is told of, and only then" {
    git postmortem people add erin@example.org --team sre >/dev/null
    git postmortem people add dana@example.org --team payments >/dev/null
    run git postmortem submit checkout -n
    assert_success
    git postmortem submit checkout >../said
    run cat ../said
    assert_contains "no party: payments, of which dana@example.org wrote in it"
    refute_contains "no party: sre"
    git postmortem reopen checkout -m "Again." -q
    git postmortem people add dana@example.org --team sre >/dev/null
    run git postmortem submit checkout
    assert_success
    refute_contains "no party"
}

@test "set status=in-review is held to the same gate" {
    replace 'detected: "2026-01-14T17' 'detected: "2026-01-14T16'
    git commit -qam "Out of order"
    run git postmortem set checkout status=in-review
    assert_status 1
    assert_contains "missing"
    git reset -q --hard HEAD~
    run git postmortem set checkout status=in-review
    assert_success
    assert_verified
}

@test "set status=reviewed lists content and sign-offs that are missing, with what mends them" {
    replace "    ticket: PAY-811
" ""
    git commit -qam "No ticket" && git postmortem submit checkout >/dev/null
    run git postmortem set checkout status=reviewed
    assert_status 1
    assert_contains "2 things are missing" "ticket" "sign-off reviewer is missing" "git postmortem approve $ID --role reviewer"
    [ "$(status_of)" = in-review ]
}

@test "set status=reviewed from a draft jumps, if every gate up to it holds" {
    run git postmortem set checkout status=reviewed
    assert_status 1
    assert_contains "sign-off reviewer is missing"
    git postmortem submit checkout >/dev/null && sign_off erin
    git postmortem set checkout status=draft -m "one more look" >/dev/null
    run git postmortem set checkout status=reviewed
    assert_success
    assert_verified
}

@test "set status=closed needs what reviewed needs" {
    git postmortem action done checkout A1 -q
    as frank git postmortem action confirm checkout A1 --proof "load test" -q
    git postmortem submit checkout >/dev/null
    run git postmortem set checkout status=closed
    assert_status 1
    assert_contains "sign-off reviewer is missing"
    sign_off erin
    run git postmortem set checkout status=closed
    assert_success
    assert_verified
    # what makes a sign-off stale keeps a document from being closed
    git postmortem set checkout status=reviewed -m "not yet" >/dev/null
    replace "A timeout is a promise" "A timeout is a vow" && git commit -qam "Lesson"
    run git postmortem set checkout status=closed
    assert_status 1
    assert_contains "sign-off reviewer is stale: since then section Lessons"
}

@test "a status goes back only with a reason" {
    git postmortem submit checkout >/dev/null
    run git postmortem set checkout status=draft
    assert_status 1
    assert_contains "-m"
    [ "$(status_of)" = in-review ]
    run git postmortem set checkout status=draft -m "The second cause is missing."
    assert_success
    [ "$(status_of)" = draft ]
    [[ $(git log -1 --format=%B) == *"The second cause is missing."* ]]
    assert_verified
}

@test "from withdrawn every gate is held again" {
    git postmortem submit checkout >/dev/null
    run git postmortem set checkout withdrawn="a drill" status=withdrawn
    assert_success
    assert_verified
    run git postmortem set checkout status=reviewed -m "no drill"
    assert_status 1
    assert_contains "sign-off reviewer is missing"
}

@test "a mistyped status gets the near one" {
    run git postmortem set checkout status=in-reveiw
    [ "$status" -ne 0 ]
    assert_contains "in-review"
}

@test "what is missing before anybody can sign is said at once, with the commands" {
    new_repository
    begin_ledger
    write_document
    replace "    ticket: PAY-811
" ""
    replace "response: {sufficient: fully, complete: fully, by: erin@example.org}
" ""
    git postmortem commit checkout >/dev/null 2>&1
    run git postmortem submit checkout
    assert_success
    assert_contains "waits for reviewer" "missing before anybody can sign:" "git postmortem assess $ID " \
        "git postmortem action set $ID A1 ticket="
    # it is what approve says
    run as erin git postmortem approve checkout
    assert_status 1
    assert_contains "git postmortem assess $ID " "git postmortem action set $ID A1 ticket="
    git postmortem set checkout status=draft -m "Again" >/dev/null
    run git postmortem submit checkout --json
    jq -e . <<<"$output" >/dev/null
}

@test "nothing is said to be missing where nothing is" {
    new_repository
    in_review
    git postmortem set checkout status=draft -m "Again" >/dev/null
    run git postmortem submit checkout
    assert_success
    refute_contains missing
}
