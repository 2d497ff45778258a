#!/usr/bin/env bats
# Attacks of LEDGER section 7, item 2: to sign off as somebody else, or with a key that is not good for it.

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

# What a sign-off by hand needs beside it: the status that it would earn.
enter() {
    sed -i 's/^status: in-review/status: reviewed/' $DOCUMENT
    git add -A && as "${1:-mallory}" git commit -qm "Sign-off"
}

signers() { # TEXT of allowed_signers: a step of the policy by itself
    printf '%s\n' "$@" >.postmortem/allowed_signers
    git add -A && git commit -qm "Keys"
}

public_key_of() { # PERSON
    cut -d' ' -f1,2 "$BATS_FILE_TMPDIR/keys/$1.pub"
}

preferred() {
    sed -i 's/signature: required/signature: preferred/' .postmortem/config.yaml
    git commit -qam "Unsigned ones, too"
}

@test "what all of these change verifies as it is" {
    forge "$(key_of erin)" >/dev/null
    enter
    assert_verified
    assert_contains "1 sign-off (1 signed)"
}

@test "the key of another principal" {
    forge "$(key_of frank)" reviewer=erin@example.org >/dev/null
    enter
    refute_verified signoff/signature status/signoffs
    assert_contains "the key is of 'frank@example.org', not of 'erin@example.org'"
}

@test "a key that nobody knows" {
    forge "$(key_of mallory)" reviewer=erin@example.org >/dev/null
    enter
    refute_verified signoff/signature status/signoffs
    assert_contains "the key is nobody's in allowed_signers"
}

@test "the author and the committer of the commit forged to be the reviewer's" {
    forge - reviewer=erin@example.org >/dev/null
    GIT_COMMITTER_NAME=Erin GIT_COMMITTER_EMAIL=erin@example.org enter erin
    refute_verified signoff/unsigned status/signoffs
    assert_contains "it is not signed, and the policy asks for that"
}

@test "a signed one needs no committer at all: who carries it does not matter" {
    forge "$(key_of erin)" >/dev/null
    enter mallory
    assert_verified
}

@test "unsigned, and committed by somebody else: unknown, and not counted" {
    preferred
    forge - reviewer=erin@example.org >/dev/null
    enter mallory
    refute_verified status/signoffs
    assert_contains "it became reviewed although sign-off reviewer is unknown" \
        "not checked  1 sign-off that can't be checked here"
}

@test "unsigned, and squashed: unknown, for nobody can tell who made it" {
    preferred
    git checkout -qb pr
    as erin git -c user.signingKey= postmortem approve checkout >/dev/null 2>&1
    git checkout -q main && git merge -q --squash pr && git commit -qm "Squash" --author "Dana Doe <dana@example.org>"
    git branch -qD pr
    run git postmortem verify
    assert_status 1
    assert_contains "sign-off reviewer is unknown"
}

@test "unsigned, through a merge, a rebase and a cherry-pick: a claim" {
    preferred
    git checkout -qb pr
    as erin git -c user.signingKey= postmortem approve checkout >/dev/null 2>&1
    git checkout -q main && git merge -q --no-ff -m "Merge" pr
    assert_verified
    assert_contains "1 sign-off is unsigned: who made it rests on the commit's author"
    git reset -q --hard HEAD~ && echo more >README && git add README && git commit -qm "More"
    as mallory git cherry-pick pr >/dev/null
    assert_verified
    git reset -q --hard HEAD~ && git checkout -q pr && as mallory git rebase -q main && git checkout -q main
    git merge -q --ff-only pr
    assert_verified
}

@test "a key under two names proves nobody" {
    signers "erin@example.org,frank@example.org $(public_key_of erin)"
    forge "$(key_of erin)" >/dev/null
    enter
    refute_verified signoff/signature status/signoffs
    assert_contains "by a key that is listed for several people"
}

@test "a key under two names in two lines proves nobody" {
    signers "erin@example.org $(public_key_of erin)" "frank@example.org $(public_key_of erin)"
    forge "$(key_of erin)" >/dev/null
    enter
    refute_verified signoff/signature status/signoffs
    assert_contains "by a key that is listed for several people"
}

@test "a wildcard principal stands for nobody" {
    signers "*@example.org $(public_key_of mallory)"
    forge "$(key_of mallory)" >/dev/null
    enter
    refute_verified signoff/signature status/signoffs
    assert_contains "the key's line has only patterns for principals"
    # ssh-keygen itself would take it
    run stock_verify $SIGNOFFS/*.signoff erin
    assert_success
}

@test "a key that is listed for somebody and under a wildcard proves nobody" {
    signers "erin@example.org $(public_key_of erin)" "*@example.org $(public_key_of erin)"
    forge "$(key_of erin)" >/dev/null
    enter
    refute_verified signoff/signature status/signoffs
}

@test "a key that is not for this namespace" {
    signers "erin@example.org namespaces=\"git\" $(public_key_of erin)"
    forge "$(key_of erin)" >/dev/null
    enter
    refute_verified signoff/signature status/signoffs
    assert_contains "the key is not allowed for this namespace"
}

@test "a signature of another namespace: one of a commit, say" {
    forge "$(key_of erin)" namespace=git >/dev/null
    enter
    refute_verified signoff/signature status/signoffs
    assert_contains "the signature was made for namespace 'git'"
}

@test "an expired key, by the ledger's own time" {
    signers "erin@example.org valid-before=\"20260120Z\" $(public_key_of erin)"
    at 2026-02-01T09:00:00Z
    forge "$(key_of erin)" time=2026-02-01T09:00:00Z >/dev/null
    enter
    refute_verified signoff/signature status/signoffs
    assert_contains "its signature is expired"
}

@test "a stolen old key with a backdated time" {
    signers "erin@example.org valid-before=\"20260120Z\" $(public_key_of erin)"
    at 2026-02-01T09:00:00Z
    git commit -q --allow-empty -m "The line goes on"
    # statement and commit claim a time at which the key was good
    at 2026-01-15T09:00:00Z
    forge "$(key_of erin)" time=2026-01-15T09:00:00Z >/dev/null
    enter
    refute_verified signoff/signature status/signoffs
    assert_contains "its signature is expired"
}

@test "a key's day is the same day everywhere" {
    signers "erin@example.org valid-before=\"20260115\" $(public_key_of erin)"
    forge "$(key_of erin)" >/dev/null
    enter
    assert_verified
    # there, the 15th began eight hours before this step was made
    TZ=Pacific/Kiritimati run git postmortem verify
    assert_success
}

@test "a key that is not valid yet" {
    signers "erin@example.org valid-after=\"20270101Z\" $(public_key_of erin)"
    forge "$(key_of erin)" time=2027-02-01T09:00:00Z >/dev/null
    enter
    refute_verified signoff/signature status/signoffs
    assert_contains "its signature is not-yet-valid"
}

@test "a key in its time is good, and stays so when its time is over" {
    signers "erin@example.org valid-after=\"20260101Z\",valid-before=\"20260120Z\" $(public_key_of erin)"
    forge "$(key_of erin)" >/dev/null
    enter
    at 2027-01-01T00:00:00Z
    git commit -q --allow-empty -m "A year later"
    assert_verified
}

@test "a key that was taken out of the ledger signs nothing more, and what it signed stands" {
    forge "$(key_of erin)" >/dev/null
    enter
    signers "frank@example.org $(public_key_of frank)"
    assert_verified
    forge "$(key_of erin)" time=2026-01-01T00:00:00Z comment=backdated >/dev/null
    enter
    refute_verified signoff/signature
    assert_contains "the key is nobody's in allowed_signers"
    refute_contains status/signoffs
}

certify() { # CA: a certificate for erin@example.org on mallory's key
    [ -e ../keys/ca ] || { mkdir -p ../keys && ssh-keygen -q -t ed25519 -N '' -f ../keys/ca; }
    [ -e "../keys/$1" ] || ssh-keygen -q -t ed25519 -N '' -f "../keys/$1"
    cp "$(key_of mallory)" ../keys/holder && cp "$(key_of mallory).pub" ../keys/holder.pub
    ssh-keygen -q -s "../keys/$1" -I erin -n erin@example.org ../keys/holder.pub 2>/dev/null
    mv ../keys/holder-cert.pub ../keys/holder.pub
}

@test "a certificate by the ledger's own authority is good for the names in it" {
    certify ca
    signers "*@example.org cert-authority $(cut -d' ' -f1,2 ../keys/ca.pub)"
    forge ../keys/holder.pub >/dev/null
    enter
    assert_verified
}

@test "a certificate by another authority" {
    certify other
    signers "*@example.org cert-authority $(cut -d' ' -f1,2 ../keys/ca.pub)"
    forge ../keys/holder.pub >/dev/null
    enter
    refute_verified signoff/signature status/signoffs
}

@test "a certificate that names somebody else" {
    certify ca
    signers "*@example.org cert-authority $(cut -d' ' -f1,2 ../keys/ca.pub)"
    forge ../keys/holder.pub reviewer=frank@example.org >/dev/null
    enter
    refute_verified signoff/signature status/signoffs
}

@test "a key that the one who verifies knows to be revoked, in a list or in a KRL" {
    forge "$(key_of erin)" >/dev/null
    enter
    cut -d' ' -f1,2 "$(key_of frank).pub" >../list
    git config --global gpg.ssh.revocationFile ../list
    assert_verified
    cut -d' ' -f1,2 "$(key_of erin).pub" >>../list
    refute_verified signoff/signature
    assert_contains "its signature is revoked"
    ssh-keygen -q -k -f ../krl "$(key_of erin).pub"
    git config --global gpg.ssh.revocationFile ../krl
    refute_verified signoff/signature
    assert_contains "its signature is revoked"
    ssh-keygen -q -k -f ../krl "$(key_of frank).pub"
    assert_verified
    # one that can't be read revokes nobody that we knew of
    rm ../krl
    run git-postmortem verify
    assert_status 128
    assert_contains "the revoked keys can't be read"
    git config --global --unset gpg.ssh.revocationFile
    assert_verified
}

@test "a certificate by an authority that was revoked, or that was revoked itself" {
    certify ca
    signers "*@example.org cert-authority $(cut -d' ' -f1,2 ../keys/ca.pub)"
    forge ../keys/holder.pub >/dev/null
    enter
    git config --global gpg.ssh.revocationFile ../revoked
    cut -d' ' -f1,2 ../keys/ca.pub >../revoked
    refute_verified signoff/signature
    for key in ../keys/ca.pub ../keys/holder.pub; do
        ssh-keygen -q -k -f ../revoked -s ../keys/ca.pub "$key"
        refute_verified signoff/signature
        assert_contains "its signature is revoked"
    done
    # a ledger may not say what is revoked, nor what looks at signatures
    git config --global --unset gpg.ssh.revocationFile
    git config gpg.ssh.revocationFile "$PWD/../revoked"
    printf '#!/bin/sh\necho "$*" >>%s\nexit 1\n' "$PWD/../mark" >../program
    chmod +x ../program
    git config gpg.ssh.program "$PWD/../program"
    assert_verified
    [ ! -e ../mark ]
    git config --global gpg.ssh.program "$PWD/../program"
    run git-postmortem verify
    assert_status 1
    assert_contains "1 sign-off that can't be checked here"
    [ -s ../mark ]
}

@test "a role that the reviewer does not hold" {
    git postmortem people add frank@example.org --role security >/dev/null
    rules "- require: [{role: security}]"
    forge "$(key_of erin)" role=security >/dev/null
    enter
    refute_verified signoff/role status/signoffs
    assert_contains "erin@example.org did not hold the role 'security'"
}

@test "a role that the policy does not have" {
    forge "$(key_of erin)" role=king >/dev/null
    enter
    refute_verified signoff/role
}

@test "an override where the policy lets nobody" {
    forge "$(key_of erin)" verdict=override comment="No time." >/dev/null
    enter
    refute_verified signoff/role status/signoffs
    assert_contains "the policy lets nobody of this role override"
}

@test "a party's word by somebody who is not of it" {
    git postmortem people add frank@example.org --team sre >/dev/null
    rules "- require: [{role: party, each: true}]"
    forge "$(key_of erin)" role=party party=sre >/dev/null
    enter
    refute_verified signoff/role status/signoffs
}

@test "one person under two addresses is one of the two that are asked" {
    signers "erin@example.org $(public_key_of erin)" "erin@home.example $(public_key_of frank)"
    rules "- require: [{role: reviewer, count: 2}]"
    printf 'Erin <erin@example.org> <erin@home.example>\n' >.mailmap
    forge "$(key_of erin)" >/dev/null
    forge "$(key_of frank)" reviewer=erin@home.example >/dev/null
    enter
    refute_verified status/signoffs signoff/missing
    assert_contains "sign-off reviewer: 1 of 2"
}

@test "an OpenPGP signature counts by the one key that the ledger has for the reviewer" {
    command -v gpg >/dev/null || skip "gpg is not installed"
    local home file
    home=$(mktemp -d) && chmod 700 "$home"
    for who in erin mallory; do
        gpg --homedir "$home" --faked-system-time 20260101T000000 --batch --quiet --pinentry-mode loopback --passphrase '' \
            --quick-gen-key "$who@example.org" ed25519 sign 2>/dev/null
    done
    mkdir -p .postmortem/openpgp
    gpg --homedir "$home" --armor --export erin@example.org >.postmortem/openpgp/erin@example.org.asc
    git add -A && git commit -qm "Erin's OpenPGP key"
    for who in mallory erin; do
        git clean -qfd && git checkout -q .
        file=$(forge -)
        gpg --homedir "$home" --faked-system-time 20260110T000000 --batch --quiet --armor --detach-sign -u $who@example.org <"$file" >signature 2>/dev/null
        cat signature >>"$file" && rm signature
        enter
        if [ $who = mallory ]; then
            refute_verified signoff/signature status/signoffs
            git reset -q --hard HEAD~
        else
            assert_verified
            assert_contains "1 sign-off (1 signed)"
        fi
    done
    # interrupted while gpg runs: its folder is there while its process lives, and goes with the next one
    local scratch="$PWD/../scratch" verify other
    mkdir "$scratch" ../bin && mkfifo ../started
    printf '#!/bin/sh\necho >%q\nexec sleep 20\n' "$PWD/../started" >../bin/gpg && chmod +x ../bin/gpg
    TMPDIR=$scratch PATH=$PWD/../bin:$PATH git-postmortem verify --full >/dev/null 2>&1 3>&- &
    verify=$!
    read -r <../started
    other=$(ls "$scratch")
    TMPDIR=$scratch git-postmortem verify --full >/dev/null
    assert_same "$(ls "$scratch")" "$other"
    kill -TERM $verify && ! wait $verify
    [ -n "$(ls "$scratch")" ]
    TMPDIR=$scratch git-postmortem verify --full >/dev/null
    assert_same "$(ls "$scratch")" ""
    # one key in two files is one hand, however the armour is made
    git reset -q --hard HEAD~
    gpg --homedir "$home" --armor --no-emit-version --comment other --export erin@example.org \
        >.postmortem/openpgp/frank@example.org.asc
    git add -A && git commit -qm "The same key for Frank"
    file=$(forge -)
    gpg --homedir "$home" --faked-system-time 20260110T000000 --batch --quiet --armor --detach-sign -u erin@example.org <"$file" >signature 2>/dev/null
    cat signature >>"$file" && rm signature
    enter
    refute_verified signoff/signature
    assert_contains "by a key that is listed for several people"
    gpgconf --homedir "$home" --kill all 2>/dev/null || true
    rm -rf "$home"
}
