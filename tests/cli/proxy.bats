#!/usr/bin/env bats
# The word of somebody who doesn't use git, recorded with its proof: what counts, and attacks on it.

load helper
load review

MAIL=postmortems/2026/$ID.evidence/mail.eml

setup_file() {
    make_base a_review_that_waits_for_legal
}

# gil of legal uses no git; erin, a secretary, may record his word.
a_review_that_waits_for_legal() {
    new_repository && begin_ledger || return
    perl -0pi -e 's/^review:\n/review:
  proxy: [{role: secretary}]
  roles:
    legal: [gil\@example.org, dana\@example.org, ivy\@example.org]
    secretary: [erin\@example.org, dana\@example.org]
/m' .postmortem/config.yaml
    rules '- require: [{role: legal}]'
    write_document
    git postmortem commit $ID >/dev/null 2>&1 && git postmortem submit $ID >/dev/null || return
    printf 'From: gil\nFine with me.\n' >../mail.eml
    cp -r . ../recorded && cd ../recorded && recorded && replace "status: in-review" "status: reviewed" && enter
}

setup() {
    take_base "$([[ $BATS_TEST_DESCRIPTION == later:* ]] && echo recorded || echo repository)"
}

# What erin records of gil, by hand: KEY=VALUE… instead of what is right.
recorded() { # [KEY=VALUE…]
    mkdir -p "$(dirname "$MAIL")" && cp ../mail.eml "$MAIL"
    forge "$(key_of erin)" role=legal comment="for gil@example.org: proof mail.eml sha256:$(digest "$MAIL")" "$@" >/dev/null
}

digest() { # FILE
    sha256sum <"$1" | cut -c1-64
}

enter() {
    git add -A && as erin git commit -qm "Record"
}

state_of_legal() {
    run git postmortem show $ID
    sed -n 's/.* legal  *\([a-z]*\).*/\1/p' <<<"$output"
}

@test "who records may do so and signs it; who it is of holds the role, is no author, and is somebody else" {
    local comment
    mkdir -p "$(dirname "$MAIL")" && cp ../mail.eml "$MAIL"
    comment="proof mail.eml sha256:$(digest "$MAIL")"
    printf 'Erin <erin@example.org> <ivy@example.org>\n' >.mailmap
    bad() { # KEY KEY=VALUE…
        forge "$1" role=legal comment="for gil@example.org: $comment" "${@:2}" >/dev/null
    }
    bad "$(key_of frank)" reviewer=frank@example.org
    bad "$(key_of mallory)" time=2026-01-20T09:00:01Z
    bad - time=2026-01-20T09:00:02Z
    bad "$(key_of erin)" comment="for hal@example.org: $comment"
    bad "$(key_of erin)" comment="for dana@example.org: $comment"
    bad "$(key_of erin)" comment="for ivy@example.org: $comment"
    bad "$(key_of dana)" reviewer=dana@example.org
    enter
    refute_verified signoff/role signoff/own-text signoff/proxy signoff/signature signoff/unsigned
    assert_contains "the policy does not let frank@example.org record the word of others" \
        "hal@example.org did not hold the role 'legal'" "dana@example.org wrote part of the text" \
        "erin@example.org and ivy@example.org are one person" \
        "dana@example.org wrote part of the text, and records no word about it"
    assert_same "$(grep -c "\[signoff/" <<<"$output")" 7
    assert_same "$(state_of_legal)" missing
}

@test "its proof is beside the document, a plain file with the digest that it names" {
    local sum
    sum=$(digest ../mail.eml)
    mkdir -p "$(dirname "$MAIL")"
    ln -s "../$ID.md" "$MAIL.link" && cp ../mail.eml "$MAIL.run" && chmod +x "$MAIL.run" && cp ../mail.eml postmortems/mail.eml
    for path in mail.eml mail.eml.link mail.eml.run ../../mail.eml; do
        forge "$(key_of erin)" role=legal comment="for gil@example.org: proof $path sha256:$sum" >/dev/null
    done
    enter
    refute_verified signoff/proof signoff/form
    assert_same "$(grep -c "the file that it names as proof is not there" <<<"$output")" 3
    forge "$(key_of erin)" role=legal comment="for gil@example.org: proof mail.eml sha256:$sum" time=2026-01-20T09:00:03Z >/dev/null
    echo "From: gil" >"$MAIL" && enter
    refute_verified signoff/proof
    assert_contains "the file that it names as proof has another digest"
}

@test "later: it counts as claimed, never as proved; a changed proof is a violation until it is back" {
    assert_verified
    assert_contains "1 sign-off was recorded for somebody else, with the proof beside it"
    assert_contains "1 sign-off (0 signed)"
    assert_same "$(state_of_legal)" satisfied
    echo more >>"$MAIL" && enter
    refute_verified signoff/proof signoff/missing
    assert_contains "the file that it names as proof has another digest"
    assert_same "$(state_of_legal)" unknown
    cp ../mail.eml "$MAIL" && enter
    refute_verified signoff/proof
    refute_contains "signoff/missing"
    assert_same "$(state_of_legal)" satisfied
}

@test "later: what verify remembers of it is what it said, to people and to machines" {
    # a store that is no longer young: what is remembered rests on files that stand still (store_stamp.c)
    git clone -qs "$BATS_FILE_TMPDIR/base/recorded" ../settled && cd ../settled || return
    for ((i = 0; i < 20; i++)); do
        git postmortem verify >../first
        [ -z "$(find "$HOME/.cache/git-postmortem/verified" -type f 2>/dev/null)" ] || break
        sleep 0.25
    done
    git postmortem verify --json >../remembered
    assert_same "$(git postmortem verify | diff ../first -)" ""
    assert_same "$(git postmortem verify --json --full | diff - ../remembered)" ""
    jq -e '.signed == 0 and .claimed == 1 and .recorded == 1' ../remembered
}

@test "later: a proof that is deleted, or made executable, is a violation" {
    git rm -q "$MAIL" && enter
    refute_verified signoff/proof signoff/missing
    assert_contains "the file that it names as proof is not there"
    git reset -q --hard HEAD~ && chmod +x "$MAIL" && enter
    refute_verified signoff/proof
}

@test "later: the person's own objection outweighs what is recorded, before and after" {
    perl -pi -e 's/^people:\n/people:\n  - {email: gil\@example.org}\n/' .postmortem/config.yaml
    printf 'gil@example.org namespaces="%s" %s\n' $NAMESPACE "$(cut -d' ' -f1,2 "$(key_of mallory).pub")" >>.postmortem/allowed_signers
    git commit -qam "A key for gil"
    forge "$(key_of mallory)" reviewer=gil@example.org role=legal verdict=object comment="Not like this." time=2026-01-20T10:00:00Z >/dev/null
    enter
    refute_verified signoff/objection
    recorded time=2026-01-20T11:00:00Z && enter
    refute_verified signoff/objection
}

@test "who may record it does so with approve --for, and the ledger has the word and its proof" {
    cp ../mail.eml "../Gil's mail.eml" && echo staged >staged && git add staged
    become erin
    run git postmortem approve checkout --for Gil@example.org --proof "../Gil's mail.eml" -m "He read it aloud."
    assert_success
    assert_contains "approved as legal for Gil@example.org, signed; the document is reviewed"
    assert_same "$(git show --name-only --format= | grep -v signoffs)" "postmortems/2026/$ID.evidence/Gil-s-mail.eml
$DOCUMENT"
    assert_same "$(git diff --cached --name-only)" staged
    assert_same "$(sed -n '/^reviewer/p;/^comment/p' $SIGNOFFS/*.signoff)" "reviewer: erin@example.org
comment: for Gil@example.org: proof Gil-s-mail.eml sha256:$(digest ../mail.eml); He read it aloud."
    stock_verify $SIGNOFFS/*.signoff erin
    git log -1 --format=%B | grep -qx "Reviewed-by: Gil@example.org <Gil@example.org>"
    assert_verified
    run git postmortem show checkout
    assert_contains "legal           satisfied   Gil@example.org  2026-01-"
    assert_contains "recorded by erin@example.org, claimed"
    run git postmortem history checkout
    assert_contains "approve as legal by Gil@example.org: recorded by erin@example.org, claimed, now current"
    run git postmortem history checkout --json
    jq -e --arg sum "$(digest ../mail.eml)" '[.. | objects | .recorded_for // empty] ==
        [{person: "Gil@example.org", proof: "Gil-s-mail.eml", sha256: $sum, comment: "He read it aloud."}]' \
        <<<"$output" || complain "JSON"
    # the word is gil's: erin's own is another, and she alone takes back what she recorded
    run git postmortem revoke checkout -m "No."
    assert_contains "nothing that erin@example.org signed of $ID stands"
    git reset -q staged
    git postmortem undo -q
    assert_same "$(status_of)" in-review
    # another file of that name is kept beside the first
    echo "Yes." >"../Gil's mail.eml"
    git postmortem approve checkout --for gil@example.org --proof "../Gil's mail.eml" -q
    [ -f "postmortems/2026/$ID.evidence/$(digest "../Gil's mail.eml" | cut -c1-12)-Gil-s-mail.eml" ] || complain "a name"
    run git postmortem policy test checkout
    assert_contains "gil@example.org, 2026-01-14, recorded by erin@example.org,"
    git postmortem revoke checkout --for gil@example.org -m "He took it back." -q
    run git postmortem policy test checkout
    assert_contains "missing" "recorded by   role secretary" "--role legal --for <e-mail> --proof <file>"
    refute_verified signoff/missing
    refute_contains "signoff/role"
}

@test "it is refused to who may not, for who may not, and without its proof" {
    become erin
    refuses() { # STATUS TEXT OPTION…
        run git postmortem approve checkout "${@:3}"
        assert_status "$1"
        assert_contains "$2"
    }
    refuses 129 "--for and --proof go together" --for gil@example.org
    refuses 129 "'gil' is no e-mail" --for gil --proof ../mail.eml
    refuses 128 "../none" --for gil@example.org --proof ../none
    refuses 1 "the config names no hal@example.org" --for hal@example.org --proof ../mail.eml
    refuses 1 "no sign-off of $ID waits for frank@example.org" --for frank@example.org --proof ../mail.eml
    refuses 1 "dana@example.org wrote part of $ID" --for dana@example.org --proof ../mail.eml
    refuses 1 "one's own word is not recorded for oneself" --for Erin@example.org --proof ../mail.eml
    refuses 1 "would be the word of that person" --role reviewer -m "For gil@example.org: proof of it"
    become dana
    refuses 1 "you (dana@example.org) wrote part of $ID" --for gil@example.org --proof ../mail.eml
    become frank
    refuses 1 "the policy does not let frank@example.org record" --for gil@example.org --proof ../mail.eml
    assert_same "$(git status --porcelain)" ""
}

@test "later: no verb of ours changes a proof, nor the hook before a commit, nor undo" {
    echo more >>"$MAIL"
    run git postmortem commit checkout
    assert_status 1
    assert_contains "rests on '$MAIL', which stays as it is"
    git add "$MAIL"
    run git postmortem hooks run pre-commit
    assert_status 1
    assert_contains "what a sign-off rests on would be changed [signoff/proof]"
    git rm -qf "$MAIL"
    run git postmortem hooks run pre-commit
    assert_contains "what a sign-off rests on would be deleted [signoff/proof]"
    cd ../repository || return
    mkdir -p "$(dirname "$MAIL")" && cp ../mail.eml "$MAIL"
    git postmortem commit -q
    as erin git postmortem approve checkout --for gil@example.org --proof "$MAIL" -q
    [ "$(git show --name-only --format= | grep -c evidence)" = 0 ] || complain "it is there already"
    git commit -q --amend -m "Not an event"
    run git postmortem undo
    assert_status 1
    assert_contains "rests on '$MAIL', which stays as it is"
}

@test "a word that was recorded, gone stale, waits for whose it is and not for who recorded it" {
    waits() { # PERSON: kind and command of each thing
        git -c user.email="$1@example.org" postmortem todo --json | jq -r '.waiting[] | .kind + "|" + .command'
    }
    become erin
    assert_same "$(waits gil)" "review|git postmortem approve $ID --role legal"
    assert_same "$(waits erin)" ""
    git postmortem approve checkout --for gil@example.org --proof ../mail.eml -q
    assert_same "$(waits gil)$(waits erin)" ""
    as dana git postmortem set checkout severity=2 -q
    replace "A timeout is a promise" "A timeout is a vow" && as dana git postmortem commit checkout -q
    assert_same "$(waits gil)" "stale|git postmortem approve $ID --role legal"
    assert_same "$(waits erin)" ""
}
