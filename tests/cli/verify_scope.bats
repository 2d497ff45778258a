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
    assert_contains "found of the other documents"
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
    assert_contains "of the other documents"
    run git postmortem verify refs/tags/2026-02-01-other
    assert_success
    refute_contains "of the other documents"
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

@test "no range hides another policy than the pinned one, nor a change of who is whom" {
    git reset -q --hard HEAD~2 && git commit -q --allow-empty -m Nothing
    run git postmortem verify "HEAD~1.."
    assert_success
    run git postmortem verify --policy "$(printf 'f%.0s' {1..64})" "HEAD~1.."
    assert_status 1
    assert_contains "[policy/pin]"
    printf 'Dana Doe <dana@example.org> <erin@example.org>\n' >.mailmap && git add .mailmap && git commit -qm Names
    run git postmortem verify "HEAD~1.."
    assert_status 1
    assert_contains "[signoff/own-text]"
}

@test "a document is told of wherever it was, and beside what some systems take for it" {
    git reset -q --hard HEAD~2
    mkdir "$SIGNOFFS.x" && mv "$SIGNOFFS.x" "${SIGNOFFS%.signoffs}.Signoffs" && echo x >"${SIGNOFFS%.signoffs}.Signoffs/x"
    git add -A && git commit -qm Twin
    run git postmortem verify "$ID"
    assert_status 1
    assert_contains "[document/twin]"
    git reset -q --hard HEAD~1
    mkdir postmortems/2025 && git mv "$DOCUMENT" "$SIGNOFFS" postmortems/2025/ && git commit -qm Moved
    run git postmortem verify "$ID"
    assert_status 1
    assert_contains "[document/deleted]"
    refute_contains "everything before"
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
    run git -C ../reader postmortem verify HEAD~1..main
    assert_status 1
    assert_contains "[audit/rewritten]"
    git -C ../reader checkout -q topic
    run git -C ../reader postmortem verify
    refute_contains "audit/rewritten"
    git -C ../reader checkout -q main
    git -C ../reader reflog delete "refs/remotes/origin/main@{0}"
    run git -C ../reader postmortem verify
    refute_contains "audit/rewritten"
}
