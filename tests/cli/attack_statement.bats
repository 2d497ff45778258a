#!/usr/bin/env bats
# Attacks of LEDGER section 7, item 1: a sign-off is bound to its document, its text, its ledger, and each of its bytes.

load helper
load review

setup_file() {
    make_base a_reviewed_document
}

setup() {
    take_base
    SIGNOFF=$(echo $SIGNOFFS/*.signoff)
}

# A sign-off that has not entered yet: the attacker changes it on its way in.
take_back() {
    cp -r $SIGNOFFS ../kept && cp $DOCUMENT ../document
    git reset -q --hard HEAD~
    mkdir -p $SIGNOFFS && cp ../kept/* $SIGNOFFS && cp ../document $DOCUMENT
}

enter() { # commit what is there, as whoever
    git add -A && as mallory git commit -qm "${1:-Sign-off}"
}

@test "what all of these begin with verifies" {
    assert_verified
    take_back && enter
    assert_verified
}

@test "a sign-off copied to another document is for the one it names" {
    local other=postmortems/2026/2026-01-14-other
    sed "s/^id: .*/id: 2026-01-14-other/" $DOCUMENT >$other.md
    cp -r $SIGNOFFS $other.signoffs
    enter
    refute_verified signoff/document status/signoffs signoff/missing
    assert_contains "it was made for '$ID'"
}

@test "a sign-off copied to another version counts for nothing" {
    take_back
    replace "A timeout is a promise" "A timeout is a vow"
    enter
    refute_verified signoff/stale
    assert_contains "since then section Lessons"
}

@test "a sign-off copied to another version of a document in review leaves it in review" {
    take_back
    replace "A timeout is a promise" "A timeout is a vow"
    replace "status: reviewed" "status: in-review"
    enter
    run git postmortem show checkout
    assert_contains "stale"
    run git postmortem set checkout status=reviewed
    assert_status 1
    assert_contains "sign-off reviewer is stale"
}

@test "a sign-off copied to another ledger is for the one it names" {
    take_back
    sed -i "s/^ledger: .*/ledger: 00000000-0000-4000-8000-000000000000/" .postmortem/config.yaml
    # another ledger from its first step on
    git checkout -q --orphan other && enter
    git rm -q -r --cached $SIGNOFFS && git commit -qm "Begin" --amend && enter
    refute_verified signoff/ledger
    assert_contains "it was made for another ledger"
}

@test "one byte of the statement, name as it was" {
    take_back
    sed -i 's/^comment: none/comment: nonE/' "$SIGNOFF"
    enter
    refute_verified signoff/form status/signoffs
    assert_contains "its name is not the digest of its statement"
}

@test "one byte of the statement, name to match" {
    take_back
    sed -i 's/^comment: none/comment: nonE/' "$SIGNOFF"
    mv "$SIGNOFF" "$SIGNOFFS/$(statement_of "$SIGNOFF" | sha256sum | cut -c1-64).signoff"
    enter
    refute_verified signoff/signature status/signoffs
    assert_contains "the bytes are not what was signed"
}

@test "one byte of the signature" {
    take_back
    python3 - "$SIGNOFF" <<'END'
import base64, sys
path = sys.argv[1]
lines = open(path).read().split("\n")
begin = next(i for i, line in enumerate(lines) if line.startswith("-----BEGIN"))
end = next(i for i, line in enumerate(lines) if line.startswith("-----END"))
blob = bytearray(base64.b64decode("".join(lines[begin + 1:end])))
blob[-1] ^= 1
lines[begin + 1:end] = [base64.b64encode(bytes(blob)).decode()]
open(path, "w").write("\n".join(lines))
END
    enter
    refute_verified signoff/signature status/signoffs
    assert_contains "the bytes are not what was signed"
}

# What the README has a stranger type to check all sign-offs of a folder, run by itself, with no program of ours in reach.
stranger() {
    local commands
    commands=$(sed -n '/^## Check a sign-off without/,/^## /p' "$PM_SOURCE/README.md" |
        sed -n '/^\$ cd "\$(mktemp -d)"$/,/^> done$/{s/^[$>] //p;}')
    [[ $commands == *sha256sum*sha256sum*"ssh-keygen -Y verify"*done ]] || complain "the README's commands" || return
    run env -i PATH=/usr/bin:/bin TMPDIR="$BATS_TEST_TMPDIR" signoffs="$PWD/$SIGNOFFS" \
        keys="$PWD/.postmortem/allowed_signers" bash -c "$commands"
}

# The stranger finds something wrong; what is named is found in the output.
stranger_refuses() {
    stranger
    [[ $output != *Good* || $output == *FAILED* ]] || complain "that it is bad" || return
    assert_contains "$@"
}

@test "a stranger with git, sha256sum, sed and ssh-keygen sees that a sign-off is good, and each tampering" {
    local content good="Good \"$NAMESPACE\" signature for erin@example.org with ED25519 key "
    content=$(echo $SIGNOFFS/*.content)
    cp -r $SIGNOFFS ../kept
    restore() { rm -rf $SIGNOFFS && cp -r ../kept $SIGNOFFS; }
    rename() { mv "$SIGNOFF" "$SIGNOFFS/$(statement_of "$SIGNOFF" | sha256sum | cut -c1-64).signoff"; }
    sign_by() { # PERSON
        statement_of "$SIGNOFF" >../statement
        ssh-keygen -q -Y sign -n $NAMESPACE -f "$(key_of "$1")" <../statement 2>/dev/null | cat ../statement - >"$SIGNOFF"
    }
    stranger
    assert_contains "content: OK" "statement: OK" "$good"
    refute_contains FAILED

    # the statement: under its old name, under one to match, and signed again by the one who changed it
    sed -i 's/^verdict: approve/verdict: object/' "$SIGNOFF"
    stranger_refuses "content: OK" "statement: FAILED" "incorrect signature"
    rename
    stranger_refuses "statement: OK" "incorrect signature"
    restore && sed -i 's/^verdict: approve/verdict: object/' "$SIGNOFF" && sign_by mallory && rename
    stranger_refuses "content: OK" "statement: OK" "Could not verify"
    # the signature: of another key, and one that the right key made for something else
    restore && sign_by mallory
    stranger_refuses "content: OK" "statement: OK" "Could not verify"
    restore && sign_by erin
    stranger
    assert_contains "$good" # the same key anew is no tampering
    NAMESPACE=file sign_by erin
    stranger_refuses "statement: OK" "namespace"
    # the content: changed, and changed under a name to match
    restore && sed -i 's/A timeout/No timeout/' "$content"
    stranger_refuses "content: FAILED" "statement: OK"
    mv "$content" "$SIGNOFFS/$(sha256sum <"$content" | cut -c1-64).content"
    stranger
    refute_contains "content: OK"
    assert_contains "No such file"
}

# The document stays in review, so that nothing is missing but what is said of the sign-off itself. What is flipped goes in
# where the sign-off would.
@test "no bit of a sign-off can be flipped on its way in" {
    local step=53 masks=(1) count=0 commit what
    [ -z "${PM_LONG-}" ] || { step=1 && masks=(1 2 4 8 16 32 64 128 7 0x2a); }
    take_back
    sed -i 's/^status: reviewed/status: in-review/' $DOCUMENT
    git add -A && git commit -qm "Without" -- $DOCUMENT $SIGNOFFS/*.content
    git add -A && git commit -qm "The whole sign-off" && assert_verified
    assert_contains "1 sign-off (1 signed)"
    git reset -q --soft HEAD~
    while read -r commit what; do
        run git postmortem verify "$commit"
        # a version that is to come can't be checked
        [ "$status" -eq 1 ] && [[ $output == *"[signoff/"* || $output == *"1 sign-off that can't be checked here"* ]] ||
            complain "a finding: $what" || return
        count=$((count + 1))
    done < <(python3 "$BATS_TEST_DIRNAME/flip.py" "$SIGNOFF" "$step" "${masks[@]}")
    [ "$count" -ge 14 ]
}

@test "no signature where one is required" {
    take_back
    statement_of "$SIGNOFF" >bare && mv bare "$SIGNOFF"
    enter
    refute_verified signoff/unsigned status/signoffs
}

@test "one byte of the content, name as it was" {
    take_back
    local content
    content=$(echo $SIGNOFFS/*.content)
    sed -i 's/A timeout is a promise/A timeout is a promisE/' "$content"
    enter
    refute_verified signoff/content status/signoffs
    assert_contains "its name is not the digest of its bytes" "the content beside it has another digest"
}

@test "the content is another that the statement does not name" {
    take_back
    local content
    content=$(echo $SIGNOFFS/*.content)
    sed -i 's/A timeout is a promise/A timeout is a promisE/' "$content"
    mv "$content" "$SIGNOFFS/$(sha256sum <"$content" | cut -c1-64).content"
    enter
    refute_verified signoff/content status/signoffs
    assert_contains "the content that it signs is not beside it"
}

@test "the content left out" {
    take_back
    rm $SIGNOFFS/*.content
    enter
    refute_verified signoff/content status/signoffs
}

# Forms that another reader might take for the same statement, signed by the right key over exactly those bytes.
malformed() { # SED-SCRIPT for the statement
    take_back
    local statement digest
    statement_of "$SIGNOFF" | sed "$1" >statement.tmp
    digest=$(sha256sum <statement.tmp | cut -c1-64)
    rm "$SIGNOFF"
    statement=$SIGNOFFS/$digest.signoff
    cp statement.tmp "$statement"
    ssh-keygen -q -Y sign -n $NAMESPACE -f "$(key_of erin)" <statement.tmp >>"$statement" 2>/dev/null
    rm statement.tmp
    enter
    refute_verified signoff/form status/signoffs
}

@test "CRLF in a statement" {
    malformed 's/$/\r/'
    assert_contains "not a sign-off"
}

@test "keys in another order" {
    malformed '/^role:/{h;d};/^party:/G'
}

@test "a key twice" {
    malformed '/^role:/p'
}

@test "a key that is unknown" {
    malformed '/^comment:/i tool: x'
}

@test "a key that is left out" {
    malformed '/^replaces:/d'
}

@test "a statement with a bidi override" {
    malformed $'s/^comment:.*/comment: ok \xe2\x80\xae ko/'
}

@test "trailing bytes after the armour" {
    take_back
    printf 'verdict: object\n' >>"$SIGNOFF"
    enter
    refute_verified signoff/form status/signoffs
    assert_contains "what follows the statement is not exactly one signature"
}

@test "two signatures in one file" {
    take_back
    sed -n '/^-----BEGIN/,$p' "$SIGNOFF" >more && cat more >>"$SIGNOFF" && rm more
    enter
    refute_verified signoff/form status/signoffs
}

@test "a statement of 16 KiB and more" {
    malformed "s/^comment:.*/comment: $(head -c 3999 /dev/zero | tr '\0' x)/;s/^document:.*/&$(head -c 14000 /dev/zero | tr '\0' x)/"
}

@test "a statement of a later version is not checked, and verify does not say fine" {
    take_back
    local file
    statement_of "$SIGNOFF" | sed '1s/1/2/' >statement.tmp
    file=$SIGNOFFS/$(sha256sum <statement.tmp | cut -c1-64).signoff
    mv statement.tmp "$file"
    enter
    run git postmortem verify
    assert_status 1
    assert_contains "not checked  1 sign-off that can't be checked here"
}

@test "what it replaces is somebody else's word" {
    take_back && enter
    local file other
    other=$(basename "$SIGNOFF" .signoff)
    file=$(forge "$(key_of frank)" reviewer=frank@example.org verdict=revoke replaces=sha256:"$other")
    enter
    refute_verified signoff/replaces
    assert_contains "$file" "is of somebody else, or of another role"
    # and the word that it wanted to take back stands
    refute_contains signoff/missing status/signoffs
}

@test "one's own revocation takes the approval back" {
    local other
    other=$(basename "$SIGNOFF" .signoff)
    forge "$(key_of erin)" verdict=revoke replaces=sha256:"$other" >/dev/null
    enter
    refute_verified signoff/missing
    refute_contains signoff/replaces
}

@test "a revocation by a clock that is slow, in the same merge" {
    local file digest
    git reset -q --hard HEAD~
    git checkout -qb side
    file=$(forge "$(key_of erin)" time=2026-01-20T10:00:00Z)
    digest=$(basename "$file" .signoff)
    git add -A && git commit -qm "Approval"
    forge "$(key_of erin)" time=2026-01-20T09:00:00Z verdict=revoke replaces=sha256:"$digest" >/dev/null
    git add -A && git commit -qm "Revocation"
    git checkout -q main && git merge -q --no-ff -m "Merge" side
    sed -i 's/^status: in-review/status: reviewed/' $DOCUMENT && git commit -qam "Reviewed"
    refute_verified status/signoffs signoff/missing
}

@test "nobody takes back another's objection, whatever .mailmap says" {
    new_repository mapped && in_review && sign_off erin
    local objection
    objection=$(forge "$(key_of frank)" reviewer=frank@example.org verdict=object "comment=The times are wrong")
    git add -A && as frank git commit -qm "Object"
    refute_verified signoff/objection
    printf 'Erin <erin@example.org> <frank@example.org>\n' >.mailmap
    git add -A && as mallory git commit -qm "Tidy"
    forge "$(key_of erin)" time=2026-01-21T09:00:00Z >/dev/null && git add -A && as erin git commit -qm "Again"
    refute_verified signoff/objection
    git reset -q --hard HEAD^
    printf 'Frank <frank@example.org> <mallory@example.org>\n' >.mailmap
    add_person mallory
    forge "$(key_of mallory)" reviewer=mallory@example.org verdict=revoke \
        replaces=sha256:"$(basename "$objection" .signoff)" "comment=Never mind" >/dev/null
    git add -A && as mallory git commit -qm "Revoke"
    refute_verified signoff/objection signoff/replaces
}

@test "an objection stands until it is taken back, and verify says it" {
    local file
    file=$(forge "$(key_of frank)" reviewer=frank@example.org verdict=object comment="The second cause is not named.")
    enter
    refute_verified signoff/objection
    assert_contains "it is reviewed, but frank@example.org objects: The second cause is not named."
    forge "$(key_of frank)" reviewer=frank@example.org verdict=revoke replaces=sha256:"$(basename "$file" .signoff)" >/dev/null
    enter
    assert_verified
}
