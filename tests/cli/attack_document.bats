#!/usr/bin/env bats
# Attacks of LEDGER section 7 on what a document rests on: evidence, names, attributes, comments, dates; and honest work
# that looks like one.

load helper
load review

setup_file() {
    make_base both_states
}

setup() {
    take_base
}

enter() { # MESSAGE
    git add -A && as mallory git commit -qm "${1:-Step}"
}

@test "evidence that has no digest in the document is held against what was reviewed" {
    mkdir -p postmortems/2026/$ID.evidence
    echo graph >postmortems/2026/$ID.evidence/graph.txt
    sed -i "s|^findings:|evidence:\n  - {id: E1, what: graph, at: $ID.evidence/graph.txt}\nfindings:|" $DOCUMENT
    git add -A && git commit -qm "Evidence"
    sign_off erin
    assert_verified
    echo another >postmortems/2026/$ID.evidence/graph.txt
    enter
    refute_verified document/evidence
}

@test "a symbolic link among the evidence, and attributes deeper than those that are guarded" {
    mkdir -p postmortems/2026/$ID.evidence
    ln -s /etc postmortems/2026/$ID.evidence/etc
    printf '* text eol=crlf\n' >postmortems/2026/.gitattributes
    enter
    refute_verified document/mode policy/attributes
}

@test "files and folders that are one to some systems" {
    cp $DOCUMENT postmortems/2026/${ID^^}.txt
    cp $DOCUMENT postmortems/2026/$ID.TXT
    enter
    refute_verified document/twin
    git rm -q postmortems/2026/${ID^^}.txt
    enter "One of them goes"
    git mv postmortems/2026/$ID.TXT postmortems/2026/$ID.txt
    enter "Another letter case"
    run git-postmortem verify
    [ "$(grep -c 'document/twin' <<<"$output")" -eq 1 ]
}

@test "folders that are to some systems one with those that the ledger is in" {
    twins() { # PATH… that verify has found
        run git-postmortem verify --json
        assert_same "$(jq -c '[.violations[] | select(.rule == "document/twin") | .path] | sort' <<<"$output")" "$1"
    }
    plant() { # PATH…: a step that touches no document
        local path
        for path; do mkdir -p "$path" && echo more >"$path/more"; done
        enter
    }
    plant .Postmortem POSTMORTEMS other && plant .Postmortem/later
    twins '[".Postmortem","POSTMORTEMS"]'
    git init -q ../deep && cd ../deep && plant Docs # there before
    git postmortem init -q --documents docs/récits 2>/dev/null
    plant docs/récits && plant "docs/$(printf 're\u0301cits')" docs/other DOCS
    twins "$(printf '["DOCS","Docs","docs/re\u0301cits"]')"
}

@test "a comment moved to another finding is another text; an action more before one is not" {
    cd ../reviewed
    sed -i 's/^    text: Cap retries per request.*/& # by the vendor/' $DOCUMENT
    enter
    as frank git postmortem approve checkout >/dev/null
    assert_verified
    sed -i 's/^actions:/&\n  - {id: A9, text: Write it down, work: docs, owner: dana@example.org, due: "2026-03-01", status: open}/' $DOCUMENT
    enter "An action before it"
    assert_verified
    sed -i 's/ # by the vendor//; s/^  - {id: A9.*/& # by the vendor/' $DOCUMENT
    enter "Moved"
    refute_verified signoff/stale
}

@test "a word that nobody signed is of who committed it, whatever .mailmap says" {
    sed -i 's/signature: required/signature: preferred/' .postmortem/config.yaml
    git commit -qam "Unsigned ones, too"
    forge - >/dev/null
    sed -i 's/^status: in-review/status: reviewed/' $DOCUMENT
    enter
    echo 'Erin Example <erin@example.org> <mallory@example.org>' >.mailmap
    enter
    refute_verified signoff/missing status/signoffs
}

@test "what was approved and comes back is approved, under a stricter policy too" {
    cd ../reviewed
    rules "- require: [{role: reviewer, count: 2}]"
    assert_verified
    echo "A typo." >>$DOCUMENT
    enter
    refute_verified signoff/stale
    git revert --no-edit HEAD >/dev/null
    assert_verified
}

@test "a clock that was ahead holds nothing back once role policy has acknowledged it" {
    sed -i 's/^erin@example.org namespaces/erin@example.org valid-before="20270101Z",namespaces/' .postmortem/allowed_signers
    git commit -qam "Erin's key ends"
    git postmortem people add frank@example.org --role policy >/dev/null
    at 2036-01-14T18:00:00Z
    git commit -q --allow-empty -m "A clock that is ahead"
    step=$(git rev-parse HEAD)
    at 2026-01-15T18:00:00Z
    git commit -q --allow-empty -m "Later"
    run git-postmortem verify
    assert_success
    assert_contains "its clock was ahead" "git postmortem acknowledge ${step:0:7}"
    run as erin git postmortem approve checkout
    assert_contains "the key had expired"
    as frank git postmortem acknowledge "$step" -m "A virtual machine" >/dev/null
    sign_off erin
    assert_verified
    assert_contains "acknowledged by frank@example.org"
}

@test "who signed what was reviewed before the ledger signed a text" {
    git init -q ../old && cd ../old
    write_document
    sed -i 's/^status: .*/status: reviewed/' $DOCUMENT
    git add -A && git commit -qm "What was there"
    git postmortem init >/dev/null 2>&1
    add_person erin
    forge "$(key_of erin)" >/dev/null
    enter
    assert_verified
    replace "A timeout is a promise" "Nobody is to blame"
    enter
    refute_verified signoff/stale
}

@test "an adopted document that was moved, and is submitted then, has its id to itself" {
    git init -q ../old && cd ../old
    write_document
    mkdir -p postmortems && printf '# Checkout returned 504\n\nIt was slow.\n' >postmortems/$ID.md
    rm -r postmortems/2026
    git add -A && git commit -qm "What was there"
    git postmortem init --adopt postmortems >/dev/null 2>&1
    mkdir postmortems/2026
    git mv postmortems/$ID.md $DOCUMENT && git commit -qm "By year"
    assert_verified
    write_document
    git add -A && git commit -qm "One of ours"
    git postmortem submit $ID >/dev/null
    assert_verified
}

@test "the documents' folder moves when nothing is in it but a draft that went away" {
    git init -q ../new && cd ../new
    git postmortem init >/dev/null 2>&1
    write_document
    git add -A && git commit -qm "A draft"
    git rm -q $DOCUMENT && git commit -qm "And away"
    git mv postmortems reports
    sed -i 's/^documents: .*/documents: reports/' .postmortem/config.yaml
    git commit -qam "Another folder"
    assert_verified
}
