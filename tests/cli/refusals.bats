#!/usr/bin/env bats
# States of a repository in which nothing is written: each is told in one line, with what to do, and nothing changes.

load helper
load refused

setup_file() {
    make_plain
}

setup() {
    take_plain
}

conflict() { # COMMAND…: run it into a conflict over users.txt
    git switch -qc side
    echo side >users.txt
    git commit -qam side
    git switch -q main
    echo main >users.txt
    git commit -qam main
    ! git "$@" >/dev/null 2>&1
}

writers_refused() { # TEXT HINT: by verbs of every kind
    refused "$1" "$2" git postmortem set first severity=2
    refused "$1" "$2" git postmortem new "Second"
    refused "$1" "$2" git postmortem people add erin@example.org
}

@test "no repository: every verb says so, init how to make one" {
    cd "$BATS_TEST_TMPDIR"
    mkdir nowhere
    cd nowhere
    refused "not a git repository" "git init" git-postmortem init
    refused "not a git repository" "git init" git-postmortem new "Second"
    refused "not a git repository" "git init" git-postmortem list
}

@test "a repository without a ledger: init is named" {
    new_repository "$BATS_TEST_TMPDIR/other"
    git commit -q --allow-empty -m base
    refused "no .postmortem/config.yaml" "git postmortem init" git postmortem new "Second"
    refused "there is no ledger in the history of HEAD" "git postmortem init" git postmortem verify
    refused "no .postmortem/config.yaml" "git postmortem init" git postmortem list
}

@test "a branch without commits: only init commits" {
    new_repository "$BATS_TEST_TMPDIR/other"
    git postmortem -q init --no-commit 2>/dev/null
    refused "'main' has no commits yet" "git postmortem init" git postmortem new "Second"
    refused "'main' has no commits yet, and so no ledger to verify" "git postmortem init" git postmortem verify
    git fetch -q "$BATS_TEST_TMPDIR/world/repository" main:theirs
    [[ $stderr == *"git postmortem verify <branch>"* ]]
    git postmortem verify theirs
    rm -r .postmortem postmortems
    echo staged >staged.txt
    git add staged.txt
    run git postmortem init
    assert_success
    assert_same "$(git status --porcelain)" "A  staged.txt"
}

@test "a detached HEAD, with every verb that commits" {
    echo more >>$PLAIN
    git stash -q
    git switch -q --detach
    local verb
    while read -r verb; do
        # shellcheck disable=SC2086
        refused "HEAD is detached at" "git switch BRANCH" git postmortem $verb
    done <<'END'
set first severity=2
new Second
people add erin@example.org
finding add first text --class process-flaw
action add first text
assess first --sufficient fully --complete fully --by erin@example.org
END
    git switch -q main
    git stash pop -q
    git switch -q --detach
    refused "HEAD is detached at" "git switch BRANCH" git postmortem commit first
}

@test "a submodule's HEAD is detached, too" {
    git init -q ../above
    cd ../above
    git -c protocol.file.allow=always submodule --quiet add ../repository below
    cd below
    git switch -q --detach
    REPOSITORY=.. writers_refused "HEAD is detached at" "git switch BRANCH"
    git switch -q main
    run git postmortem set first severity=2
    assert_success
    git fsck --strict
}

@test "a merge under way" {
    conflict merge side
    writers_refused "a merge is under way; nothing was changed" "git status"
    git merge --abort
    run git postmortem set first severity=2
    assert_success
}

@test "a rebase under way" {
    conflict rebase side
    writers_refused "a rebase is under way; nothing was changed" "git status"
}

@test "a cherry-pick under way" {
    conflict cherry-pick side
    writers_refused "a cherry-pick is under way; nothing was changed" "git status"
}

@test "a revert under way" {
    echo two >users.txt
    git commit -qam two
    echo three >users.txt
    git commit -qam three
    ! git revert --no-edit HEAD^ >/dev/null 2>&1
    writers_refused "a revert is under way; nothing was changed" "git status"
}

@test "git am under way" {
    conflict merge side
    git merge --abort
    git format-patch -q -1 side --stdout >../patch
    ! git am -q ../patch 2>/dev/null
    writers_refused "a git am is under way; nothing was changed" "git status"
}

@test "a bisect refuses nothing while it is on its branch" {
    git bisect start >/dev/null
    run git postmortem set first severity=2
    assert_success
    git bisect bad >/dev/null
    git bisect good HEAD~2 >/dev/null
    writers_refused "HEAD is detached at" "git switch BRANCH"
}

@test "our paths carry changes that are not this edit" {
    echo by hand >>$PLAIN
    refused "'$PLAIN' has changes that are not committed" "git postmortem commit" git postmortem set first severity=2
    git add $PLAIN
    refused "'$PLAIN' has" "git postmortem commit" git postmortem set first severity=2
    git show HEAD:$PLAIN >$PLAIN
    refused "'$PLAIN' has staged changes that are not committed" "git restore --staged" \
        git postmortem set first severity=2
    git restore --staged $PLAIN
    rm $PLAIN
    refused "first" "" git postmortem set first severity=2
    git restore $PLAIN
    run git postmortem set first severity=2
    assert_success
}

@test "a file that nobody has added stands where a document would go" {
    local taken=postmortems/2026/2026-01-15-second.md
    echo mine >$taken
    git postmortem -q new "Second" --started 2026-01-15T10:00:00Z
    assert_same "$(cat $taken)" mine
    assert_same "$(git show --name-only --format= HEAD)" postmortems/2026/2026-01-15-second-2.md
}

@test "an index that another git has locked is waited for, then told with its age" {
    touch -d '3 hours ago' .git/index.lock
    local began=$SECONDS
    refused_late "the index has been locked for 3 h by another program; nothing was changed" "index.lock" \
        git postmortem set first severity=2
    [ $((SECONDS - began)) -ge 4 ]
    [ -e .git/index.lock ]
}

@test "a lock that is let go in time does no harm" {
    touch .git/index.lock
    (sleep 1.5; rm .git/index.lock) 3>&- &
    run git postmortem set first severity=2
    wait
    assert_success
    assert_same "$(git status --porcelain)" ""
}

@test "a branch that another git has locked is waited for, and everything is taken back" {
    touch .git/refs/heads/main.lock
    refused_late "'main' has been locked for" "main.lock" git postmortem set first severity=2
    rm .git/refs/heads/main.lock
    run git postmortem set first severity=2
    assert_success
}

@test "a repository of SHA-256, with other refs, or with an extension that nobody knows" {
    # libgit2 1.5 leaks with each name of an extension that it looks at
    echo leak:libpcre2-8.so >../supp
    export LSAN_OPTIONS=suppressions=../supp:print_suppressions=0
    git init -q --object-format=sha256 ../sha256
    (cd ../sha256 && refused "unsupported repository extension" "SHA-1" git postmortem init)
    git config --file .git/config core.repositoryFormatVersion 1
    git config --file .git/config extensions.refStorage reftable
    refused "unsupported repository extension" "SHA-1" git-postmortem set first severity=2
    git config --file .git/config --unset extensions.refStorage
    git config --file .git/config extensions.fromTheFuture 1
    refused "unsupported repository extension" "SHA-1" git-postmortem set first severity=2
    git config --file .git/config --unset extensions.fromTheFuture
    git config --file .git/config extensions.objectFormat sha256
    git config --file .git/config core.repositoryFormatVersion 0
    refused "unsupported repository extension" "SHA-1" git-postmortem set first severity=2
    git config --file .git/config core.repositoryFormatVersion 2
    refused "version" "0 and 1" git-postmortem set first severity=2
}

@test "a split index, and a sparse one" {
    git update-index --split-index
    writers_refused "the index is split" "git update-index --no-split-index"
    git update-index --no-split-index
    run git postmortem set first severity=4
    assert_success
    mkdir out
    echo out >out/file
    git add out
    git commit -qm out
    git sparse-checkout set --cone --sparse-index postmortems .postmortem
    writers_refused "the index is sparse" "git sparse-checkout reapply --no-sparse-index"
    git sparse-checkout reapply --no-sparse-index
    run git postmortem set first severity=5
    assert_success
    assert_same "$(git status --porcelain)" ""
}

@test "another index than the repository's own" {
    cp .git/index ../index
    GIT_INDEX_FILE=$PWD/../index refused "GIT_INDEX_FILE names" "unset GIT_INDEX_FILE" git postmortem set first severity=2
    # as git itself names it, in a hook
    GIT_INDEX_FILE=.git/index run git postmortem set first severity=2
    assert_success
    assert_same "$(git status --porcelain)" ""
}

@test "a verb in the pre-commit hook of git commit -a leaves everything to that commit" {
    write .git/hooks/pre-commit <<'END'
#!/bin/sh
git postmortem set first severity=1 2>said
exit 0
END
    chmod +x .git/hooks/pre-commit
    echo two >users.txt
    git commit -qam user
    grep -q "GIT_INDEX_FILE names" said
    assert_same "$(git diff HEAD --name-only)" ""
    assert_same "$(git show HEAD --name-only --format=)" users.txt
    git fsck --strict
}

@test "no identity, or one that git would not take" {
    git config --file "$GIT_CONFIG_GLOBAL" --remove-section user
    git config user.useConfigOnly true
    refused "no author name is set" "git config --global user.email" git postmortem set first severity=2
    refused "no author name is set" "git config --global user.email" git postmortem new "Second"
    GIT_AUTHOR_NAME=$'Dana\nparent x' GIT_AUTHOR_EMAIL=d@example.org GIT_COMMITTER_NAME=D GIT_COMMITTER_EMAIL=d@example.org \
        refused "control character" "" git postmortem set first severity=2
}
