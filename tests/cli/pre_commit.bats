#!/usr/bin/env bats
# The pre-commit hook under git's own commit, in the ways in which people commit: what it refuses, and what passes.

load helper
load writing

setup_file() {
    make_base a_ledger_with_hook
}

a_ledger_with_hook() {
    a_ledger
    git postmortem hooks install -q
}

setup() {
    take_base
}

break_yaml() { # [FILE]
    replace "title: " 'title: "' "${1:-$DOCUMENT}"
}

refused() { # WORDS… : the commit is refused, nothing is committed, the index stays
    local tip index
    tip=$(git rev-parse HEAD)
    index=$(git ls-files -s)
    run git "${git[@]}" commit -qm "By hand" $how
    assert_status 1 || return
    assert_contains "$@" || return
    assert_same "$(git rev-parse HEAD)" "$tip" || return
    assert_same "$(git ls-files -s)" "$index"
}

passes() {
    run git "${git[@]}" commit -m "By hand" $how
    assert_success || return
    assert_same "$(git log -1 --format=%s)" "By hand"
}

# It was submitted, and taken back: a draft as before.
was_in_review() {
    sed -i 's/^status: draft/status: in-review/' "$DOCUMENT" && git commit -qam "Submitted" --no-verify &&
        sed -i 's/^status: in-review/status: draft/' "$DOCUMENT" && git commit -qam "Taken back" --no-verify
}

git=() how=

@test "git commit: a draft that can't be read is refused, with the place" {
    break_yaml
    git add .
    refused "$DOCUMENT:4:" "[yaml/"
}

@test "git commit -a, git commit <path>, git -C and a folder below see what would be committed" {
    break_yaml
    how="-a" refused "[yaml/"
    how=$DOCUMENT refused "[yaml/"
    git=(-C "$BATS_TEST_TMPDIR/repository")
    (cd / && run git "${git[@]}" commit -qm x -a && assert_status 1 && assert_contains "[yaml/")
    cd postmortems/2026
    git=()
    run git commit -qam x
    assert_status 1
    assert_contains "[yaml/"
}

@test "what is not committed is not judged" {
    break_yaml
    printf 'more\n' >>staged.txt
    git add staged.txt
    passes
    git checkout -q . && break_yaml postmortems/2026/2026-01-10-another.md
    printf '\nFine.\n' >>"$DOCUMENT"
    how=$DOCUMENT passes
    # the index has it well, the working tree has not
    git checkout -q .
    printf '\nFine, too.\n' >>"$DOCUMENT"
    git add "$DOCUMENT"
    break_yaml
    how= passes
}

@test "git --work-tree and --git-dir, from another folder" {
    break_yaml
    git=(--git-dir="$BATS_TEST_TMPDIR/repository/.git" --work-tree="$BATS_TEST_TMPDIR/repository")
    cd /
    run git "${git[@]}" commit -qam x
    assert_status 1
    assert_contains "[yaml/"
    git "${git[@]}" checkout -q -- .
    printf '\nFine.\n' >>"$BATS_TEST_TMPDIR/repository/$DOCUMENT"
    run git "${git[@]}" commit -qam x
    assert_success
}

@test "a draft passes with everything else that is wrong with it" {
    replace "severity: 2" "severity: 9"
    replace "kind: outage" "kind: outtage"
    replace "  detected:" '  detected: "2026-01-14T10:00:00Z"'
    replace "related: []" "related: [nothing]"
    sed -i '/^owner:/d; /^## /d' "$DOCUMENT"
    how="-a" passes
}

@test "a secret is refused, in a draft too" {
    printf '\nThe token was ghp_%s.\n' "$(printf 'aB3dE5%.0s' {1..6})" >>"$DOCUMENT"
    how="-a" refused "[secret/"
}

@test "a document in review may have no error" {
    sed -i 's/^status: draft/status: in-review/' "$DOCUMENT"
    how="-a" refused "$DOCUMENT" "error:" "[section/"
}

@test "a document is not deleted, nor a sign-off changed or deleted, nor the config" {
    local signoff=postmortems/2026/$ID.signoffs/$(printf '0%.0s' {1..64}).signoff
    printf 'x\n' | write "$signoff"
    git add . && git commit -qm "A file in the place of a sign-off" --no-verify
    # it has somebody's word, and so it is no mere draft
    git rm -q "$DOCUMENT"
    refused "$DOCUMENT" "[document/deleted]" "git restore --staged"
    git reset -q --hard
    git mv "$DOCUMENT" postmortems/2026/2026-01-14-elsewhere.md
    refused "[document/deleted]"
    git reset -q --hard
    git rm -q "$signoff"
    refused "$signoff" "would be deleted" "[signoff/append-only]"
    git reset -q --hard
    printf 'y\n' >"$signoff"
    how="-a" refused "$signoff" "would be changed" "[signoff/append-only]"
    git reset -q --hard
    git rm -rq .postmortem
    how= refused ".postmortem/config.yaml" "would be deleted"
}

@test "a draft that was never more than that may be deleted, renamed and moved; one that was submitted may not" {
    local other=postmortems/2026/2026-01-10-another.md
    git rm -q "$other"
    passes
    git revert --no-edit HEAD >/dev/null 2>&1
    mkdir -p postmortems/2025
    git mv "$other" postmortems/2025/2025-12-31-another.md
    sed -i 's/^id: .*/id: 2025-12-31-another/' postmortems/2025/2025-12-31-another.md
    git add .
    passes
    git mv postmortems/2025/2025-12-31-another.md postmortems/2026/
    passes
    run git postmortem verify
    assert_success
    assert_contains "2 documents"
    # what was in review and is a draft again is kept
    was_in_review
    git rm -q "$DOCUMENT"
    refused "[document/deleted]"
    git reset -q --hard
    git mv "$DOCUMENT" postmortems/2026/2026-01-14-elsewhere.md
    refused "[document/deleted]"
}

@test "where the history is cut off, a draft may have been more than that" {
    git clone -q --depth 1 "file://$PWD" ../shallow && cd ../shallow
    git postmortem hooks install -q
    git rm -q "$DOCUMENT"
    refused "[document/deleted]"
}

@test "what the refusal tells to do, mends it, from any folder" {
    was_in_review
    git rm -q "$DOCUMENT"
    run git commit -m x
    assert_status 1
    command=$(sed -n 's/.*= fix: //p' <<<"$output")
    mkdir -p elsewhere && cd elsewhere
    eval "$command"
    assert_same "$(git diff --cached --name-only)" ""
}

@test "an old version that git wrote back into the index is refused; an edit that was taken back is not" {
    printf '\nOne.\n' >>"$DOCUMENT" && git commit -qam One
    printf '\nTwo.\n' >>"$DOCUMENT" && git commit -qam Two
    git reset -q HEAD~1 -- "$DOCUMENT"
    refused "$DOCUMENT" "older version" "[document/stale]"
    git reset -q
    # deliberately: the working tree has it, too
    git checkout -q HEAD~1 -- "$DOCUMENT"
    passes
    # a version that never was
    printf '\nThree.\n' >>"$DOCUMENT" && git add "$DOCUMENT"
    git show HEAD:"$DOCUMENT" >"$DOCUMENT"
    passes
}

@test "a config that can't be used is refused, and one that can is judged by itself" {
    printf 'documents: [\n' >.postmortem/config.yaml
    how="-a" refused ".postmortem/config.yaml"
    git checkout -q .
    # a broken one that is not to be committed is not in the way
    printf 'documents: [\n' >.postmortem/config.yaml
    printf 'more\n' >>staged.txt && git add staged.txt
    how= passes
    git checkout -q .
    # the folder moves in the same commit
    git mv postmortems reports
    sed -i 's/^documents: .*/documents: reports/' .postmortem/config.yaml
    break_yaml "reports/2026/$ID.md"
    how="-a" refused "reports/2026/$ID.md:4:"
}

@test "a branch without a ledger is none of its business" {
    git checkout -q --orphan other
    git rm -rfq .
    printf 'x\n' >file && git add file
    passes
    git checkout -q main
}

@test "the first commit of a repository, with a ledger in it" {
    new_repository ../young
    git postmortem init --no-commit --hooks -q
    git add .
    passes
}

@test "a commit that touches nothing of ours is silent" {
    printf 'more\n' >>staged.txt
    run git commit -qam "By hand"
    assert_success
    assert_output ""
    printf '\nFine.\n' >>"$DOCUMENT"
    run git commit -qam "By hand"
    assert_success
    assert_output ""
}

@test "--amend, a merge with a conflict, and --no-verify are git's own" {
    printf '\nFine.\n' >>"$DOCUMENT" && git commit -qam One
    printf '\nFiner.\n' >>"$DOCUMENT"
    how="-a --amend" passes
    git checkout -q -b side HEAD~1
    printf '\nOther.\n' >>"$DOCUMENT" && git commit -qam Side
    ! git merge -q main 2>/dev/null
    sed -i '/^[<=>]\{7\}/d' "$DOCUMENT"
    git add "$DOCUMENT"
    how= passes
    break_yaml
    how="-a --no-verify" passes
}

# In the working tree that one is in: -a, one path of several, and what is staged alone, each with its own index.
each_way_is_judged() {
    break_yaml
    how="-a" refused "[yaml/" || return
    how=$DOCUMENT refused "[yaml/" || return
    how="--include $DOCUMENT" refused "[yaml/" || return
    # another path by itself: the broken one stays out
    printf '\nFine.\n' >>postmortems/2026/2026-01-10-another.md
    how=postmortems/2026/2026-01-10-another.md passes || return
    assert_same "$(git status --porcelain)" " M $DOCUMENT" || return
    # staged broken, mended in the file: the index counts
    git add "$DOCUMENT" && git show HEAD:"$DOCUMENT" >"$DOCUMENT"
    how= refused "[yaml/" || return
    how="-a --allow-empty" passes || return
    was_in_review || return
    git rm -q "$DOCUMENT"
    how= refused "[document/deleted]" || return
    git reset -q --hard
}

@test "a linked worktree's own index is judged, in each way to commit" {
    git worktree add -q ../linked -b linked
    break_yaml postmortems/2026/2026-01-10-another.md # in the other tree, whose index is another
    git add .
    cd ../linked
    each_way_is_judged
}

@test "in a submodule, too" {
    git init -q ../super && cd ../super
    git -c protocol.file.allow=always submodule --quiet add ../repository ledger
    git commit -qm "A ledger below"
    cd ledger
    git postmortem hooks install -q
    [ -x ../.git/modules/ledger/hooks/pre-commit ]
    each_way_is_judged
    # the superproject has no ledger, and its commits are its own
    cd ..
    git commit -qam "The ledger moved on"
}

@test "an index that the caller names is what is judged" {
    break_yaml
    export GIT_INDEX_FILE=$BATS_TEST_TMPDIR/other-index
    git read-tree HEAD && git add "$DOCUMENT"
    refused "[yaml/"
    git read-tree HEAD && printf 'more\n' >>staged.txt && git add staged.txt
    passes
    unset GIT_INDEX_FILE
    git add "$DOCUMENT"
    refused "[yaml/"
}

two_lines() { # main and side, each with an edit of the same line
    git checkout -q -b side
    replace "title: Checkout" "title: Their checkout" && git commit -qam Side
    git checkout -q main
    replace "title: Checkout" "title: Our checkout" && git commit -qam Main
}

resolve() { # FROM-SED: take one side, and edit it
    sed -i -e '/^<<<<<<< /,/^=======$/d; /^>>>>>>> /d' -e "$1" "$DOCUMENT"
    git add "$DOCUMENT"
}

@test "a merge is judged as it was resolved" {
    git postmortem set another status=withdrawn withdrawn="A drill." -q
    two_lines
    ! git merge -q side 2>/dev/null
    cp "$DOCUMENT" ../conflict
    git add "$DOCUMENT" # with its markers
    run git commit -qm Merge
    assert_status 1
    assert_contains "$DOCUMENT:4:" "[yaml/"
    cp ../conflict "$DOCUMENT"
    resolve 's/^title: /title: "/'
    run git commit -qm Merge
    assert_status 1
    assert_contains "[yaml/"
    git rm -qf postmortems/2026/2026-01-10-another.md
    run git commit -qm Merge
    assert_status 1
    assert_contains "[document/deleted]"
    git checkout -q HEAD postmortems/2026/2026-01-10-another.md
    [ -e .git/MERGE_HEAD ]
    cp ../conflict "$DOCUMENT"
    resolve 's/Their checkout/The checkout/'
    run git commit -qm Merge
    assert_success
    assert_same "$(git rev-list --parents -1 HEAD | wc -w)" 3
    git postmortem verify >/dev/null
}

# git rebase --continue runs no pre-commit hook of anybody's; git commit, where it stopped, does.
@test "a rebase and a cherry-pick that stopped are judged by what is committed there" {
    two_lines
    local main
    main=$(git rev-parse main)
    ! git rebase side >/dev/null 2>&1
    ! git symbolic-ref -q HEAD
    resolve 's/^title: /title: "/'
    refused "[yaml/"
    resolve 's/^title: "/title: /'
    passes
    git rebase --continue >/dev/null 2>&1
    assert_same "$(git log -1 --format=%s) on $(git symbolic-ref --short HEAD)" "By hand on main"
    git reset -q --hard "$main"
    ! git cherry-pick side >/dev/null 2>&1
    resolve 's/^title: /title: "/'
    GIT_EDITOR=true run git cherry-pick --continue
    [ "$status" -ne 0 ]
    assert_contains "[yaml/"
    assert_same "$(git rev-parse HEAD)" "$main"
    resolve 's/^title: "/title: /'
    GIT_EDITOR=true run git cherry-pick --continue
    assert_success
    assert_same "$(git log -1 --format=%s) $(git status --porcelain)" "Side "
}

@test "a symbolic link in the place of a document is refused" {
    rm "$DOCUMENT" && ln -s /etc/hostname "$DOCUMENT"
    git add "$DOCUMENT"
    refused "$DOCUMENT"
}
