#!/usr/bin/env bats
# Usage, for every verb that there is: the list comes from the program itself.

load helper

# The verbs, and "<verb> <verb>" for those that have some.
verbs() {
    local verb
    for verb in $(git-postmortem help | sed -nE 's/^  ([a-z-]+)  .*/\1/p'); do
        echo "$verb"
        git-postmortem help "$verb" | sed -nE "s/^  ($verb [a-z-]+).*/\1/p"
    done
}

setup_file() {
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR pin_machine
    verbs >"$BATS_FILE_TMPDIR/verbs"
    mkdir "$BATS_FILE_TMPDIR/help"
    local verb
    while read -r verb; do
        # shellcheck disable=SC2086
        git-postmortem help $verb >"$(help_of "$verb")"
    done <"$BATS_FILE_TMPDIR/verbs"
}

help_of() { # VERB: the file that has what help says of it
    printf '%s/help/%s\n' "$BATS_FILE_TMPDIR" "$1"
}

@test "there are the verbs that there must be" {
    local verb
    for verb in init new edit commit set assess "finding add" "finding accept" "action add" "action set" "action done" "action confirm" "action drop" close reopen withdraw check explain \
        submit approve "policy show" "policy test" "people add" list show todo actions history diff verify "hooks install" "hooks run" schema "template list" \
        "template show" version help; do
        grep -Fxq "$verb" "$BATS_FILE_TMPDIR/verbs" || { echo "no $verb"; return 1; }
    done
}

@test "-h prints the usage of each verb on standard output, in 80 columns" {
    local verb
    while read -r verb; do
        output=$(cat "$(help_of "$verb")") # as help does: the next test
        [[ $output == "usage: git postmortem $verb"* ]] || complain "the usage of $verb"
        [ "$(wc -L <<<"$output")" -le 80 ] || complain "at most 80 columns for $verb"
        ! grep -E ' $' <<<"$output" || complain "no blanks at the ends of lines for $verb"
        ! grep -Pzo '\n\n\n' <<<"$output" || complain "no two empty lines together for $verb"
    done <"$BATS_FILE_TMPDIR/verbs"
}

@test "help, -h and --help say the same of each verb" {
    local verb
    while read -r verb; do
        # shellcheck disable=SC2086
        run --separate-stderr git-postmortem $verb -h
        assert_success
        [ -z "$stderr" ] || complain "nothing on stderr for $verb"
        assert_output "$(cat "$(help_of "$verb")")"
        # shellcheck disable=SC2086
        assert_same "$(cat "$(help_of "$verb")")" "$(ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 git-postmortem $verb --help)"
    done <"$BATS_FILE_TMPDIR/verbs"
}

@test "-h needs no repository, and nothing is done whatever else is there" {
    run git-postmortem init --documents x -h
    assert_success
    [ ! -e .postmortem ]
    run git-postmortem set x y=z -h
    assert_success
}

@test "-h of the program is its overview, which groups every verb" {
    run --separate-stderr git-postmortem -h
    assert_success
    assert_same "$output" "$(git-postmortem help)"
    local verb
    while read -r verb; do
        [[ $verb == *" "* ]] || assert_line_matches "^  $verb  "
    done <"$BATS_FILE_TMPDIR/verbs"
    [ "$(wc -L <<<"$output")" -le 80 ]
}

@test "every option has a row of its own, with its letter and what it takes" {
    run git-postmortem new -h
    assert_line_matches '^      --severity N  +[a-z0-9]'
    assert_line_matches '^  -m, --message TEXT  +[a-z]'
    assert_line_matches '^  -q, --quiet  +[a-z]'
}

@test "usage fits a narrow terminal" {
    export COLUMNS=50
    run git-postmortem check -h
    assert_success
    [ "$(sed 1d <<<"$output" | wc -L)" -le 50 ]
}

@test "help for what is no verb finds its neighbour" {
    run --separate-stderr git-postmortem help chekc
    assert_status 129
    assert_stderr_contains "did you mean 'check'?"
    run git-postmortem help template shw
    assert_status 129
    assert_contains "'shw' is no verb of git postmortem template" "did you mean 'show'?"
    run git-postmortem help list show
    assert_status 129
    assert_contains "'list' has no verbs of its own"
}

@test "the manual page has every verb with its arguments, and every option" {
    git-postmortem help --man >page.1
    MANWIDTH=200 man -l page.1 | sed -E 's/\x1b\[[0-9;]*m//g; s/.\x08//g' >page
    local verb usage option
    while read -r verb; do
        usage=$(sed -nE '1s/ \[options\]//; 1s/usage: git postmortem //p' "$(help_of "$verb")")
        grep -Fq -- "   $usage" page || { echo "not in the page: $usage"; return 1; }
        sed -nE 's/^  (-.,|  ) (--[a-z-]+).*/\2/p' "$(help_of "$verb")" >options
        while read -r option; do
            grep -q -- "$option\b" page || { echo "not in the page: $option of $verb"; return 1; }
        done <options
    done <"$BATS_FILE_TMPDIR/verbs"
}

@test "the manual page is well-formed, and fits 80 columns" {
    git-postmortem help --man >page.1
    run --separate-stderr groff -Kutf8 -man -Tutf8 -ww -z page.1
    assert_success
    [ -z "$stderr" ] || complain "no warning of groff"
    [ "$(MANWIDTH=80 man -l page.1 | wc -L)" -le 80 ]
    git-postmortem help --markdown >page.md
    ! grep -n '{{' page.md || complain "every place holder is filled"
}

@test "the manual page names the fields of queries that there are" {
    new_repository
    git-postmortem init -q
    local there named
    there=$(git-postmortem list kubernetes:1 2>&1 | sed -n 's/^hint: fields: //p')
    [ -n "$there" ] || complain "the fields"
    named=$(git-postmortem help --markdown | sed -n '/^The fields are/,/^Times are/p' | tr '\n' ' ' |
        sed 's/The fields are //; s/\. Times are.*//' | tr -d '`')
    assert_same "$there" "$named"
}

@test "the examples of the manual page are commands that there are" {
    local line
    git-postmortem help --markdown | sed -n '/^# EXAMPLES/,/^# EXIT/p' | grep -oE '^    git postmortem [a-z]+' | sort -u >examples
    [ "$(wc -l <examples)" -ge 6 ]
    while read -r line; do
        git-postmortem help "${line#git postmortem }" >/dev/null || { echo "$line"; return 1; }
    done <examples
}
