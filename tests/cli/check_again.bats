#!/usr/bin/env bats
# check of all documents, once more: what is remembered of the last time changes no answer. What --full says, without
# any memory, is what must be said.

load helper

FIRST=postmortems/2026/2026-01-14-first.md
SECOND=postmortems/2026/2026-01-14-second.md

write_report() { # ID RELATED [LINE…]: without a finding, as long as what it refers to is there
    local id=$1 related=$2
    shift 2
    cat >"postmortems/2026/$id.md" <<END
---
schema: 1
id: $id
title: Checkout
kind: outage
severity: 3
status: draft
owner: dana@example.org
services: [checkout]
summary: It was slow.
times:
  started: "2026-01-14T16:58:00Z"
  detected: "2026-01-14T17:00:00Z"
impact: {customers: 0, data_breach: none}
evidence:
  - {id: E1, what: a graph, at: $id.evidence/graph.txt, sha256: $(printf 'graph\n' | sha256sum | cut -d' ' -f1)}
related: [$related]
---

## Timeline

All times in UTC.

- 2026-01-14 16:40 deployed
- 2026-01-14 16:58 slow

## Lessons

[The graph]($id.evidence/graph.txt) says it. $*
END
    mkdir -p "postmortems/2026/$id.evidence"
    [ -e "postmortems/2026/$id.evidence/graph.txt" ] || echo graph >"postmortems/2026/$id.evidence/graph.txt"
}

# One for each test, with documents that are older than what counts as just now.
setup_file() {
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR pin_machine
    for name in used fresh told changed broken; do
        new_repository "$BATS_FILE_TMPDIR/$name"
        git-postmortem init -q
        mkdir -p postmortems/2026
        write_report 2026-01-14-first 2026-01-14-second
        write_report 2026-01-14-second 2026-01-14-first
        git add -A
        git commit -qm "Documents"
    done
    sleep 2.1
}

settled() { # NAME
    cd "$BATS_FILE_TMPDIR/$1" || return
}

memory() {
    echo "$HOME"/.cache/git-postmortem/checked/*
}

# The first document, as it is now, was without a finding.
lie() {
    stamp=$(stat -c %i.%s. $FIRST)$(stat -c %.9Z $FIRST | tr -d .)
    sed "2s/^[^\t]*/$stamp/" "$BATS_TEST_TMPDIR/true" >"$(memory)"
    reseal "$(memory)"
}

# The answer with what is remembered is the one without; and it has TEXT.
assert_same() { # TEXT
    local full
    full=$(git-postmortem check --full --format json) || true
    run git-postmortem check --format json
    diff <(echo "$full") <(echo "$output") || complain "what --full says"
    assert_contains "$1"
}

@test "what is remembered of unchanged documents is used, and not with --full" {
    settled used
    run git-postmortem check
    assert_output "no findings in 2 documents"
    cp "$(memory)" "$BATS_TEST_TMPDIR/true"
    [ "$(sed 1d "$(memory)" | cut -f2)" = "$FIRST"$'\n'"$SECOND" ]
    write_report 2026-01-14-first 2026-01-14-second "[Nothing](nothing.md)"
    lie
    run git-postmortem check
    assert_output "no findings in 2 documents"
    lie
    run git-postmortem check --full
    assert_contains "link to 'postmortems/2026/nothing.md'"
    # nobody else may have told it
    lie && chmod 666 "$(memory)"
    run git-postmortem check
    assert_contains "link to 'postmortems/2026/nothing.md'"
}

@test "a file that changed just now is not remembered" {
    settled fresh
    touch $SECOND
    git-postmortem check
    [ "$(sed 1d "$(memory)" | cut -f2)" = "$FIRST" ]
}

@test "a document with a finding is told of each time" {
    settled told
    write_report 2026-01-14-second 2026-01-14-first "[Nothing](nothing.md)"
    sleep 2.1
    assert_same "link/dead"
    assert_same "link/dead"
}

@test "whatever changes around a remembered document, the answer is that of a full check" {
    settled changed
    git-postmortem check
    assert_same '"documents":2'

    # the document itself: as long as before, and as old
    touch -r $FIRST "$BATS_TEST_TMPDIR/old"
    sed -i 's/outage/outrag/' $FIRST && touch -r "$BATS_TEST_TMPDIR/old" $FIRST
    assert_same "outrag"
    git checkout -q $FIRST

    # what it refers to
    mv postmortems/2026/2026-01-14-second.evidence/graph.txt kept.txt
    assert_same "evidence/"
    echo grapb >postmortems/2026/2026-01-14-second.evidence/graph.txt
    assert_same "evidence/digest"
    mv kept.txt postmortems/2026/2026-01-14-second.evidence/graph.txt
    git mv $FIRST postmortems/2026/2026-01-14-third.md
    assert_same "link/unknown"
    git mv postmortems/2026/2026-01-14-third.md $FIRST

    # another one of its id, here and on a branch
    mkdir postmortems/2025
    cp $SECOND postmortems/2025/
    assert_same "id/duplicate"
    tree=$(GIT_INDEX_FILE=$BATS_TEST_TMPDIR/index sh -c "git add postmortems/2025 && git write-tree")
    git branch other "$(git commit-tree -m Twin -p HEAD~1 "$tree")"
    rm -r postmortems/2025
    assert_same "on branch 'other'"
    git branch -qD other

    # the rules, and the day
    git-postmortem check
    echo '{"required": ["x-team"]}' >.postmortem/schema.json
    assert_same "x-team"
    rm .postmortem/schema.json
    git-postmortem check
    at 2026-01-01T00:00:00Z
    assert_same "future"
}

@test "a memory that is broken, foreign or not to be written is none" {
    settled broken
    git-postmortem check
    lines=$(cat "$(memory)")
    for broken in "" "no premise" "$(head -1 <<<"$lines")"$'\nx\t\n\t\t\n' "${lines%?}" "${lines//+/-}"; do
        printf '%s' "$broken" >"$(memory)"
        assert_same '"documents":2'
    done
    rm -r "$HOME/.cache/git-postmortem"
    echo none >"$HOME/.cache/git-postmortem"
    assert_same '"documents":2'
    rm "$HOME/.cache/git-postmortem"
    XDG_CACHE_HOME=relative assert_same '"documents":2'
    [ ! -e relative ]
}

@test "a document in review that gets its sign-offs is told of, though its file is as it was" {
    load review
    new_repository && in_review
    { # what else there is to say of it does not matter here
        echo "checks:"
        echo "  levels:"
        git-postmortem check --format json | jq -r '.findings[].rule' | sort -u | sed 's/.*/    &: none/'
    } >levels.tmp
    cat levels.tmp >>.postmortem/config.yaml && rm levels.tmp
    git commit -qam "Levels"
    sleep 2.1
    git-postmortem check
    [ "$(sed 1d "$(memory)" | cut -f2)" = "$DOCUMENT" ]
    assert_same '"documents":1'
    forge "$(key_of erin)" >/dev/null
    git add -A && as erin git commit -qm "Sign-off"
    assert_same "$DOCUMENT"
}
