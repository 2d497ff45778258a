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

# A document that a colleague edits on a branch while it is moved on main, in a repository with another of its kind.
a_moved_document() {
    cp -r . "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy" || return
    local from=postmortems/2026/2026-01-14-checkout.md
    MOVED=postmortems/2026/2026-01-14-renamed.md
    at 2026-01-16T09:00:00Z
    git switch -qc colleague
    printf '\nOn a branch.\n' >>$from
    as erin git commit -qam "Edit where it was"
    git switch -q main
    at 2026-01-16T10:00:00Z
    git mv $from $MOVED && sed -i 's/^id: .*/id: 2026-01-14-renamed/' $MOVED
    git commit -qam "Rename it"
    at 2026-01-16T11:00:00Z
    git merge -q -m "Merge colleague" colleague
    at 2026-01-16T12:00:00Z
    git postmortem set -q renamed severity=2
}

@test "a document that was moved has the history from before, as git log --follow finds it" {
    a_moved_document
    local ours
    ours=$(git postmortem history renamed --json)
    # git's --follow changes the name at the move for all sides, so what was edited there meanwhile is by its old name
    assert_same "$({ git log --follow --format=%H -- $MOVED
        git log --full-history --format=%H -- postmortems/2026/2026-01-14-checkout.md
        git log -m --first-parent --merges --format=%H -- $MOVED; } | sort -u)" "$(jq -r '.[].commit' <<<"$ours" | sort)"
    assert_same "$(git log --format=%H --grep "Rename it") postmortems/2026/2026-01-14-checkout.md" \
        "$(jq -r '.[] | select(.moved_from).commit + " " + select(.moved_from).moved_from' <<<"$ours")"
    run git postmortem history renamed
    assert_line_matches '\(by hand\)    Dana Doe      moved from postmortems/2026/2026-01-14-checkout\.md: Rename it$'
    assert_contains "Edit where it was" "brought 1 commit: Merge colleague"
    [[ ${lines[-1]} == *" new "* ]] || complain "the oldest is last"
    # what lies at the old place now is something else
    printf -- '---\nid: 2026-01-14-checkout\ntitle: Else\n---\n' >postmortems/2026/2026-01-14-checkout.md
    git add -A && git commit -qm "Something else"
    run git postmortem history renamed
    refute_contains "Something else"
    assert_contains "Rename it" "by hand"
    [[ ${lines[-1]} == *" new "* ]] || complain "the oldest is last"
    run git postmortem history 2026-01-14-checkout
    [[ ${lines[0]} == *"Something else" ]] || complain "its own is first"
}

@test "a merge says what it brought, and when it left that out" {
    cp -r . "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy"
    local path=postmortems/2026/2026-01-14-checkout.md
    git switch -qc one && git postmortem set -q checkout tags=b && printf '\nx\n' >>$path && git commit -qam "By hand on one"
    git switch -qc two main && git postmortem set -q checkout tags=c
    git switch -q main && git merge -q --no-ff -m "Merge one" one && git merge -q -s ours -m "Merge two" two
    git switch -qc three && echo x >other.txt && git add -A && git commit -qm "Of something else"
    git switch -q main && git merge -q --no-ff -m "Merge three" three
    run git postmortem history checkout --json
    assert_same "$(git rev-list --full-history --no-merges HEAD -- $path | sort)" \
        "$(jq -r '.[] | select(.parents < 2).commit' <<<"$output" | sort)"
    assert_same "$(git log -m --first-parent --merges --format=%H -- $path | sort)" \
        "$(jq -r '.[] | select(.parents > 1 and .changed).commit' <<<"$output" | sort)"
    local merge
    for merge in $(git rev-list --first-parent --merges HEAD); do
        assert_same "$(git rev-list --full-history --no-merges "$merge^..$merge^2" -- $path | sort)" \
            "$(jq -r --arg m "$merge" '.[] | select(.brought_by == $m).commit' <<<"$output" | sort)"
    done
    run git postmortem history checkout
    assert_line_matches '\(merge\) .* brought 2 commits: Merge one$'
    assert_line_matches '\(merge\) .* brought 1 commit, whose text it left out: Merge two$'
    refute_contains "Merge three"
}

@test "a subject is what git takes for one" {
    cp -r . "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy"
    local message
    for message in $'Squash\r\n\r\nBody\r\n' $'\n\n  Two lines \nof one  \n\nBody' $'\xec\x9e\xac\xec\x8b\x9c\xeb\x8f\x84\r\nnext\r\n'; do
        printf 'x\n' >>postmortems/2026/2026-01-14-checkout.md
        printf '%s' "$message" | git commit -qa --cleanup=verbatim -F -
    done
    assert_same "$(git log -3 --format=%s)" "$(git postmortem history checkout --json | jq -r '.[:3][].subject')"
    run git postmortem history checkout
    refute_contains 'x0d'
    assert_line_matches ' Squash$'
}

@test "a sign-off has what it was worth then, and what it is now" {
    make_keys dana erin
    new_repository signed
    git postmortem init -q && git postmortem people add -q erin@example.org --key "$(echo "$BATS_FILE_TMPDIR"/keys/erin.pub)"
    git postmortem new -q "Signed" --slug signed --kind near-miss --started 2026-01-14T16:58:00Z
    sed -i '/^## Summary/,$d' postmortems/2026/2026-01-14-signed.md
    printf '## Summary\n\nIt was near.\n\n## Lessons\n\nLook twice.\n' >>postmortems/2026/2026-01-14-signed.md
    git postmortem set -q signed summary="It was near." 2>/dev/null || git commit -qam "Text"
    git postmortem submit -q signed
    as erin git postmortem assess -q signed --sufficient fully --complete fully
    as erin git postmortem approve -q signed
    run git postmortem history signed
    assert_line_matches '^         approve as reviewer by erin@example\.org: signed, now current$'
    sed -i 's/Look twice/Look again/' postmortems/2026/2026-01-14-signed.md && git commit -qam "Edit"
    run git postmortem history signed
    assert_line_matches '^         approve as reviewer by erin@example\.org: signed, now stale, since then section Lessons$'
    as erin git postmortem approve -q signed
    assert_same "current replaced" "$(git postmortem history signed --json | jq -r '[.[].signoffs[].now] | join(" ")')"
    assert_same "$(git log --diff-filter=A --format=%H -- '*.signoff')" \
        "$(git postmortem history signed --json | jq -r '.[] | select(.signoffs != []).commit')"
    git rm -q postmortems/2026/2026-01-14-signed.signoffs/*.signoff && git commit -qm "Drop"
    assert_same "gone gone" "$(git postmortem history signed --json | jq -r '[.[].signoffs[].now] | join(" ")')"
    run git postmortem history signed
    assert_line_matches '^         approve as reviewer by erin@example\.org: signed, now gone$'
}

assert_as_full() { # ID: what is remembered and grows says what a walk over everything says
    local ours
    ours=$(git postmortem history "$1" --json)
    assert_same "$(git postmortem history "$1" --json --full)" "$ours"
}

remember() { # ID: and nothing else is remembered
    rm -rf ~/.cache/git-postmortem/history
    git postmortem history "$1" >/dev/null
}

@test "what is remembered grows with commits, merges, moves, another branch and a shallow clone" {
    cp -r "$BATS_FILE_TMPDIR/repository" "$BATS_TEST_TMPDIR/grows"
    cd "$BATS_TEST_TMPDIR/grows" || exit 1
    local document=postmortems/2026/2026-01-14-checkout.md
    remember checkout
    # a commit, a branch that begins at what is known, one that began before
    git commit -q --allow-empty -m nothing
    git switch -qc after
    printf '\nAfter.\n' >>$document
    git commit -qam after
    git switch -q main
    git merge -q --no-ff -m "Merge after" after
    run git postmortem history checkout
    assert_contains "Merge after" "by hand"
    assert_as_full checkout
    git switch -qc before HEAD~3
    printf '\nBefore.\n' >>$document
    git commit -qam before
    git switch -q main
    git merge -q -X ours -m "Merge before" before
    assert_as_full checkout
    git mv $document postmortems/2026/2026-01-14-moved.md
    git commit -qm Moved
    remember moved
    git commit -q --allow-empty -m nothing
    assert_as_full moved
    git switch -q after
    assert_as_full checkout
    # neither replacements nor grafts are believed, and where a clone is cut off is no memory
    remember checkout
    git replace --graft HEAD HEAD~2
    git rev-parse HEAD HEAD~2 | tr '\n' ' ' >.git/info/grafts
    assert_as_full checkout
    git replace -d HEAD
    rm .git/info/grafts
    git rev-parse HEAD~1 >.git/shallow
    assert_as_full checkout
    run git postmortem history checkout
    assert_contains "this clone is shallow"
    rm .git/shallow
    assert_as_full checkout
}

@test "what is remembered is used, and believed of one's own file alone" {
    remember checkout
    local file=~/.cache/git-postmortem/history/*
    file=$(echo $file)
    local whole less
    whole=$(git postmortem history checkout --json)
    sed -i 3d "$file"
    assert_same "$whole" "$(git postmortem history checkout --json)" # it is not as it was written
    remember checkout
    sed -i 3d "$file" && reseal "$file"
    less=$(git postmortem history checkout --json)
    assert_same 1 $(($(jq length <<<"$whole") - $(jq length <<<"$less")))
    assert_same "$whole" "$(git postmortem history checkout --json --full)"
    sed -i 3d "$file" && reseal "$file"
    chmod 666 "$file"
    assert_same "$whole" "$(git postmortem history checkout --json)"
    git postmortem history checkout --full >/dev/null
    local kept=$(tail -c +65 "$file") line
    for line in '1,$d' '1s/./x/' '2s/^./g/' '3s/ .*//' '$d' '4s/^/z/'; do
        { printf '%064d' 0 && printf '%s\n' "$kept" | sed "$line"; } >"$file"
        reseal "$file"
        assert_same "$whole" "$(git postmortem history checkout --json)"
    done
}
