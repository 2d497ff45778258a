#!/usr/bin/env bats
# check of what is in history: a revision, a range, and what is new since a revision; and of other branches.

load helper

TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ456789
REPORT=postmortems/2026/2026-01-14-checkout.md

write_report() { # KIND TEXT…: the report as it would be, with this kind and these lines at the end
    local kind=$1
    shift
    mkdir -p postmortems/2026
    cat >$REPORT <<END
---
schema: 1
id: 2026-01-14-checkout
title: Checkout
kind: $kind
severity: 3
status: draft
owner: dana@example.org
services: [checkout]
summary: It was slow.
times:
  started: "2026-01-14T16:58:00Z"
impact: {customers: 0, data_breach: none}
---

## Timeline

All times in UTC.

- 2026-01-14 16:40 deployed
- 2026-01-14 16:58 slow

## Lessons

Text.
$(printf '%s\n' "$@")
END
}

record() { # MESSAGE
    git add -A
    git commit -qm "$1"
}

# main: start (fine) - kind (an error) - key (a secret) - gone (the secret is taken out) - more (a dead link). A side
# branch from start has a dead link of its own, and is merged last.
setup_file() {
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR pin_machine
    new_repository
    git-postmortem init -q
    write_report outage
    record start && git tag start
    write_report outrage
    record kind && git tag kind
    write_report outrage "key $TOKEN"
    record key && git tag key
    write_report outrage
    record gone && git tag gone
    git checkout -qb topic start
    mkdir postmortems/2025
    sed "s/2026-01-14-checkout/other/; \$a [away](nowhere.md)" $REPORT >postmortems/2025/other.md
    record side && git tag side
    git checkout -q main
    git merge -q --no-edit topic
    write_report outrage "[this](missing.png)"
    record more && git tag more
}

setup() {
    pin_machine
    export GIT_CEILING_DIRECTORIES=$BATS_FILE_TMPDIR
    cd "$BATS_FILE_TMPDIR/repository"
}

copy() {
    cp -r "$BATS_FILE_TMPDIR/repository" "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy"
}

found() { # REVISION OR OPTION…: "commit rule" of each finding, sorted; the commit by its tag
    git postmortem check --format json "$@" >"$BATS_TEST_TMPDIR/found.json" || [ $? -eq 1 ]
    jq -r '.findings[] | "\(.commit // "-") \(.rule)"' "$BATS_TEST_TMPDIR/found.json" | while read -r commit rule; do
        [ "$commit" = - ] || commit=$(git tag --points-at "$commit")
        echo "$commit $rule"
    done | sort | tr '\n' ';'
}

@test "a revision is judged as it was, whatever is there now" {
    assert_same "" "$(found start)"
    assert_same "- schema/enum;" "$(found kind)"
    assert_same "- schema/enum;- secret/token;" "$(found key)"
    assert_same "- link/dead;" "$(found side)"
    run git postmortem check start
    assert_success
    assert_output "no findings in 1 document"
    run git postmortem check key
    assert_status 1
}

@test "git's ways to write a revision are understood, with a path behind a colon, and ids and folders beside" {
    local words
    for words in key~0 "$(git rev-parse --short key)" refs/tags/key "key:$REPORT" "key checkout" "checkout key" \
        "key postmortems/2026" "key $REPORT" "main~3"; do
        # shellcheck disable=SC2086
        assert_same "- schema/enum;- secret/token;" "$(found $words)"
    done
    (cd postmortems/2026 && assert_same "- schema/enum;- secret/token;" "$(found key 2026-01-14-checkout.md)")
    assert_same "- link/dead;" "$(found main other)"
}

@test "a branch whose name is part of an id is the branch, and an id that is whole is the document" {
    copy
    git branch checkout start
    assert_same "" "$(found checkout)"
    git branch 2026-01-14-checkout start
    assert_same "- link/dead;- schema/enum;" "$(found 2026-01-14-checkout)"
}

@test "another secret is new where there was one, and each that is gone is told" {
    local other=${TOKEN/ghp_0/ghp_9}
    copy
    git checkout -q --detach key
    write_report outrage "key $TOKEN" "key $other"
    record swapped && git tag two
    write_report outrage "key $other"
    record swapped && git tag swapped
    assert_same "two secret/token;" "$(found key..)"
    assert_same "- secret/token;" "$(found --since key HEAD)"
    assert_same "key secret/token;two secret/token;" "$(found kind..)"
    write_report outrage
    record none && git tag none
    assert_same "key secret/token;two secret/token;" "$(found kind..)"
    # of two that one commit brought, the one that stays does not stand for the other
    git checkout -q kind && write_report outrage "key $TOKEN" "key $other"
    record both && git tag both
    write_report outrage "key $other"
    record one && git tag one
    assert_same "both secret/token;both secret/token;" "$(found kind..)"
}

@test "a range tells which commit brought each finding, and a secret that is gone again" {
    assert_same "key secret/token;kind schema/enum;more link/dead;side link/dead;" "$(found start..)"
    assert_same "key secret/token;kind schema/enum;" "$(found start..gone)"
    assert_same "key secret/token;" "$(found kind..gone)"
    assert_same "more link/dead;" "$(found main~1..main)"
    assert_same "" "$(found more..main)"
    assert_same "kind schema/enum;" "$(found side..kind)"
    # from the fork on, whichever way round: what the side has is not in it
    assert_same "key secret/token;kind schema/enum;more link/dead;" "$(found side..main checkout)"
    assert_same "side link/dead;" "$(found gone...side)"
    run git postmortem check start..gone
    assert_status 1
    assert_contains "$(git rev-parse --short=7 key) $REPORT:" "$(git rev-parse --short=7 kind) $REPORT:5:7: error: "
    run git postmortem check more~1..more
    assert_success
}

@test "a document that is moved brings nothing new" {
    copy
    git checkout -qb moving gone
    mkdir postmortems/2020
    git mv $REPORT postmortems/2020/
    echo "Another line." >>postmortems/2020/2026-01-14-checkout.md
    record moved
    assert_same "" "$(found gone..moving)"
    assert_same "" "$(found --since gone)"
}

@test "a move on a side branch takes nothing from a document that the merge leaves where it was" {
    copy
    git checkout -q --detach gone
    git checkout -q -b moving kind
    git mv $REPORT postmortems/2026/2026-01-14-elsewhere.md
    git commit -qm aside
    git checkout -q --detach gone
    git merge -q -s ours --no-edit moving
    assert_same "key secret/token;kind schema/enum;" "$(found start..HEAD checkout)"
}

@test "what one side mended and the merge did not is told as before" {
    copy
    git checkout -q --detach kind && git commit -q --allow-empty -m side && git branch side-of-kind
    git checkout -q --detach kind && write_report outage && record mended
    git merge -q --no-commit side-of-kind -s ours && git checkout kind -- $REPORT && git commit -qm merged
    assert_same "kind schema/enum;" "$(found start..HEAD checkout)"
    assert_same "" "$(found kind..HEAD checkout)"
}

@test "of two equal findings the one that was there before is not told" {
    copy
    write_report outrage "[this](missing.png)" "[this](missing.png)"
    record twice && git tag twice
    assert_same "twice link/dead;" "$(found more..twice)"
    assert_same "- link/dead;" "$(found --since more)"
    [ "$(jq '.findings[0].line' "$BATS_TEST_TMPDIR/found.json")" -eq 27 ]
}

@test "--since tells what is new in the working tree, the index or a revision" {
    copy
    write_report outrage "[this](missing.png)" "key $TOKEN"
    assert_same "- secret/token;" "$(found --since HEAD)"
    assert_same "- link/dead;- schema/enum;- secret/token;" "$(found --since start checkout)"
    assert_same "" "$(found --staged --since HEAD)"
    git add $REPORT
    assert_same "- secret/token;" "$(found --staged --since HEAD)"
    assert_same "- secret/token;" "$(found --since kind key)"
    run git postmortem check --since HEAD
    assert_status 1
    assert_contains "1 error in 2 documents · not shown: 3 findings that were there before"
    # from where the two parted: what the side brought is not new on it
    git checkout -qf topic
    assert_same "- link/dead;" "$(found --since main~2)"
    assert_same "" "$(found --since main)"
}

@test "what a link led to is looked for where the link is" {
    copy
    write_report outrage "[this](graph.png)"
    : >postmortems/2026/graph.png
    record graph
    git rm -q postmortems/2026/graph.png
    git commit -qm "Take it away"
    assert_same "- schema/enum;" "$(found main~1 checkout)"
    assert_same "- link/dead;" "$(found --since main~1)"
}

@test "a bare repository and its revisions are checked without a working tree" {
    git clone -q --bare . "$BATS_TEST_TMPDIR/bare.git"
    cd "$BATS_TEST_TMPDIR/bare.git"
    assert_same "- schema/enum;- secret/token;" "$(found key)"
    assert_same "key secret/token;kind schema/enum;" "$(found start..gone)"
    assert_same "- link/dead;- link/dead;" "$(found --since gone)"
    assert_same "- link/dead;- schema/enum;" "$(found postmortems/2026)"
    assert_same "- link/dead;- schema/enum;" "$(found $REPORT)"
    run git postmortem check --staged
    assert_status 129
    assert_contains "nothing is staged in a bare repository"
}

@test "what cannot be told is refused in one way each" {
    local words
    while IFS='|' read -r code words message; do
        # shellcheck disable=SC2086
        run git postmortem check $words
        assert_status "$code"
        assert_line "fatal: $message"
    done <<END
128|nowhere..main|'nowhere' in 'nowhere..main' names no commit
128|--since nowhere|'nowhere' names no commit
128|main~20|there is no postmortem and no file 'main~20'
128|main nothing|there is no postmortem 'nothing'
129|start main|'start' and 'main' are two revisions
129|--since start start..main|--since takes no range, but 'start..main' is one
129|--staged main|--staged takes no 'main'
END
    git clone -q --depth 1 "file://$PWD" "$BATS_TEST_TMPDIR/shallow"
    cd "$BATS_TEST_TMPDIR/shallow"
    run git postmortem check HEAD~1..
    assert_status 128
    assert_contains "'HEAD~1' in 'HEAD~1..' names no commit" "fetch-depth: 0"
}

@test "an id that another branch has at another path is told, and one that was moved is not" {
    copy
    # the side moved its report away from where main has it
    git checkout -q topic
    git mv postmortems/2025 postmortems/2024
    record moved
    git checkout -q main
    assert_same "" "$(found | grep -o '[^;]*duplicate;')"
    git checkout -q topic
    sed 's/^id: .*/id: twin/' postmortems/2024/other.md >postmortems/2024/twin.md
    record twin
    git checkout -q main
    sed 's/^id: .*/id: twin/' $REPORT >postmortems/2026/twin.md
    run git postmortem check twin
    assert_contains "warning: id 'twin' is taken by 'postmortems/2024/twin.md' on branch 'topic' [id/duplicate]"
    record ours
    assert_same "- id/duplicate;- link/dead;- schema/enum;" "$(found twin)"
}

@test "a superseded report should lead to the one that supersedes it" {
    copy
    sed -i 's/^status: .*/&\nsupersedes: [other]/' $REPORT
    run git postmortem check checkout
    assert_contains "warning: 'other' does not lead here in its 'related' [link/back]" \
        "fix: git postmortem set other related+=2026-01-14-checkout"
    git postmortem set other related+=2026-01-14-checkout
    assert_same "- link/dead;- schema/enum;" "$(found checkout)"
}
