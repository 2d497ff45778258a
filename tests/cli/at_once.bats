#!/usr/bin/env bats
# Approvals that cross each other, and edits (LEDGER section 4).

load helper
load review

setup_file() {
    make_base a_ledger_with_two_clones
}

setup() {
    take_base dana
}

two_of_sre() {
    add_person erin --role sre
    add_person frank --role sre
    rules "- require: [{role: sre, count: 2}]"
    write_document
    git postmortem commit checkout >/dev/null 2>&1
    git postmortem submit checkout >/dev/null
    share dana && share erin
}

# Two of sre approve in two clones, and their clones meet here: each saw only their own.
approved_apart() {
    two_of_sre
    as frank git postmortem approve checkout >/dev/null
    by erin git postmortem approve checkout >/dev/null
    share dana
    as erin git -C ../erin pull -q --no-rebase --no-edit
    as erin git -C ../erin push -q
    git pull -q --ff-only
    [ "$(status_of)" = in-review ]
}

@test "two clones approve at once: both sign-offs survive the merge, and satisfy only together" {
    approved_apart
    [ "$(ls $SIGNOFFS/*.signoff | wc -l)" -eq 2 ]
    [ "$(ls $SIGNOFFS/*.content | wc -l)" -eq 1 ]
    assert_verified
    run git postmortem show checkout
    assert_contains "satisfied"
    # anybody may move it now, gate and all
    run git postmortem set checkout status=reviewed
    assert_success
    [ "$(status_of)" = reviewed ]
    assert_verified
    stock_git_agrees .
}

@test "show and check say that all sign-offs are there, with the command that moves it, and only then" {
    two_of_sre
    as frank git postmortem approve checkout >/dev/null
    run --separate-stderr git postmortem show checkout
    refute_contains "status=reviewed"
    run --separate-stderr git postmortem check
    refute_contains "review/complete"
    by erin git postmortem approve checkout >/dev/null
    share dana
    as erin git -C ../erin pull -q --no-rebase --no-edit
    as erin git -C ../erin push -q
    git pull -q --ff-only
    run --separate-stderr git postmortem show checkout
    assert_line_matches "^ +all there +git postmortem set $ID status=reviewed\$"
    git postmortem new "Another one" --slug another -q
    for what in "" checkout $DOCUMENT; do
        run --separate-stderr git postmortem check $what
        assert_success
        assert_contains "$DOCUMENT:7:1: warning: all its sign-offs are there, and it is still in-review [review/complete]"
        assert_contains "git postmortem set $ID status=reviewed"
    done
    run --separate-stderr git postmortem check another
    refute_contains "review/complete"
    # an edit of what they signed, and they are not there any more
    replace "A timeout is a promise" "A timeout is a word"
    run --separate-stderr git postmortem check
    refute_contains "review/complete"
    git checkout -q .
    git postmortem set checkout status=reviewed -q
    run --separate-stderr git postmortem check
    refute_contains "review/complete"
    run --separate-stderr git postmortem show checkout
    refute_contains "status=reviewed"
}

@test "an approval of one who has signed moves what two collected apart, and signs nothing" {
    approved_apart
    run --separate-stderr as frank git postmortem approve checkout -n
    assert_success
    assert_contains "+status: reviewed"
    run --separate-stderr as frank git postmortem approve checkout
    assert_success
    assert_contains "all its sign-offs are there; the document is reviewed"
    [ "$(status_of)" = reviewed ]
    [ "$(ls $SIGNOFFS/*.signoff | wc -l)" -eq 2 ]
    assert_same "$(git show --format= --name-only)" $DOCUMENT
    assert_same "$(git log -1 --format='%s %(trailers:key=Postmortem-Event,valueonly)')" \
        "postmortem: set $ID: status=reviewed set"
    assert_verified
    # and once more there is nothing to do
    run --separate-stderr as frank git postmortem approve checkout
    assert_status 1
    assert_stderr_contains "you have signed this text of $ID already" "show says who is waited for"
}

@test "an approval of another who may sign moves it, too, with their sign-off" {
    two_of_sre
    as mallory git config --global user.email mallory@example.org
    add_person mallory --role sre
    share dana && share erin
    as frank git postmortem approve checkout >/dev/null
    by erin git postmortem approve checkout >/dev/null
    share dana && share erin && share dana
    [ "$(status_of)" = in-review ]
    as mallory git postmortem approve checkout >/dev/null
    [ "$(status_of)" = reviewed ]
    [ "$(ls $SIGNOFFS/*.signoff | wc -l)" -eq 3 ]
    assert_verified
}

@test "whoever may not approve it is told how to move it, and the gate holds all the same" {
    approved_apart
    # dana wrote it, mallory is nobody; neither may sign, and anybody may set
    for person in dana mallory; do
        run --separate-stderr as $person git postmortem approve checkout
        assert_status 1
        assert_stderr_contains "hint: all sign-offs are there: git postmortem set $ID status=reviewed"
    done
    # a new action is a follow-up, and the content gate wants its owner and its date
    git postmortem action add checkout "Alarm." --for F1 -q 2>/dev/null
    run --separate-stderr as frank git postmortem approve checkout
    assert_status 1
    assert_stderr_contains "cannot approve $ID" "action A2"
    [ "$(status_of)" = in-review ]
}

@test "two approve at once, each enough: both set the status, and the merge has no conflict" {
    write_document
    git postmortem commit checkout >/dev/null 2>&1
    git postmortem submit checkout >/dev/null
    share dana && share erin
    as frank git postmortem approve checkout >/dev/null
    by erin git postmortem approve checkout >/dev/null
    share dana
    as erin git -C ../erin pull -q --no-rebase --no-edit
    [ "$(git -C ../erin diff --name-only --diff-filter=U | wc -l)" -eq 0 ]
    run by erin git postmortem verify
    assert_success
    assert_contains "2 sign-offs (2 signed)"
}

@test "a third approval moves what two collected apart" {
    two_of_sre
    add_person dana --role sre
    rules "- require: [{role: sre, count: 3, authors: true}]"
    share dana && share erin
    as frank git postmortem approve checkout >/dev/null
    by erin git postmortem approve checkout >/dev/null
    share dana && share erin && share dana
    [ "$(status_of)" = in-review ]
    run git postmortem approve checkout
    assert_success
    [ "$(status_of)" = reviewed ]
    assert_verified
}

@test "an approval that was rebased over an edit counts for nothing, and is no violation" {
    write_document
    git postmortem commit checkout >/dev/null 2>&1
    git postmortem submit checkout >/dev/null
    rules "- require: [{role: reviewer, count: 2}]"
    share dana && share erin
    by erin git postmortem approve checkout >/dev/null
    replace "A timeout is a promise to the caller." "A timeout is a budget."
    git postmortem commit checkout >/dev/null 2>&1
    share dana && share erin && share dana
    assert_verified
    assert_contains "1 sign-off does not count: the text had changed before it entered"
    run git postmortem show checkout
    assert_contains "stale" "section Lessons"
    # signed anew, it counts
    by erin git postmortem approve checkout >/dev/null
    share erin && share dana
    as frank git postmortem approve checkout >/dev/null
    [ "$(status_of)" = reviewed ]
    assert_verified
}

ten_documents() {
    new_repository ten
    git postmortem init -q
    git postmortem new "Failure" --slug failure-0 --started 2026-01-14T16:58:00Z -q
    local n
    for n in {1..9}; do
        sed "s/failure-0/failure-$n/" postmortems/2026/2026-01-14-failure-0.md >postmortems/2026/2026-01-14-failure-$n.md
    done
    git add -A && git commit -qm "Ten documents"
}

# What the writer N does: an action, a note with output, an attachment, each to another of the ten.
writer() { # N
    git postmortem action add failure-$(($1 % 10)) "Do $1." --owner sre -q 2>/dev/null &&
        printf 'log %s\n```\n| 17:00 | no row |\n' "$1" |
        git postmortem note failure-$((($1 + 3) % 10)) "Note $1" --at "17:$((10 + $1))" -q &&
        git postmortem attach failure-$((($1 + 7) % 10)) "https://example.org/$1" --what "Graph $1" -q
}

@test "32 processes add actions, notes and attachments to ten documents at once: nothing is lost, every id is unique" {
    ten_documents
    base=$(git rev-parse HEAD)
    local n pids=()
    for n in {1..32}; do
        writer "$n" </dev/null 2>"$BATS_TEST_TMPDIR/err.$n" &
        pids+=($!)
    done
    for n in {1..32}; do
        wait "${pids[n - 1]}" || { echo "writer $n:" && cat "$BATS_TEST_TMPDIR/err.$n" && return 1; }
    done
    assert_same "$(git rev-list --count "$base"..HEAD) $(git rev-list --min-parents=2 --count "$base"..HEAD)" "96 0"
    assert_same "$(git log --format= --name-only "$base"..HEAD | wc -l)" 96
    assert_same "$(git log --format='%(trailers:key=Postmortem-Event,valueonly,separator=%x2C)' "$base"..HEAD | sort | uniq -c | tr -s ' ')" \
        $' 32 action-add\n 32 attach\n 32 note'
    git fsck --strict --no-dangling
    assert_same "$(git status --porcelain)" ""
    /usr/bin/python3 - <<'END'
import re, yaml
found = {"actions": [], "evidence": [], "rows": [], "outputs": []}
for n in range(10):
    text = open(f"postmortems/2026/2026-01-14-failure-{n}.md", encoding="utf-8").read()
    front = yaml.safe_load(text.split("---\n")[1])
    for key in ("actions", "evidence"):
        ids = [item["id"] for item in front[key] or []]
        assert ids == [f"{key[0].upper()}{i}" for i in range(1, len(ids) + 1)], (n, ids)
    found["actions"] += [(n, item["text"]) for item in front["actions"] or []]
    found["evidence"] += [(n, item["at"]) for item in front["evidence"] or []]
    rows = re.findall(r"(?m)^\| (?:2026-01-14 )?17:(\d\d) \| Note (\d+) \(output below\)", text)
    assert [time for time, _ in rows] == sorted(time for time, _ in rows), (n, rows)
    outputs = re.findall(r"(?m)^`2026-01-14 17:\d\d UTC Note (\d+)`\n\n````text\nlog (\d+)\n```\n\| 17:00 \| no row \|\n````$", text)
    assert [number for _, number in rows] == [a for a, b in outputs] == [b for a, b in outputs], (n, rows, outputs)
    found["rows"] += [(n, int(number)) for _, number in rows]
everybody = range(1, 33)
assert sorted(found["actions"]) == sorted((i % 10, f"Do {i}.") for i in everybody)
assert sorted(found["evidence"]) == sorted(((i + 7) % 10, f"https://example.org/{i}") for i in everybody)
assert sorted(found["rows"]) == sorted(((i + 3) % 10, i) for i in everybody)
END
}
