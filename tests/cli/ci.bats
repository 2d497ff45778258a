#!/usr/bin/env bats
# The CI files of examples/ci: their shell bodies, taken out of the YAML, in a clone as a runner makes it, with a
# detached HEAD and no identity. Oracle of what they are is PyYAML; of what they say, their exit code.

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
    as erin git postmortem approve "$ID" >/dev/null
    git push -q 2>/dev/null
    git checkout -q -b topic
}

setup() {
    take_base dana
    at 2026-01-20T09:00:00Z
}

body() { # FILE PYTHON: an expression over the document `y`
    python3 -c "import sys, yaml; y = yaml.safe_load(open(sys.argv[1])); print($2, end='')" \
        "$PM_SOURCE/examples/ci/$1.yml"
}

github_step() { # NAME: its body, run as a runner does
    body github "next(s['run'] for s in y['jobs']['postmortems']['steps'] if s.get('name') == '$1')" >../body
    run_body
}

run_body() {
    local home=$BATS_TEST_TMPDIR/nobody
    mkdir -p "$home"
    (cd ../runner && env -u GIT_CONFIG_GLOBAL HOME="$home" "${given[@]}" sh -e "$BATS_TEST_TMPDIR/body" 2>&1)
}

checkout() { # the pushed topic merged into main, as GitHub gives it; OPTION… of git clone
    git push -q --force origin topic
    rm -rf ../runner && git clone -q "$@" "file://$BATS_TEST_TMPDIR/origin.git" ../runner
    git -C ../runner checkout -q --detach origin/main 2>/dev/null || git -C ../runner checkout -q --detach
    as erin git -C ../runner merge -q --no-ff -m "Merge" origin/topic 2>/dev/null || true
}

on_github() {
    local policy
    policy=$(git postmortem verify --json | jq -r .genesis_policy)
    given=(BASE=main KNOWN=origin/main POLICY="$policy")
    github_step "What the pull request brings" && github_step "The whole ledger"
}

on_gitlab() {
    given=(CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main CI_COMMIT_BEFORE_SHA="$(printf %040d 0)"
        CI_MERGE_REQUEST_DIFF_BASE_SHA="$(git merge-base main topic)")
    body gitlab "y['postmortems']['script'][0]" >../body
    git -C ../runner checkout -q --detach origin/topic
    run_body
}

both() {
    checkout && on_github && on_gitlab
}

@test "the files fetch the whole history, can only read, pin what they use, and put no name into a command" {
    python3 - "$PM_SOURCE" <<'END'
import re, subprocess, sys, yaml

source = sys.argv[1]
github, gitlab = (yaml.safe_load(open(f"{source}/examples/ci/{name}.yml")) for name in ("github", "gitlab"))
steps = github["jobs"]["postmortems"]["steps"]
uses = {step["uses"]: step.get("with") for step in steps if "uses" in step}
bodies = [step["run"] for step in steps if "run" in step]
gitlab_job = gitlab["postmortems"]
assert github["permissions"] == {"contents": "read"} and "permissions" not in github["jobs"]["postmortems"]
assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", name) for name in uses) and len(uses) == 2
assert {"fetch-depth": 0, "persist-credentials": False} in uses.values()
assert gitlab_job["variables"] == {"GIT_DEPTH": 0}
assert not [body for body in bodies if "${{" in body]
readme = open(f"{source}/README.md").read()
for line in ("cmake --preset release && cmake --build --preset release", "cmake --install build/release"):
    assert line in readme and line in bodies[0] and line in gitlab_job["before_script"][0], line
for body in bodies + gitlab_job["before_script"] + gitlab_job["script"]:
    subprocess.run(["sh", "-n"], input=body.encode(), check=True)
END
}

@test "what is in order passes; so does a push to main" {
    git postmortem set checkout tags+=late -q
    run both
    assert_success
    [ "$(grep -c "verified up to" <<<"$output")" -eq 2 ] || complain "verified on both"
    jq -e 'type == "array"' ../runner/gl-code-quality-report.json
    given=(KNOWN="$(git rev-parse main)" POLICY=)
    run github_step "The whole ledger"
    assert_success
    run github_step "All documents"
    assert_success
    github_step "Findings for programs"
    jq -e '.version == "2.1.0"' ../runner/postmortems.sarif
}

@test "a finding that the branch brings: both say it with the command that mends it, and that mends it" {
    local id=2026-01-19-another
    sed "s/^id: .*/id: $id/; s/^status: .*/status: draft/; s/technical-lapse/tecnical-lapse/" $DOCUMENT >postmortems/2026/$id.md
    git add -A && git commit -qm "Another"
    checkout
    run on_github
    assert_status 1
    assert_contains "::error file=postmortems/2026/$id.md" "= fix: git postmortem check --fix $id"
    run on_gitlab
    assert_status 1
    assert_contains "= fix: git postmortem check --fix $id"
    jq -e 'any(.[]; .check_name == "finding/class")' ../runner/gl-code-quality-report.json
    eval "$(sed -n 's/^ *= fix: \(git postmortem check --fix .*\)/\1/p' <<<"$output")" >/dev/null || true
    git commit -qam "Mended"
    checkout
    given=(BASE=main)
    run github_step "What the pull request brings"
    assert_success
}

@test "a sign-off deleted on the branch: both refuse it, and what they say mends it" {
    git postmortem set checkout tags+=late -q
    git rm -q $SIGNOFFS/*.signoff && git commit -qm "Clean up"
    checkout
    run on_gitlab
    assert_status 1
    assert_contains signoff/append-only "git rebase --onto"
    run on_github
    assert_status 1
    assert_contains signoff/append-only
    eval "$(sed -n 's/^ *fix: \(git rebase.*\)/\1/p' <<<"$output")" 2>/dev/null
    checkout
    run on_github
    assert_success
}

@test "another policy than the pinned one, a rewritten main, and a shallow clone are no good state" {
    checkout
    given=(KNOWN=origin/main POLICY="$(printf x | sha256sum | cut -c1-64)")
    run github_step "The whole ledger"
    assert_status 1
    assert_contains policy/pin
    given=(KNOWN="$(git commit-tree -m gone 'main^{tree}')" POLICY=)
    run github_step "The whole ledger"
    assert_status 1
    assert_contains audit/rewritten
    checkout --depth 1 --no-single-branch
    given=(KNOWN= POLICY=)
    run github_step "The whole ledger"
    assert_status 1
    assert_contains "git fetch --unshallow"
}
