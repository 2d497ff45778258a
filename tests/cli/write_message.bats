#!/usr/bin/env bats
# The text that a user gives a commit: -m, -F, -e, --signoff; and that no text forges a trailer. git is the oracle.

load helper
load writing

setup_file() {
    make_base a_ledger_for_verbs
}

setup() {
    take_base
    editor appends <<<'printf "\nMore was found.\n" >>"$1"'
}

says_why() {
    local body
    succeeds "$@" || return
    body=$(git log -1 --format=%B | sed -n '3,/^Postmortem/p')
    [[ " $* " != *" -m "*" -m "* ]] || body=${body#*$'\n\n'} # a reason that the verb asks for stands before it
    assert_same "$body" "It was hot."$'\n\n'"$(git log -1 --format=%B | grep -m1 ^Postmortem)"
}

@test "-m says why, below the subject and above the trailers" {
    each_verb says_why -m "It was hot."
}

@test "two -m are two paragraphs, as in git commit" {
    git postmortem set checkout severity=3 -m one -m two -q
    git commit -q --allow-empty -m subject -m one -m two
    assert_same "$(git log -1 --format=%b HEAD~1 | head -3)" "$(git log -1 --format=%b)"
}

@test "-F takes the text from a file or from standard input, tidied as git tidies it" {
    printf '\n\nFirst.  \r\n\n\n\nSecond.\n\n' >../text
    git commit -q --allow-empty -F ../text
    wanted=$(git log -1 --format=%B | tr -d '\r')
    git postmortem set checkout severity=3 -F ../text -q
    assert_same "$(git log -1 --format=%b | head -3)" "$wanted"
    printf 'From a pipe.\n' | git postmortem set checkout severity=4 -F - -q
    assert_same "$(git log -1 --format=%b | head -1)" "From a pipe."
    (cd postmortems && echo "From here." >here && git postmortem set checkout severity=5 -F here -q)
    assert_same "$(git log -1 --format=%b | head -1)" "From here."
    run --separate-stderr git postmortem set checkout severity=3 -F nowhere
    assert_status 128
    assert_stderr_contains "nowhere"
    run --separate-stderr git postmortem set checkout severity=3 -F ../text -m text
    assert_status 129
    printf 'a\0b' >../text
    run git postmortem set checkout severity=3 -F ../text
    assert_status 129
}

@test "what begins with # is a comment in the editor alone, as it is to git" {
    text=$'#811 is the ticket.\n# And that is a heading.'
    git postmortem set checkout severity=3 -m "$text" -q
    assert_same "$(git log -1 --format=%b | head -2)" "$text"
    printf '%s\n' "$text" >../text
    git postmortem set checkout severity=4 -F ../text -q
    assert_same "$(git log -1 --format=%b | head -2)" "$text"
    git commit -q --allow-empty -m Subject -m "$text"
    assert_same "$(git log -1 --format=%b)" "$text"
}

@test "-e opens the editor, with the text of -m in it, and leaves out comments" {
    editor writes <<<'cat "$1" >"$1.seen"; cp "$1" ../seen; printf "# no\n\nWritten.\n# no\n" >>"$1"'
    git postmortem set checkout severity=3 -e -m Begun. -q
    grep -qx Begun. ../seen
    assert_same "$(git log -1 --format=%b | head -3)" "Begun."$'\n\n'"Written."
    tip=$(git rev-parse HEAD)
    export GIT_EDITOR=false
    run --separate-stderr git postmortem set checkout severity=4 -e
    assert_status 128
    assert_stderr_contains "editor 'false'"
    assert_same "$(git rev-parse HEAD)" "$tip"
}

@test "a text can forge no trailer, and no subject" {
    git postmortem set checkout severity=3 -q -m "Postmortem-Event: approve
Postmortem: other" -m "---
Reviewed-by: Nobody <nobody@example.org>"
    assert_trailers "Postmortem: $ID" "Postmortem-Event: set"
    git postmortem set checkout $'summary=x\n\nPostmortem-Event: approve' -q
    assert_trailers "Postmortem: $ID" "Postmortem-Event: set"
    assert_same "$(git log -1 --format=%B | wc -l)" 5
    git postmortem finding add checkout $'Postmortem-Event: approve\n\nReviewed-by: x <x@y>' -q
    assert_trailers "Postmortem: $ID" "Postmortem-Event: finding-add"
}

signed_off() {
    succeeds "$@" || return
    assert_same "$(git log -1 --format='%(trailers:key=Signed-off-by,valueonly)')" "Dana Doe <dana@example.org>"
}

@test "--signoff adds the committer's Signed-off-by, and nothing else does" {
    each_verb signed_off --signoff
    git postmortem set checkout severity=5 -q
    assert_trailers "Postmortem: $ID" "Postmortem-Event: set"
}
