#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# OpenSSH's own signatures through signature_driver: good where ssh-keygen finds them good, and nowhere else.

setup() {
    DRIVER=${PM_BUILD:?}/tests/signature_driver
    DATA=${PM_TEST_DATA:?}/sshsig
    KEYS=$DATA/openssh-unittest-testdata
    export TMPDIR=$BATS_TEST_TMPDIR
    [ -x "$DRIVER" ] || skip "signature_driver is not built"
    [ -d "$KEYS" ] || skip "PM_TEST_DATA has no sshsig"
}

# Questions for the driver: name, namespace, then jq filters that change one, each of which makes a question of its own.
question() {
    local IFS=,
    [ $# -gt 2 ] || set -- "$@" .
    jq -cn --arg id "$1 $2" --arg ns "$2" --rawfile sig "$KEYS/$1.sig" --rawfile pub "$KEYS/$1.pub" \
        --arg payload "$(base64 -w0 "$KEYS/signed-data")" \
        '{id: $id, payload: $payload, signature: $sig, allowed_signers: ("u@example.test " + $pub),
          namespace: $ns, revoked: null, time: 1700000000}'" | (${*:3})"
}

# One field of each answer to the questions on standard input, one a line. The driver is started once.
answers() { # FIELD
    "$DRIVER" | jq -r ".$1"
}

# What this machine's ssh-keygen says of the same: good, no, or unknown.
oracle() {
    echo "u@example.test $(cat "$KEYS/$1.pub")" >"$BATS_TEST_TMPDIR/allowed"
    if said=$(ssh-keygen -Y verify -f "$BATS_TEST_TMPDIR/allowed" -I u@example.test -n "$2" -s "$KEYS/$1.sig" \
        <"$KEYS/signed-data" 2>&1); then
        echo good
    elif [[ $said == *"unsupported key type"* ]]; then
        echo unknown
    else
        echo no
    fi
}

@test "every signature of OpenSSH's unit tests has ssh-keygen's verdict" {
    rows=0
    while IFS=$'\t' read -r name ns code _; do
        question "$name" "$ns"
    done <"$DATA/unittest.expected.tsv" | answers verdict >"$BATS_TEST_TMPDIR/verdicts"
    while IFS=$'\t' read -r name ns code _ && read -r verdict <&3; do
        here=$(oracle "$name" "$ns")
        echo "$name $ns: recorded $code, ssh-keygen here $here, we $verdict"
        case $here in
        good) [ "$verdict" = good ] ;;
        unknown) [ "$verdict" != good ] && [ "$code" != 0 ] ;;
        no) [ "$verdict" = bad ] && [ "$code" != 0 ] ;;
        esac
        [ "$code" != 0 ] || [ "$here" = good ] || [ "$here" = unknown ]
        rows=$((rows + 1))
    done <"$DATA/unittest.expected.tsv" 3<"$BATS_TEST_TMPDIR/verdicts"
    [ "$rows" -eq 14 ]
}

@test "a changed payload, another key, a revoked key and an unknown one are not good" {
    for name in ecdsa ecdsa_sk ecdsa_sk_webauthn ed25519 ed25519_sk rsa; do
        question $name unittest . '.payload = "eA=="' '.allowed_signers = ""' '.principal = "v@example.test"' \
            '.revoked = (.allowed_signers | ltrimstr("u@example.test "))' '.revoked = "x\u0000"' \
            '.signature += "x"' '.signature += "\u0000"'
    done | answers verdict >"$BATS_TEST_TMPDIR/verdicts"
    for name in ecdsa ecdsa_sk ecdsa_sk_webauthn ed25519 ed25519_sk rsa; do
        printf '%s\n' good bad untrusted untrusted revoked cannot-check bad bad
    done | diff - "$BATS_TEST_TMPDIR/verdicts"
}

@test "the usual keys need no program, and what needs one says so when it is missing" {
    for name in ecdsa ecdsa_sk ed25519 ed25519_sk rsa ecdsa_sk_webauthn; do
        question $name unittest '.ssh_program = "/nonexistent"'
    done | answers verdict >"$BATS_TEST_TMPDIR/verdicts"
    printf '%s\n' good good good good good cannot-check | diff - "$BATS_TEST_TMPDIR/verdicts"
}

@test "the fingerprint is the one that ssh-keygen prints" {
    for name in ecdsa ecdsa_sk ecdsa_sk_webauthn ed25519 ed25519_sk rsa; do
        question $name unittest
        ssh-keygen -lf "$KEYS/$name.pub" | cut -d' ' -f2 >&3
    done 3>"$BATS_TEST_TMPDIR/wanted" | answers key >"$BATS_TEST_TMPDIR/keys"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/wanted")" -eq 6 ]
    diff "$BATS_TEST_TMPDIR/wanted" "$BATS_TEST_TMPDIR/keys"
}

@test "the driver answers every line and outlives bad ones" {
    { echo '[]'; echo 'x'; echo '{"id": 7}'; question rsa unittest; } | "$DRIVER" >"$BATS_TEST_TMPDIR/answers"
    [ "$(jq -c '[.error != null, .id, .verdict]' "$BATS_TEST_TMPDIR/answers" | tr '\n' ' ')" = \
        '[true,null,null] [true,null,null] [false,7,"bad"] [false,"rsa unittest","good"] ' ]
}

@test "no file is left behind" {
    { question rsa unittest; question rsa file; question ecdsa unittest '.payload = "eA=="'; question ecdsa_sk_webauthn unittest; } |
        "$DRIVER" >/dev/null
    [ -z "$(find "$TMPDIR" -name 'git-postmortem-*')" ]
}
