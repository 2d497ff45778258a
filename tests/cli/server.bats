#!/usr/bin/env bats
# A server with our hook: what people push to it, and what it points to afterwards. Oracles are git rev-parse and git
# fsck on the server, and a fresh clone.

load helper
load review

setup_file() {
    make_base a_server
}

a_server() {
    a_ledger_with_two_clones
    write_document
    git postmortem commit "$ID" >/dev/null 2>&1
    git postmortem submit "$ID" >/dev/null
    git push -q 2>/dev/null
    by erin git pull -q
    git -C ../origin.git postmortem hooks install -q 2>/dev/null
    git -C ../origin.git config receive.fsckObjects true
}

setup() {
    take_base dana
    at 2026-01-20T09:00:00Z
}

on_server() { # [REF]: what it points to
    git -C "$BATS_TEST_TMPDIR/origin.git" rev-parse -q --verify "refs/heads/${1:-main}"
}

# A push that the server takes: it has what was pushed, whole.
taken() { # [ARGUMENT…] of git push; by default the current branch
    run git push "${@:-origin}"
    assert_success || return
    assert_same "$(on_server "$(git symbolic-ref --short HEAD)")" "$(git rev-parse HEAD)" || return
    assert_same "$(git -C "$BATS_TEST_TMPDIR/origin.git" fsck --strict --no-dangling 2>&1)" ""
}

# Whoever clones it finds nothing wrong.
sound() {
    rm -rf "$BATS_TEST_TMPDIR/fresh" && git clone -q "$BATS_TEST_TMPDIR/origin.git" "$BATS_TEST_TMPDIR/fresh" &&
        git -C "$BATS_TEST_TMPDIR/fresh" postmortem verify >/dev/null
}

# One that it refuses: it has what it had, with nothing of the push left; and says why, in lines that can be read.
refused() { # RULE [ARGUMENT…]
    local before objects
    before=$(git -C "$BATS_TEST_TMPDIR/origin.git" for-each-ref)
    objects=$(git -C "$BATS_TEST_TMPDIR/origin.git" count-objects -v)
    run git push "${@:2}"
    [ "$status" -ne 0 ] || complain "a push that is refused" || return
    assert_same "$(git -C "$BATS_TEST_TMPDIR/origin.git" for-each-ref)" "$before" || return
    assert_same "$(git -C "$BATS_TEST_TMPDIR/origin.git" count-objects -v)" "$objects" || return
    assert_contains "refused: refs/heads/" "$1" "hook declined" || return
    local lines
    lines=$(sed -n 's/^remote: //p' <<<"$output")
    [ "$(wc -l <<<"$lines")" -le 21 ] || complain "at most 20 lines" || return
    [ -z "$(sed 's/ *$//' <<<"$lines" | grep -E '^.{73}')" ] || complain "at most 72 columns"
}

mend() { # by the command that the server gave
    local command
    command=$(sed -n 's/^remote: *fix: \(.*[^ ]\) *$/\1/p' <<<"$output" | head -1)
    [ -n "$command" ] || complain "a command that mends it" || return
    eval "$command" >/dev/null 2>&1
}

@test "a new document, approvals from two clones and a merge are taken" {
    git postmortem new "Another" --slug another --started 2026-01-19T08:00:00Z -q
    by erin git postmortem approve checkout >/dev/null
    by erin taken
    run git push
    [ "$status" -ne 0 ]
    git pull -q --rebase
    taken
    # a branch, merged as a forge does it
    git checkout -q -b topic && git postmortem set another severity=5 -q
    taken origin topic
    git checkout -q main && git merge -q --no-ff -m "Merge topic" topic
    taken
    sound
    git push -q origin :topic
    ! on_server topic
}

@test "over http: the hook sees what is in quarantine, takes the good and refuses the bad" {
    local port
    git -C ../origin.git config http.receivepack true
    mkfifo ../port
    python3 "$PM_SOURCE/tests/cli/http_server.py" "$BATS_TEST_TMPDIR" >../port 3>&- &
    local server=$!
    read -r port <../port
    git remote set-url origin "http://127.0.0.1:$port/origin.git"
    by erin git postmortem approve checkout >/dev/null && by erin git push -q
    git pull -q --rebase
    git postmortem set checkout tags+=timeout -q
    run taken
    local good=$status
    git rm -q $SIGNOFFS/*.signoff && git commit -qm "Clean up"
    run refused signoff/append-only
    kill $server
    assert_success
    [ "$good" -eq 0 ]
}

@test "a sign-off deleted, and one edited" {
    by erin git postmortem approve checkout >/dev/null && by erin git push -q && git pull -q --rebase
    git rm -q $SIGNOFFS/*.signoff && git commit -qm "Clean up"
    refused signoff/append-only
    assert_contains "it was deleted after it entered the ledger" "git rebase --onto"
    git postmortem set checkout tags+=late -q # what is good stays
    refused signoff/append-only
    mend
    taken
    git show HEAD:$DOCUMENT | grep -q late
    sed -i 's/^comment: none/comment: yes/' $SIGNOFFS/*.signoff && git commit -qam "Comment"
    refused signoff/append-only
    assert_contains "it was changed after it entered the ledger"
}

@test "a status by hand, without the sign-offs" {
    sed -i 's/^status: .*/status: reviewed/' $DOCUMENT && git commit -qam "Done"
    refused status/signoffs
    mend
    taken
}

@test "somebody's own text, approved by them" {
    forge "$(key_of dana)" reviewer=dana@example.org >/dev/null
    git add -A && git commit -qm "Fine with me"
    refused signoff/own-text
}

@test "a .mailmap by which who signed off long ago is who wrote it" {
    by erin git postmortem approve checkout >/dev/null && by erin git push -q && git pull -q --rebase
    mailmap() { # LINE
        echo "$1" >>.mailmap && git add .mailmap && git commit -qm "Names"
    }
    mailmap "Dana Doe <dana@example.org> <dana@home.example>"
    taken
    mailmap "Dana Doe <dana@example.org> <erin@example.org>"
    refused signoff/own-text origin main:topic
    git postmortem set checkout tags+=timeout -q
    refused signoff/own-text
    assert_contains "as .mailmap has it now" "signoff/own-text in $(git rev-parse --short=10 HEAD~)"
    mend
    taken
    sound
}

@test "the parents turned round by a pull without rebase, and what mends it" {
    by erin git postmortem set checkout tags+=timeout -q && by erin git push -q
    echo more >README && git add README && git commit -qm "More"
    git pull -q --no-rebase --no-edit
    refused push/turned
    assert_contains "git pull --rebase"
    mend
    taken
    sound
}

@test "what was wrong before the hook came keeps nobody from pushing" {
    git -C ../origin.git postmortem hooks uninstall -q
    sed -i 's/^status: .*/status: reviewed/' $DOCUMENT && git commit -qam "Done" && git push -q
    git -C ../origin.git postmortem hooks install -q 2>/dev/null
    git postmortem set checkout tags+=late -q
    echo "Dana Doe <dana@example.org> <dana@home.example>" >.mailmap && git add .mailmap && git commit -qm "Names"
    taken
    ! sound
    sed -i 's/^status: .*/status: closed/' $DOCUMENT && git commit -qam "Closed"
    refused status/gate
}

@test "a forced push, and the branch deleted" {
    echo more >README && git add README && git commit -qm "More"
    taken
    git reset -q --hard HEAD~ && git commit -q --allow-empty -m "Other"
    refused push/rewritten --force
    mend
    taken
    git -C ../origin.git config receive.denyDeleteCurrent ignore
    refused push/deleted origin :main
}

@test "a secret that a later commit took out again" {
    replace "Retries multiplied the load on the writer." "The key was ghp_""0123456789abcdefghijABCDEFGHIJ012345."
    git commit -qam "Details"
    local bad
    bad=$(git rev-parse --short=10 HEAD)
    git revert --no-edit HEAD >/dev/null
    refused secret/token
    assert_contains "in $bad" "$DOCUMENT:"
    refute_contains ghp_
    git push origin HEAD:refs/heads/topic 2>&1 | grep secret/token
    git tag v1 && git push origin v1 2>&1 | grep secret/token
    ! git -C ../origin.git cat-file -e "$bad" 2>/dev/null
}

@test "a document deleted, the ledger's UUID changed, the policy gone" {
    git rm -q $DOCUMENT && git commit -qm "Clean up"
    refused document/deleted
    git reset -q --hard origin/main
    sed -i 's/^ledger: .*/ledger: 00000000-0000-4000-8000-000000000000/' .postmortem/config.yaml && git commit -qam "New"
    refused policy/ledger
    git reset -q --hard origin/main
    git rm -qr .postmortem && git commit -qm "No ledger"
    refused policy/unreadable
}

@test "the policy changed in the step that needs it: refused; by itself it is taken" {
    sed -i 's/^  rules:.*/  rules: []/; /- require: \[{role: reviewer}\]/d' .postmortem/config.yaml
    sed -i 's/^status: .*/status: reviewed/' $DOCUMENT
    git commit -qam "Done"
    refused policy/mixed
    git reset -q --soft HEAD~ && git commit -qm "Policy" .postmortem && git commit -qm "Done"
    taken
}

@test "a guarded policy: with one of two sign-offs refused, with two taken" {
    git postmortem people add erin@example.org --role policy >/dev/null
    git postmortem people add frank@example.org --role policy >/dev/null
    sed -i 's/^review:/review:\n  change: [{role: policy, count: 2}]/' .postmortem/config.yaml
    git commit -qam "Guard" && taken
    local digest
    digest=$(bundle_digest)
    sed -i 's/count: 2}/count: 1}/' .postmortem/config.yaml
    bundle_manifest >../manifest
    forge "$(key_of erin)" document=.postmortem role=policy at=.postmortem/signoffs of=../manifest policy=sha256:"$digest" >/dev/null
    git add -A && git commit -qm "One is enough"
    refused policy/unapproved
    forge "$(key_of frank)" reviewer=frank@example.org document=.postmortem role=policy at=.postmortem/signoffs \
        of=../manifest policy=sha256:"$digest" >/dev/null
    git add -A && git commit -q --amend --no-edit
    taken
    sound
}

@test "the hook update judges ref by ref: the good ones of a push are taken" {
    git -C ../origin.git postmortem hooks uninstall -q && git -C ../origin.git postmortem hooks install update -q 2>/dev/null
    git checkout -q -b topic && git postmortem set checkout tags+=late -q
    git checkout -q main && git rm -q $DOCUMENT && git commit -qm "Clean up"
    local before
    before=$(on_server)
    run git push origin main topic
    [ "$status" -ne 0 ]
    assert_contains "refused: refs/heads/main, 1 violation" document/deleted
    assert_same "$(on_server)" "$before"
    assert_same "$(on_server topic)" "$(git rev-parse topic)"
}

@test "however much is refused, it is said in 20 lines; of several refs, all or none is taken" {
    local i
    for i in 1 2 3 4 5 6; do
        sed "s/^id: .*/id: 2026-01-19-a$i/; s/^status: .*/status: reviewed/" $DOCUMENT >postmortems/2026/2026-01-19-a$i.md
        git add -A && git commit -qm "Done $i"
    done
    git branch topic main~
    refused status/signoffs origin main topic HEAD:refs/heads/third
    assert_contains "more: git postmortem verify" "git rebase -i"
    [ "$(sed -n 's/^remote: //p' <<<"$output" | wc -l)" -le 20 ]
}

@test "a hundred documents in one push, each signed off: taken, and with one sign-off edited all are refused" {
    [ "${PM_LONG:-}" = 1 ] || skip "builds a ledger of 400 signed commits, which takes minutes: ./tests/run --long"
    "$PM_SOURCE/tests/bench/signed-ledger" "$BATS_TEST_TMPDIR/many/ledger" 100
    cd "$BATS_TEST_TMPDIR/many/ledger" || return
    local before signoff
    before=$(git rev-parse HEAD~400)
    git init -q --bare "$BATS_TEST_TMPDIR/many/origin.git"
    rm -rf "$BATS_TEST_TMPDIR/origin.git" && mv "$BATS_TEST_TMPDIR/many/origin.git" "$BATS_TEST_TMPDIR/origin.git"
    git remote add origin "$BATS_TEST_TMPDIR/origin.git"
    git push -q origin "$before:refs/heads/main"
    git -C "$BATS_TEST_TMPDIR/origin.git" postmortem hooks install -q 2>/dev/null
    git checkout -qb edited
    signoff=$(git ls-files '*.signoff' | sed -n 50p)
    sed -i 's/^verdict: approve/verdict: object/' "$signoff" && git commit -qam "Edit" --no-verify
    refused signoff/append-only origin edited:main
    git checkout -q main
    taken origin main
    assert_same "$(git -C "$BATS_TEST_TMPDIR/origin.git" ls-tree -r --name-only main | grep -c '\.signoff$')" 100
}
