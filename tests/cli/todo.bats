#!/usr/bin/env bats
# todo: what waits for a person, by urgency, each with the command that does it.

load helper
load review
load standing

TERMINAL=$BATS_TEST_DIRNAME/terminal.py
KOREAN=2026-01-20-결제-장애

setup_file() {
    make_base a_busy_ledger
}

# Besides: a draft of dana's with a Korean title, a finding without an action, and actions of hers and of her team.
a_busy_ledger() {
    every_standing
    git postmortem people add dana@example.org --team payments >/dev/null
    {
        printf -- '---\nschema: 1\nid: %s\ntitle: 결제 승인이 늦게 도착하고 영수증이 두 번 나갔다\n' "$KOREAN"
        printf 'status: draft\nowner: dana@example.org\ntimes: {started: "2026-01-20T01:00:00Z"}\nfindings:\n'
        printf '  - {id: F1, text: 재시도가 부하를 늘렸다}\n  - {id: F2, text: Known., accepted: It is cheap.}\n'
        printf '  - {id: F3, text: "Esc \\e[31m and \\u202e."}\nactions:\n'
        printf '  - {id: A1, text: 재시도 횟수를 제한한다, for: [F2], owner: payments, due: "2026-01-19", status: open}\n'
        printf '  - {id: A2, text: Page who is on call., owner: Dana@Example.org, due: "2026-01-25", status: doing}\n'
        printf '  - {id: A3, text: Done., owner: dana@example.org, due: "2026-01-01", status: done}\n'
        printf '  - {id: A4, text: "Someone else'\''s.", owner: sre, due: "2026-01-01", status: open}\n'
        printf '  - {id: A5, text: No day., owner: dana@example.org, status: open}\n---\n\n## Summary\n'
    } | write "postmortems/2026/$KOREAN.md"
    git add -A && git commit -qm "A draft"
}

setup() {
    take_base
    at 2026-01-22T10:00:00Z
}

# kind, item, days and command of what waits, line by line.
waiting() { # PERSON
    as "$1" git postmortem todo --json |
        jq -r '.waiting[] | [.kind, .item // "", .days_late // "", .day // "", .command] | join("|")'
}

@test "what waits for the owner: overdue, objection, due, findings, drafts, in this order" {
    assert_same "overdue|A1|3|2026-01-19|git postmortem action done $KOREAN A1
objection|||2026-01-21|git postmortem edit $ID
due|A2|-3|2026-01-25|git postmortem action done $KOREAN A2
due|A5|||git postmortem action done $KOREAN A5
finding|F1|||git postmortem action add $KOREAN --for F1 'TEXT'
finding|F3|||git postmortem action add $KOREAN --for F3 'TEXT'
draft||||git postmortem submit $KOREAN" "$(waiting dana)"
    run git postmortem todo
    assert_success
    assert_contains "waiting for dana@example.org" "by erin@example.org" "The second cause is not named." "3 days late" \
        "due in 3 days" "no due date" "Esc \\x1b[31m and \\u202e."
    assert_line_matches "^  in-review  $ID +since 2026-01-14, 2 of 6 sign-offs "
    refute_contains A3 A4
    run git postmortem todo -z
    assert_same "$KOREAN
$ID" "$(git postmortem todo -z | tr '\0' '\n')"
}

@test "what waits for those who sign: what went stale and why, and what they could give" {
    assert_same "stale|||2026-01-19|git postmortem approve $ID --role security" "$(waiting frank)"
    run as frank git postmortem todo
    assert_contains "since 2026-01-19, as security  since then section Impact"
    # what erin objected to, or has signed, is not asked of her again
    assert_same "review|||2026-01-14|git postmortem approve $ID --role ops" "$(waiting erin)"
    assert_same "review|||2026-01-14|git postmortem approve $ID --role legal" "$(waiting mallory)"
    assert_same "$(waiting mallory)" "$(git postmortem todo --for mallory@example.org --json | jq -r \
        '.waiting[] | [.kind, .item // "", .days_late // "", .day // "", .command] | join("|")')"
}

@test "who wrote the text is asked for nothing, and whom nothing waits for hears that" {
    replace "Carts could" "All carts could"
    as mallory git commit -qam "Edit"
    run as mallory git postmortem todo
    assert_success
    assert_output "nothing waits for mallory@example.org"
    run --separate-stderr git postmortem todo --for nobody@example.net
    assert_success
    assert_stderr_contains "the config names no nobody@example.net"
}

@test "one person under two addresses has one list" {
    printf 'Frank Foo <frank@example.org> <frank@old.example>\nDana Doe <dana@example.org> <dana@old.example>\n' >.mailmap
    git add -A && git commit -qm "Mailmap"
    run git -c user.email=frank@old.example postmortem todo --json
    assert_same "stale" "$(jq -r '.waiting[].kind' <<<"$output")"
    sed -i 's/^owner: dana@example.org/owner: dana@old.example/' "postmortems/2026/$KOREAN.md"
    git commit -qam "Owner"
    assert_same "7" "$(waiting dana | wc -l)"
}

@test "what has all its sign-offs waits for its status, and what is run is gone from the list" {
    git postmortem set -q checkout title="A sign-off goes stale by this"
    speak mallory role=legal && speak frank role=security && speak frank verdict=excuse party=support "comment=Gone."
    speak erin && speak erin role=sre && speak erin role=ops
    local command
    command=$(git postmortem todo --json | jq -r '.waiting[] | select(.kind == "complete").command')
    assert_same "git postmortem set $ID status=reviewed" "$command"
    assert_same complete "$(as erin git postmortem todo --json | jq -r '.waiting[].kind')"
    $command -q
    assert_same "" "$(waiting erin)"
    refute_line complete <<<"$(waiting dana)"
    # an edit of what is reviewed, and an objection to it
    replace "Carts could" "All carts could"
    git commit -qam "Edit"
    assert_same "stale|||2026-01-22|git postmortem approve $ID --role legal
review|||2026-01-22|git postmortem approve $ID --role reviewer" "$(waiting mallory)"
    speak frank role=security verdict=object "comment=Not all."
    assert_same "git postmortem edit $ID" "$(git postmortem todo --json | jq -r '.waiting[] | select(.kind == "objection").command')"
}

@test "on a terminal nothing but texts is cut, and columns stand below each other in Korean" {
    unset COLUMNS
    local width
    for width in 80 200; do
        run env TERM=xterm GIT_PAGER=cat "$TERMINAL" $width git postmortem todo
        assert_success
        refute_contains $'\e'
        [ "$(grep -v 'git postmortem' <<<"$output" | wc -L)" -le $width ] || complain "at most $width columns"
        [ "$(grep -c "git postmortem action done .*$" <<<"$output")" -eq 3 ] || complain "whole commands"
    done
    assert_line_matches "^  overdue    A1 of $KOREAN +3 days late +재시도 횟수를 제한한다 +git postmortem action done $KOREAN A1$"
    python3 - "$output" <<'END'
import sys, unicodedata
lines = [line for line in sys.argv[1].splitlines() if "git postmortem " in line]
def column(line):
    before = line[:line.index("git postmortem ")]
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in before)
assert len(lines) == 8 and len({column(line) for line in lines}) == 1, lines
END
}
