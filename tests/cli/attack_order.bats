#!/usr/bin/env bats
# What somebody said last is proved by ancestry, not by clocks, nor by the order in which branches were merged: LEDGER
# sections 1 and 3. An objection ends by a later word of the same person, and by nothing else.

load helper
load review

setup_file() {
    make_base a_document_in_review
}

a_document_in_review() {
    new_repository && in_review
}

setup() {
    take_base
}

enter() { # PERSON: what is in the working tree, by this person
    git add -A && as "$1" git commit -qm "Step of $1"
}

word_of_erin() { # VERDICT [KEY=VALUE…]
    forge "$(key_of erin)" verdict="$1" "comment=The times are wrong" "${@:2}" >/dev/null
    enter erin
}

earn() {
    sed -i 's/^status: in-review/status: reviewed/' $DOCUMENT
    enter mallory
}

@test "an approval that was held back on a branch does not end an objection that was made since" {
    git checkout -qb side
    word_of_erin approve time=2026-01-15T10:00:00Z
    git checkout -q main
    word_of_erin object time=2026-01-18T10:00:00Z
    git merge -q --no-ff -m Merge side
    assert_verified
    earn
    refute_verified signoff/objection status/signoffs
}

@test "a clock that goes wrong does not turn objection and approval around" {
    git checkout -qb side
    word_of_erin approve time=2026-01-20T09:00:00Z
    word_of_erin object time=2026-01-19T10:00:00Z
    git checkout -q main
    git merge -q --no-ff -m Merge side
    earn
    refute_verified signoff/objection status/signoffs
}

@test "an approval that comes after an objection ends it, whatever their clocks say" {
    git checkout -qb side
    word_of_erin object time=2026-01-20T09:00:00Z
    word_of_erin approve time=2026-01-19T10:00:00Z
    git checkout -q main
    git merge -q --no-ff -m Merge side
    earn
    assert_verified
}

@test "an approval that names the objection ends it, in a squash too" {
    git checkout -qb side
    word_of_erin object
    word_of_erin approve replaces="sha256:$(basename "$(ls $SIGNOFFS/*.signoff)" .signoff)"
    git checkout -q main
    git merge -q --squash side && git commit -qm Squash
    earn
    assert_verified
}

@test "an objection that met another text stands when the document is what it was about" {
    git checkout -qb side
    word_of_erin object
    git checkout -q main
    cp $DOCUMENT ../document
    echo "A word." >>$DOCUMENT
    enter dana
    git merge -q --no-ff -m Merge side
    cp ../document $DOCUMENT
    enter dana
    sign_off frank
    [ "$(status_of)" = in-review ]
    earn
    refute_verified signoff/objection status/signoffs
}
