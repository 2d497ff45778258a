#!/usr/bin/env bats
# What every writing verb does: one commit of what it touched, made as git makes one. git is the oracle.

load helper
load writing

setup_file() {
    make_base a_ledger_for_verbs
}

setup() {
    take_base
    editor appends <<<'printf "\nMore was found.\n" >>"$1"'
}

one_commit() {
    local tip others
    tip=$(git rev-parse HEAD)
    others=$(state_of_others)
    succeeds "$@" || return
    assert_one_commit "$tip" "$1" || return
    assert_same "$(git status --porcelain -- "$1")" "" || return
    assert_same "$(state_of_others)" "$others" || return
    if [ "$2" = people-add ]; then
        assert_trailers "Postmortem-Event: people-add"
    else
        assert_trailers "Postmortem: $(basename "$1" .md)" "Postmortem-Event: $2"
    fi
}

@test "each verb makes one commit of one path, and leaves other work byte for byte as it was" {
    be_busy
    each_verb one_commit
    run git fsck --strict --no-dangling
    assert_success
}

@test "in a folder below, in another folder with -C, and in a linked worktree it is the same" {
    local tip
    tip=$(git rev-parse HEAD)
    (cd postmortems/2026 && git postmortem set checkout severity=3 -q)
    assert_one_commit "$tip" "$DOCUMENT"
    tip=$(git rev-parse HEAD)
    (cd / && git -C "$BATS_TEST_TMPDIR/repository" postmortem set checkout severity=4 -q)
    assert_one_commit "$tip" "$DOCUMENT"
    git worktree add -q ../linked -b linked
    (cd ../linked && git postmortem set checkout severity=5 -q)
    assert_same "$(git rev-parse HEAD)" "$(git rev-parse linked~1)"
    assert_same "$(git show linked --format= --name-only)" "$DOCUMENT"
    assert_same "$(git -C ../linked status --porcelain)" ""
    assert_same "$(git status --porcelain)" ""
}

@test "with --git-dir and --work-tree, and their variables, it is the same" {
    local tip top=$BATS_TEST_TMPDIR/repository
    tip=$(git rev-parse HEAD)
    (cd / && git --git-dir="$top/.git" --work-tree="$top" postmortem set checkout severity=3 -q)
    assert_one_commit "$tip" "$DOCUMENT"
    tip=$(git rev-parse HEAD)
    (cd / && GIT_DIR=$top/.git GIT_WORK_TREE=$top git postmortem set checkout severity=4 -q)
    assert_one_commit "$tip" "$DOCUMENT"
}

@test "an index elsewhere, GIT_INDEX_FILE, is refused: it is a hook's, and not to be kept in step" {
    cp .git/index ../elsewhere
    before=$(repository_state)
    GIT_INDEX_FILE=$BATS_TEST_TMPDIR/elsewhere run --separate-stderr git postmortem set checkout severity=3
    assert_status 128
    assert_stderr_contains GIT_INDEX_FILE
    assert_same "$(repository_state)" "$before"
}

@test "who commits, and when, is what git takes" {
    export GIT_AUTHOR_NAME="Ann Author" GIT_AUTHOR_EMAIL=ann@example.org GIT_AUTHOR_DATE="1768410000 +0900"
    export GIT_COMMITTER_NAME="Carl Committer" GIT_COMMITTER_EMAIL=carl@example.org GIT_COMMITTER_DATE="1768413600 -0500"
    git postmortem set checkout severity=3 -q
    git commit -q --allow-empty -m "by git"
    assert_same "$(git log -1 --format='%an %ae %ad %cn %ce %cd' --date=raw HEAD~1)" \
        "$(git log -1 --format='%an %ae %ad %cn %ce %cd' --date=raw)"
    unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
    git -c user.name="Of the command" -c author.email=line@example.org postmortem set checkout severity=4 -q
    git -c user.name="Of the command" -c author.email=line@example.org commit -q --allow-empty -m "by git"
    assert_same "$(git log -1 --format='%an %ae %cn %ce' HEAD~1)" "$(git log -1 --format='%an %ae %cn %ce')"
    assert_same "$(git log -1 --format=%ae HEAD~1)" line@example.org
}

@test "nobody is asked to commit who has no name" {
    git config --global --unset user.email
    git config --global user.useConfigOnly true
    before=$(repository_state)
    run --separate-stderr git postmortem set checkout severity=3
    assert_status 128
    assert_stderr_contains "fatal:" "git config"
    assert_same "$(repository_state)" "$before"
}

signed() {
    succeeds "$@" || return
    git verify-commit HEAD
}

@test "-S signs the commit so that git verifies it" {
    make_keys dana
    printf 'dana@example.org %s\n' "$(cut -d' ' -f1,2 "$HOME/.ssh/id_ed25519.pub")" >../signers
    git config gpg.ssh.allowedSignersFile "$BATS_TEST_TMPDIR/signers"
    each_verb signed -S
    git -c commit.gpgSign=true postmortem set checkout severity=4 -q
    git verify-commit HEAD
    git -c commit.gpgSign=true postmortem set checkout severity=5 --no-gpg-sign -q
    ! git verify-commit HEAD
}

@test "a signature that can't be made is an error, and nothing is changed" {
    git config gpg.format ssh
    git config user.signingKey /nowhere/key.pub
    before=$(repository_state)
    run --separate-stderr git postmortem set checkout severity=3 -S
    assert_status 128
    assert_same "$(repository_state)" "$before"
}

hook() { # NAME <script
    mkdir -p .git/hooks
    { echo '#!/bin/sh'; cat; } >".git/hooks/$1"
    chmod +x ".git/hooks/$1"
}

change_id() {
    succeeds "$@" || return
    grep -q '^Change-Id: I1$' <<<"$(git log -1 --format=%B)"
}

@test "commit-msg runs, may add a trailer, and may refuse; --no-verify leaves it out" {
    hook commit-msg <<<'git interpret-trailers --in-place --trailer "Change-Id: I1" "$1"'
    each_verb change_id
    hook commit-msg <<<'echo "no ticket" >&2; exit 1'
    before=$(repository_state)
    run --separate-stderr git postmortem set checkout severity=4
    assert_status 128
    assert_stderr_contains "no ticket" "commit-msg" "--no-verify"
    assert_same "$(repository_state)" "$before"
    git postmortem set checkout severity=4 --no-verify -q
    assert_trailers "Postmortem: $ID" "Postmortem-Event: set"
}

# While a command is under way, before its commit is published, somebody else commits to the same document: once.
race() { # SED-SCRIPT: what they change
    cat >"$(git rev-parse --git-dir)/hooks/commit-msg" <<END
#!/bin/sh
[ ! -e raced ] || exit 0
: >raced
export GIT_INDEX_FILE=raced.index
git read-tree HEAD
blob=\$(git show HEAD:$DOCUMENT | sed '$1' | git hash-object -w --stdin)
git update-index --cacheinfo 100644,\$blob,$DOCUMENT
git update-ref HEAD \$(git commit-tree \$(git write-tree) -p HEAD -m Theirs)
END
    chmod +x "$(git rev-parse --git-dir)/hooks/commit-msg"
}

@test "a lost race is run again, from what is there then" {
    git clone -q --bare . ../bare.git && cd ../bare.git
    race 's/^tags: .*/tags: [theirs]/; s/^severity: .*/severity: 4/'
    git postmortem set checkout tags+=mine title=Mine -q
    [ -e raced ] || complain "a race"
    git show HEAD:$DOCUMENT >../now.md
    assert_same "$(front '[.title, .severity, .tags]' ../now.md)" '["Mine",4,["theirs","mine"]]'
    assert_same "$(git log -2 --format=%s)" $'postmortem: set '$ID$': tags+=mine title=Mine\nTheirs'
    rm raced
    race 's/^actions:/  - {id: F2, class: manual-error, text: Theirs.}\nactions:/'
    git postmortem finding add checkout "Mine." --class process-flaw -q
    git show HEAD:$DOCUMENT >../now.md
    assert_same "$(front '[.findings[] | [.id, .text]]' ../now.md)" \
        '[["F1","Retries multiplied the load."],["F2","Theirs."],["F3","Mine."]]'
}

@test "what they committed to a file that is checked out is not taken back by a race that was lost" {
    tip=$(git rev-parse HEAD)
    race 's/^severity: .*/severity: 4/'
    run --separate-stderr git postmortem set checkout title=Mine
    assert_status 128
    assert_same "$(git log -1 --format='%s %P')" "Theirs $tip"
    assert_same "$(git show HEAD:$DOCUMENT | grep '^severity')" "severity: 4"
}

@test "post-commit runs once, after the commit" {
    hook post-commit <<<'git rev-parse HEAD >>../posted'
    git postmortem set checkout severity=4 -q
    assert_same "$(cat ../posted)" "$(git rev-parse HEAD)"
}

@test "the user's pre-commit is not run" {
    hook pre-commit <<<'exit 1'
    git postmortem set checkout severity=4 -q
}

@test "a command that changes nothing makes no commit, and is no error" {
    tip=$(git rev-parse HEAD)
    for command in "set checkout severity=2" "action set checkout A1 status=open owner=sre" "commit checkout" commit \
        "people add dana@example.org" "set checkout tags-=nothing" "set checkout x-none="; do
        # shellcheck disable=SC2086
        run git postmortem $command
        assert_success || { echo "in: $command"; return 1; }
        assert_contains "nothing" || { echo "in: $command"; return 1; }
    done
    assert_same "$(git rev-parse HEAD)" "$tip"
}

log_of() { # SETTING COMMAND…: how often it is in the log of a new branch
    git switch -qc "$1" main
    rm -f ".git/logs/refs/heads/$1"
    git config core.logAllRefUpdates "$1"
    git "${@:2}"
    grep -c . ".git/logs/refs/heads/$1" 2>/dev/null || true
    git switch -q main
    git branch -qD "$1"
}

@test "core.logAllRefUpdates of a configuration file counts as for git commit" {
    local setting
    for setting in true false always; do
        assert_same "$(log_of $setting commit -q --allow-empty -m x)" "$(log_of $setting postmortem set checkout severity=4 -q)"
    done
}

@test "commit.cleanup does not apply, and the message is UTF-8 without saying so" {
    git -c commit.cleanup=scissors -c i18n.commitEncoding=ISO-8859-1 postmortem set checkout severity=4 -q \
        -m $'Größe\n\n# ------------------------ >8 ------------------------\nbelow'
    assert_same "" "$(git log -1 --format=%e)"
    run git log -1 --format=%B
    assert_contains Größe ">8" below
}

@test "objects that another repository lends are committed on" {
    git clone -q --shared . ../borrower
    cd ../borrower || exit 1
    git postmortem set checkout severity=4 -q
    assert_same "$(git rev-parse origin/main)" "$(git rev-parse HEAD~1)"
    [ -s .git/objects/info/alternates ]
    git fsck --strict --no-dangling
}
