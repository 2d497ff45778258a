#!/usr/bin/env bats
# Attacks of LEDGER section 7, item 4: to change what judges in the step that needs it, or what was recorded.

load helper
load review

setup_file() {
    make_base both_states
}

setup() {
    take_base
}

public_key_of() { # PERSON
    cut -d' ' -f1,2 "$BATS_FILE_TMPDIR/keys/$1.pub"
}

earn() { # the status that the step wants
    sed -i 's/^status: in-review/status: reviewed/' $DOCUMENT
}

enter() { # MESSAGE
    git add -A && as mallory git commit -qm "${1:-Step}"
}

@test "a status edited by hand, without any sign-off" {
    earn && enter
    refute_verified status/signoffs signoff/missing
    assert_contains "it became reviewed although sign-off reviewer is missing"
}

@test "a status edited by hand over a gate of the content" {
    write_document
    replace 'detected: "2026-01-14T17' 'detected: "2026-01-14T16'
    enter "A draft with times out of order"
    assert_verified
    replace "status: draft" "status: in-review"
    enter
    refute_verified status/gate
    assert_contains "it became in-review although"
}

@test "reviewed by way of withdrawn, which has no gate of that kind" {
    sed -i 's/^status: in-review/status: withdrawn\nwithdrawn: a drill/' $DOCUMENT && enter
    assert_verified
    sed -i 's/^status: withdrawn/status: reviewed/; /^withdrawn: /d' $DOCUMENT && enter
    refute_verified status/signoffs
}

@test "reviewed by way of a status that can't be read" {
    sed -i 's/^status: in-review/status: [in-review/' $DOCUMENT && enter
    sed -i 's/^status: \[in-review/status: reviewed/' $DOCUMENT && enter
    refute_verified status/signoffs
}

@test "closed without the sign-offs of reviewed" {
    replace "status: open" "status: confirmed
    confirmed_by: frank@example.org"
    sed -i 's/^status: in-review/status: closed/' $DOCUMENT && enter
    refute_verified status/signoffs signoff/missing
}

@test "withdrawn without a reason" {
    sed -i 's/^status: in-review/status: withdrawn/' $DOCUMENT && enter
    refute_verified status/gate
    assert_contains "withdrawn without a reason"
}

@test "the rules of the policy changed in the step that needs it" {
    sed -i 's/^  rules:.*/  rules: []/; /- require: \[{role: reviewer}\]/d' .postmortem/config.yaml
    earn && enter
    refute_verified policy/mixed status/signoffs
    assert_contains "a step that changes the policy changes nothing else"
}

@test "the roster changed in the step that needs it" {
    rules "- require: [{role: security}]"
    as frank git postmortem people add frank@example.org --role security >/dev/null
    sed -i 's/security: \[.*\]/security: [frank@example.org, mallory@example.org]/; s/      - frank@example.org/&\n      - mallory@example.org/' .postmortem/config.yaml
    printf 'mallory@example.org %s\n' "$(public_key_of mallory)" >>.postmortem/allowed_signers
    forge "$(key_of mallory)" reviewer=mallory@example.org role=security >/dev/null
    earn && enter
    refute_verified policy/mixed signoff/role status/signoffs
}

@test "allowed_signers changed in the step that needs it" {
    printf 'mallory@example.org %s\n' "$(public_key_of mallory)" >>.postmortem/allowed_signers
    forge "$(key_of mallory)" reviewer=mallory@example.org >/dev/null
    earn && enter
    refute_verified policy/mixed signoff/signature status/signoffs
}

@test "the schema changed in the step that needs it" {
    sed -i 's/^severity: 3/severity: none/' $DOCUMENT && sed -i 's/^status: in-review/status: draft/' $DOCUMENT && enter "Back"
    echo '{"type": "object"}' >.postmortem/schema.json
    sed -i 's/^status: draft/status: in-review/' $DOCUMENT
    enter
    refute_verified policy/mixed status/gate
}

@test "levels of checks changed in the step that needs it" {
    replace "    ticket: PAY-811
" "" && git commit -qam "No ticket"
    sed -i 's/^review:/checks: {levels: {action: none}}\nreview:/' .postmortem/config.yaml
    forge "$(key_of erin)" >/dev/null
    earn && enter
    refute_verified policy/mixed status/gate
}

@test "keys changed by anybody, where the policy lets anybody, are a claim and never proved" {
    sed -i '/^erin@/d' .postmortem/allowed_signers
    printf 'erin@example.org %s\n' "$(public_key_of mallory)" >>.postmortem/allowed_signers
    as mallory git commit -qam "Tidy"
    local pin
    pin=$(git postmortem verify --json | jq -r .genesis_policy)
    run git postmortem verify --policy "$pin"
    assert_contains "0 policy changes" "changes of the policy by anybody" "by mallory@example.org"
    git postmortem verify --json | jq -e '.claimed_policy_changes | last | endswith("by mallory@example.org")'
}

@test "the policy changed inside a merge" {
    git checkout -qb side
    sed -i 's/^  rules:.*/  rules: []/; /- require: \[{role: reviewer}\]/d' .postmortem/config.yaml
    git commit -qam "Policy"
    earn && enter "Status"
    git checkout -q main && echo more >README && git add README && git commit -qm "More"
    git merge -q --no-ff -m "Merge" side
    # step by step, the branch was in order; as one step of the line it is not
    refute_verified policy/mixed status/signoffs
}

@test "a policy changed on a side branch and merged alone is a step by itself" {
    git checkout -qb side
    sed -i 's/^  rules:.*/  rules: []/; /- require: \[{role: reviewer}\]/d' .postmortem/config.yaml
    git commit -qam "Policy"
    git checkout -q main && echo more >README && git add README && git commit -qm "More"
    git merge -q --no-ff -m "Merge" side
    assert_verified
    earn && enter
    assert_verified
}

@test "a policy change hidden among other files of the repository" {
    sed -i 's/^  rules:.*/  rules: []/; /- require: \[{role: reviewer}\]/d' .postmortem/config.yaml
    echo "int main(void) { return 0; }" >main.c
    enter
    refute_verified policy/mixed
    assert_contains "main.c"
}

@test "a looser policy judges no step before it, and a stricter one makes nothing old invalid" {
    cd ../reviewed
    rules "- require: [{role: security, count: 2}]"
    assert_verified
    # one more sign-off is welcome, and asks for no more than was asked
    as frank git postmortem approve checkout --role reviewer >/dev/null
    assert_verified
    # a text that changes now is judged by what holds now
    replace "A timeout is a promise" "A timeout is a vow"
    git commit -qam "Lesson"
    refute_verified signoff/missing
    assert_contains "sign-off security: 0 of 2"
}

# A policy that says who may change it.
guarded() {
    git postmortem people add erin@example.org --role policy >/dev/null
    git postmortem people add frank@example.org --role policy >/dev/null
    sed -i 's/^review:/review:\n  change: [{role: policy, count: 2}]/' .postmortem/config.yaml
    git commit -qam "Guard"
}

sign_policy() { # PERSON…: of what is in the working tree, before it is committed
    local person
    git stash -q && DIGEST=$(bundle_digest) && git stash pop -q
    bundle_manifest >manifest.tmp
    for person; do
        forge "$(key_of "$person")" reviewer="$person"@example.org document=.postmortem role=policy \
            at=.postmortem/signoffs of=manifest.tmp policy=sha256:"$DIGEST" "${EXTRA:-comment=none}" >/dev/null
    done
    rm manifest.tmp
}

@test "a guarded policy changes with the sign-offs that the old one asks for" {
    guarded
    sed -i 's/count: 2}/count: 1}/' .postmortem/config.yaml
    sign_policy erin frank
    enter
    assert_verified
    assert_contains "2 sign-offs (2 signed), 1 policy change" "5 changes of the policy by anybody"
}

@test "a guarded policy changed by one of two" {
    guarded
    sed -i 's/count: 2}/count: 1}/' .postmortem/config.yaml
    sign_policy erin
    enter
    refute_verified policy/unapproved
    assert_contains "the policy changed with 1 of 2 sign-offs of role 'policy'"
}

@test "a guarded policy changed by one who signs twice" {
    guarded
    sed -i 's/count: 2}/count: 1}/' .postmortem/config.yaml
    sign_policy erin
    EXTRA=comment=again sign_policy erin
    enter
    refute_verified policy/unapproved
}

@test "a guarded policy changed by people whom the change itself appoints" {
    guarded
    sed -i 's/- frank@example.org/- mallory@example.org/' .postmortem/config.yaml
    printf 'mallory@example.org %s\n' "$(public_key_of mallory)" >>.postmortem/allowed_signers
    sign_policy erin mallory
    enter
    refute_verified policy/unapproved signoff/role
}

@test "approvals of one change used for another" {
    guarded
    sed -i 's/signature: required/signature: preferred/' .postmortem/config.yaml
    sign_policy erin frank
    sed -i 's/signature: preferred/signature: none/' .postmortem/config.yaml
    enter
    refute_verified policy/unapproved
}

@test "approvals of an earlier change used again to go back to it" {
    guarded
    cp .postmortem/config.yaml ../strict
    sed -i '/^  change:/d' .postmortem/config.yaml
    cp .postmortem/config.yaml ../loose
    sign_policy erin frank && enter "Nobody guards it"
    cp ../strict .postmortem/config.yaml && enter "Two guard it again"
    assert_verified
    # the approvals of loose are still there, and its manifest is the same
    cp ../loose .postmortem/config.yaml
    enter "Loose again"
    refute_verified policy/unapproved
    assert_contains "with 0 of 2 sign-offs"
}

@test "approvals that were kept back, and come after the policy has moved on" {
    guarded
    cp .postmortem/config.yaml ../guarded
    sed -i 's/signature: required/signature: none/' .postmortem/config.yaml
    cp .postmortem/config.yaml ../loose
    sign_policy erin frank
    mv .postmortem/signoffs ../kept
    # the team decides otherwise
    sed 's/count: 2}/count: 1}/' ../guarded >.postmortem/config.yaml
    sign_policy erin frank && enter "One is enough"
    assert_verified
    cp ../loose .postmortem/config.yaml && cp ../kept/* .postmortem/signoffs
    enter "What they had signed before"
    refute_verified policy/unapproved
    assert_contains "with 0 of 1 sign-offs"
}

@test "the ledger's UUID changed" {
    sed -i 's/^ledger: .*/ledger: 00000000-0000-4000-8000-000000000000/' .postmortem/config.yaml
    enter
    refute_verified policy/ledger
}

@test "the documents' folder changed, so that all there is goes unseen" {
    cd ../reviewed
    replace "A timeout is a promise" "A timeout is a vow" && git commit -qam "Edit"
    sed -i 's/^documents: .*/documents: elsewhere/' .postmortem/config.yaml
    enter
    refute_verified policy/documents signoff/stale
}

@test "a policy whose object is missing is not one that is not there" {
    sed -i 's/^status: .*/status: reviewed/' $DOCUMENT && enter
    add_person mallory
    local blob commit
    refute_verified status/signoffs
    git config uploadpack.allowFilter true
    git clone -q --filter=blob:none "file://$PWD" ../partial
    run git -C ../partial postmortem verify
    assert_status 1
    assert_contains "[policy/unreadable]" "is missing in this partial clone" "git fetch --refetch --no-filter"
    for commit in $(git rev-list HEAD~2); do
        blob=$(git rev-parse -q --verify "$commit:.postmortem/config.yaml") && rm -f ".git/objects/${blob:0:2}/${blob:2}"
    done
    run git postmortem verify
    [ "$status" -ne 0 ] || complain "not fine"
    assert_contains "is missing"
}

@test "a policy that can't be read" {
    cd ../reviewed
    echo "review: [" >>.postmortem/config.yaml && enter
    refute_verified policy/unreadable
    # the old one goes on judging
    replace "A timeout is a promise" "A timeout is a vow" && git commit -qam "Edit"
    refute_verified policy/unreadable signoff/stale
}

@test "the policy deleted" {
    git rm -q -r .postmortem && git commit -qm "No ledger"
    refute_verified policy/unreadable
    assert_contains "the policy was deleted"
}

@test "a sign-off deleted" {
    cd ../reviewed
    git rm -q $SIGNOFFS/*.signoff && as mallory git commit -qm "Clean up"
    refute_verified signoff/append-only signoff/missing
    assert_contains "it was deleted after it entered the ledger" "entered in $(git rev-parse --short=7 HEAD~), 2026-01-14, by erin@example.org" \
        "deleted in $(git rev-parse --short=7 HEAD), 2026-01-14, by mallory@example.org"
}

@test "a sign-off deleted and added back" {
    cd ../reviewed
    git rm -q $SIGNOFFS/*.signoff && as mallory git commit -qm "Clean up"
    git checkout -q HEAD~ -- $SIGNOFFS && as mallory git commit -qm "Restore"
    refute_verified signoff/append-only
    # what it said counts as it did
    refute_contains signoff/missing
}

@test "an objection deleted" {
    cd ../reviewed
    forge "$(key_of frank)" reviewer=frank@example.org verdict=object comment="No." >/dev/null
    enter "Objection"
    git rm -q "$(grep -l 'verdict: object' $SIGNOFFS/*.signoff)" && git commit -qm "Clean up"
    refute_verified signoff/append-only
}

@test "a sign-off changed after it entered, and one swapped for another of the same name" {
    cd ../reviewed
    sed -i 's/^comment: none/comment: yes/' $SIGNOFFS/*.signoff && enter
    refute_verified signoff/append-only signoff/missing
    assert_contains "it was changed after it entered the ledger"
    git reset -q --hard HEAD~
    git rm -q $SIGNOFFS/*.signoff && git commit -qm "Delete"
    git show HEAD~:"$(git ls-tree -r --name-only HEAD~ $SIGNOFFS | grep signoff$)" >../old
    mkdir -p $SIGNOFFS
    { statement_of ../old; ssh-keygen -q -Y sign -n git -f "$(key_of erin)" <<<other 2>/dev/null; } \
        >"$SIGNOFFS/$(statement_of ../old | sha256sum | cut -c1-64).signoff"
    enter
    refute_verified signoff/append-only signoff/missing
    assert_contains "it was deleted, and came back as another"
}

@test "a content deleted" {
    cd ../reviewed
    git rm -q $SIGNOFFS/*.content && git commit -qm "Clean up"
    refute_verified signoff/append-only
}

@test "an approval reverted, as a forge's button does it" {
    cd ../reviewed
    git revert --no-edit HEAD >/dev/null
    refute_verified signoff/append-only
}

@test "a violation that role policy acknowledges is listed, and is one no more" {
    cd ../reviewed
    git revert --no-edit HEAD >/dev/null
    local step
    step=$(git rev-parse HEAD)
    guarded
    git cat-file commit "$step" >commit.tmp
    forge "$(key_of erin)" document=step:"$step" verdict=acknowledge role=policy comment="The revert button." \
        at=.postmortem/signoffs of=commit.tmp >/dev/null
    rm commit.tmp
    enter
    assert_verified
    assert_contains "2 violations acknowledged" "acknowledged by erin@example.org: The revert button." "warning"
    # the text can be signed again
    as frank git postmortem approve checkout >/dev/null
    assert_verified
    [ "$(status_of)" = reviewed ]
    # who acknowledges another violation goes on acknowledging the first
    git revert --no-edit HEAD >/dev/null
    step=$(git rev-parse HEAD)
    git cat-file commit "$step" >../commit
    forge "$(key_of erin)" document=step:"$step" verdict=acknowledge role=policy comment="Once more." \
        at=.postmortem/signoffs of=../commit >/dev/null
    enter
    assert_verified
    assert_contains "Once more." "The revert button."
}

@test "an acknowledgement by another role, of another commit, or with another content, changes nothing" {
    cd ../reviewed
    git revert --no-edit HEAD >/dev/null
    local step
    step=$(git rev-parse HEAD)
    guarded
    git cat-file commit "$step" >../commit
    git cat-file commit "$step~" >../other
    forge "$(key_of erin)" document=step:"$step" verdict=acknowledge role=reviewer comment=x at=.postmortem/signoffs of=../commit >/dev/null
    enter
    refute_verified signoff/form signoff/append-only
    git reset -q --hard HEAD~
    forge "$(key_of erin)" document=step:"$step" verdict=acknowledge role=policy comment=x at=.postmortem/signoffs of=../other >/dev/null
    enter
    refute_verified signoff/content signoff/append-only
    git reset -q --hard HEAD~
    forge "$(key_of erin)" document=step:"$(git rev-parse "$step~")" verdict=acknowledge role=policy comment=x at=.postmortem/signoffs of=../other >/dev/null
    enter
    refute_verified signoff/append-only
    git reset -q --hard HEAD~
    forge "$(key_of mallory)" reviewer=mallory@example.org document=step:"$step" verdict=acknowledge role=policy comment=x at=.postmortem/signoffs of=../commit >/dev/null
    enter
    refute_verified signoff/role signoff/append-only
}

@test "a policy taken over, and acknowledged by those whom it appoints" {
    guarded
    sed -i 's/^    policy: .*/    policy: [mallory@example.org]/' .postmortem/config.yaml
    echo "mallory@example.org $(public_key_of mallory)" >>.postmortem/allowed_signers
    enter
    refute_verified policy/unapproved
    local step
    step=$(git rev-parse HEAD)
    git cat-file commit "$step" >../commit
    forge "$(key_of mallory)" reviewer=mallory@example.org document=step:"$step" verdict=acknowledge role=policy comment=x \
        at=.postmortem/signoffs of=../commit >/dev/null
    enter
    refute_verified policy/unapproved signoff/role
    # those who held the role before may, and what the change appointed counts from then on
    git reset -q --hard HEAD~
    forge "$(key_of erin)" document=step:"$step" verdict=acknowledge role=policy comment=x \
        at=.postmortem/signoffs of=../commit >/dev/null
    enter
    assert_verified
    assert_contains "1 violation acknowledged"
    git rm -q $DOCUMENT && git commit -qm "Clean up"
    step=$(git rev-parse HEAD)
    git cat-file commit "$step" >../commit
    forge "$(key_of mallory)" reviewer=mallory@example.org document=step:"$step" verdict=acknowledge role=policy comment=x \
        at=.postmortem/signoffs of=../commit >/dev/null
    git add -A && git commit -qm "Step"
    assert_verified
}

# A merge whose tree has nothing of main's, with main as its second parent: what `git pull -s ours` leaves to push.
thrown_away() {
    cd ../reviewed
    git checkout -qb side HEAD~ && echo more >README && git add README && git commit -qm "More"
    git merge -q -s ours -m "Merge" main
}

@test "a branch thrown away by -s ours: judged along the line that was known" {
    thrown_away
    [ "$(status_of)" = in-review ]
    # this line never had the approval, but it merged what had
    refute_verified signoff/append-only
    assert_contains "it was made on a branch, and left out when that was merged" "by erin@example.org"
    refute_contains "audit/turned"
    # and main was there before
    run git postmortem verify --expect main
    assert_status 1
    assert_contains "[signoff/append-only]" "it was deleted after it entered the ledger" \
        "this merge has the line that was known as a later parent" "[audit/turned]"
}

@test "a branch thrown away by -s ours, before it is pushed: the upstream is what is known" {
    thrown_away
    cd .. && git clone -q reviewed clone && cd clone
    git checkout -q -B main origin/main && git fetch -q ../reviewed side && git reset -q --hard FETCH_HEAD
    refute_verified signoff/append-only audit/turned
}

@test "an objection on a branch, left out when that is merged" {
    git checkout -qb side
    forge "$(key_of erin)" verdict=object "comment=The times are wrong" >/dev/null
    git add -A && as erin git commit -qm "Object"
    git checkout -q main && git merge -q -s ours --no-ff -m "Merge" side
    refute_verified signoff/append-only
    git reset -q --hard HEAD^ && git merge -q --no-ff -m "Merge" side
    assert_verified
}

@test "a sign-off taken back by a revert on the branch, before it is merged" {
    cd ../reviewed
    git checkout -qb side HEAD~ && sign_off erin && git revert --no-edit HEAD >/dev/null
    git checkout -q -B main HEAD~2 && git merge -q --no-ff -m "Merge" side
    refute_verified signoff/append-only
}

@test "a pull that only turned the parents round is told, and is no violation" {
    cd ../reviewed
    git checkout -qb side HEAD~ && echo more >README && git add README && git commit -qm "More"
    git merge -q -m "Merge main into side" main
    run git postmortem verify --expect main
    assert_success
    assert_contains "warning: this merge has the line that was known" "git pull --rebase keeps the shared line first"
    run git postmortem verify
    assert_success
    refute_contains "audit/turned"
}

@test "a merge along its own line that takes the approval away" {
    cd ../reviewed
    git checkout -qb side HEAD~ && echo more >README && git add README && git commit -qm "More"
    git checkout -q main && git merge -q --no-commit --no-ff side && git checkout -q side -- . && git rm -q -r $SIGNOFFS
    git commit -qm "Merge"
    refute_verified signoff/append-only
}

@test "a history rewritten: against what was known" {
    cd ../reviewed
    local known
    known=$(git rev-parse HEAD)
    git reset -q --hard HEAD~ && echo more >README && git add README && git commit -qm "Other"
    run git postmortem verify
    assert_success
    run git postmortem verify --expect "$known"
    assert_status 1
    assert_contains "the history no longer holds $known, which was known" "[audit/rewritten]"
    git reset -q --hard "$known"
    run git postmortem verify --expect "$known"
    assert_success
}

@test "a history passed by: merged as the second parent into a beginning of its own" {
    cd ../reviewed
    local known
    sed -i 's/^status: .*/status: closed/' $DOCUMENT && enter
    refute_verified status/gate
    known=$(git rev-parse HEAD)
    git checkout -q --orphan fresh && git rm -rfq . && echo more >README && git add README && git commit -qm "Root"
    git merge -q --no-ff --allow-unrelated-histories -m "Merge" main
    run git postmortem verify --expect "$known"
    assert_status 1
    assert_contains "[status/gate]" # the walk goes along the line that was known
}

@test "a policy taken back by a merge that has the shared line as its second parent" {
    git branch side
    rules "- require: [{role: reviewer, count: 2}]" && sign_off erin
    assert_verified
    git checkout -q side && echo more >README && git add README && as mallory git commit -qm "More"
    as mallory git merge -q --no-commit main && git checkout -q HEAD -- .postmortem && earn && enter "Merge main"
    git checkout -q main && git merge -q --ff-only side && git clone -q . ../fresh && cd ../fresh
    refute_verified policy/dropped
    assert_contains ".postmortem/config.yaml" "by dana@example.org"
    run git postmortem verify --expect HEAD^2
    assert_status 1
    assert_contains "[policy/mixed]" "[status/signoffs]" "[signoff/missing]"
    refute_contains "policy/dropped"
}

@test "a policy that a branch tried and its merge left out: said, until the line is known" {
    git checkout -qb side && rules "- require: [{role: reviewer, count: 3}]"
    git checkout -q main && git merge -q --no-ff -s ours -m "Merge, without" side
    refute_verified policy/dropped
    run git postmortem verify --expect HEAD^
    assert_success
    run git postmortem verify --expect HEAD
    assert_success
}

@test "a reviewed document that a merge has left out altogether" {
    git checkout -q --orphan other && git rm -rqf . && begin_ledger && git branch side
    write_document && git postmortem commit $ID >/dev/null 2>&1 && git postmortem submit $ID >/dev/null && sign_off erin
    git checkout -q side && as mallory git merge -q --no-ff -s ours -m "Merge" other
    [ ! -e $DOCUMENT ]
    refute_verified signoff/append-only
}

@test "a branch with the ledger's beginning that was squashed, and goes on" {
    new_repository squashed
    git commit -q --allow-empty -m "The project" && git checkout -qb side && begin_ledger
    git checkout -q main && git merge -q --squash side && git commit -qm "A ledger (#1)"
    git checkout -q side && write_document && git postmortem commit $ID >/dev/null 2>&1
    git checkout -q main && git merge -q --no-ff -m "Merge" side
    assert_verified
    assert_contains "1 document,"
}

@test "another repository's ledger, merged into a folder" {
    new_repository other && in_review && sign_off erin; local other=$PWD
    new_repository host && begin_ledger
    git fetch -q "$other" main
    git merge -q -s ours --no-commit --allow-unrelated-histories FETCH_HEAD
    git read-tree --prefix=vendor/other/ -u FETCH_HEAD && git commit -qm "Subtree"
    assert_verified
}

closed_by_hand() { # a violation on main, which what comes then would hide
    cd ../reviewed
    sed -i 's/^status: .*/status: closed/' $DOCUMENT && enter
    refute_verified status/gate
}

@test "a history passed by a root without a ledger: judged along the ledger" {
    closed_by_hand
    git checkout -q --orphan fresh && git rm -rfq . && echo more >README && git add README && git commit -qm "Root"
    git merge -q --no-ff --allow-unrelated-histories -m "Merge" main
    refute_verified status/gate
}

@test "a history passed by a root that has the ledger's first policy: nobody can tell, and verify does not say fine" {
    closed_by_hand
    local genesis known
    genesis=$(git log --format=%H --diff-filter=A -- .postmortem/config.yaml | tail -1) known=$(git rev-parse HEAD)
    git checkout -q --orphan fresh && git rm -rfq . && git checkout -q "$genesis" -- . && git commit -qm "Root"
    git merge -q --no-ff --allow-unrelated-histories -X theirs -m "Merge" main
    refute_verified audit/beginnings
    assert_contains "a ledger that began apart, in ${genesis:0:7}"
    run git postmortem verify --expect "$known"
    assert_status 1
    assert_contains "[status/gate]"
    refute_contains "audit/beginnings"
}

@test "a branch with a beginning of its own, where the line is known, is a branch" {
    cd ../reviewed
    local known
    known=$(git rev-parse HEAD)
    git checkout -q --orphan fresh && git rm -rfq . && git checkout -q main -- .postmortem && git commit -qm "Root"
    git checkout -q main && git merge -q --no-ff --allow-unrelated-histories -m "Merge" fresh
    refute_verified audit/beginnings
    run git postmortem verify --expect "$known"
    assert_success
}

@test "evidence changed, and taken away, after the review" {
    new_repository evidence
    local digest folder=postmortems/2026/$ID.evidence
    digest=$(printf 'a graph\n' | sha256sum | cut -c1-64)
    begin_ledger
    mkdir -p $folder && printf 'a graph\n' >$folder/graph.txt && git add -A && git commit -qm "Graph"
    write_document "evidence:" "  - {id: E1, what: A graph, at: $ID.evidence/graph.txt, sha256: $digest}"
    git postmortem commit $ID >/dev/null 2>&1 && git postmortem submit $ID >/dev/null && sign_off erin
    assert_verified
    printf 'another\n' >$folder/graph.txt && enter
    refute_verified document/evidence
    assert_contains "$folder/graph.txt" "it has the SHA-256 $(sha256sum <$folder/graph.txt | cut -c1-64) now"
    printf 'a graph\n' >$folder/graph.txt && enter
    assert_verified
    git rm -qr $folder && enter
    refute_verified document/evidence
    assert_contains "it is gone"
}

@test "another beginning: against the policy that was pinned" {
    local pin
    pin=$(git postmortem verify --json | jq -r .genesis_policy)
    run git postmortem verify --policy "$pin"
    assert_success
    refute_contains "--policy"
    run git postmortem verify --policy "sha256:$pin"
    assert_success
    run git postmortem verify --policy "${pin/[0-4]/5}"
    assert_status 1
    assert_contains "[policy/pin]" "the ledger began with policy $pin"
}

@test "tags and branches named like an id or a step change nothing" {
    cd ../reviewed
    git tag $ID HEAD~3 && git branch "$(git rev-parse HEAD~)" HEAD~2 2>/dev/null || git tag "x$ID" HEAD~2
    git tag HEAD~1 2>/dev/null || true
    assert_verified
    run git postmortem show $ID
    assert_success
    assert_contains reviewed
}

@test "a document deleted" {
    git rm -q $DOCUMENT && git commit -qm "Clean up"
    refute_verified document/deleted
    assert_contains "one is withdrawn instead"
}

@test "a document moved" {
    git mv $DOCUMENT postmortems/2026/2026-01-14-other.md && git commit -qm "Move"
    refute_verified document/deleted
}

@test "a document that was submitted, made a draft again, and then deleted or moved" {
    sed -i 's/^status: .*/status: draft/' $DOCUMENT && git commit -qam "Back to draft"
    assert_verified
    git mv $DOCUMENT postmortems/2026/2026-01-14-other.md && git commit -qm "Move"
    refute_verified document/deleted
    git reset -q --hard HEAD~
    git rm -q $DOCUMENT && git commit -qm "Clean up"
    refute_verified document/deleted
    git revert --no-edit HEAD >/dev/null && git rm -q $DOCUMENT && git commit -qm "Clean up again"
    refute_verified document/deleted
}

@test "a draft withdrawn, or signed off, and then deleted" {
    local other=postmortems/2026/2026-01-15-other.md
    sed "s/^id: .*/id: 2026-01-15-other/; s/^status: .*/status: draft/" $DOCUMENT >$other && enter
    sed -i 's/^status: .*/status: withdrawn\nwithdrawn: No incident./' $other && enter
    assert_verified
    git rm -q $other && git commit -qm "Clean up"
    refute_verified document/deleted
    git reset -q --hard HEAD~2
    forge "$(key_of erin)" document=2026-01-15-other of=$other at=postmortems/2026/2026-01-15-other.signoffs && enter
    assert_verified
    git rm -rq $other postmortems/2026/2026-01-15-other.signoffs && git commit -qm "Clean up"
    refute_verified document/deleted signoff/append-only
}

@test "a draft deleted, renamed, moved to another year or brought back is no violation, and its id is free" {
    local other=postmortems/2026/2026-01-15-other.md
    sed "s/^id: .*/id: 2026-01-15-other/; s/^status: .*/status: draft/" $DOCUMENT >$other && enter
    git mv $other postmortems/2026/2026-01-15-renamed.md
    sed -i 's/^id: .*/id: 2026-01-15-renamed/' postmortems/2026/2026-01-15-renamed.md && git commit -qam "Rename"
    assert_verified
    mkdir postmortems/2025 postmortems/2027
    git mv postmortems/2026/2026-01-15-renamed.md postmortems/2025/ && git commit -qm "Another year"
    git mv postmortems/2025/2026-01-15-renamed.md postmortems/2027/ && git commit -qm "And another"
    assert_verified
    git revert --no-edit HEAD >/dev/null && git revert --no-edit HEAD~2 >/dev/null
    assert_verified
    assert_contains "2 documents,"
    # its id is taken where it is now
    mkdir -p postmortems/2027 && cp postmortems/2026/2026-01-15-renamed.md postmortems/2027/ && enter
    refute_verified document/id-reused
}

@test "an id used again, in another folder and in other letters" {
    mkdir -p postmortems/2025
    sed 's/^status: .*/status: draft/' $DOCUMENT >postmortems/2025/$ID.md && enter
    refute_verified document/id-reused
    git reset -q --hard HEAD~
    sed 's/^status: .*/status: draft/' $DOCUMENT >postmortems/2026/2026-01-14-CHECKOUT-504.md && enter
    refute_verified document/id-reused
}

@test "in a shallow clone verify never says fine" {
    cd .. && git clone -q --depth 2 "file://$PWD/reviewed" shallow && cd shallow
    run git postmortem verify
    assert_status 1
    assert_contains "not checked  history before the shallow boundary" "git fetch --unshallow" "NOT verified"
}
