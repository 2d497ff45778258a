#!/usr/bin/env bats
# undo: a new commit takes the last event back, and nothing else; the history stays, and verify is fine with it.

load helper
load review

setup_file() {
    make_base both_states
}

# Where dana submitted, and where erin signed off.
setup() {
    take_base "$([[ $BATS_TEST_DESCRIPTION == later:* ]] && echo reviewed || echo repository)"
}

long() { # what other tests see for the most part
    [ -n "${PM_LONG-}" ] || skip "./tests/run --long"
}

tree() { # [REVISION]
    git rev-parse "${1:-HEAD}^{tree}"
}

# The last commit is one of undo, on top of TIP, and its files are those of REVISION.
taken_back() { # TIP REVISION
    assert_same "$(git rev-parse HEAD~)" "$1" &&
        assert_same "$(tree)" "$(tree "$2")" &&
        assert_same "$(git log -1 --format='%(trailers:key=Postmortem-Event,valueonly,separator=)')" undo &&
        assert_same "$(git status --porcelain)" ""
}

refused() { # STATUS TEXT…: and nothing has changed
    local before
    before=$(repository_state)
    run git postmortem undo $WORD
    assert_status "$1" || return
    assert_contains "${@:2}" || return
    assert_same "$(repository_state)" "$before"
}

@test "a value is what it was, in a commit of its own; undo of that sets it again; the index is left alone" {
    local before tip
    before=$(git rev-parse HEAD)
    git postmortem set checkout severity=2 -q
    tip=$(git rev-parse HEAD)
    echo other >other && git add other
    run git postmortem undo --dry-run
    assert_contains "-severity: 2" "+severity: 3"
    run git postmortem undo -m "A slip."
    assert_success
    assert_contains "took back ${tip:0:7}, set $ID: severity=2"
    assert_same "$(git diff --cached --name-only)" other
    git reset -q other && rm other
    taken_back "$tip" "$before"
    assert_same "$(git log -1 --format=%B)" "postmortem: undo set $ID: severity=2

A slip.

This takes back commit $tip.

Postmortem: $ID
Postmortem-Event: undo"
    before=$tip tip=$(git rev-parse HEAD)
    run git postmortem undo --json
    jq -e --arg id $ID '.event == "undo" and .id == $id and (.commit | length == 40)' <<<"$output" || complain "JSON"
    taken_back "$tip" "$before"
    assert_verified
}

@test "a later change of the same file keeps it, and is named; another document's does not" {
    git postmortem set checkout severity=2 -q
    git postmortem new "Another" --slug another --started 2026-01-10T08:00:00Z -q
    WORD=checkout
    replace "severity: 2" "severity: 1" && git commit -qam "By hand"
    refused 1 "'$DOCUMENT' was changed since $(git rev-parse --short=7 HEAD~2): by $(git rev-parse --short=7 HEAD), By hand"
    git revert --no-edit HEAD >/dev/null
    run git postmortem undo checkout
    assert_success
    assert_same "$(grep ^severity $DOCUMENT)" "severity: 3 # by impact"
    WORD=
    replace "Nothing was lost" "All was lost"
    git postmortem commit -q && replace "All was lost" "Much was lost"
    refused 128 "has changes that are not committed"
    WORD=nothing refused 128 "there is no event of nothing on this branch"
}

@test "submit is taken back to draft, and again" {
    long
    git postmortem undo -q
    assert_same "$(status_of)" draft
    git postmortem undo -q
    assert_same "$(status_of)" in-review
    assert_verified
}

@test "later: upwards it is held to the gate like any other change" {
    git postmortem set checkout status=in-review -m "Wait." -q
    as erin git postmortem revoke checkout -m "No." -q
    git commit -q --amend -m "Not an event"
    refused 1 "cannot undo $ID: 1 thing is missing" "sign-off reviewer is missing"
}

@test "later: an approval is revoked, and the document is in review again" {
    local signoff
    signoff=$(basename $SIGNOFFS/*.signoff .signoff)
    refused 1 "the last event is erin@example.org's" "only whose word it is can take it back"
    run as erin git postmortem undo
    assert_success
    assert_contains "revoked as reviewer, signed; the document is what it was before"
    assert_same "$(status_of)" in-review
    assert_same "$(git diff HEAD~2 --name-only -- $DOCUMENT)" ""
    grep -q "^replaces: sha256:$signoff" $SIGNOFFS/*.signoff
    grep -q "^comment: Taken back by undo of $(git rev-parse HEAD~)" $SIGNOFFS/*.signoff
    assert_verified
    run git postmortem show checkout
    assert_contains "missing"
    WORD=checkout
    become erin
    refused 1 "what was revoked is said anew" "git postmortem approve $ID, or object"
}

@test "later: what the document became since is not passed over, nor a word that stands no more" {
    as erin git postmortem set checkout status=in-review -m "Wait." -q
    git commit -q --amend -m "Not an event"
    become erin
    refused 1 "'$DOCUMENT' was changed since"
    git postmortem revoke checkout -m "No." -q
    git commit -q --amend -m "Not an event"
    refused 1 "nothing that erin@example.org signed of $ID stands"
}

@test "an objection is taken back by whose it is" {
    long
    as erin git postmortem object checkout -m "Not yet." -q
    as erin git postmortem undo -m "I had misread it." -q
    grep -q "^comment: I had misread it" $SIGNOFFS/*.signoff
    run git postmortem show checkout
    refute_contains "objected"
    assert_verified
}

@test "a new document goes again, and comes back" {
    local before tip
    before=$(git rev-parse HEAD)
    git postmortem new "Another" --slug another --started 2026-01-10T08:00:00Z -q
    tip=$(git rev-parse HEAD)
    git postmortem undo -q
    taken_back "$tip" "$before"
    git postmortem undo 2026-01-10-another -q
    assert_same "$(tree)" "$(tree "$tip")"
    assert_verified
}

@test "a new document stays while there is evidence beside it, which the message names" {
    git postmortem new "Another" --slug another --started 2026-01-10T08:00:00Z -q
    local log=postmortems/2026/2026-01-10-another.evidence/log.txt
    mkdir -p "${log%/*}" && echo 504 >$log && git add $log && as erin git commit -qm "The log of that night"
    WORD=another
    refused 1 "it has evidence by now: '$log', by $(git rev-parse --short=7 HEAD), The log of that night" "take that away first"
    git rm -q $log && as erin git commit -qm "Elsewhere"
    git postmortem undo another -q
    assert_same "$(git ls-files postmortems/2026/2026-01-10-another*)" ""
}

@test "a document that was submitted is withdrawn, not taken away" {
    git postmortem new "Another" --slug another --started 2026-01-10T08:00:00Z -q
    local another=postmortems/2026/2026-01-10-another.md
    cp $another ../another && sed "s/2026-01-14-checkout-504/2026-01-10-another/" $DOCUMENT >$another
    git commit -qam "Submitted by hand"
    cp ../another $another && git commit -qam "Back again"
    WORD=another
    refused 1 "2026-01-10-another was submitted or signed, so it stays" "git postmortem withdraw 2026-01-10-another -m <why>"
}

@test "a change of the policy is taken back as a step of its own, by who may change it" {
    local before tip
    before=$(git rev-parse HEAD)
    git postmortem people add gil@example.org --role legal -q
    tip=$(git rev-parse HEAD)
    git postmortem undo -q
    taken_back "$tip" "$before"
    perl -pi -e 's/^review:\n/review:\n  change: [{role: reviewer}]\n/' .postmortem/config.yaml
    git postmortem commit --policy -q
    echo "timezone: Asia/Seoul" >>.postmortem/config.yaml
    as erin git postmortem approve --policy -q
    git postmortem commit --policy -q
    refused 1 "cannot change the policy" "--no-commit"
    git postmortem undo --no-commit -q
    assert_same "$(git diff --name-only)" .postmortem/config.yaml
    as erin git postmortem approve --policy -q
    git postmortem commit --policy -q
    assert_verified
}

@test "an approval of the policy is revoked" {
    long
    perl -pi -e 's/^review:\n/review:\n  change: [{role: reviewer}]\n/' .postmortem/config.yaml
    git postmortem commit --policy -q
    echo "timezone: Asia/Seoul" >>.postmortem/config.yaml
    as erin git postmortem approve --policy -q
    as erin git postmortem undo -q
    run git postmortem commit --policy
    assert_status 1
    assert_contains "cannot commit the policy"
    git checkout -q . && assert_verified
}

@test "how a ledger began, and what no verb of ours does, is not taken back" {
    new_repository ../young
    git commit -q --allow-empty -m "First"
    git postmortem init -q
    refused 1 "a ledger that has begun does not end" "git reset --keep HEAD~1"
    git postmortem new "Drill" --slug drill -q
    echo x >x && git add x && git commit -q --amend --no-edit
    refused 1 "something that no verb of this program does"
    mkdir -p $SIGNOFFS && touch $SIGNOFFS/x.content && git rm -qf x && git add . && git commit -q --amend --no-edit
    refused 1 "something that no verb of this program does"
    git commit -q --amend --author "Erin <erin@example.org>" --no-edit
    refused 1 "the last event is erin@example.org's"
}
