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

@test "the quickstart refuses the author, ends verified, and leaves a repository to look around in" {
    run env TMPDIR="$BATS_TEST_TMPDIR" PM_BUILD="$PM_BUILD" "$PM_SOURCE/examples/quickstart"
    assert_success
    assert_contains "you (dana@example.org) wrote part of" "NOT verified: 1 violation"
    [[ ${output##*NOT verified} == *"verified up to"* ]] || complain "verified in the end"
    [ -z "$(grep -E '^(warning|fatal|quickstart): ' <<<"$output")" ] || complain "no warning on the way"

    # What it prints last, typed by somebody whose git knows no name and no key.
    { echo set -e; sed -n '/^The repository stays/,$s/^  //p' <<<"$output"; echo git postmortem verify; } >lines
    grep -q '^cd ' lines
    { cat lines; echo "git postmortem set deploys tags+=erin && git log -1 --format=%an"; } >as_erin
    grep -v include lines >lines.dana
    { cat lines.dana; echo "git postmortem set deploys tags+=dana && git log -1 --format=%an"; } >as_dana
    run env -i PATH=/usr/bin:/bin HOME="$BATS_TEST_TMPDIR" LSAN_OPTIONS="$LSAN_OPTIONS" bash as_dana
    assert_success
    [[ $output == *"verified up to"*"Dana Doe" ]] || complain "Dana types there"
    run env -i PATH=/usr/bin:/bin HOME="$BATS_TEST_TMPDIR" LSAN_OPTIONS="$LSAN_OPTIONS" bash as_erin
    assert_success
    [[ $output == *"verified up to"*"Erin Example" ]] || complain "Erin types there"
}
