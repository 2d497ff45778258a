#!/usr/bin/env bats
# verify: what is proved, what is claimed, what was not checked; and what it says when something is wrong.

load helper
load review

setup_file() {
    make_base a_reviewed_document
}

setup() {
    take_base
}

@test "what holds is said in three parts, exit 0" {
    run --separate-stderr git postmortem verify
    assert_success
    assert_output "proved       1 document, 6 events, 1 sign-off (1 signed), 0 policy changes
claimed      2 changes of the policy by anybody, as review.change names nobody:
               in $(git log -1 --format='%h, %cs, by %ae' --abbrev=7 HEAD~4)
               in $(git log -1 --format='%h, %cs, by %ae' --abbrev=7 HEAD~3)
             the policy that the ledger began with; to pin it:
             --policy $(git postmortem verify --json | jq -r .genesis_policy)
not checked  nothing
held against nothing that was known earlier: no upstream branch, and no --expect

verified up to $(git rev-parse --short=7 HEAD)"
    [ -z "$stderr" ]
}

@test "the pinned policy is the digest that sha256sum gives of the first bundle" {
    local digest
    git worktree add -q --detach ../first "$(git rev-list --max-parents=0 HEAD)"
    digest=$(cd ../first && bundle_digest)
    run git postmortem verify --policy "$digest"
    assert_success
    refute_contains "--policy"
}

@test "--json has the same, for scripts" {
    run --separate-stderr git postmortem verify --json
    assert_success
    jq -e --arg tip "$(git rev-parse HEAD)" '
        .version == 1 and .verified and .tip == $tip and .documents == 1 and .events == 6 and .steps == 6 and
        .signoffs == 1 and .signed == 1 and .claimed == 0 and .unknown == 0 and .outdated == 0 and .squashed == 0 and
        .adopted == 0 and .policy_changes == 2 and (.shallow | not) and (.policy_pinned | not) and
        .acknowledged == 0 and (.claimed_policy_changes | length) == 2 and .violations == [] and .warnings == [] and
        has("held_against") and .held_against == null' <<<"$output"
}

@test "what the history was held against is said, or that it was against nothing" {
    local tip
    tip=$(git rev-parse HEAD)
    git clone -q . ../clone && cd ../clone || return
    run git postmortem verify --expect HEAD~2
    assert_line "held against the commit HEAD~2"
    assert_line "             origin/main at ${tip:0:7}"
    git -C ../repository reset -q --hard HEAD~ && git fetch -q
    run git postmortem verify --json
    jq -e --arg tip "$(git rev-parse HEAD~)" '.held_against ==
        {checkpoint: null, expected: null, upstream: {ref: "refs/remotes/origin/main", commit: $tip}, earlier_tips: 1}' <<<"$output"
    git checkout -q --detach # as CI does
    run git postmortem verify
    assert_line "held against nothing that was known earlier: no upstream branch, and no --expect"
}

@test "a violation is told with its commit, its file, its rule and what mends it, exit 1" {
    replace "A timeout is a promise" "A timeout is a vow" && git commit -qam "Lesson"
    run git postmortem verify
    assert_status 1
    assert_line "$DOCUMENT: error: it is reviewed, but sign-off reviewer is stale: since then section Lessons [signoff/stale]"
    assert_line "     = fix: git postmortem approve $ID --role reviewer"
    assert_line "NOT verified: 1 violation"
    git rm -q $SIGNOFFS/*.content && git commit -qm "Clean up"
    run git postmortem verify
    assert_line_matches "^$(git rev-parse --short=7 HEAD) $SIGNOFFS/[0-9a-f]{64}\.content: error: it was deleted"
    assert_line "NOT verified: 2 violations · everything before $(git rev-parse --short=7 HEAD) holds"
    run git postmortem verify --json
    assert_status 1
    jq -e --arg tip "$(git rev-parse HEAD)" --arg path "$DOCUMENT" '
        (.verified | not) and ([.violations[].rule] | sort == ["signoff/append-only", "signoff/stale"]) and
        (.violations[] | select(.rule == "signoff/stale") | .commit == null and .path == $path) and
        (.violations[] | select(.rule == "signoff/append-only") | .commit == $tip)' <<<"$output"
}

@test "an earlier state is judged as it was" {
    replace "A timeout is a promise" "A timeout is a vow" && git commit -qam "Lesson"
    run git postmortem verify HEAD~
    assert_success
    assert_contains "verified up to $(git rev-parse --short=7 HEAD~)"
    run git postmortem verify main
    assert_status 1
}

@test "it changes nothing, and needs no working tree" {
    local before
    before=$(repository_state)
    chmod -R a-w .git
    run git postmortem verify
    chmod -R u+w .git
    assert_success
    [ "$(repository_state)" = "$before" ]
    git clone -q --bare . ../bare.git
    run git -C ../bare.git postmortem verify
    assert_success
    run git -C .git postmortem verify HEAD
    [ "$status" -ne 1 ]
}

@test "the working tree has no say" {
    replace "A timeout is a promise" "A timeout is a vow"
    rm -r $SIGNOFFS && echo "review: [" >>.postmortem/config.yaml
    assert_verified
}

@test "a .mailmap of the working tree, and one of the user's, have no say" {
    local here
    here=$(git postmortem verify --json)
    printf 'Dana Doe <dana@example.org> <erin@example.org>\n' >.mailmap
    cp .mailmap "$HOME/map" && git config --global mailmap.file "$HOME/map"
    run git postmortem verify --json
    assert_output "$here"
    # committed, it has: the reviewer is then one with the author
    git add .mailmap && git commit -qm "Mailmap"
    refute_verified signoff/own-text
}

@test "every clone says the same" {
    local here
    here=$(git postmortem verify)
    git clone -q . ../clone && git -C ../clone branch -q --unset-upstream # else it is held against that too
    run git -C ../clone postmortem verify
    assert_output "$here"
    TZ=Pacific/Auckland LC_ALL=C run git -C ../clone postmortem verify
    assert_output "$here"
}

@test "what the future has is no business of the past: the same tomorrow and in ten years" {
    local now
    now=$(git postmortem verify)
    at 2036-01-01T00:00:00Z
    run git postmortem verify
    assert_output "$now"
}

@test "without a ledger there is nothing to verify" {
    cd .. && new_repository empty
    run git postmortem verify
    assert_status 128
    git commit -q --allow-empty -m "Begin"
    run git postmortem verify
    assert_status 128
    assert_contains "there is no ledger in the history of HEAD" "git postmortem init begins one"
    cd .. && run git postmortem verify
    assert_status 128
}

@test "a revision that is none, and a wrong option" {
    run git postmortem verify nowhere
    assert_status 128
    assert_contains "nowhere"
    run git postmortem verify --exect HEAD
    assert_status 129
    assert_contains "did you mean"
}

@test "documents that were adopted are counted, and not judged until they are submitted" {
    cd .. && new_repository adopted
    mkdir reports
    for i in 1 2 3; do printf '# Outage %s\n\nIt broke.\n' $i >"reports/outage $i.md"; done
    printf -- '---\ntitle: Old\nstatus: reviewed\n---\n\n# Old\n' >reports/old.md
    git add -A && git commit -qm "Reports"
    git postmortem init --adopt reports >/dev/null 2>&1
    run git postmortem verify
    assert_success
    assert_contains "0 documents" "4 documents adopted, not judged"
    # editing one by hand is nobody's business yet
    echo "More." >>"reports/outage 1.md" && echo "More." >>reports/old.md && git commit -qam "More"
    assert_verified
    # nor is moving one on, in words of their own; in one of ours it is
    sed -i 's/^status: reviewed/status: closed/' reports/old.md && git commit -qam "Close"
    assert_verified
    sed -i 's/^status: .*/&\nschema: 1/' reports/old.md && git commit -qam "Ours"
    run git postmortem verify
    assert_status 1
    assert_contains "[status/signoffs]"
}

@test "a ledger that began on a branch, merged with a merge commit, is judged from its beginning" {
    new_repository branch
    git commit -q --allow-empty -m "The project" && git checkout -qb side
    in_review
    git checkout -q main && git merge -q --no-ff -m "Merge" side
    run git postmortem verify
    assert_success
    assert_contains "1 document"
    refute_contains "not judged"
    sed -i 's/^status: .*/status: reviewed/' $DOCUMENT && git commit -qam "By hand"
    refute_verified status/signoffs
}

first_pull_request() { # init and the first postmortem, on a branch of a project that is there
    new_repository ../project
    git commit -q --allow-empty -m "The project"
    git switch -qc pr
    in_review
}

squashed() {
    git switch -q main && git merge -q --squash pr >/dev/null && git commit -qm "First postmortem (#1)"
}

@test "a document that comes with the ledger, in one squashed commit, is judged like any other" {
    first_pull_request
    sign_off erin
    squashed
    assert_verified
    assert_contains "1 document," "1 sign-off (1 signed)"
    refute_contains "not judged"
    replace "Carts could not be paid for." "All was fine." && git commit -qam "By hand"
    refute_verified signoff/stale
    git reset -q --hard HEAD~
    git rm -q $DOCUMENT && git commit -qm "Away with it"
    refute_verified document/deleted
}

@test "a status that comes with the ledger was reached through its gates, or is found" {
    first_pull_request
    sed -i 's/^status: .*/status: reviewed/' $DOCUMENT && git commit -qam "By hand"
    squashed
    refute_verified status/signoffs signoff/missing
    assert_contains "it became reviewed although sign-off reviewer is missing"
}

@test "what was there before a ledger that adopts nothing is judged from its submission on" {
    new_repository ../before
    write_document && sed -i 's/^status: .*/status: reviewed/' $DOCUMENT
    printf -- '---\nstatus: closed\n---\n\n# Theirs\n' >postmortems/theirs.md
    git add . && git commit -qm "Reports"
    begin_ledger
    assert_verified
    assert_contains "0 documents," "2 documents adopted, not judged"
    git switch -qc side HEAD~3 && begin_ledger
    sed -i 's/^status: .*/status: closed/' $DOCUMENT && git commit -qam "Closed on the branch"
    git switch -qc squash HEAD~4 && git merge -q --squash side >/dev/null && git commit -qm "A ledger (#1)"
    refute_verified status/signoffs
    assert_contains "it became closed although"
    git switch -q main
    git postmortem set $ID status=draft -q -m "Not by us" && git postmortem submit $ID -q
    sign_off erin
    assert_verified
    assert_contains "1 document," "1 document adopted, not judged"
}

@test "an adopted document goes through review like any other" {
    cd .. && new_repository adopted
    write_document && mkdir reports && mv $DOCUMENT "reports/old one.md" && rm -r postmortems
    sed -i '/^status: /d; s/^id: .*/id: old one/' "reports/old one.md"
    git add -A && git commit -qm "Reports"
    git postmortem init --adopt reports >/dev/null 2>&1
    add_person erin
    run git postmortem submit old
    assert_success
    run as erin git postmortem approve old
    assert_success
    assert_verified
    assert_contains "1 document, " "1 sign-off (1 signed)"
    [ "$(status_of "reports/old one.md")" = reviewed ]
    [ -d "reports/old one.signoffs" ]
}

@test "sign-offs beside text that is CRLF, has a byte-order mark, or is Korean" {
    git postmortem set checkout status=draft -m "edit" >/dev/null
    replace "Checkout returned 504" "결제 장애"
    sed -i 's/$/\r/; 1s/^/\xef\xbb\xbf/' $DOCUMENT
    git commit -qam "결제" && git postmortem submit checkout >/dev/null
    run as erin git postmortem approve checkout
    assert_success
    assert_verified
    run stock_verify "$(ls -t $SIGNOFFS/*.signoff | head -1)" erin
    assert_success
    git diff --quiet HEAD~:$DOCUMENT "HEAD:$(git log -1 --diff-filter=A --name-only --format= -- '*.content')"
}

@test "a ledger whose documents are the whole repository" {
    cd .. && new_repository whole
    git postmortem init --documents . >/dev/null 2>&1
    add_person erin
    DOCUMENT=$ID.md SIGNOFFS=$ID.signoffs
    write_document
    git add -A && git commit -qm "Document" && git postmortem submit checkout >/dev/null && sign_off erin
    assert_verified
    assert_contains "1 document, " "1 sign-off (1 signed)" "1 change of the policy by anybody"
    # the attributes are the bundle's, and change alone
    echo "*.png binary" >>.gitattributes && echo "More." >README && git add -A && git commit -qm "Both"
    refute_verified policy/mixed
    git reset -q --hard HEAD~ && git rm -q $SIGNOFFS/*.signoff && git commit -qm "Clean up"
    refute_verified signoff/append-only signoff/missing
}

@test "a ledger in a folder of a larger repository looks at its own folder alone" {
    cd .. && new_repository mono
    mkdir -p src && echo "int main(void) {}" >src/main.c && git add -A && git commit -qm "Code"
    git postmortem init --documents docs/postmortems >/dev/null 2>&1
    add_person erin
    DOCUMENT=docs/postmortems/2026/$ID.md SIGNOFFS=docs/postmortems/2026/$ID.signoffs
    write_document
    git add -A && git commit -qm "Document" && git postmortem submit checkout >/dev/null && sign_off erin
    chmod +x src/main.c && echo "$ID.signoffs/x" >src/odd && git -c core.fileMode=true add -A && git commit -qm "Code"
    assert_verified
    assert_contains "1 document, "
}
