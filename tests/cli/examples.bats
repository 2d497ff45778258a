#!/usr/bin/env bats
# The example repository is what it claims to be: documents that the checks have nothing against.

load helper

setup() {
    pin_machine
    at 2026-03-05T09:00:00Z
    cp -r "$PM_SOURCE/examples/repository" ledger
    cd ledger
    git init -q
    git add -A
    git commit -qm "Example"
}

@test "the checks have nothing against the example's documents" {
    run git postmortem check --all
    assert_success
    assert_contains "no findings in 2 documents"
}

@test "the evidence of the example has the digest that its document names" {
    local folder=postmortems/2026/2026-03-03-stale-search
    local digest
    digest=$(sha256sum <$folder.evidence/lag.csv | cut -d' ' -f1)
    grep -q "sha256: $digest" $folder.md
}

@test "list and show read the example, Korean too" {
    run git postmortem list
    assert_success
    assert_contains 2026-03-03-stale-search "결제 인증서 만료를 12시간 전에 발견"
    run git postmortem show 인증서
    assert_success
    assert_contains near-miss
}

@test "the configuration of the example is what the schema for it allows" {
    git postmortem schema --for config >"$BATS_TEST_TMPDIR/config.schema.json"
    { echo ---; cat .postmortem/config.yaml; echo ---; } >"$BATS_TEST_TMPDIR/config.md"
    run git postmortem check --schema "$BATS_TEST_TMPDIR/config.schema.json" "$BATS_TEST_TMPDIR/config.md"
    assert_success
    sed -i 's/^review:/reviews:/' "$BATS_TEST_TMPDIR/config.md"
    run git postmortem check --schema "$BATS_TEST_TMPDIR/config.schema.json" "$BATS_TEST_TMPDIR/config.md"
    assert_status 1
}
