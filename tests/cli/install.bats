#!/usr/bin/env bats
# cmake --install: the program, its manual page, its templates. git turns `git postmortem --help` into
# `man git-postmortem`, so the page is part of the program.

load helper

setup() {
    pin_machine
    unset MANPATH MANOPT
    export MANPAGER=cat MANWIDTH=80 MAN_KEEP_FORMATTING=
    PREFIX=$BATS_TEST_TMPDIR/prefix
    cmake --install "$PM_BUILD" --prefix "$PREFIX" >/dev/null
}

@test "the program runs from where it was installed" {
    run "$PREFIX/bin/git-postmortem" version
    assert_success
    assert_contains "git-postmortem"
    PATH=$PREFIX/bin:/usr/bin:/bin run git postmortem version
    assert_success
}

@test "man formats the page without a complaint" {
    run --separate-stderr man --warnings=all -l "$PREFIX/share/man/man1/git-postmortem.1"
    assert_success
    [ -z "$stderr" ] || complain "no warning of groff"
    assert_contains "GIT-POSTMORTEM(1)" NAME SYNOPSIS "EXIT STATUS"
}

@test "git postmortem --help finds the page" {
    PATH=$PREFIX/bin:/usr/bin:/bin MANPATH=$PREFIX/share/man run git postmortem --help
    assert_success
    assert_contains "GIT-POSTMORTEM(1)"
}

@test "the page has every verb that help lists" {
    local verb verbs page
    page=$(man -l "$PREFIX/share/man/man1/git-postmortem.1")
    verbs=$(git-postmortem help | sed -nE 's/^  ([a-z-]+)  .*/\1/p')
    [[ $verbs == *help* ]]
    for verb in $verbs; do
        grep -Eq "^   $verb( |$)" <<<"$page" || { echo "not in the page: $verb"; return 1; }
    done
}

@test "apropos can read the page's name and summary" {
    run lexgrog "$PREFIX/share/man/man1/git-postmortem.1"
    assert_success
    assert_contains '"git-postmortem - '
}

@test "the templates and schemas are installed beside it" {
    [ -s "$PREFIX/share/git-postmortem/templates/outage.en.md" ]
    jq -e . "$PREFIX/share/git-postmortem/templates/postmortem.schema.json" >/dev/null
}

@test "a staged install stays in its stage" {
    DESTDIR=$BATS_TEST_TMPDIR/stage run cmake --install "$PM_BUILD" --prefix /usr/local
    assert_success
    [ -x "$BATS_TEST_TMPDIR/stage/usr/local/bin/git-postmortem" ]
    [ -s "$BATS_TEST_TMPDIR/stage/usr/local/share/man/man1/git-postmortem.1" ]
}
