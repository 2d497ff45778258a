#!/usr/bin/env bats
# edit: the user's own editor, as git chooses it, and what becomes of what it wrote. git is the oracle.

load helper
load writing

setup_file() {
    make_base a_ledger
}

setup() {
    take_base
    unset GIT_EDITOR EDITOR VISUAL
}

# An editor that says its name and how it was called.
named() { # NAME
    printf '#!/bin/sh\necho "%s $#" >>"%s/called"\nshift $(($# - 1))\nprintf "\\nBy %s.\\n" >>"$1"\n' \
        "$1" "$BATS_TEST_TMPDIR" "$1" >"$BATS_TEST_TMPDIR/$1"
    chmod +x "$BATS_TEST_TMPDIR/$1"
}

@test "the editor is the one that git starts: GIT_EDITOR, core.editor, VISUAL, EDITOR" {
    local name
    for name in git-editor core visual editor; do named $name; done
    PATH=$BATS_TEST_TMPDIR:$PATH
    export TERM=xterm EDITOR=editor
    git postmortem edit checkout -q
    export VISUAL=visual
    git postmortem edit checkout -q
    git config core.editor "core --wait 'a b'"
    git postmortem edit checkout -q
    export GIT_EDITOR=git-editor
    git postmortem edit checkout -q
    assert_same "$(cat ../called)" $'editor 1\nvisual 1\ncore 3\ngit-editor 1'
    git log -4 --format=%s | sort -u | grep -qx "postmortem: edit $ID: section Lessons"
    unset GIT_EDITOR
    TERM=dumb VISUAL=visual EDITOR=editor git -c core.editor=git-editor postmortem edit checkout -q
    assert_same "$(tail -1 ../called)" "git-editor 1"
}

@test "on a dumb terminal where no editor is named it says so, as git does" {
    export TERM=dumb VISUAL=vi
    run git -c core.editor= var GIT_EDITOR
    run --separate-stderr git postmortem edit checkout
    assert_status 128
    assert_stderr_contains "editor" "GIT_EDITOR"
}

@test "what was written is one commit, an event, and clean afterwards" {
    editor writes <<<'printf "\nIt was hot.\n" >>"$1"'
    tip=$(git rev-parse HEAD)
    run git postmortem edit checkout -m "After the call."
    assert_success
    assert_one_commit "$tip" "$DOCUMENT"
    assert_trailers "Postmortem: $ID" "Postmortem-Event: edit"
    assert_same "$(git log -1 --format=%b | head -1)" "After the call."
    assert_same "$(git status --porcelain)" ""
    tail -1 "$DOCUMENT" | grep -qx "It was hot."
}

@test "the path is whole: from a folder below, with blanks and quotes in it" {
    new_repository "../a 'quoted' \$folder"
    git postmortem init -q
    git postmortem new "Cache went cold" --slug cache -q
    editor writes <<<'[ $# -eq 1 ] && [ -f "$1" ] && printf "\nIt was hot.\n" >>"$1"'
    cd postmortems
    git postmortem edit cache -q
    assert_same "$(git log -1 --format=%s)" "postmortem: edit 2026-01-14-cache: section Lessons"
}

@test "nothing changed is no commit, and no error" {
    export GIT_EDITOR=true
    tip=$(git rev-parse HEAD)
    run git postmortem edit checkout
    assert_success
    assert_contains "nothing was changed"
    export GIT_EDITOR=:
    run git postmortem edit checkout
    assert_success
    editor touches <<<'cp "$1" "$1.new" && mv "$1.new" "$1"'
    run git postmortem edit checkout
    assert_success
    assert_same "$(git rev-parse HEAD)" "$tip"
}

@test "what was written before, by hand, goes along" {
    printf '\nBefore.\n' >>"$DOCUMENT"
    export GIT_EDITOR=true
    git postmortem edit checkout -q
    assert_same "$(git show --format= --numstat | cut -f1,2)" "2	0"
}

@test "an editor that fails commits nothing, and keeps what it wrote" {
    editor fails <<<'printf "\nHalf.\n" >>"$1"; exit 3'
    tip=$(git rev-parse HEAD)
    run --separate-stderr git postmortem edit checkout
    assert_status 128
    assert_stderr_contains "fails" "code 3" "$DOCUMENT" "git postmortem commit"
    assert_same "$(git rev-parse HEAD)" "$tip"
    tail -1 "$DOCUMENT" | grep -qx Half.
    export GIT_EDITOR=/nowhere/editor
    git checkout -q .
    run --separate-stderr git postmortem edit checkout
    assert_status 128
    assert_stderr_contains "/nowhere/editor"
    editor killed <<<'kill -9 $$'
    run --separate-stderr git postmortem edit checkout
    assert_status 128
    assert_same "$(git status --porcelain)" ""
}

@test "a text that can't be read stays in the file; where it is, and what is next, is said" {
    editor breaks <<<'sed -i "s/^title: /title: \"/" "$1"; printf "\nA long story.\n" >>"$1"'
    tip=$(git rev-parse HEAD)
    run --separate-stderr git postmortem edit checkout
    assert_status 1
    assert_stderr_contains "$DOCUMENT:4:" "[yaml/" "not committed" "the text is in $DOCUMENT" "git postmortem commit $ID"
    assert_same "$(git rev-parse HEAD)" "$tip"
    tail -1 "$DOCUMENT" | grep -qx "A long story."
    editor mends <<<'sed -i "s/^title: \"/title: /" "$1"'
    git postmortem edit checkout -q
    tail -1 "$DOCUMENT" | grep -qx "A long story."
    assert_same "$(git status --porcelain)" ""
}

@test "other errors of a draft are shown, and committed" {
    editor errs <<<'sed -i "s/^severity: 2/severity: 9/" "$1"'
    run --separate-stderr git postmortem edit checkout
    assert_success
    assert_stderr_contains "$DOCUMENT:6:11: error:" "[severity/range]"
    grep -qx "severity: 9" "$DOCUMENT"
    assert_same "$(git status --porcelain)" ""
}

@test "who committed to it meanwhile is not taken back" {
    cat >"$BATS_TEST_TMPDIR/meanwhile" <<'END'
#!/bin/sh
cp "$1" "$1.mine"
GIT_EDITOR=: git postmortem set checkout severity=4 -q
cp "$1.mine" "$1" && rm "$1.mine" # the editor writes what it had read
printf '\nMine.\n' >>"$1"
END
    chmod +x ../meanwhile
    export GIT_EDITOR=$BATS_TEST_TMPDIR/meanwhile
    run --separate-stderr git postmortem edit checkout
    assert_status 128
    assert_stderr_contains "committed by somebody else" "your text is in $DOCUMENT" "git diff HEAD"
    assert_same "$(git show HEAD:"$DOCUMENT" | grep '^severity')" "severity: 4"
    tail -1 "$DOCUMENT" | grep -qx Mine.
}

@test "a commit to something else meanwhile is no matter" {
    editor meanwhile <<<'git postmortem set another severity=4 -q && printf "\nMine.\n" >>"$1"'
    git postmortem edit checkout -q
    assert_same "$(git log -2 --format=%s)" "postmortem: edit $ID: section Lessons
postmortem: set 2026-01-10-another: severity=4"
}

@test "a document that was moved or deleted meanwhile is told; nothing is lost" {
    editor moves <<<'printf "\nMine.\n" >>"$1"; mv "$1" "$1.moved"'
    run --separate-stderr git postmortem edit checkout
    assert_status 128
    assert_stderr_contains "$DOCUMENT" "moved or deleted"
    tail -1 "$DOCUMENT.moved" | grep -qx Mine.
    rm "$DOCUMENT.moved" && git checkout -q .
    editor branches <<<'git checkout -q -b empty HEAD~6'
    run --separate-stderr git postmortem edit checkout
    assert_status 128
}

@test "a link that the editor put in its place is not followed" {
    printf 'secret\n' >../outside
    editor links <<<"ln -sf $BATS_TEST_TMPDIR/outside \"\$1\""
    run --separate-stderr git postmortem edit checkout
    assert_status 128
    assert_same "$(git show HEAD:"$DOCUMENT" | head -1)" ---
}

@test "Ctrl-C is the editor's" {
    editor interrupts <<'END'
for pid in $PPID $(cut -d' ' -f4 /proc/$PPID/stat); do kill -INT "$pid"; done
sleep 0.2
printf '\nStill here.\n' >>"$1"
END
    git postmortem edit checkout -q
    tail -1 "$DOCUMENT" | grep -qx "Still here."
    assert_same "$(git status --porcelain)" ""
}

@test "in a bare repository there is nothing to edit" {
    git clone -q --bare . ../bare.git && cd ../bare.git
    run --separate-stderr git postmortem edit checkout
    assert_status 128
    assert_stderr_contains "bare"
}

@test "--no-commit checks, and leaves it there" {
    editor writes <<<'printf "\nIt was hot.\n" >>"$1"'
    tip=$(git rev-parse HEAD)
    run git postmortem edit checkout --no-commit
    assert_success
    assert_same "$(git rev-parse HEAD)" "$tip"
    assert_same "$(git status --porcelain)" " M $DOCUMENT"
}

@test "an unknown document gets a suggestion, and no editor" {
    editor calls <<<'touch ../called'
    run --separate-stderr git postmortem edit chekout
    assert_status 128
    assert_stderr_contains "did you mean '$ID'?"
    [ ! -e ../called ]
}
