#!/usr/bin/env bats
# What comes into the branch while somebody signs: it is judged as if they had spoken only then, and they sign nothing
# but what they saw.

load helper
load review
load writing

setup_file() {
    make_base a_document_in_review
}

a_document_in_review() {
    new_repository && begin_ledger
    rules "- require: [{role: reviewer, count: 2}]"
    write_document
    git postmortem commit -q 2>/dev/null
    git postmortem submit checkout -q
}

setup() {
    take_base
    seen=$(sha256sum <$DOCUMENT | cut -c1-64)
}

# Erin says a thing; before her key is used, PERSON does another, once.
meanwhile() { # PERSON SCRIPT -- VERB…
    cat >../keygen <<END
#!/bin/bash
exec 3>&-
if mkdir ../done 2>/dev/null; then
    unset GIT_INDEX_FILE
    export HOME=${HOME%/*}/$1 GIT_CONFIG_GLOBAL=${HOME%/*}/$1/.gitconfig
    (set -e; $2) >../others 2>&1 || exit 9
fi
exec ssh-keygen "\$@"
END
    chmod +x ../keygen
    as erin git config --global gpg.ssh.program "$PWD/../keygen"
    run --separate-stderr as erin git postmortem "${@:4}"
    [ -e ../done ] || { echo "nothing was signed"; return 1; }
    assert_same "$(git status --porcelain)" ""
}

nothing_recorded() {
    assert_same "$(git log --format=%s --author=Erin)$(find "$SIGNOFFS" 2>/dev/null)" ""
}

@test "a follow-up by another: the approval enters, of the text that was seen" {
    meanwhile dana "git postmortem set checkout tags+=cache" -- approve checkout
    assert_success
    assert_same "$(basename $SIGNOFFS/*.content .content)" "$seen"
    assert_same "$(sha256sum <$SIGNOFFS/$seen.content | cut -c1-64)" "$seen"
    assert_same "$(front .tags)" '["retry","cache"]'
    assert_same "$(git log -3 --format=%an | tr '\n' ,)" "Erin Example,Dana Doe,Dana Doe,"
    # the next one makes it reviewed: both texts, and the tag of neither
    as frank git postmortem approve checkout -q
    assert_same "$(front '[.status, .tags[1]]')" '["reviewed","cache"]'
    assert_verified
    assert_contains "2 sign-offs (2 signed)"
}

@test "another's approval: together they satisfy the policy, and the document is reviewed" {
    meanwhile frank "git postmortem approve checkout" -- approve checkout
    assert_success
    assert_contains "approved as reviewer, signed; the document is reviewed"
    assert_same "$(front .status)" '"reviewed"'
    assert_same "$(ls $SIGNOFFS/*.signoff | wc -l)" 2
    assert_verified
    # what takes its text back with it lets nothing come between
    rm -r ../done
    meanwhile dana "git postmortem set checkout tags+=cache" -- undo
    assert_status 128
    assert_stderr_contains "$ID was changed while you were signing; nothing was recorded"
    assert_same "$(front '[.status, .tags[1]]')" '["reviewed","cache"]'
}

@test "another text: nobody signs what they did not see, nor for what they saw and is gone" {
    meanwhile dana "sed -i 's/A timeout is a promise/A timeout is a word/' $DOCUMENT; git postmortem commit checkout" \
        -- approve checkout
    assert_status 128
    assert_stderr_contains "$ID was changed (section Lessons) while you were signing; nothing was recorded" \
        "look at it again, then git postmortem approve $ID"
    nothing_recorded
    git postmortem set checkout tags+=cache -q
    as erin git postmortem approve checkout -q
    assert_verified
}

@test "oneself at another terminal: one says it once" {
    meanwhile erin "git postmortem approve checkout" -- approve checkout
    assert_status 1
    assert_stderr_contains "you have signed this text of $ID already"
    assert_same "$(ls $SIGNOFFS/*.signoff | wc -l)" 1
    as erin git postmortem revoke checkout -m "Not yet." -q
    rm -r ../done
    meanwhile erin "git postmortem object checkout -m First." -- object checkout -m "Second."
    # an objection after an objection takes its place, as one after the other does
    assert_status 128
    assert_stderr_contains "other sign-offs came while you were signing; nothing was recorded"
    assert_verified
}

@test "what the content gate would refuse, or the status, or another policy, it refuses then, too" {
    meanwhile dana "git postmortem action add checkout Alarm. --for F1" -- approve checkout
    assert_status 128
    assert_stderr_contains "$ID was changed while you were signing, and lacks now: action A2"
    nothing_recorded
    git postmortem action set checkout A2 owner=sre due=2026-02-01 -q
    rm -r ../done
    meanwhile dana "git postmortem set checkout status=draft -m Later." -- approve checkout
    assert_status 1
    assert_stderr_contains "$ID is draft; only what is in review can be signed off" "git postmortem submit $ID"
    nothing_recorded
    git postmortem submit checkout -q
    rm -r ../done
    meanwhile dana "git postmortem people add mallory@example.org --role sre" -- approve checkout
    assert_status 128
    assert_stderr_contains "the policy was changed while you were signing; nothing was recorded"
    nothing_recorded
    as erin git postmortem approve checkout -q
    assert_verified
}
