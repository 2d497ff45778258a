#!/usr/bin/env bats
# set status=…: a status moves through the gate that its own verb holds it to (PRODUCT section 4), and through the
# sign-offs; by hand, too. What is missing is listed whole.

load helper
load writing

setup_file() {
    make_base a_complete_ledger
}

a_complete_ledger() {
    a_ledger
    make_keys dana erin frank
    git postmortem people add dana@example.org --key "$BATS_FILE_TMPDIR/keys/dana.pub" -q
    git postmortem people add erin@example.org --key "$BATS_FILE_TMPDIR/keys/erin.pub" -q
    git postmortem people add frank@example.org --key "$BATS_FILE_TMPDIR/keys/frank.pub" -q
    sed -i 's/require: \[{role: reviewer}\].*/require: [{role: reviewer, count: 2}]/' .postmortem/config.yaml
    git commit -qam "Two reviewers"
    write_document
    git postmortem commit -q
}

setup() {
    take_base
}

status() {
    front .status | tr -d '"'
}

refused() { # WORD…: on stderr; nothing changed
    local before
    before=$(repository_state)
    run --separate-stderr git postmortem "${command[@]}"
    assert_status 1 || return
    assert_stderr_contains "$@" || return
    assert_same "$(repository_state)" "$before"
}

@test "in-review takes the story, as submit does" {
    sed -i 's/^## Lessons/## Other/' "$DOCUMENT"
    sed -i 's/^  detected: .*/  detected:/' "$DOCUMENT"
    git postmortem commit -q
    command=(set checkout status=in-review)
    refused "cannot set $ID: " "things are missing" "time detected is not filled in" "times.detected=" "section Lessons is missing"
    said=$stderr
    command=(submit checkout)
    refused "cannot submit $ID: "
    assert_same "$(tail -n +2 <<<"$stderr")" "$(tail -n +2 <<<"$said")"
    write_document && git postmortem commit -q
    git postmortem set checkout status=in-review -q
    assert_same "$(status)" in-review
    assert_trailers "Postmortem: $ID" "Postmortem-Event: set"
}

@test "what the same command mends is not missing" {
    sed -i 's/^  detected: .*/  detected:/' "$DOCUMENT"
    git postmortem commit -q
    git postmortem set checkout times.detected=17:12 status=in-review -q
    assert_same "$(status)" in-review
}

@test "reviewed takes the content and the sign-offs of the policy; two clones approve at once, set moves it" {
    command=(set checkout status=reviewed)
    refused "sign-off reviewer"
    git postmortem set checkout status=in-review -q
    refused "1 thing is missing" "sign-off reviewer"
    git clone -q . ../erin && git clone -q . ../frank
    (cd ../erin && become erin && git postmortem approve checkout -q)
    (cd ../frank && become frank && git postmortem approve checkout -q)
    git pull -q --no-rebase ../erin main
    refused "sign-off reviewer: 1 of 2"
    git pull -q --no-rebase --no-edit ../frank main
    assert_same "$(status)" in-review
    git postmortem set checkout status=reviewed -q
    assert_same "$(status)" reviewed
    run git postmortem verify
    assert_success
    # what was signed changed: it can't be set again
    git postmortem set checkout status=in-review -m "A look at the numbers." -q
    git postmortem set checkout impact.text="Nothing at all was lost." -q
    refused "stale" "impact"
}

@test "by hand it takes the same" {
    command=(commit checkout)
    sed -i 's/^status: .*/status: reviewed/' "$DOCUMENT"
    refused "cannot commit $ID" "sign-off reviewer"
    write_document
    sed -i 's/^status: .*/status: in-review/;  s/^## Lessons/## Other/' "$DOCUMENT"
    refused "not committed" "[section/"
    write_document
    sed -i 's/^status: .*/status: in-review/' "$DOCUMENT"
    git postmortem commit -q
    assert_same "$(status)" in-review
    # a status that can't be read is no way around its gate
    sed -i 's/^status: .*/status: nonsense/; /^summary:/d; s/^## Summary/## Other/' "$DOCUMENT"
    refused "not committed" "'nonsense'"
}

@test "closed takes every action settled" {
    command=(set checkout status=closed)
    refused "action A1" "sign-off reviewer"
}

@test "withdrawn takes a reason in the front matter" {
    command=(set checkout status=withdrawn)
    refused "withdrawn without a reason" "git postmortem set $ID status=withdrawn withdrawn=…"
    git postmortem set $ID status=withdrawn withdrawn="It was a drill." -q
    assert_same "$(status)" withdrawn
}

@test "back it goes with a reason alone, by hand, too" {
    git postmortem set checkout status=in-review -q
    command=(set checkout status=draft)
    refused "from in-review to draft" "-m"
    sed -i 's/^status: .*/status: draft/' "$DOCUMENT"
    command=(commit checkout)
    refused "from in-review to draft" "-m"
    git checkout -q .
    git postmortem set checkout status=draft -m "Submitted too early." -q
    assert_same "$(status)" draft
    assert_same "$(git log -1 --format=%b | head -1)" "Submitted too early."
}

@test "an error that an edit would add is refused once the document is no draft; one that was there is not" {
    git postmortem set checkout status=in-review -q
    command=(set checkout times.detected=16:12)
    refused "would then be wrong" "detected is earlier than started" "[times/order]"
    command=(set checkout times.resolved= times.mitigated=)
    refused "would then be wrong" "time resolved" "time mitigated"
    sed -i 's/^  detected: .*/  detected: "2026-01-14T16:12:00Z"/' "$DOCUMENT"
    git commit -qam "By hand, with git"
    git postmortem set checkout tags+=timeout -q
    assert_same "$(front .tags)" '["retry","timeout"]'
}

@test "that sign-offs become stale is said, and only then" {
    git postmortem set checkout status=in-review -q
    run --separate-stderr git postmortem set checkout summary="Nobody has signed yet."
    assert_success
    assert_same "$stderr" ""
    as erin git postmortem approve checkout -q
    run --separate-stderr git postmortem action set checkout A1 status=doing
    assert_success
    assert_same "$stderr" ""
    run --separate-stderr git postmortem set checkout summary="Somebody has."
    assert_success
    assert_stderr_contains "sign-offs are stale" "git postmortem approve $ID"
    printf '\nMore.\n' >>"$DOCUMENT"
    run --separate-stderr git postmortem commit
    assert_success
    assert_stderr_contains "sign-offs are stale"
}
