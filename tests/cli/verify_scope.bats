#!/usr/bin/env bats
# verify of a part: one document, a range; in other formats; and what this clone remembers of the shared branch.

load helper
load review

setup_file() {
    make_base a_violation_then_an_edit
}

# One violation in a document of its own, one step before an honest edit of the other document.
a_violation_then_an_edit() {
    new_repository && in_review && sign_off erin
    sed "s/$ID/2026-02-01-other/" "$DOCUMENT" >postmortems/2026/2026-02-01-other.md
    git add -A && git commit -qm "Reviewed by nobody"
    git tag -a -m wrong v1
    replace "tags: [retry]" "tags: [timeout]" && git postmortem commit "$ID" -q
}

setup() {
    take_base
}

@test "one document is judged without the others" {
    run git postmortem verify "$ID"
    assert_success
    assert_contains "1 document," "the other documents"
    run git postmortem verify 2026-02-01-other
    assert_status 1
    assert_contains "[status/signoffs]"
    run git postmortem verify HEAD~2 "$DOCUMENT" --json
    assert_success
    jq -e --arg path "$DOCUMENT" --arg tip "$(git rev-parse HEAD~2)" '.only == [$path] and .tip == $tip' <<<"$output"
    run git postmortem verify nothing-like-it
    assert_status 128
    assert_contains "'nothing-like-it' is neither a revision nor a document"
}

@test "an id comes before a tag of its name" {
    git tag 2026-02-01-other HEAD~2
    run git postmortem verify 2026-02-01-other
    assert_status 1
    assert_contains "the other documents"
    run git postmortem verify refs/tags/2026-02-01-other
    assert_success
    refute_contains "the other documents"
}

@test "a range tells what came in it" {
    run git postmortem verify "HEAD~1.."
    assert_success
    assert_contains "what was found up to" "verified from $(git rev-parse --short=7 HEAD~1) up to"
    run git postmortem verify "HEAD~2.."
    assert_status 1
    assert_contains "[status/signoffs]"
    run git postmortem verify "HEAD~2..HEAD~1" --json
    jq -e --arg from "$(git rev-parse HEAD~2)" '.from == $from and (.violations | length) > 0' <<<"$output"
    git checkout -q -b side HEAD~1 && git commit -q --allow-empty -m Side && git checkout -q main
    git merge -q --no-ff -m Merge side
    run git postmortem verify "side..main"
    assert_status 129
    assert_contains "is no step of the first-parent line" "it came in with"
}

@test "findings for machines are in the formats of check" {
    run --separate-stderr git postmortem verify --format sarif
    assert_status 1
    jq -e '.version == "2.1.0" and (.runs[0].results | map(.ruleId) | index("status/signoffs") != null)' <<<"$output"
    run --separate-stderr git postmortem verify --format github HEAD~2
    assert_success
    refute_contains "::error"
    run git postmortem verify --format sarfi
    assert_status 129
    git clone -q --depth 1 "file://$PWD" ../shallow
    run git -C ../shallow postmortem verify --format sarif
    assert_status 1
    jq -e '.runs[0].results | map(.ruleId) | index("audit/unchecked") != null' <<<"$output"
}

@test "the shared branch that was pushed over is told, a topic branch is its owner's" {
    git reset -q --hard HEAD~2
    git init -q --bare -b main ../server.git
    git remote add origin ../server.git
    git push -q -u origin main && git push -q origin main:topic
    git clone -q ../server.git ../reader
    git commit -q --allow-empty --amend -m "Rewritten" && git push -qf origin main && git push -qf origin main:topic
    local was
    was=$(git -C ../reader rev-parse --short=7 origin/main)
    git -C ../reader fetch -q && git -C ../reader reset -q --hard origin/main
    run git -C ../reader postmortem verify
    assert_status 1
    assert_contains "no longer holds $was, which was in origin/main until 2026-01-14" "[audit/rewritten]"
    git -C ../reader checkout -q topic
    run git -C ../reader postmortem verify
    refute_contains "audit/rewritten"
    git -C ../reader checkout -q main
    git -C ../reader reflog delete "refs/remotes/origin/main@{0}"
    run git -C ../reader postmortem verify
    refute_contains "audit/rewritten"
}
