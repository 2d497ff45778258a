#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Commits signed by every kind of key with real ssh-keygen and gpg, with every fault of LEDGER section 7 item 2: what we
# say of each through signature_driver is what git verify-commit says of it, but for the rows of verdicts-stricter.tsv.

setup() {
    DRIVER=${PM_BUILD:?}/tests/signature_driver
    HERE=$BATS_TEST_DIRNAME
    [ -x "$DRIVER" ] || skip "signature_driver is not built"
}

teardown() {
    GNUPGHOME=$BATS_TEST_TMPDIR/made/gnupg gpgconf --kill all || true
}

@test "our verdict of every commit is git's own, and where we are stricter it is listed" {
    cc -shared -fPIC -O1 -o "$BATS_TEST_TMPDIR/authenticator.so" "$HERE/authenticator.c" -lcrypto
    mkdir "$BATS_TEST_TMPDIR/made"
    run env PYTHONDONTWRITEBYTECODE=1 python3 "$HERE/verdicts_suite.py" "$DRIVER" \
        "$BATS_TEST_TMPDIR/authenticator.so" "$HERE/verdicts-stricter.tsv" "$BATS_TEST_TMPDIR/made"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *" good to git, 0 wrong"* ]]
    # each kind of key and certificate is among them
    local kind
    for kind in "good: "{ed25519,ecdsa-256,ecdsa-384,ecdsa-521,rsa,sk-ed25519,sk-ecdsa,sk-no-touch} \
        "RSA: rsa-sha2-256 over sha256" "RSA: rsa-sha2-512 over sha512" \
        "certificate: cert-"{ed25519,ecdsa-256,ecdsa-521,rsa,sk-ed25519,sk-ecdsa} \
        "OpenPGP: pgp-"{rsa,ed25519,nistp256,subkey,rsa-subkey}; do
        [[ $output == *"$kind: git good, we good"* ]]
    done
}
