#!/usr/bin/env bats
# -n changes nothing and prints what would change; --no-commit leaves it in the working tree; --json, -q.

load helper
load writing

setup_file() {
    make_base a_ledger_for_verbs
}

setup() {
    take_base
    editor appends <<<'printf "\nMore was found.\n" >>"$1"'
}

# The diff of a dry run, applied by git, is the tree that the command itself makes.
only_prints() { # PATH EVENT WORD…
    local before
    before=$(everything)
    run --separate-stderr git postmortem "${@:3}"
    assert_success || return
    assert_same "$(everything)" "$before" || return
    printf '%s\n' "$output" >../patch
    if [ "$2" = commit ] || [ "$2" = edit ]; then # the change is in the working tree already: it is against HEAD
        git stash -q && git apply --check --index ../patch && git apply --index ../patch || return
        git reset -q --hard && git stash pop -q || return
    else
        git apply --check ../patch || return
    fi
}

@test "-n changes nothing, not even a time, and prints a diff that git applies" {
    each_verb only_prints -n
}

@test "-n begins a ledger on paper" {
    mkdir ../empty && cd ../empty && git init -q
    before=$(everything)
    run --separate-stderr git postmortem init --dry-run
    assert_success
    assert_same "$(everything)" "$before"
    git apply --check - <<<"$output"
    assert_contains "+++ b/.postmortem/config.yaml" "+++ b/postmortems/.gitattributes"
}

@test "what -n prints is what the command does" {
    for command in "set checkout severity=3 title=Other" "action set checkout A1 status=doing" "finding add checkout Found."; do
        # shellcheck disable=SC2086
        git postmortem $command -n >../patch
        git apply ../patch
        wanted=$(sha256sum <"$DOCUMENT")
        git checkout -q .
        # shellcheck disable=SC2086
        git postmortem $command -q 2>/dev/null
        assert_same "$(sha256sum <"$DOCUMENT")" "$wanted"
    done
}

@test "the diff of a document with CRLF, a BOM and no newline at its end applies, too" {
    sed -i 's/$/\r/; 1s/^/\xef\xbb\xbf/' "$DOCUMENT"
    truncate -s -2 "$DOCUMENT"
    git commit -qam "Windows"
    git postmortem set checkout severity=4 -n >../patch
    git apply --check ../patch
    assert_same "$(git apply --numstat ../patch)" "1	1	$DOCUMENT"
}

@test "on a terminal no control character of a document is printed raw" {
    printf '\nRed: \033[31m and backwards: \342\200\256.\n' >>"$DOCUMENT"
    script -qec "git postmortem commit -n" /dev/null </dev/null >../seen
    ! grep -q $'\x1b\[31m' ../seen
    grep -qF '\x1b[31m' ../seen
    git postmortem commit -n >../patch
    git stash -q
    git apply --check ../patch
}

@test "-n refuses what the command would refuse" {
    printf '\nBy hand.\n' >>"$DOCUMENT"
    run --separate-stderr git postmortem set checkout severity=3 -n
    assert_status 128
    assert_stderr_contains "not committed" "git postmortem commit"
    git checkout -q .
    git checkout -q --detach
    run --separate-stderr git postmortem set checkout severity=3 -n
    assert_status 128
    git checkout -q main
    run --separate-stderr git postmortem set checkout status=reviewed -n
    assert_status 1
    run --separate-stderr git postmortem set checkout severity=9 -n
    assert_status 129
}

stays_uncommitted() {
    local tip index
    tip=$(git rev-parse HEAD)
    index=$(git ls-files -s)
    run --separate-stderr git postmortem "${@:3}"
    assert_success || return
    assert_same "$(git rev-parse HEAD)" "$tip" || return
    assert_same "$(git ls-files -s)" "$index" || return
    assert_same "$(git -c core.quotePath=false status --porcelain=v1 --untracked-files=all | cut -c4-)" "$1" || return
    git checkout -q . && git clean -qfd
}

@test "--no-commit leaves the change in the working tree, and nothing in the index" {
    each_verb stays_uncommitted --no-commit
}

@test "--no-commit works on top of what is not committed, and where nothing can be" {
    printf '\nBy hand.\n' >>"$DOCUMENT"
    git postmortem set checkout severity=3 --no-commit -q
    git postmortem set checkout kind=degradation --no-commit -q
    assert_same "$(git diff --numstat)" "4	2	$DOCUMENT"
    git checkout -q --detach
    git postmortem set checkout severity=4 --no-commit -q
    grep -qx "severity: 4" "$DOCUMENT"
    git checkout -q -f main
    git postmortem commit -q 2>/dev/null
    assert_same "$(git status --porcelain)" ""
}

@test "a new document that is not committed is found by its id, and by the next new" {
    git postmortem new "Cache went cold" --slug cache --no-commit -q
    git postmortem new "Cache went cold" --slug cache --no-commit -q
    [ -e postmortems/2026/2026-01-14-cache-2.md ]
    run git postmortem commit 2026-01-14-cache
    assert_success
    assert_same "$(git show --format= --name-only)" postmortems/2026/2026-01-14-cache.md
}

says_json() {
    run --separate-stderr git postmortem "${@:3}"
    assert_success || return
    jq -e --arg path "$1" --arg event "$2" --arg commit "$(git rev-parse HEAD)" \
        '.path == $path and .event == $event and .commit == $commit' <<<"$output" >/dev/null || complain "JSON"
    [ "$2" = people-add ] || jq -e --arg id "$(basename "$1" .md)" '.id == $id' <<<"$output" >/dev/null || complain "the id"
}

@test "--json prints one object, and nothing else" {
    each_verb says_json --json
}

@test "--json with -n holds the diff, and no commit" {
    git postmortem set checkout severity=3 --json -n >../answer
    jq -e '.commit == null' ../answer
    jq -r .diff ../answer | git apply --check
    git postmortem set checkout severity=2 --json >../answer
    jq -e '.commit == null' ../answer
}

says_nothing() {
    run git postmortem "${@:3}"
    assert_success || return
    assert_output ""
}

@test "-q prints nothing at all" {
    git postmortem people add team@example.org -q
    each_verb says_nothing -q
    mkdir ../empty && cd ../empty && git init -q
    run git postmortem init -q
    assert_output ""
    run git postmortem -q new "Something else"
    assert_output ""
}

@test "-q does not keep an error from being said" {
    run git postmortem set checkout severity=9 -q
    assert_status 129
    assert_contains "severity"
}

@test "what is printed to a pipe is whole, and to a terminal fits it" {
    long="Nothing alerted, $(printf 'and nobody was called %.0s' {1..10})"
    run git postmortem finding add checkout "$long"
    assert_contains "$long"
    COLUMNS=60 script -qec "git postmortem finding add checkout '$long'" /dev/null </dev/null | head -1 | tr -d '\r' >../seen
    [ "$(wc -m <../seen)" -le 61 ]
}
