#!/usr/bin/env bats
# Attacks of LEDGER section 7, item 3: to approve one's own text, or to change what was approved.

load helper
load review

setup_file() {
    make_base both_states
}

setup() {
    take_base
}

enter() { # PERSON
    sed -i 's/^status: in-review/status: reviewed/' $DOCUMENT
    git add -A && as "${1:-mallory}" git commit -qm "Sign-off"
}

@test "one's own text" {
    forge "$(key_of dana)" reviewer=dana@example.org >/dev/null
    enter
    refute_verified signoff/own-text status/signoffs
    assert_contains "dana@example.org wrote part of the text"
}

@test "one's own text under a second e-mail" {
    printf 'Dana Doe <dana@example.org> <dana@home.example>\n' >.mailmap
    printf 'dana@home.example %s\n' "$(cut -d' ' -f1,2 "$BATS_FILE_TMPDIR/keys/mallory.pub")" >.postmortem/allowed_signers
    git add .postmortem && git commit -qm Keys
    git add .mailmap && git commit -qm Mailmap
    forge "$(key_of mallory)" reviewer=dana@home.example >/dev/null
    enter
    refute_verified signoff/own-text status/signoffs
}

@test "one's own text, given to somebody else by .mailmap" {
    printf 'Ghost <ghost@example.net> Dana Doe <dana@example.org>\n' >.mailmap
    forge "$(key_of dana)" reviewer=dana@example.org >/dev/null
    enter
    refute_verified signoff/own-text status/signoffs
}

@test "one's own text, in a version that is missing" {
    git checkout -qb side
    replace "A timeout met" "A short timeout met"
    as erin git commit -qam "Erin's words"
    local blob
    blob=$(git rev-parse "HEAD:$DOCUMENT")
    replace "Back to normal" "All back to normal"
    git commit -qam "More"
    git checkout -q main && git merge -q --no-ff -m "Merge" side
    forge "$(key_of erin)" >/dev/null
    enter
    refute_verified signoff/own-text
    rm -f ".git/objects/${blob:0:2}/${blob:2}"
    refute_verified audit/object
    assert_contains "so who wrote it is not known"
}

@test "one's own text, committed by a colleague under the writer's name" {
    replace "A timeout is a promise" "A timeout is a vow"
    as frank git commit -qam "Lesson" --author "Erin Example <erin@example.org>"
    forge "$(key_of erin)" >/dev/null
    enter
    refute_verified signoff/own-text status/signoffs
}

@test "one's own text, committed by a colleague who names the co-author" {
    replace "A timeout is a promise" "A timeout is a vow"
    as frank git commit -qam "Lesson

Co-authored-by: Erin Example <erin@example.org>"
    forge "$(key_of erin)" >/dev/null
    enter
    refute_verified signoff/own-text status/signoffs
}

@test "one's own text, written on a side branch" {
    git checkout -qb side
    replace "A timeout is a promise" "A timeout is a vow"
    as erin git commit -qam "Lesson"
    git checkout -q main && as frank git merge -q --no-ff -m "Merge" side
    forge "$(key_of erin)" >/dev/null
    enter
    refute_verified signoff/own-text status/signoffs
}

@test "one's own excuse and override of what others should see" {
    git postmortem people add dana@example.org --role vp >/dev/null
    sed -i 's/^review:/review:\n  override: [{role: vp}]/' .postmortem/config.yaml
    git commit -qam "Override"
    forge "$(key_of dana)" reviewer=dana@example.org role=vp verdict=override comment="Trust me." >/dev/null
    enter
    refute_verified signoff/own-text status/signoffs
    git reset -q --hard HEAD~
    rules "- require: [{role: party, each: true}]"
    forge "$(key_of dana)" reviewer=dana@example.org party=sre verdict=excuse comment="They agree." >/dev/null
    enter
    refute_verified signoff/own-text status/signoffs
}

@test "an override by whom the policy names, who did not write the text, is no violation" {
    git postmortem people add frank@example.org --role vp >/dev/null
    sed -i 's/^review:/review:\n  override: [{role: vp}]/' .postmortem/config.yaml
    git commit -qam "Override"
    forge "$(key_of frank)" reviewer=frank@example.org role=vp verdict=override comment="Erin is away." >/dev/null
    enter
    assert_verified
    run git postmortem show checkout
    assert_contains "overridden"
}

@test "an edit after the approval" {
    cd ../reviewed
    replace "A timeout is a promise" "A timeout is a vow"
    git commit -qam "Typo"
    refute_verified signoff/stale
    assert_contains "since then section Lessons"
}

@test "an edit after the approval, on the same branch, squashed with it" {
    git checkout -qb pr
    sign_off erin
    replace "A timeout is a promise" "A timeout is a vow"
    git commit -qam "Typo"
    git checkout -q main && git merge -q --squash pr && git commit -qm "Squash"
    refute_verified signoff/stale
    sign_off frank
    assert_verified
}

@test "an edit inside a merge" {
    cd ../reviewed
    git checkout -qb side && echo more >README && git add README && git commit -qm "Side"
    git checkout -q main && echo less >LICENSE && git add LICENSE && git commit -qm "Main"
    git merge -q --no-commit --no-ff side
    replace "A timeout is a promise" "A timeout is a vow"
    git add -A && git commit -qm "Merge side"
    # git log shows nothing of it
    [ -z "$(git log -1 -p --format= -- $DOCUMENT)" ]
    refute_verified signoff/stale
}

@test "one's own text, moved by a colleague on a branch" {
    git checkout -q --orphan other && git rm -rqf . && begin_ledger
    git checkout -qb side
    write_document && git add -A && git commit -qm "Text"
    local moved=2026-01-14-checkout-slow
    git mv $DOCUMENT "postmortems/2026/$moved.md"
    sed -i "s/^id: .*/id: $moved/" "postmortems/2026/$moved.md"
    git add -A && as erin git commit -qm "A better name"
    git checkout -q other && git merge -q --no-ff -m "Merge" side
    ID=$moved DOCUMENT=postmortems/2026/$moved.md SIGNOFFS=postmortems/2026/$moved.signoffs
    git postmortem submit "$ID" >/dev/null
    run as dana git postmortem approve "$ID"
    assert_status 1
    assert_contains "its authors are dana@example.org; somebody else must"
    forge "$(key_of dana)" reviewer=dana@example.org >/dev/null
    enter
    refute_verified signoff/own-text status/signoffs
    git reset -q --hard HEAD^
    sign_off erin # who only moved it
    assert_verified
}

@test "one's own edit inside a merge, approved by oneself" {
    git checkout -qb side && echo more >README && git add README && git commit -qm "Side"
    git checkout -q main && echo less >LICENSE && git add LICENSE && git commit -qm "Main"
    git merge -q --no-commit --no-ff side
    replace "A timeout is a promise" "A timeout is a vow"
    git add -A && as erin git commit -qm "Merge side"
    forge "$(key_of erin)" >/dev/null
    enter
    refute_verified signoff/own-text status/signoffs
}

disguised() { # FROM TO WHERE
    cd ../reviewed
    replace "$1" "$2"
    git commit -qam "Follow-up"
    refute_verified signoff/stale
    assert_contains "since then $3"
}

@test "an action reworded, as if it were progress" {
    disguised "text: Cap retries per request at 2." "text: Look at retries some day." "actions A1 text"
}

@test "an action dropped, and a new one of the same text" {
    disguised "  - id: A1" "  - id: A2" "actions A1"
}

@test "a finding moved into a comment" {
    disguised "  - {id: F1, class" "  # - {id: F1, class" "findings"
}

@test "a text moved into the comment of a field that may change" {
    disguised "tags: [retry]" "tags: [retry] # the writer was never tested" "comments in the front matter"
}

@test "a text moved into an HTML comment" {
    disguised "Carts could not be paid for." "<!-- Carts could not be paid for. -->" "section Impact"
}

@test "a second key of the same name" {
    cd ../reviewed
    replace "severity: 3 # by impact" "severity: 3 # by impact
severity: 5"
    git commit -qam "Follow-up"
    run git postmortem verify
    assert_status 1
    assert_contains "NOT verified"
}

@test "what a sign-off lives through, all at once, is no attack" {
    cd ../reviewed
    replace "status: open" "status: confirmed
    confirmed_by: frank@example.org
    confirmed_at: \"2026-02-01\"
    proof: load test"
    replace "tags: [retry]" "tags: [database]
next_update: \"2026-03-01\"
x-jira: {board: 7}"
    replace "disclosed: unknown" "disclosed: \"2026-01-20T09:00:00Z\""
    printf '\n\n' >>$DOCUMENT
    sed -i 's/$/\r/' $DOCUMENT
    git commit -qam "Follow-up"
    assert_verified
}
