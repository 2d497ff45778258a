#!/usr/bin/env bats
# Owners and parties under another name: aliases of teams, addresses that .mailmap knows, slips of the pen.

load helper
load review
load writing

base() {
    new_repository && begin_ledger
    printf 'teams:\n  payments: {aliases: [billing, Team Pay], members: [erin@example.org]}\n' >>.postmortem/config.yaml
    printf 'Erin Doe <erin@example.org> <erin@old.example.org>\n' >.mailmap
    git commit -qam "Teams" && git add .mailmap && git commit -qm "Addresses"
    write_document && git postmortem commit -q
}

setup_file() {
    make_base base
}

setup() {
    take_base
}

owned_by() { # OWNER: what check says of it
    OWNER=$1 python3 - "$DOCUMENT" <<'END'
import json, os, re, sys
text = re.sub(r"(?m)^owner: .*", lambda m: "owner: " + json.dumps(os.environ["OWNER"]), open(sys.argv[1]).read(), count=1)
open(sys.argv[1], "w").write(text.replace("owner: sre", "owner: payments"))
END
    git postmortem check checkout --format json |
        jq -r '.findings[] | select(.rule == "owner/unknown") | .message + "|" + (.label // "")'
}

@test "an owner is known by a team's name or alias, by e-mail in any case, and by an address of .mailmap" {
    local owner
    for owner in payments billing "Team Pay" erin@example.org ERIN@example.org erin@old.example.org; do
        assert_same "$(owned_by "$owner")" ""
    done
    git rm -qf --cached .mailmap && rm .mailmap
    assert_same "$(owned_by erin@old.example.org | cut -d'|' -f1)" "'erin@old.example.org' is no team or person of the config"
}

@test "an owner that nobody knows gets the near one, and --fix writes the one that is certain" {
    assert_same "$(owned_by paymants)" "'paymants' is no team or person of the config|did you mean 'payments'?"
    assert_same "$(owned_by erin@exmaple.org)" "'erin@exmaple.org' is no team or person of the config|did you mean 'erin@example.org'?"
    assert_same "$(owned_by nobody@else.example | cut -d'|' -f2)" ""
    git postmortem check --fix checkout >/dev/null || true
    grep -q '^owner: "nobody@else.example"' "$DOCUMENT"
    local row
    for row in "@payments|payments" "PAYMENTS|payments" "Erin D. <erin@example.org>|erin@example.org" "team pay|Team Pay"; do
        owned_by "${row%|*}" >/dev/null
        git postmortem check --fix checkout >/dev/null || true
        assert_same "$(front .owner | jq -r .)" "${row#*|}"
    done
}

@test "an alias stands for its team in lists, as a party, and for who signs for it" {
    replace "owner: sre" "owner: billing"
    replace "{team: sre, role: responder}" "{team: billing, role: responder}"
    replace "convened_by: sre" "convened_by: Team Pay"
    replace "| 16:58 | First failed requests |" "| 16:58 | First failed requests, payments was paged |"
    git postmortem commit -q
    assert_same "$(git postmortem actions --team payments --json | jq -r '.[0].action // .actions[0].action // .[0].id')" A1
    assert_same "$(as erin git postmortem todo --json | jq -r '.waiting[] | select(.kind == "due") | .item')" A1
    run git postmortem check checkout
    refute_contains party/ owner/
    rules '- require: [{role: party, each: true}]'
    git postmortem submit checkout -q
    as erin git postmortem approve checkout --role party --party payments -q
    assert_same "$(status_of)" reviewed
    run git postmortem verify
    assert_success
}
