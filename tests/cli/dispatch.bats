#!/usr/bin/env bats
# The front door: how a verb is found and started, as git's own are, and what a mistyped word gets.

load helper

# One ledger for all: nothing here writes to it.
setup_file() {
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR pin_machine
    new_repository
    git-postmortem init -q
    git-postmortem new -q "Checkout returned 504" --slug checkout --started 16:58
    mkdir docs
}

setup() {
    pin_machine
    export GIT_CEILING_DIRECTORIES=$BATS_FILE_TMPDIR
    cd "$BATS_FILE_TMPDIR/repository"
}

@test "without arguments it prints what there is, and that this was no use of it" {
    run --separate-stderr git postmortem
    assert_status 129
    assert_output ""
    assert_stderr_contains "usage: git postmortem" "check" "verify"
}

@test "through git and by its own name it is the same program" {
    run git postmortem list
    assert_success
    local through_git=$output
    run git-postmortem list
    assert_success
    assert_output "$through_git"
    assert_contains checkout
}

@test "-C goes there first, several times too, and an empty one changes nothing" {
    cd "$BATS_FILE_TMPDIR"
    run git postmortem -C repository list
    assert_success
    assert_contains checkout
    run git-postmortem -C repository -C docs -C "" list
    assert_success
    assert_contains checkout
    run git -C repository postmortem list
    assert_success
    assert_contains checkout
}

@test "-C to nowhere, or without a folder, says so" {
    run --separate-stderr git-postmortem -C nowhere list
    assert_status 128
    assert_output ""
    assert_stderr_contains "cannot change to 'nowhere': No such file or directory"
    run --separate-stderr git-postmortem -C
    assert_status 129
    assert_stderr_contains "'-C' wants a folder"
}

@test "git --git-dir and --work-tree lead to the repository from elsewhere" {
    cd "$BATS_TEST_TMPDIR"
    run git --git-dir="$BATS_FILE_TMPDIR/repository/.git" --work-tree="$BATS_FILE_TMPDIR/repository" postmortem list
    assert_success
    assert_contains checkout
    GIT_DIR=$BATS_FILE_TMPDIR/repository/.git GIT_WORK_TREE=$BATS_FILE_TMPDIR/repository run git-postmortem list
    assert_success
    assert_contains checkout
}

@test "git -c is heard" {
    run git -c color.ui=always postmortem check checkout
    assert_success
    assert_contains $'\e['
    run git postmortem check checkout
    assert_success
    refute_contains $'\e['
}

@test "outside of a repository it says so, and what to do" {
    cd "$BATS_TEST_TMPDIR"
    export GIT_CEILING_DIRECTORIES=$BATS_TEST_TMPDIR
    run --separate-stderr git-postmortem list
    assert_status 128
    assert_stderr_contains "not a git repository" "git init"
}

@test "a mistyped verb finds its neighbour" {
    run --separate-stderr git postmortem chekc
    assert_status 129
    assert_output ""
    assert_stderr_contains "'chekc' is no verb of git postmortem" "did you mean 'check'?"
    run git postmortem kubernetes
    assert_status 129
    assert_contains "'git postmortem help' lists the verbs"
}

@test "words that people try name what does it here, and it does" {
    new_repository
    git postmortem init -q
    git postmortem new "Drill" --slug drill -q
    run git postmortem revert drill
    assert_status 129
    assert_contains "'revert' is no verb of git postmortem" "git postmortem undo takes back your last event"
    # a verb of a verb is another matter
    run git postmortem template revert
    refute_contains "git postmortem undo"
}

@test "a mistyped verb of a verb finds its neighbour, or the list" {
    run git postmortem template lst
    assert_status 129
    assert_contains "'lst' is no verb of git postmortem template" "did you mean 'list'?"
    run git postmortem template kubernetes
    assert_status 129
    assert_contains "its verbs: list, show"
}

@test "a verb that has verbs asks for one" {
    run --separate-stderr git postmortem finding
    assert_status 129
    assert_output ""
    assert_stderr_contains "usage: git postmortem finding" "finding add"
    run git postmortem finding --class technical-lapse
    assert_status 129
    assert_contains "'finding' needs a verb before '--class'"
}

@test "a mistyped option finds its neighbour, before and behind the verb" {
    run --separate-stderr git postmortem check --fromat json
    assert_status 129
    assert_output ""
    assert_stderr_contains "there is no option '--fromat'" "did you mean '--format'?"
    run git postmortem new x --no-comit
    assert_status 129
    assert_contains "did you mean '--no-commit'?"
    run git-postmortem --verison
    assert_status 129
    assert_contains "did you mean '--version'?"
    run git-postmortem --json list
    assert_status 129
    assert_contains "options of a verb stand behind it"
    run git postmortem list -x
    assert_status 129
    assert_contains "there is no option '-x'" "-h shows the options"
    run git postmortem list -qx
    assert_status 129
    assert_contains "there is no option '-qx'"
}

@test "an option without its value says what it wants" {
    run git postmortem check --format
    assert_status 129
    assert_contains "'--format' wants a value" "--format FORMAT: human, concise, json"
    run git postmortem commit -m
    assert_status 129
    assert_contains "'-m' wants a value" "--message TEXT"
}

@test "too few and too many arguments are answered with the usage" {
    run git postmortem show
    assert_status 129
    assert_contains "'show' needs <id>" "usage: git postmortem show"
    run git postmortem history a b
    assert_status 129
    assert_contains "'history' takes no 'b'"
    run git postmortem version extra
    assert_status 129
    assert_line "hint: usage: git postmortem version"
}

@test "behind -- nothing is an option" {
    run git postmortem list -- -status:draft
    assert_success
    assert_output ""
    run git postmortem list -- -status:closed
    assert_success
    assert_contains checkout
    run git postmortem show -- checkout
    assert_success
    run git postmortem show -- -h
    assert_status 128
    assert_contains "there is no postmortem and no file '-h'"
}

@test "text in any script comes through in any locale" {
    export LC_ALL=C
    run git postmortem new "결제 장애" --owner 가나@example.org -m "승인이 늦었다" --dry-run
    assert_success
    assert_contains "+title: 결제 장애" "+owner: 가나@example.org"
}

@test "what is no text is refused, but for names of files" {
    run --separate-stderr git postmortem new x --owner $'\xff' --dry-run
    assert_status 129
    assert_stderr_contains "'--owner' wants UTF-8 text, not '\\xff'"
    run git postmortem check --schema $'\xff' x.md
    assert_status 128
    assert_contains "\\xff"
}

@test "messages are the same in every language" {
    local LANGUAGE=ko
    export LANGUAGE
    run git postmortem check --fromat json
    assert_status 129
    assert_contains "there is no option '--fromat'"
}

@test "a reader who leaves is no reason to complain" {
    local verb
    for verb in explain "help --man" list "list --json" "show checkout" check; do
        # shellcheck disable=SC2086
        run --separate-stderr bash -c "git-postmortem $verb | head -c1; exit \${PIPESTATUS[0]}"
        [ "$status" -eq 0 ] || [ "$status" -eq 141 ] || complain "$verb: 0, or SIGPIPE as git has it"
        [ -z "$stderr" ] || complain "$verb says nothing"
    done
}

@test "a reader who leaves is no reason to complain where SIGPIPE is ignored" {
    run --separate-stderr bash -c "trap '' PIPE; git-postmortem help --man | head -c1; exit \${PIPESTATUS[0]}"
    assert_success
    [ -z "$stderr" ] || complain "it says nothing"
}

@test "output that cannot be written is an error, however long it is" {
    local verb
    for verb in version explain help "help --man" schema "template show outage" list "list --json" "show checkout" \
        "show --json checkout" "history checkout" check "check --format json" verify -h "check -h"; do
        # shellcheck disable=SC2086
        run --separate-stderr bash -c "git-postmortem $verb >/dev/full"
        [ "$status" -eq 128 ] || complain "$verb: exit status 128"
        assert_stderr_contains "cannot write to standard output" || complain "$verb says so"
    done
}

@test "a closed standard output is an error where something is to be printed" {
    run --separate-stderr bash -c "git-postmortem list >&-"
    assert_status 128
    assert_stderr_contains "cannot write to standard output: Bad file descriptor"
}

@test "closed streams never become the files of the repository" {
    command -v strace >/dev/null || skip "strace is not installed"
    bash -c "ASAN_OPTIONS=detect_leaks=0 strace -e trace=openat,open -o '$BATS_TEST_TMPDIR/trace' \
        git-postmortem show checkout <&- >&- 2>&-" || true
    grep -q gitconfig "$BATS_TEST_TMPDIR/trace"
    ! grep -E '(gitconfig|\.git|postmortem|repository).*= [012]$' "$BATS_TEST_TMPDIR/trace" || complain "none is 0, 1 or 2"
}

@test "-q stands before or behind the verb" {
    run git postmortem -q new "Quiet" --no-commit
    assert_success
    assert_output ""
    rm -rf postmortems/2026/*quiet.md
    run git postmortem new -q "Quiet" --no-commit
    assert_success
    assert_output ""
    rm -rf postmortems/2026/*quiet.md
}
