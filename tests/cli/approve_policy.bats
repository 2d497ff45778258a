#!/usr/bin/env bats
# A change of a guarded policy: approve --policy, commit --policy.

load helper
load review

setup_file() {
    make_base a_guarded_ledger
}

# Two of role policy, dana and erin, and nobody without them.
a_guarded_ledger() {
    new_repository && begin_ledger
    add_person dana --role policy
    add_person erin --role policy
    sed -i 's/^review:/review:\n  change: [{role: policy, count: 2}]/' .postmortem/config.yaml
    git postmortem commit --policy -q
}

setup() {
    take_base
}

loosen() {
    sed -i 's/signature: required/signature: preferred/' .postmortem/config.yaml
}

policy() { # PERSON VERB [OPTION…]
    run --separate-stderr as "$1" git postmortem "$2" --policy "${@:3}"
}

@test "a policy that names nobody is committed by anybody, and the next one asks two" {
    run git log -1 --format='%s%n%(trailers:key=Postmortem-Event,valueonly)' HEAD
    assert_line "postmortem: change the policy"
    assert_line policy
    assert_same "$(git show --format= --name-only)" .postmortem/config.yaml
    policy dana approve
    assert_status 1
    assert_stderr_contains "the policy is as it was"
    policy dana commit
    assert_status 1
    assert_stderr_contains "the policy is as it was"
}

@test "two people change it: each signs what is in the working tree, then it is committed" {
    loosen
    local manifest digest before file
    manifest=$(bundle_manifest)
    digest=$(sha256sum <<<"$manifest" | cut -c1-64)
    before=$(git stash -q && bundle_digest && git stash pop -q)
    policy dana commit
    assert_status 1
    assert_stderr_contains "cannot commit the policy: 1 thing is missing" \
        "sign-off policy: 0 of 2 (dana@example.org, erin@example.org)" \
        "git postmortem approve --policy --role policy"
    policy dana approve
    assert_success
    assert_contains "-  signature: required" "+  signature: preferred" "approved as policy, signed" \
        "sign-off policy: 1 of 2 (erin@example.org)"
    # only the sign-off is committed, and the change is still there to be signed by others
    run git show --format=%s --name-only
    assert_line "postmortem: approve the policy as policy"
    assert_line ".postmortem/signoffs/$digest.content"
    refute_contains config.yaml
    assert_same "$(git diff --name-only)" .postmortem/config.yaml
    assert_same "$(cat .postmortem/signoffs/"$digest".content)" "$manifest"
    file=$(git show --format= --name-only | grep signoff$)
    run stock_verify "$file" dana
    assert_success
    run statement_of "$file"
    assert_line "document: .postmortem"
    assert_line "content: sha256:$digest"
    assert_line "policy: sha256:$before"
    assert_line "role: policy"
    # one of two, and one who signs twice
    policy dana approve
    assert_status 1
    assert_stderr_contains "you have signed this policy already"
    policy dana commit
    assert_status 1
    assert_stderr_contains "sign-off policy: 1 of 2 (erin@example.org)"
    assert_verified
    policy erin approve -m "Agreed."
    assert_success
    assert_contains "next: git postmortem commit --policy"
    # a word is taken back before it counts for good
    policy frank revoke -m x
    assert_status 1
    assert_stderr_contains "nothing that frank@example.org signed of this change of the policy stands"
    policy erin revoke
    assert_status 1
    assert_stderr_contains "revoke needs a reason"
    policy erin revoke -m "Not before Friday."
    assert_success
    assert_contains "revoked as policy, signed"
    policy dana commit
    assert_status 1
    assert_stderr_contains "sign-off policy: 1 of 2 (erin@example.org)"
    policy erin approve -m "Now."
    assert_success
    policy dana commit -m "We go on without keys."
    assert_success
    assert_contains "the policy, with all its sign-offs"
    assert_same "$(git show --format= --name-only)" .postmortem/config.yaml
    assert_same "$(git status --porcelain)" ""
    assert_verified
    assert_contains "4 sign-offs (4 signed), 1 policy change"
}

@test "one of two is a violation, however it is committed" {
    loosen
    policy dana approve
    assert_success
    git commit -qm "By hand" .postmortem
    refute_verified policy/unapproved
    assert_contains "the policy changed with 1 of 2 sign-offs of role 'policy'"
}

@test "who may not change it, and who is appointed by the change itself" {
    loosen
    policy frank approve
    assert_status 1
    assert_stderr_contains "a change of the policy is signed as 'policy', and frank@example.org may not"
    sed -i 's/erin@example.org\]/erin@example.org, frank@example.org]/; s/^\( *\)- erin@example.org$/&\n\1- frank@example.org/' .postmortem/config.yaml
    grep -q frank@example.org <(sed -n '/policy:/,$p' .postmortem/config.yaml)
    policy frank approve
    assert_status 1
    assert_stderr_contains "a role that comes with the change itself has no say in it"
    policy dana approve --role security
    assert_status 1
    run git postmortem approve checkout --policy
    assert_status 129
    run git postmortem approve
    assert_status 129
}

@test "what is signed is what git would commit" {
    loosen
    printf 'x\n' >.postmortem/notes.txt
    policy dana approve
    assert_status 128
    assert_stderr_contains "'.postmortem/notes.txt' is unknown to git" "git add .postmortem/notes.txt"
    git add .postmortem/notes.txt
    policy dana approve
    assert_success
    assert_contains "+++ b/.postmortem/notes.txt"
    policy erin approve
    assert_success
    # another change than the one that was signed
    printf 'y\n' >>.postmortem/notes.txt
    policy dana commit
    assert_status 1
    assert_stderr_contains "sign-off policy: 0 of 2"
    printf 'x\n' >.postmortem/notes.txt
    policy dana commit
    assert_success
    assert_verified
}

@test "people add says what a guarded policy needs, and how to get it" {
    run --separate-stderr git postmortem people add mallory@example.org
    assert_status 1
    assert_stderr_contains "cannot change the policy: 1 thing is missing" \
        "git postmortem approve --policy --role policy" "--no-commit" "git postmortem commit --policy"
    [ -z "$(git status --porcelain)" ]
    git postmortem people add mallory@example.org --no-commit -q
    policy dana approve -q
    policy erin approve -q
    policy dana commit
    assert_success
    assert_verified
}

@test "a change on a branch collects its sign-offs there, also from elsewhere, and is merged or squashed" {
    git checkout -qb loose
    loosen
    git commit -qm "Loosen" .postmortem
    policy dana approve
    assert_success
    assert_contains "+  signature: preferred" "sign-off policy: 1 of 2 (erin@example.org)"
    git checkout -q main
    policy erin approve --on refs/heads/loose -n
    assert_success
    assert_contains "+document: .postmortem"
    policy erin approve --on refs/heads/loose
    assert_success
    assert_contains "all sign-offs are there; they count when the branch is merged"
    [ -z "$(git status --porcelain)" ]
    git checkout -q loose
    policy dana commit
    assert_success
    assert_contains "they count when the branch is merged"
    git checkout -q main
    git merge -q --no-ff -m "Merge" loose
    assert_verified
    git reset -q --hard HEAD^
    git merge -q --squash loose && git commit -qm "Squash"
    assert_verified
    # what is changed once more on the branch is signed once more, as one change
    git reset -q --hard HEAD^ && git checkout -q loose
    at 2026-01-15T09:00:00Z
    printf 'Rules\n' >.postmortem/README && git add .postmortem
    policy dana commit
    assert_status 1
    assert_stderr_contains "sign-off policy: 0 of 2"
    policy dana approve -q
    policy erin approve -q
    policy dana commit
    assert_success
    assert_contains "the policy; its sign-offs count when the branch is merged"
    git checkout -q main
    git merge -q --no-ff -m "Merge" loose
    assert_verified
}

@test "plain git commits it with a warning by the hook, and commit points at the verb" {
    git postmortem hooks install -q
    loosen
    run git postmortem commit
    assert_success
    assert_contains "nothing was changed by hand" "hint: the policy was changed: git postmortem commit --policy"
    policy erin approve -q
    git add .postmortem
    run git commit -m "Loosen"
    assert_success
    assert_contains "warning: the policy changes without what it asks for" \
        "sign-off policy: 1 of 2 (dana@example.org)" "git postmortem approve --policy --role policy"
    git reset -q --soft HEAD^
    policy dana approve -q
    run git commit -m "Loosen"
    assert_success
    refute_contains warning
    assert_verified
    printf '\n' >>.postmortem/config.yaml
    run git commit -am "Unguarded, unsigned"
    assert_contains warning
}

# An ssh-keygen before which something else happens, once.
signing_lets_in() { # SCRIPT
    printf '#!/bin/sh\nunset GIT_INDEX_FILE\n[ -e ../done ] || { touch ../done; %s; } >/dev/null 2>&1\nexec ssh-keygen "$@"\n' "$1" >../keygen
    chmod +x ../keygen
    as dana git config --global gpg.ssh.program "$PWD/../keygen"
}

@test "who changes the policy while somebody signs is told to them, and nothing is recorded" {
    sed -i 's/signature: required/signature: none/' .postmortem/config.yaml
    local other
    other=$(git add .postmortem && git commit-tree -p HEAD -m "Others" "$(git write-tree)")
    git restore --staged --worktree .postmortem
    loosen
    signing_lets_in "git update-ref refs/heads/main $other"
    policy dana approve
    assert_status 128
    assert_stderr_contains "the policy was changed while you were signing; nothing was recorded"
    assert_same "$(git rev-parse main)" "$other"
}

@test "what comes in while the policy is committed: another's document does not matter, another word does" {
    loosen
    policy dana approve
    policy erin approve
    printf '#!/bin/sh\necho Text >"$1"\nunset GIT_INDEX_FILE\neval "$MEANWHILE"\n' >../editor
    chmod +x ../editor
    export GIT_EDITOR=$PWD/../editor
    export MEANWHILE="git postmortem revoke --policy -m 'Not before Friday.'"
    policy dana commit -e
    assert_status 128
    assert_stderr_contains "the policy moved on the branch while it was judged; nothing was committed"
    assert_same "$(git status --porcelain)" " M .postmortem/config.yaml"
    at 2026-01-14T19:00:00Z
    policy dana approve
    export MEANWHILE="git postmortem new Other"
    policy dana commit -e
    assert_success
    assert_same "$(git log -2 --format=%s)" "postmortem: change the policy
postmortem: new 2026-01-14-other"
    assert_same "$(git status --porcelain)" ""
    assert_verified
}

@test "in a bare repository the branch is what is signed" {
    git checkout -qb loose
    loosen
    git commit -qm "Loosen" .postmortem
    git clone -q --bare . ../bare.git && cd ../bare.git
    policy dana approve --json
    assert_success
    jq -e '.event == "approve" and (.commit | length == 40)' <<<"$output"
    policy erin approve
    assert_success
    assert_contains "all sign-offs are there"
    policy erin commit
    assert_status 1
    assert_stderr_contains "a bare repository has no files to commit"
}
