#!/usr/bin/env bats
# object, revoke, excuse, override: what may be said of a document besides approving it.

load helper
load review

setup_file() {
    make_base a_document_in_review
}

# Two parties are asked, and any reviewer; dana wrote it.
a_document_in_review() {
    new_repository && begin_ledger
    git postmortem people add erin@example.org --team payments -q
    git postmortem people add erin@example.org --role sre -q
    rules "- require: [{role: reviewer}]
- when: severity<=2
  require: [{role: party, each: true}]"
    write_document
    git postmortem commit -q 2>/dev/null
    git postmortem submit checkout -q
    cp -a . ../parties && cd ../parties && three_parties
}

# Three parties, one of which has signed, and a reviewer.
three_parties() {
    replace "severity: 3 # by impact" "severity: 2"
    replace "  - {team: sre, role: responder}" "  - {team: sre, role: responder}
  - {team: payments, role: support}
  - {team: Network Rail, role: support}"
    git commit -qam "Three parties"
    sign_off erin --party payments
    sign_off frank
}

setup() {
    take_base
}

say() { # PERSON VERB [OPTION…]
    run --separate-stderr as "$1" git postmortem "$2" checkout "${@:3}"
}

# The newest statement, by stock tools.
newest() {
    statement_of "$(git log -1 --diff-filter=A --name-only --format= -- "$SIGNOFFS/*.signoff" | tail -1)"
}

digest_of_newest() {
    newest | sha256sum | cut -c1-64
}

@test "an objection takes the place of one's own approval, leaves the status, and stands in every answer" {
    sign_off erin
    local approval
    approval=$(digest_of_newest)
    [ "$(status_of)" = reviewed ]
    say erin object
    assert_status 1
    assert_stderr_contains "error: object needs a reason" "hint: say why with -m"
    say erin object -m "The second cause is not named."
    assert_success
    assert_contains "objected as reviewer, signed"
    assert_stderr_contains "it stays reviewed" "git postmortem revoke $ID --role reviewer -m …"
    [ "$(status_of)" = reviewed ]
    run newest
    assert_line "verdict: object"
    assert_line "role: reviewer"
    assert_line "replaces: sha256:$approval"
    assert_line "comment: The second cause is not named."
    run stock_verify "$(git log -1 --diff-filter=A --name-only --format= -- "$SIGNOFFS/*.signoff")" erin
    assert_success
    run git log -1 --format='%s%n%(trailers:key=Postmortem-Event,valueonly)%(trailers:key=Reviewed-by)'
    assert_line "postmortem: object $ID as reviewer"
    assert_line object
    refute_contains Reviewed-by
    refute_verified signoff/objection
    assert_contains "it is reviewed, but erin@example.org objects: The second cause is not named."
    run git postmortem show checkout
    assert_contains "objected" "erin@example.org: The second cause is not named."
    # others who approve don't outvote it, and nothing is closed over it
    run as frank git postmortem approve checkout
    assert_success
    run git postmortem set checkout status=closed
    assert_status 1
    assert_contains "erin@example.org objects" "git postmortem revoke $ID --role reviewer"
}

@test "an objection is taken back by who made it, and by nobody else" {
    sign_off frank
    say erin object --role sre -m "Look at the dates."
    assert_success
    assert_contains "objected as sre"
    refute_verified signoff/objection
    say dana revoke -m "No."
    assert_status 1
    assert_stderr_contains "nothing that dana@example.org signed of $ID stands" "git postmortem show $ID"
    local objection
    objection=$(digest_of_newest)
    say erin revoke -m "They are right."
    assert_success
    assert_contains "revoked as sre, signed"
    run newest
    assert_line "verdict: revoke"
    assert_line "replaces: sha256:$objection"
    assert_verified
    say erin revoke -m "Again."
    assert_status 1
}

@test "who has signed in several roles says which one they take back" {
    sign_off erin --role sre
    sign_off erin --role reviewer
    say erin revoke -m "Not so."
    assert_status 1
    assert_stderr_contains "has signed $ID in several roles" "say which: --role sre, or --role reviewer"
    say erin object -m "Not so."
    assert_status 1
    assert_stderr_contains "say which: --role sre, or --role reviewer"
    say erin revoke --role reviewer -m "Not so."
    assert_success
    assert_stderr_contains "it is reviewed, and sign-off reviewer is missing now" \
        "git postmortem approve $ID --role reviewer"
    refute_verified signoff/missing
    run as frank git postmortem approve checkout
    assert_success
    assert_verified
}

@test "who objects may be an author, and must hold the role that they name" {
    say dana object -m "I wrote it too fast."
    assert_success
    say mallory object --role sre -m x
    assert_status 1
    assert_stderr_contains "mallory@example.org does not hold the role 'sre'"
    say erin object --role legal -m x
    assert_status 1
    assert_stderr_contains "the policy has no role 'legal'"
    run as erin git postmortem approve checkout
    assert_success
    refute_contains "the document is reviewed"
    say dana revoke -m "It is fine."
    assert_success
    assert_stderr_contains "all sign-offs are there: git postmortem set $ID status=reviewed"
    git postmortem set checkout status=reviewed -q
    assert_verified
}

@test "a draft is neither objected to nor excused" {
    git postmortem set checkout status=draft -m "Not yet" -q
    say erin object -m x
    assert_status 1
    assert_stderr_contains "$ID is draft; there is nothing to object" "git postmortem submit $ID"
    say erin excuse --party sre -m x
    assert_status 1
}

@test "a party is excused with a reason, by anybody but the authors, and the last one makes it reviewed" {
    cd ../parties
    say erin excuse
    assert_status 1
    assert_stderr_contains "say with --party whom to excuse" "these are waited for: sre, Network Rail"
    say erin excuse --party legal -m x
    assert_status 1
    assert_stderr_contains "'legal' is no party of $ID" "these are waited for: sre, Network Rail"
    say frank excuse --party payments -m x
    assert_status 1
    assert_stderr_contains "party 'payments' has signed already"
    say dana excuse --party sre -m x
    assert_status 1
    assert_stderr_contains "you (dana@example.org) wrote part of $ID, so you can't excuse a party"
    say erin excuse --party sre
    assert_status 1
    assert_stderr_contains "excuse needs a reason"
    say erin excuse --party "Network Rail" -m "They left the company."
    assert_success
    assert_contains "excused Network Rail as reviewer, signed" "sign-off party sre is missing" \
        "git postmortem approve $ID --role party --party sre"
    run newest
    assert_line "party: Network Rail"
    assert_line "comment: They left the company."
    say erin excuse --party "Network Rail" -m "Again."
    assert_status 1
    assert_stderr_contains "party 'Network Rail' is excused already"
    say erin excuse --party sre -m "The team was dissolved."
    assert_success
    assert_contains "the document is reviewed"
    [ "$(status_of)" = reviewed ]
    run git log -1 --format=%s
    assert_output "postmortem: excuse sre from signing $ID"
    assert_verified
    run git postmortem show checkout
    assert_contains "excused"
}

@test "where the policy names roles that may excuse, no other does: not by the verb, nor by hand" {
    cd ../parties
    sed -i 's/^  rules:/  excuse: [{role: legal}]\n  rules:/' .postmortem/config.yaml
    git commit -qam "Legal excuses"
    say frank excuse --party sre -m "The team was dissolved."
    assert_status 1
    assert_stderr_contains "who excuses a party holds the role 'legal', and frank@example.org does not" \
        "git postmortem people add --role"
    forge "$(key_of frank)" reviewer=frank@example.org verdict=excuse party=sre comment=dissolved >/dev/null
    git add -A && as frank git commit -qm "By hand"
    refute_verified signoff/role
    assert_contains "the policy lets nobody of this role excuse a party"
    git reset -q --hard HEAD^
    git postmortem people add frank@example.org --role legal -q
    say frank excuse --party sre -m "The team was dissolved."
    assert_success
    assert_contains "excused sre as legal"
    assert_verified
}

@test "what the policy asks for is overridden by those whom it names, and by each of them" {
    say erin override -m "Late."
    assert_status 1
    assert_stderr_contains "the policy lets nobody override what it asks for" "review.override"
    sed -i 's/^  rules:/  override: [{role: sre}, {role: vp}]\n  rules:/' .postmortem/config.yaml
    git commit -qam "Overrides"
    git postmortem people add frank@example.org --role vp -q
    say mallory override -m x
    assert_status 1
    assert_stderr_contains "who overrides holds the role 'sre' or 'vp', and mallory@example.org does not"
    say erin override
    assert_status 1
    assert_stderr_contains "override needs a reason"
    say erin override -m "The reviewer is ill."
    assert_success
    assert_contains "overridden as sre, signed" "sign-off reviewer is missing"
    [ "$(status_of)" = in-review ]
    say erin override -m "Still."
    assert_status 1
    assert_stderr_contains "you have overridden it as 'sre' already" "the word of each of 'sre' or 'vp'"
    say frank override -m "So it is."
    assert_success
    assert_contains "the document is reviewed"
    assert_verified
    say frank override -m "More."
    assert_status 1
    assert_stderr_contains "no sign-off of $ID is missing"
}

@test "an override by hand, of a role that the policy does not name" {
    forge "$(key_of erin)" verdict=override role=sre comment=late >/dev/null
    git add -A && as erin git commit -qm "By hand"
    refute_verified signoff/role
}

@test "nobody excuses or overrides over an incomplete report" {
    cd ../parties
    sed -i '/^    ticket: PAY-811$/d' $DOCUMENT && git commit -qam "Less"
    say frank excuse --party sre -m "Dissolved."
    assert_status 1
    assert_stderr_contains "cannot excuse $ID: 1 thing is missing" "git postmortem action set $ID A1 "
}

@test "all four work on a branch that is not checked out, in a bare repository, as a dry run and for scripts" {
    local before
    before=$(repository_state)
    say erin object -m "No." -n
    assert_success
    assert_contains "+verdict: object"
    [ "$(repository_state)" = "$before" ]
    git branch pr
    say erin object -m "No." --on refs/heads/pr --json
    assert_success
    jq -e --arg id $ID '.event == "object" and .id == $id' <<<"$output"
    [ "$(jq -r .commit <<<"$output")" = "$(git rev-parse pr)" ]
    git clone -q --bare . ../bare.git && cd ../bare.git
    say erin object -m "No."
    assert_success
    say erin revoke -m "Yes." --on refs/heads/main
    assert_success
    run git postmortem verify
    assert_success
    assert_same "$(git log -2 --format=%s)" "postmortem: revoke $ID as reviewer
postmortem: object $ID as reviewer"
}
