#!/usr/bin/env bats
# The version: one line, anywhere, at once.

load helper

@test "the version is one line, as a verb and as an option" {
    run --separate-stderr git-postmortem version
    assert_success
    assert_line_count 1
    assert_line_matches '^git-postmortem [0-9]+\.[0-9]+\.[0-9]+'
    [ -z "$stderr" ] || complain "nothing on stderr"
    local version=$output
    run git-postmortem --version
    assert_success
    assert_output "$version"
    run git postmortem version
    assert_output "$version"
}

@test "it is the version that the manual page and CMake have" {
    local version
    version=$(git-postmortem version)
    run git-postmortem help --man
    assert_contains "${version/-/\\-}"
    grep -q "VERSION ${version#git-postmortem }" "$PM_SOURCE/CMakeLists.txt"
}

@test "it opens no repository: a broken one is no hindrance" {
    mkdir .git
    echo broken >.git/HEAD
    run git-postmortem version
    assert_success
    GIT_DIR=/nowhere run git-postmortem version
    assert_success
}

@test "it starts without libgit2 being started" {
    command -v strace >/dev/null || skip "strace is not installed"
    # libgit2 reads the user's configuration when it starts
    ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=openat -o trace git-postmortem version
    ! grep -E 'gitconfig|/\.git' trace || complain "no file of git's is opened"
}
