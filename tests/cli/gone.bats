#!/usr/bin/env bats
# A document whose file somebody took away by hand: every verb says so, with the command that brings it back.

load helper
load writing

setup_file() {
    make_base a_ledger
}

setup() {
    take_base
    ANOTHER=postmortems/2026/2026-01-10-another.md
}

says_gone() { # WORD…: of a verb, which names $DOCUMENT; the command that it names brings it back
    run "$@"
    [ "$status" -ne 0 ] || complain "$*: no success" || return
    assert_contains "its file is missing in the working tree, and is committed" "git restore " || return
    refute_contains "did you mean" || return
    local command
    command=$(grep -o 'git restore .*' <<<"$output")
    bash -c "$command" || complain "a command that works: $command" || return
    [ -z "$(git status --porcelain)" ] || complain "all as it was"
}

@test "each verb says that the file is missing, and how to get it back" {
    local words
    git clean -fdq && git reset -q --hard
    for words in "show checkout" "show $ID" "show $DOCUMENT" "set checkout severity=1" "check" "check checkout" commit \
        "commit checkout" "edit checkout" "submit checkout" "action set checkout A1 status=doing"; do
        rm $DOCUMENT
        says_gone git postmortem $words || return
        git rm -q $DOCUMENT
        case $words in
        check | commit) # git rm was meant
            run git postmortem $words
            refute_contains "missing in the working tree" || return
            git reset -q --hard
            ;;
        *) says_gone git postmortem $words || return ;;
        esac
    done
    # from a folder below
    rm $DOCUMENT
    mkdir -p below && cd below
    says_gone git postmortem show checkout
}

@test "what is gone keeps nothing else back" {
    rm $DOCUMENT
    printf '\nMore.\n' >>$ANOTHER
    run git postmortem commit
    assert_status 1
    assert_contains "error: $ID: its file is missing" "git restore $DOCUMENT"
    assert_same "$(git log -1 --format=%s)" "postmortem: commit 2026-01-10-another: section Lessons"
    run git postmortem check
    assert_status 1
    assert_contains "$DOCUMENT: error: its file is missing in the working tree, and is committed [file/unreadable]"
    run git postmortem show another
    assert_success
    refute_contains "missing in the working tree"
    run git postmortem show nothing-of-it
    assert_contains "there is no postmortem"
}

@test "a document that a sparse checkout leaves out is not gone" {
    git clean -fdq && git reset -q --hard
    git sparse-checkout set --no-cone '/*' "!/$DOCUMENT"
    [ ! -e $DOCUMENT ]
    run git postmortem check
    refute_contains "missing in the working tree"
    run git postmortem commit
    assert_output "nothing was changed by hand"
}

@test "the command that the hook names for a document that would be deleted brings it back" {
    sed -i 's/^status: draft/status: in-review/' $DOCUMENT
    git commit -qm "In review" $DOCUMENT
    git postmortem hooks install >/dev/null
    git rm -q $DOCUMENT
    run git commit -m "Away"
    assert_status 1
    assert_contains "[document/deleted]"
    bash -c "$(grep -o 'git restore .*' <<<"$output")"
    [ -e $DOCUMENT ]
    git diff --quiet HEAD -- $DOCUMENT
}
