#!/usr/bin/env bats
# acknowledge: role policy says why a violation in the history is let be.

load helper
load review

setup_file() {
    make_base a_reverted_approval
}

# A forge's Revert button took erin's approval away; then the document was edited on a branch and merged.
a_reverted_approval() {
    new_repository && in_review
    add_person dana --role policy
    sign_off erin
    git revert --no-edit HEAD >/dev/null
    git tag reverted
    git checkout -qb side
    git postmortem set checkout tags+=cache -q
    git tag on-a-branch
    git checkout -q main
    git merge -q --no-ff -m "Merge" side
}

setup() {
    take_base
}

acknowledge() { # PERSON COMMIT [OPTION…]
    run --separate-stderr as "$1" git postmortem acknowledge "${@:2}"
}

@test "a step that violates something is acknowledged by its name, and verify lists it" {
    refute_verified signoff/append-only
    acknowledge dana reverted
    assert_status 1
    assert_stderr_contains "acknowledge needs a reason" "say why with -m"
    acknowledge dana "$(git rev-parse --short reverted)" -m "The button, by mistake."
    assert_success
    assert_contains "acknowledged as policy, signed"
    local step file
    step=$(git rev-parse reverted)
    file=$(git show --format= --name-only | grep 'signoff$')
    run statement_of "$file"
    assert_line "document: step:$step"
    assert_line "verdict: acknowledge"
    assert_line "role: policy"
    assert_line "content: sha256:$(git cat-file commit "$step" | sha256sum | cut -c1-64)"
    assert_line "comment: The button, by mistake."
    run stock_verify "$file" dana
    assert_success
    assert_same "$(git show --format=%s -s)" "postmortem: acknowledge $step as policy"
    assert_verified
    assert_contains "2 violations acknowledged" "acknowledged by dana@example.org: The button, by mistake."
    acknowledge dana reverted -m "Again."
    assert_status 1
    assert_stderr_contains "is acknowledged already"
}

@test "only role policy, only a step of this line, and only one that violates something" {
    acknowledge erin reverted -m "Never mind."
    assert_status 1
    assert_stderr_contains "only role 'policy' acknowledges, and erin@example.org does not hold it"
    acknowledge dana reverted^ -m x
    assert_status 1
    assert_stderr_contains "violates nothing" "git postmortem acknowledge $(git rev-parse --short=7 reverted) -m …"
    acknowledge dana on-a-branch -m x
    assert_status 1
    assert_stderr_contains "is no step of this line" "it came with the step $(git rev-parse --short=7 main)"
    acknowledge dana "$(git commit-tree -m x HEAD^{tree})" -m x
    assert_status 1
    assert_stderr_contains "is no step of this line"
    acknowledge dana nonsense -m x
    assert_status 128
    assert_same "$(git status --porcelain)" ""
    refute_verified signoff/append-only
}

@test "in a bare repository, on another branch, as a dry run" {
    local before
    before=$(repository_state)
    acknowledge dana reverted -m "The button." -n
    assert_success
    assert_contains "+verdict: acknowledge"
    [ "$(repository_state)" = "$before" ]
    git branch other
    git clone -q --bare . ../bare.git && cd ../bare.git
    acknowledge dana reverted -m "The button." --on refs/heads/other --json
    assert_success
    jq -e '.event == "acknowledge"' <<<"$output"
    run git postmortem verify other
    assert_success
    run git postmortem verify
    assert_status 1
}
