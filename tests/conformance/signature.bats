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

# A question for the driver: name, namespace, then jq assignments to change it.
question() {
    jq -cn --arg id "$1 $2" --arg ns "$2" --rawfile sig "$KEYS/$1.sig" --rawfile pub "$KEYS/$1.pub" \
        --arg payload "$(base64 -w0 "$KEYS/signed-data")" \
        '{id: $id, payload: $payload, signature: $sig, allowed_signers: ("u@example.test " + $pub),
          namespace: $ns, revoked: null, time: 1700000000}'" | ${3:-.}"
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
        verdict=$(question "$name" "$ns" | "$DRIVER" | jq -r .verdict)
        here=$(oracle "$name" "$ns")
        echo "$name $ns: recorded $code, ssh-keygen here $here, we $verdict"
        case $here in
        good) [ "$verdict" = good ] ;;
        unknown) [ "$verdict" != good ] && [ "$code" != 0 ] ;;
        no) [ "$verdict" = bad ] && [ "$code" != 0 ] ;;
        esac
        [ "$code" != 0 ] || [ "$here" = good ] || [ "$here" = unknown ]
        rows=$((rows + 1))
    done <"$DATA/unittest.expected.tsv"
    [ "$rows" -eq 14 ]
}

@test "a changed payload, another key, a revoked key and an unknown one are not good" {
    for name in ecdsa ecdsa_sk ecdsa_sk_webauthn ed25519 ed25519_sk rsa; do
        [ "$(question $name unittest | "$DRIVER" | jq -r .verdict)" = good ]
        [ "$(question $name unittest '.payload = "eA=="' | "$DRIVER" | jq -r .verdict)" = bad ]
        [ "$(question $name unittest '.allowed_signers = ""' | "$DRIVER" | jq -r .verdict)" = untrusted ]
        [ "$(question $name unittest '.principal = "v@example.test"' | "$DRIVER" | jq -r .verdict)" = untrusted ]
        [ "$(question $name unittest '.revoked = (.allowed_signers | ltrimstr("u@example.test "))' |
            "$DRIVER" | jq -r .verdict)" = revoked ]
        [ "$(question $name unittest '.revoked = "x\u0000"' | "$DRIVER" | jq -r .verdict)" = cannot-check ]
        [ "$(question $name unittest '.signature += "x"' | "$DRIVER" | jq -r .verdict)" = bad ]
        [ "$(question $name unittest '.signature += "\u0000"' | "$DRIVER" | jq -r .verdict)" = bad ]
    done
}

@test "the usual keys need no program, and what needs one says so when it is missing" {
    for name in ecdsa ecdsa_sk ed25519 ed25519_sk rsa; do
        [ "$(question $name unittest '.ssh_program = "/nonexistent"' | "$DRIVER" | jq -r .verdict)" = good ]
    done
    [ "$(question ecdsa_sk_webauthn unittest '.ssh_program = "/nonexistent"' | "$DRIVER" | jq -r .verdict)" = cannot-check ]
}

@test "the fingerprint is the one that ssh-keygen prints" {
    for name in ecdsa ecdsa_sk ecdsa_sk_webauthn ed25519 ed25519_sk rsa; do
        [ "$(question $name unittest | "$DRIVER" | jq -r .key)" = "$(ssh-keygen -lf "$KEYS/$name.pub" | cut -d' ' -f2)" ]
    done
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
