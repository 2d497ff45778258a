#!/usr/bin/env bats
# Files and folders that are not what they should be, disks that are full, folders that may not be written: told in one
# line, nothing changed, nothing written elsewhere.

load helper
load refused

setup_file() {
    make_plain
}

setup() {
    take_plain
}

teardown() {
    cd /
    ! mountpoint -q "$BATS_TEST_TMPDIR/world/small" || umount "$BATS_TEST_TMPDIR/world/small"
    chmod -R u+w "$BATS_TEST_TMPDIR"
}

@test "a document that is a link is not read, not written, not followed" {
    cp $PLAIN ../outside.md
    ln -sf ../../../outside.md $PLAIN
    REPOSITORY=.. refused "symbolic link" "" git postmortem set first severity=2
    REPOSITORY=.. refused "symbolic link" "" git postmortem commit first
    git commit -qam link
    REPOSITORY=.. refused "symbolic link" "" git postmortem set first severity=2
    REPOSITORY=.. refused "symbolic link" "" git postmortem approve first
}

@test "a folder that is a link leads nowhere" {
    mkdir ../elsewhere
    mv postmortems/2026 ../elsewhere/
    ln -s ../../elsewhere/2026 postmortems/2026
    REPOSITORY=.. refused "symbolic link" "" git postmortem new "Second" --started 2026-01-15T10:00:00Z
    rm postmortems/2026
    mv ../elsewhere/2026 postmortems/
    mv postmortems ../elsewhere/
    ln -s ../elsewhere/postmortems postmortems
    REPOSITORY=.. refused "symbolic link" "" git postmortem new "Second" --started 2026-01-15T10:00:00Z
    assert_same "$(ls ../elsewhere/postmortems/2026)" 2026-01-14-first.md
}

@test "a FIFO in the place of a document blocks nobody" {
    rm $PLAIN
    mkfifo $PLAIN
    refused "first" "" git postmortem set first severity=2
    refused "first" "" git postmortem commit first
    rm $PLAIN
    git restore $PLAIN
    mkfifo postmortems/2026/2026-01-15-second.md
    refused "second.md' is not a regular file" "" git postmortem new "Second" --started 2026-01-15T10:00:00Z
}

@test "a submodule in the place of the documents' folder" {
    new_repository ../other
    git commit -q --allow-empty -m x
    cd ../repository
    git -c protocol.file.allow=always submodule --quiet add ../other postmortems/2027
    git commit -qm submodule
    refused_late "'postmortems/2027' is not a folder in the branch" "" \
        git postmortem new "Second" --started 2027-01-15T10:00:00Z
}

@test "a file in the place of a folder" {
    echo mine >postmortems/2027
    refused "postmortems/2027" "" git postmortem new "Second" --started 2027-01-15T10:00:00Z
    git add postmortems/2027
    rm postmortems/2027
    refused "'postmortems/2027' stands in the way in the index" "git status" \
        git postmortem new "Second" --started 2027-01-15T10:00:00Z
}

@test "a path outside the repository" {
    new_repository ../other
    git commit -q --allow-empty -m base
    refused "outside" "" git postmortem init --documents ../elsewhere
    refused "outside" "" git postmortem init --documents /etc/postmortems
    refused "" "" git postmortem init --documents .git/postmortems
    refused "" "" git postmortem init --adopt ../repository/postmortems
}

@test "an id that would lead out" {
    local id
    for id in ../../outside x/../../y .git/x /etc/x 'a\b' -x ' '; do
        run git postmortem new "Second" --id "$id"
        [ "$status" -ge 128 ] || complain "a refusal of $id"
    done
    assert_same "$(git status --porcelain)" ""
    assert_same "$(git rev-list --count HEAD)" 3
}

# A clone of somebody else's, and ../somebody, by which they run the program: who is root may write everywhere.
theirs() {
    local user=
    mkdir ../theirs
    cp "$PM_BUILD/src/git-postmortem" "$GIT_CONFIG_GLOBAL" ../theirs/
    cp -a ../repository ../theirs/
    if [ "$(id -u)" -eq 0 ]; then
        user="setpriv --reuid=65534 --regid=65534 --clear-groups"
        chown -R 65534:65534 ../theirs
        chmod o+rx "$BATS_RUN_TMPDIR" "$BATS_SUITE_TMPDIR" "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/.."
    fi
    cd ../theirs/repository
    export GIT_CONFIG_GLOBAL=$BATS_TEST_TMPDIR/world/theirs/.gitconfig LSAN_OPTIONS=
    printf '#!/bin/sh\nexec %s "$@"\n' "$user" >../somebody
    chmod +x ../somebody
    ../somebody ../git-postmortem version >/dev/null || skip "$PWD can't be entered by others"
}

@test "folders that may not be written" {
    theirs
    local folder
    for folder in . .git .git/objects .git/refs/heads postmortems/2026; do
        chmod -R a-w $folder
        refused_late "Permission denied" "" ../somebody ../git-postmortem set first severity=2
        chmod -R u+w $folder
    done
    run ../somebody ../git-postmortem set first severity=2
    assert_success
    assert_same "$(../somebody git status --porcelain)" ""
}

@test "a repository that belongs to somebody else, in git's own words" {
    [ "$(id -u)" -eq 0 ] || skip "only root can give a repository away"
    theirs
    refused "dubious ownership in repository at '$PWD'" "git config --global --add safe.directory '$PWD'" \
        ../git-postmortem set first severity=2
    refused "dubious ownership" "safe.directory" ../git-postmortem list
    git config --global --add safe.directory "$PWD"
    run ../git-postmortem set first severity=2
    assert_success
}

fill() { # until not a byte more goes in
    dd if=/dev/zero of="$1/full" bs=4096 2>/dev/null || true
    dd if=/dev/zero of="$1/full" bs=1 oflag=append conv=notrunc 2>/dev/null || true
}

@test "a full disk" {
    mkdir ../small
    mount -t tmpfs -o size=2m tmpfs ../small 2>/dev/null || skip "no file system can be mounted here"
    cp -a . ../small/repository
    cd ../small/repository
    fill ..
    refused_late "No space left on device" "" git postmortem set first severity=2
    refused_late "No space left on device" "" git postmortem new "Second"
    # with less and less room it works in the end, and never by half
    local tries
    for tries in $(seq 60); do
        truncate -s -4096 ../full
        run git postmortem set first severity=2
        [ "$status" -ne 0 ] || break
        assert_status 128
        assert_same "$(git status --porcelain)" ""
    done
    assert_success
    [ "$tries" -gt 3 ]
    assert_same "$(git show HEAD:$PLAIN | grep -o "^severity: .")" "severity: 2"
    assert_same "$(git status --porcelain)" ""
    git fsck --strict --no-dangling
}

@test "a bare repository: what needs files is refused, the rest works" {
    git clone -q --bare . ../bare.git
    cd ../bare.git
    refused "a bare repository" "" git postmortem commit
    refused "a bare repository" "" git postmortem edit first
    run git postmortem set first severity=2
    assert_success
    run git postmortem new "Second" --started 2026-01-15T10:00:00Z
    assert_success
    assert_same "$(git show HEAD~:$PLAIN | grep -o "^severity: .")" "severity: 2"
    assert_same "$(git ls-tree -r --name-only HEAD | grep -c second)" 1
    git fsck --strict
    run git postmortem set --no-commit first severity=3
    assert_status 129
}

@test "a linked worktree has its own index and branch; the others are left alone" {
    git worktree add -q ../linked -b side
    echo staged >staged.txt
    git add staged.txt
    cd ../linked
    run git postmortem set first severity=2
    assert_success
    assert_same "$(git status --porcelain)" ""
    assert_same "$(git -C ../repository status --porcelain)" "A  staged.txt"
    assert_same "$(git -C ../repository show main:$PLAIN | grep -o "^severity: .")" "severity: 3"
    git fsck --strict
}
