#!/usr/bin/env bats
# explain: every finding that there can be has a page, and what is mistyped finds it.

load helper

ids() {
    git-postmortem explain schema | grep -o '^schema/[$A-Za-z]*'
    git-postmortem explain | grep -oE '^[a-z]+/[a-z0-9-]+ ' | tr -d ' '
}

@test "every check has a page of at most 80 columns, examples apart, with its name, its level and how to change it" {
    local id count=0
    # pages differ in their text alone: leaks are looked for in all the other tests here
    export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
    for id in $(ids); do
        run --separate-stderr git-postmortem explain "$id"
        assert_success
        [ -z "$stderr" ] || complain "nothing on stderr for $id"
        [[ $output == "$id: "* ]] || complain "$id is named first"
        [ "$(grep -v '^    ' <<<"$output" | wc -L)" -le 80 ] || complain "at most 80 columns for $id"
        [[ $output == *$'\nLevel: '*"        $id: "* || $output == *"A finding of git postmortem verify"* ]] ||
            complain "$id has a level, or is of verify"
        count=$((count + 1))
    done
    [ "$count" -gt 140 ] || complain "all of them, not $count"
}

@test "every name of a finding in the source has a page" {
    # whatever has the form of one is one: a group that is new can't be forgotten here
    local found no_names='^(n/a|info/[a-z-]+)$'
    found=$(grep -vE '^ *(/?\*|//)' -rh "$PM_SOURCE/src" --include=*.c | sed 's,/\*.*\*/,,' |
        grep -oE '"[a-z]+/[$A-Za-z0-9-]+"' | tr -d '"' | grep -vE "$no_names" | sort -u)
    [ "$(wc -l <<<"$found")" -gt 170 ] || complain "the search finds them, not $(wc -l <<<"$found")"
    run comm -23 <(printf '%s\n' "$found") <(ids | sort)
    assert_output "" # each of ids has its page, by the test above
}

@test "every page about the history is of something that the source finds" {
    local id
    for id in $(sed -nE 's/^    \{ "([a-z/-]+)",.*/\1/p' "$PM_SOURCE/src/ledger/audit_rule.c"); do
        grep -rq --include=*.c --exclude=audit_rule.c "\"$id\"" "$PM_SOURCE/src" || { echo "nobody finds $id"; return 1; }
    done
}

@test "the list has each check with what it wants, keywords of JSON Schema in one line" {
    run --separate-stderr git-postmortem explain
    assert_success
    assert_line_matches '^times/order +Times are in order'
    assert_line_matches '^signoff/append-only +Sign-offs are neither'
    assert_line_matches '^schema/… +[0-9]+ keywords'
    ! grep -q '^schema/[a-z]' <<<"$output" || complain "no keyword by itself"
    [ "$(wc -L <<<"$output")" -le 100 ]
}

@test "the first part of a name lists those of a kind" {
    run git-postmortem explain times
    assert_success
    assert_line_matches '^times/order '
    refute_contains section/ timeline/
    local plain=$output
    run git-postmortem explain times/
    assert_output "$plain"
    run git-postmortem explain status
    assert_line_matches '^status/withdrawn '
    assert_line_matches '^status/gate '
    run git-postmortem explain schema
    assert_line_matches '^schema/required '
}

@test "a mistyped name finds its neighbour" {
    run --separate-stderr git-postmortem explain times/ordr
    assert_status 129
    assert_output ""
    assert_stderr_contains "there is no check 'times/ordr'" "did you mean 'times/order'?"
    run git-postmortem explain signoff/append-onyl
    assert_status 129
    assert_contains "did you mean 'signoff/append-only'?"
}

@test "a name without its kind finds all that have it" {
    run git-postmortem explain order
    assert_status 129
    assert_contains "did you mean 'section/order' or 'timeline/order' or 'times/order'?"
    run git-postmortem explain kubernetes
    assert_status 129
    assert_contains "'git postmortem explain' lists them"
    run git-postmortem explain ""
    assert_status 129
}

@test "the example that has the finding has it, and the other has not" {
    local id shown count=0
    for id in times/order section/empty finding/class action/owner yaml/alias file/unterminated; do
        shown=$(git-postmortem explain "$id")
        sed -n '/^This has the finding/,/^This has not/p' <<<"$shown" | sed -n 's/^    //p; s/^$//p' | sed '1d' >x.md
        sed -i '/./,$!d' x.md
        run git-postmortem check --format json x.md
        jq -e --arg id "$id" 'any(.findings[]; .rule == $id)' <<<"$output" >/dev/null || complain "$id is found"
        sed -n '/^This has not/,/^To have it/p' <<<"$shown" | sed -n 's/^    //p; s/^$//p' >x.md
        sed -i '/./,$!d' x.md
        run git-postmortem check --format json x.md
        jq -e --arg id "$id" 'all(.findings[]; .rule != $id)' <<<"$output" >/dev/null || complain "$id is not found"
        count=$((count + 1))
    done
    [ "$count" -eq 6 ]
}

@test "what it says to write into the configuration has the effect" {
    new_repository
    git-postmortem init -q
    git-postmortem new -q "Quiet" --slug quiet
    run git-postmortem check quiet
    assert_contains "[section/empty]"
    git-postmortem explain section/empty | sed -n '/^To have it/,$p' | sed -n 's/^    //p' | sed 's/: advice .*/: none/' \
        >>.postmortem/config.yaml
    run git-postmortem check quiet
    assert_success
    refute_contains "[section/empty]"
}

@test "it opens no repository: a broken one is no hindrance" {
    mkdir .git
    echo broken >.git/HEAD
    run git-postmortem explain times/order
    assert_success
}

@test "of a rule of the ledger it is said whether the hook finds it, too" {
    run git postmortem explain signoff/stale
    assert_line "A finding of git postmortem verify."
    run git postmortem explain signoff/append-only
    assert_line "A finding of git postmortem verify, or of the hook before a commit."
}

@test "how to suppress a check, or that it can't be, is said, and is so" {
    run git postmortem explain section/empty
    assert_line "    <!-- postmortem-ignore section/empty: why it does not hold here -->"
    assert_line "    # postmortem-ignore section/empty: why it does not hold here"
    printf '%s\n' --- 'id: x' 'kind: near-miss' 'status: in-review' 'impact: {customers: 0}' --- '' \
        "$(grep -o '<!-- .* -->' <<<"$output")" '' '## Lessons' >x.md
    run git postmortem check x.md
    refute_contains "[section/empty]" "[suppress/"
    assert_contains "1 suppressed"
    run git postmortem explain action/owner
    assert_line "It can't be suppressed in a document."
    refute_contains "postmortem-ignore"
}
