#!/usr/bin/env bats
# verify --checkpoint and --expect: what a ledger was, signed, against a history that is rewritten as a whole.

load helper
load review

WRONG=$(printf 'f%.0s' {1..64})

setup_file() {
    make_base a_reviewed_document
}

# What a chain has to cover besides: documents from before the ledger, a .mailmap, a link, a submodule, what goes again.
a_reviewed_document() {
    new_repository
    mkdir -p postmortems/2025
    echo "# Outage" >postmortems/2025/old.md
    git add -A && git commit -qm "Before the ledger"
    in_review && sign_off erin
    echo "Dana Doe <dana@example.org> <dana@home.example>" >.mailmap
    echo "int main;" >unrelated.c
    mkdir -p "postmortems/2026/$ID.evidence"
    ln -s log "postmortems/2026/note"
    git add -A && git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),postmortems/sub"
    git commit -qm "Names, a link and a submodule"
    git rm -q --cached postmortems/sub && git rm -q .mailmap postmortems/2026/note && git commit -qm "And gone"
}

setup() {
    take_base
}

checkpoint() { # FILE [OPTION…]: dana's
    git postmortem verify --checkpoint "$@" >/dev/null
}

field() { # KEY FILE
    sed -n "s/^$1: //p" "$2"
}

# Somebody changes a checkpoint and signs it anew.
resign() { # FILE PERSON SED
    sed -e '/^-----BEGIN/,$d' -e "$3" "$1" >again.tmp
    ssh-keygen -q -Y sign -n "$NAMESPACE" -f "$(key_of "$2")" <again.tmp >>again.tmp 2>/dev/null
    mv again.tmp "$1"
}

@test "a checkpoint is signed, and its chain is the one that git and SHA-256 give" {
    run --separate-stderr git postmortem verify --checkpoint ../known
    assert_success
    [ -z "$stderr" ]
    stock_verify ../known dana
    [ "$(field tip ../known)" = "$(git rev-parse HEAD)" ]
    [ "$(field position ../known)" = "$(git rev-list --first-parent --count HEAD)" ]
    [ "$(field policy ../known)" = "sha256:$(bundle_digest)" ]
    [ "$(field ledger ../known)" = "$(ledger_uuid)" ]
    [ "$(field link ../known)" = "sha256:$(python3 "$PM_SOURCE/tests/cli/chain.py" | tail -n 1)" ]
}

@test "what goes on from a checkpoint is fine, what was rewritten is told" {
    checkpoint ../known
    replace "tags: [retry]" "tags: [timeout]" && git postmortem commit "$ID" -q
    run git postmortem verify --expect ../known
    assert_success
    assert_contains "the checkpoint at step $(field position ../known), by dana@example.org"
    run git postmortem verify --expect ../known --json
    jq -e --arg tip "$(field tip ../known)" '.checkpoint.tip == $tip and .checkpoint.proved' <<<"$output"
    git reset -q --hard HEAD~2
    run git postmortem verify --expect ../known
    assert_status 1
    assert_contains "the history no longer holds" "[audit/rewritten]" "the history had"
}

@test "a checkpoint that tells of other content, another policy, another ledger or another place" {
    local change
    for change in "/^link: /s/.\{64\}\$/$WRONG/" "/^policy: /s/.\{64\}\$/$WRONG/" "s/^position: .*/position: 3/" \
        "s/^ledger: ........./ledger: 00000000-/"; do
        checkpoint ../known
        resign ../known dana "$change"
        run git postmortem verify --expect ../known
        assert_status 1
        assert_contains "[audit/checkpoint]"
        refute_contains "the checkpoint at step"
    done
}

@test "a checkpoint that somebody else signed, or changed, or did not sign" {
    checkpoint ../known
    resign ../known erin ""
    run git postmortem verify --expect ../known
    assert_status 1
    assert_contains "the signature of the checkpoint is" "[audit/checkpoint]"
    checkpoint ../known
    sed -i "s/^time: 2026/time: 2025/" ../known
    run git postmortem verify --expect ../known
    assert_status 1
    assert_contains "the signature of the checkpoint is bad"
    sed -i '/^-----BEGIN/,$d' ../known
    run git postmortem verify --expect ../known
    assert_success
    assert_contains "the checkpoint, which is not signed"
    echo "trailing" >>../known
    run git postmortem verify --expect ../known
    assert_status 128
    assert_contains "../known: not a checkpoint"
}

@test "what is neither a commit nor a checkpoint is a wrong word, and no history rewritten" {
    local word
    for word in ../known nowhere "HEAD~99" deadbeef ""; do
        run git postmortem verify --expect "$word"
        assert_status 128
        assert_contains "'$word' names no commit here, and no file with a checkpoint" "all 40 hex digits"
        refute_contains rewritten
    done
    echo "git-postmortem-checkpoint 1" >known && git branch known # damaged, and a branch of its name
    run git postmortem verify --expect known
    assert_status 128
    assert_contains "'known' is a file, and no checkpoint that can be read" "refs/heads/"
    run git postmortem verify --expect refs/heads/known
    assert_success
    run git postmortem verify --expect "${WRONG:0:40}"
    assert_status 1
    assert_contains "[audit/rewritten]"
}

@test "nobody acknowledges that the history is another one" {
    checkpoint ../known
    resign ../known dana "/^link: /s/.\{64\}\$/$WRONG/"
    sed -i 's/^review:/review:\n  roles:\n    policy: [frank@example.org]/' .postmortem/config.yaml
    git commit -qam "Roles"
    git cat-file commit "$(field tip ../known)" >../raw
    as frank forge "$(key_of frank)" document="step:$(field tip ../known)" verdict=acknowledge role=policy of=../raw \
        reviewer=frank@example.org comment="Let it be" at=.postmortem/signoffs >/dev/null
    git add -A && as frank git commit -qm "Acknowledge"
    run git postmortem verify
    assert_success
    run git postmortem verify --expect ../known
    assert_status 1
    assert_contains "[audit/checkpoint]"
}

@test "it is written of what is fine, over another checkpoint alone, and says when it is not signed" {
    echo "mine" >../notes
    run git postmortem verify --checkpoint ../notes
    assert_status 1
    assert_contains "'../notes' is there, and is no checkpoint"
    [ "$(cat ../notes)" = mine ]
    ln -s nowhere ../dangling
    run git postmortem verify --checkpoint ../dangling
    assert_status 1
    assert_contains "'../dangling' is a symbolic link that leads to no file"
    assert_same "$(readlink ../dangling) $(ls ../nowhere 2>/dev/null)" "nowhere "
    checkpoint ../known && echo older >>../known && ln -s known ../latest && checkpoint ../latest
    assert_same "$(readlink ../latest)" known
    run ! grep -q older ../known
    git config --unset-all user.signingkey || git config --global --unset user.signingkey
    run --separate-stderr git postmortem verify --checkpoint ../plain
    assert_success
    [[ $stderr == *"the checkpoint is not signed: no signing key is configured"* ]]
    run ! grep -q BEGIN ../plain
    run git postmortem verify "HEAD~1..HEAD" --checkpoint ../other
    assert_status 129
    replace "A timeout is a promise" "A timeout is a vow" && git commit -qam "Lesson"
    run --separate-stderr git postmortem verify --checkpoint ../other
    assert_status 1
    [[ $stderr == *"no checkpoint was written"* ]]
    [ ! -e ../other ]
}
