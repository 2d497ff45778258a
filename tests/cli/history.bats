#!/usr/bin/env bats
# history: a document's commits, newest first, as git log has them.

load helper

TERMINAL=$BATS_TEST_DIRNAME/terminal.py

setup_file() {
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR pin_machine
    new_repository
    git-postmortem init -q
    git-postmortem new -q "Checkout returned 504" --slug checkout --severity 2
    at 2026-01-14T19:00:00Z
    git-postmortem new -q "Other" --slug other
    at 2026-01-15T09:00:00Z
    become erin
    git-postmortem set -q checkout severity=1
    at 2026-01-15T10:00:00Z
    printf '\nBy hand.\n' >>postmortems/2026/2026-01-14-checkout.md
    git commit -qam $'Write\tby hand\n\nAnd a body.'
    at 2026-01-15T11:00:00Z
    git-postmortem finding add -q checkout "재시도가 부하를 늘렸다" --class technical-lapse
    git switch -qc side HEAD~1
    at 2026-01-15T12:00:00Z
    git-postmortem set -q checkout tags=a
    git switch -q main
    at 2026-01-15T13:00:00Z
    git merge -q -m "Merge side" side
}

setup() {
    pin_machine
    export GIT_CEILING_DIRECTORIES=$BATS_FILE_TMPDIR
    cd "$BATS_FILE_TMPDIR/repository"
}

@test "it has the commits that git log has, in its order" {
    assert_same "$(git log --format=%H -- postmortems/2026/2026-01-14-checkout.md)" \
        "$(git postmortem history checkout --json | jq -r '.[].commit')"
    assert_same "$(git log --format=%H -- postmortems/2026/2026-01-14-other.md)" \
        "$(git postmortem history other --json | jq -r '.[].commit')"
}

@test "a line has commit, time, event, person and the rest, without saying the id again" {
    run --separate-stderr git postmortem history checkout
    assert_success
    [ -z "$stderr" ] || complain "nothing on stderr"
    assert_line_matches '^[0-9a-f]{7}  2026-01-15 09:00  set          Erin Example  severity=1$'
    assert_line_matches '^[0-9a-f]{7}  2026-01-15 10:00  \(by hand\)    Erin Example  Write\\x09by hand$'
    assert_line_matches '^[0-9a-f]{7}  2026-01-15 11:00  finding-add  Erin Example  add finding F1$'
    assert_line_matches '^[0-9a-f]{7}  2026-01-14 18:00  new          Dana Doe$'
    refute_contains 2026-01-14-checkout
    [[ ${lines[-1]} == *" new "* ]] || complain "the oldest is last"
}

@test "as JSON it says what git log says" {
    run --separate-stderr git postmortem history checkout --json
    assert_success
    local commit
    for commit in $(jq -r '.[].commit' <<<"$output"); do
        assert_same "$(git log -1 --format='%H|%an|%ae|%P' "$commit" | awk -F'|' '{print $1"|"$2"|"$3"|"split($4, p, " ")}')" \
            "$(jq -r --arg c "$commit" '.[] | select(.commit == $c) | "\(.commit)|\(.author)|\(.email)|\(.parents)"' <<<"$output")"
        assert_same "$(git log -1 --format='%(trailers:key=Postmortem-Event,valueonly,separator=)' "$commit")" \
            "$(jq -r --arg c "$commit" '.[] | select(.commit == $c) | .event // ""' <<<"$output")"
    done
}

@test "names go through the mailmap, as in git log" {
    cp -r . "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy"
    echo "Erin Newname <erin@example.org>" >.mailmap
    run git postmortem history checkout
    assert_contains "Erin Newname"
    refute_contains "Erin Example"
}

@test "sign-offs and evidence belong to their document" {
    cp -r . "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy"
    echo graph | write postmortems/2026/2026-01-14-checkout.evidence/graph.txt
    git add -A
    git commit -qm "Add a graph"
    run git postmortem history checkout
    assert_line_matches '\(by hand\) .* Add a graph$'
}

@test "what is not committed yet has no history, and that is no error" {
    cp -r . "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy"
    git postmortem new -q "Fresh" --no-commit
    run git postmortem history fresh
    assert_success
    assert_output "2026-01-14-fresh is not committed yet"
    run git postmortem history fresh --json
    assert_success
    assert_output "[]"
}

@test "a shallow clone says that it does not know all" {
    git clone -q --depth 1 "file://$PWD" "$BATS_TEST_TMPDIR/shallow"
    cd "$BATS_TEST_TMPDIR/shallow"
    run --separate-stderr git postmortem history checkout
    assert_success
    assert_stderr_contains "this clone is shallow" "git fetch --unshallow"
}

@test "on a terminal a line fits; piped nothing is cut" {
    unset COLUMNS
    run env TERM=xterm GIT_PAGER=cat "$TERMINAL" 60 git postmortem history checkout
    assert_success
    [ "$(wc -L <<<"$output")" -le 60 ] || complain "at most 60 columns"
    assert_contains …
    run git postmortem history checkout
    refute_contains …
}

@test "what there is no document for is refused" {
    run --separate-stderr git postmortem history chekout
    assert_status 128
    assert_stderr_contains "did you mean '2026-01-14-checkout'?"
}
