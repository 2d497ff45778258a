#!/usr/bin/env bats
# check --fix and --diff: what they write and show, and what they keep their hands from.

load helper
load document

make_ledger() {
    new_repository
    git postmortem init -q
    write_document
    sed 's/^id: .*/id: second/' "$DOCUMENT" >postmortems/2026/second.md
    git add . && git commit -qm "documents"
    sed -i 's/^kind: outage/kind: Outage/; s/^severity: 3/severity: SEV3/' "$DOCUMENT"
    git commit -qam "other spellings"
}

setup_file() {
    make_base make_ledger
}

setup() {
    take_base
}

run_fix() { # WORD…
    run --separate-stderr git postmortem check "$@"
}

# The program's word is not taken for what was changed: git says it.
assert_changed() { # PATH…
    [ "$(git diff --name-only)" = "$(printf '%s\n' "$@")" ] || complain "changed: $*"
}

@test "fixes are written and not committed, told, and what is left is reported" {
    chmod 640 $DOCUMENT
    tip=$(git rev-parse HEAD)
    run_fix
    assert_contains "= fix: git postmortem check --fix $ID" " · 2 can be fixed with --fix"
    run_fix --fix
    [ "$stderr" = "fixed 2 findings in 1 document" ] || complain "what was fixed"
    refute_contains "schema/enum" "--fix"
    assert_changed $DOCUMENT
    [ "$(git rev-parse HEAD)" = "$tip" ]
    [ "$(stat -c %a $DOCUMENT)" = 640 ]
    git diff -U0 | grep '^[-+][a-z]' >changed
    assert_same "$(printf -- '-kind: Outage\n-severity: SEV3 # by impact\n+kind: outage\n+severity: 3 # by impact')" \
        "$(cat changed)"
    run_fix --fix
    [ -z "$stderr" ] || complain "nothing to fix any more"
}

@test "the diff is what git apply makes of it, and exits 1 only when there is one" {
    run_fix --diff
    assert_status 1
    [ "$stderr" = "would fix 2 findings in 1 document" ] || complain "what would be fixed"
    assert_changed
    printf '%s\n' "$output" >../patch
    git postmortem check --fix -q || true
    git diff >../fixed
    git checkout -q .
    git apply ../patch
    git diff >../applied
    cmp ../fixed ../applied
    run_fix --diff
    assert_status 0
    [ -z "$output$stderr" ] || complain "nothing at all"
}

@test "standard input is fixed to standard output, and the rest is said beside it" {
    git postmortem check --fix - --stdin-filename $DOCUMENT <$DOCUMENT >../out 2>../err || true
    sed 's/^kind: Outage/kind: outage/; s/^severity: SEV3/severity: 3/' $DOCUMENT | cmp - ../out
    grep -q '^fixed 2 findings in 1 document$' ../err
    assert_changed
    run --separate-stderr git postmortem check --diff - <$DOCUMENT
    assert_status 1
    assert_line "+kind: outage"
    run_fix --fix - $DOCUMENT </dev/null
    assert_status 129
}

@test "documents with sign-offs, and adopted ones, are fixed only by name" {
    mkdir "${DOCUMENT%.md}.signoffs"
    echo x >"${DOCUMENT%.md}.signoffs/a.signoff"
    for word in "" postmortems; do
        run_fix --fix $word
        assert_changed
        [[ $stderr == "hint: left alone: 1 document with sign-offs, "*"; name it to fix it all the same" ]] ||
            complain "what was left alone"
    done
    assert_contains "= fix: git postmortem check --fix $ID"
    run_fix --fix $ID
    assert_changed $DOCUMENT
    [[ $stderr == *"hint: sign-offs of $ID may be stale now"* ]] || complain "what that means"
    new_repository ../adopted
    mkdir data
    printf -- '\xef\xbb\xbf---\ntitle: x\n---\n\n<!-- guide: x -->\n' >data/old.md
    git add . && git commit -qm x
    git postmortem init -q --adopt data
    run_fix --fix
    [ -z "$stderr" ] || complain "as it was adopted, it is nobody's business"
    assert_changed
}

@test "a link, a read-only file and a vanished one are refused, and the others are done" {
    cp $DOCUMENT ../loose.md
    ln -s loose.md ../link.md
    sed -i 's/^kind: .*/kind: Outage/' postmortems/2026/second.md
    chmod 444 $DOCUMENT
    cp $DOCUMENT ../before
    run_fix --fix $ID second ../link.md ../loose.md
    assert_status 128
    [[ $stderr == *"$DOCUMENT': Permission denied; nothing was changed"* ]] || complain "the read-only one"
    [[ $stderr == *"'../link.md' is a symbolic link"* ]] || complain "the link"
    [[ $stderr == *"fixed 3 findings in 2 documents"* ]] || complain "the others"
    cmp $DOCUMENT ../before
    [ -L ../link.md ]
    grep -q '^kind: outage' ../loose.md postmortems/2026/second.md
    [ -z "$(ls -A .. | grep postmortem-)" ]
    run_fix --fix ../gone.md
    assert_status 128
}

@test "a folder of the repository that is a link leads to no file that is written" {
    mkdir ../away
    cp $DOCUMENT ../away/x.md
    cp $DOCUMENT ../before
    ln -s ../../away postmortems/2027
    run_fix --fix postmortems/2027/x.md
    assert_status 128
    [[ $stderr == *"passes through a symbolic link; nothing was changed"* ]] || complain "the link"
    cmp ../away/x.md ../before
    run_fix --fix ../away/x.md
    ! cmp -s ../away/x.md ../before
}

@test "what has no working tree to fix is refused" {
    local words
    for words in "--fix --diff" "--fix --staged" "--diff --staged" "--fix --schema x.json x.md"; do
        run_fix $words
        assert_status 129
        assert_changed
    done
    git clone -q --bare . ../bare.git
    run --separate-stderr git -C ../bare.git postmortem check --fix
    assert_status 129
    [ "$stderr" = "fatal: --fix needs a working tree" ] || complain "why"
}
