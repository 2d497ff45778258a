#!/usr/bin/env bats
# verify remembers what was fine, and asks again when anything that it rests on is another.

load helper
load review

setup_file() {
    make_base a_reviewed_document
}

setup() {
    take_base
    memory=$HOME/.cache/git-postmortem/verified
    settle
}

settle() { # a file of this second may change again unseen
    sleep 3
}

answers() { # how many are remembered
    find "$memory" -type f 2>/dev/null | wc -l
}

# Does this run open the history's objects, besides the commits and trees that name the configuration?
opens() { # OPTION…
    strace -f -e trace=openat,openat2 -o ../log git-postmortem verify "$@" >../out 2>&1
    grep -cE '/objects/([0-9a-f]{2}/|pack/.*pack")' ../log
}

@test "the answer is the same, and the history is not read for it" {
    command -v strace >/dev/null || skip "strace is not installed (tests/run installs it)"
    local first again full
    first=$(ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 opens)
    cp ../out ../first
    [ "$(answers)" = 1 ]
    again=$(ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 opens)
    diff ../first ../out
    full=$(ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 opens --full)
    diff ../first ../out
    echo "opened: $first, then $again, with --full $full"
    [ "$full" = "$first" ] && [ $((again * 3)) -lt "$first" ]
    git postmortem verify --json >../remembered
    git postmortem verify --json --full | diff - ../remembered
}

@test "whatever an answer rests on is part of the question" {
    local object blob
    git postmortem verify >/dev/null
    [ "$(answers)" = 1 ]
    git postmortem verify "$ID" >/dev/null && git postmortem verify HEAD~1.. >/dev/null
    git postmortem verify --expect HEAD~2 >/dev/null && git postmortem verify HEAD~1 >/dev/null
    git postmortem verify --policy "$(git postmortem verify --json | jq -r .genesis_policy)" >/dev/null
    [ "$(answers)" = 6 ]
    cut -d' ' -f1,2 "$(key_of erin).pub" >../revoked
    git config --global gpg.ssh.revocationFile "$PWD/../revoked"
    run git postmortem verify
    assert_status 1
    git config --global --unset gpg.ssh.revocationFile
    run git postmortem verify
    assert_success
    blob=$(git rev-parse "HEAD:$(git ls-files "$SIGNOFFS/*.signoff")")
    object=.git/objects/${blob:0:2}/${blob:2}
    chmod u+w "$object" && cp "$object" ../object
    printf '\1' | dd of="$object" bs=1 seek=40 conv=notrunc status=none
    run git postmortem verify
    [ "$status" -ne 0 ]
    cat ../object >"$object"
    run git postmortem verify
    assert_success
    rm "$object"
    run git postmortem verify
    [ "$status" -ne 0 ]
}

@test "what is not fine, or came just now, is not remembered" {
    git clone -q --depth 1 "file://$PWD" ../shallow
    run git -C ../shallow postmortem verify
    assert_status 1
    replace "A timeout is a promise" "A timeout is a vow" && git commit -qam "Lesson"
    run git postmortem verify
    assert_status 1
    run git postmortem verify
    assert_status 1
    run git postmortem verify HEAD~1
    assert_success
    [ "$(answers)" = 0 ]
    settle
    git postmortem verify HEAD~1 >/dev/null
    [ "$(answers)" = 1 ]
}
