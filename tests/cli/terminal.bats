#!/usr/bin/env bats
# Colour and pager on a terminal, as git's own commands have them.

load helper

TERMINAL=$BATS_TEST_DIRNAME/terminal.py

setup_file() {
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR pin_machine
    new_repository
    git-postmortem init -q
    git-postmortem new -q "결제 장애" --slug plain --severity 2 --started 16:58
}

setup() {
    pin_machine
    export GIT_CEILING_DIRECTORIES=$BATS_FILE_TMPDIR
    cd "$BATS_FILE_TMPDIR/repository"
}

# Colour.

# coloured COMMAND…: is there an SGR sequence in what it prints on a terminal?
coloured() {
    "$TERMINAL" 80 "$@" | grep -q $'\e\\[[0-9;]*m'
}

@test "colour is for terminals, and can be refused" {
    export TERM=xterm
    coloured git postmortem check plain
    ! git postmortem check plain | grep -q $'\e' || complain "none in a pipe"
    ! NO_COLOR=1 coloured git postmortem check plain || complain "none with NO_COLOR"
    NO_COLOR='' coloured git postmortem check plain || complain "an empty NO_COLOR says nothing"
    ! TERM=dumb coloured git postmortem check plain || complain "none on a dumb terminal"
}

@test "colour follows color.ui, of the repository, of the user and of the command line" {
    export TERM=xterm
    ! coloured git -c color.ui=never postmortem check plain || complain "never"
    ! coloured git -c color.ui=false postmortem check plain || complain "false"
    coloured git -c color.ui=auto postmortem check plain || complain "auto"
    git -c color.ui=always postmortem check plain | grep -q $'\e' || complain "always, in a pipe too"
    ! git -c color.ui=true postmortem check plain | grep -q $'\e' || complain "true is auto"
    NO_COLOR=1 git -c color.ui=always postmortem check plain | grep -q $'\e' || complain "always wins over NO_COLOR"
    git config --global color.ui never
    ! coloured git postmortem check plain || complain "of the user"
    cp -r . "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy"
    git config color.ui always
    coloured git postmortem check plain || complain "of the repository"
    cd "$BATS_TEST_TMPDIR"
    printf 'x' >x.md
    ! coloured git postmortem check x.md || complain "of the user, outside of a repository"
}

@test "colour is only added: without it the text is the same" {
    export TERM=xterm
    assert_same "$(git postmortem check plain)" "$(git -c color.ui=always postmortem check plain | sed 's/\x1b\[[0-9;]*m//g')"
}

# The pager.

@test "long output goes through the pager on a terminal, as git's own does" {
    export TERM=xterm GIT_PAGER='sed s/^/paged:/'
    local verb
    for verb in list "show plain" "history plain" explain "explain times/order"; do
        # shellcheck disable=SC2086
        "$TERMINAL" 80 git postmortem $verb >shown
        ! grep -v '^paged:' shown || complain "all of $verb is paged"
        [ -s shown ]
    done
    rm shown
}

@test "findings stay on the screen, and nothing is paged that is no terminal's" {
    export TERM=xterm GIT_PAGER='sed s/^/paged:/'
    ! "$TERMINAL" 80 git postmortem check plain | grep '^paged:' || complain "check is not paged"
    ! git postmortem list | grep '^paged:' || complain "a pipe is not paged"
}

@test "which pager is git's choice: GIT_PAGER, core.pager, PAGER; cat and nothing are none" {
    export TERM=xterm
    git config --global core.pager 'sed s/^/core:/'
    "$TERMINAL" 80 git postmortem list | grep -q '^core:2026'
    PAGER='sed s/^/pager:/' "$TERMINAL" 80 git postmortem list | grep -q '^core:2026'
    GIT_PAGER='sed s/^/env:/' "$TERMINAL" 80 git postmortem list | grep -q '^env:2026'
    GIT_PAGER=cat "$TERMINAL" 80 git postmortem list | grep -q '^2026'
    GIT_PAGER='' "$TERMINAL" 80 git postmortem list | grep -q '^2026'
    "$TERMINAL" 80 git -c core.pager='sed s/^/line:/' postmortem list | grep -q '^line:2026'
    git config --global --unset core.pager
    PAGER='sed s/^/pager:/' "$TERMINAL" 80 git postmortem list | grep -q '^pager:2026'
}

@test "the repository itself names no pager: reading runs nothing that it says" {
    export TERM=xterm
    cp -r . "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy"
    git config core.pager "touch $BATS_TEST_TMPDIR/ran; cat"
    GIT_PAGER='' "$TERMINAL" 80 git-postmortem list >/dev/null
    git config --global core.pager 'sed s/^/core:/'
    "$TERMINAL" 80 git-postmortem list | grep -q '^core:2026'
    [ ! -e "$BATS_TEST_TMPDIR/ran" ]
}

@test "under git -p there is one pager, and git --no-pager is heard" {
    export TERM=xterm GIT_PAGER='sed s/^/paged:/'
    "$TERMINAL" 80 git -p postmortem list >shown
    grep -q '^paged:2026' shown
    ! grep 'paged:paged:' shown || complain "once"
    "$TERMINAL" 80 git --no-pager postmortem list | grep -q '^2026'
    rm shown
}

@test "what git -p pages keeps its colour and the width of the terminal" {
    export TERM=xterm GIT_PAGER='sed s/^/paged:/'
    unset COLUMNS
    "$TERMINAL" 200 git -p postmortem check plain | grep -q $'\e'
    [ "$("$TERMINAL" 60 git -p postmortem list | sed 's/^paged://' | wc -L)" -le 60 ]
}

@test "less is told what git tells it, unless the user has said otherwise" {
    export TERM=xterm
    # shellcheck disable=SC2016
    export GIT_PAGER='echo "LESS=$LESS LV=$LV"; cat >/dev/null'
    assert_same "LESS=FRX LV=-c" "$("$TERMINAL" 80 git-postmortem list)"
    assert_same "LESS=R LV=x" "$(LESS=R LV=x "$TERMINAL" 80 git-postmortem list)"
}

@test "a pager that is not there, or leaves early, costs no output and no complaint" {
    export TERM=xterm
    run env GIT_PAGER=no-such-pager "$TERMINAL" 80 git postmortem list
    assert_success
    assert_line_matches '^2026-01-14-plain '
    run env GIT_PAGER='head -1' "$TERMINAL" 80 git postmortem explain
    assert_success
    assert_output "Checks of documents:"
    run env GIT_PAGER=true "$TERMINAL" 80 git postmortem explain
    assert_success
    assert_output ""
}

@test "errors and the exit code are the verb's, not the pager's" {
    export TERM=xterm GIT_PAGER='sed s/^/paged:/'
    run "$TERMINAL" 80 git postmortem list 'severity<'
    assert_status 129
    refute_contains paged:
    assert_contains "fatal: the query"
    run "$TERMINAL" 80 git postmortem show nosuch
    assert_status 128
    refute_contains paged:
    run env GIT_PAGER='cat; exit 3' "$TERMINAL" 80 git postmortem list
    assert_success
}
