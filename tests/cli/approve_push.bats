#!/usr/bin/env bats
# approve --on origin/<branch> --push: a pull request's branch is signed without a checkout.

load helper
load review

setup_file() {
    make_base a_pull_request
}

# dana's branch `pr` at the server; erin has fetched it, and works on main.
a_pull_request() {
    a_ledger_with_two_clones
    git checkout -qb pr
    write_document
    git postmortem commit -q 2>/dev/null
    git postmortem submit checkout -q
    git push -q origin pr 2>/dev/null
    git checkout -q main
    as erin git -C ../erin fetch -q
}

setup() {
    take_base erin
    become erin
    TIP=$(git rev-parse origin/pr)
}

sign() { # OPTION…
    run --separate-stderr git postmortem approve checkout "$@"
}

at_server() {
    git -C ../origin.git rev-parse refs/heads/pr
}

@test "the commit is on the remote's branch, and nothing here has moved but what git says of it" {
    printf 'mine\n' >mine.txt && git add mine.txt
    local before
    before=$(repository_state | grep -v refs/remotes/origin/pr)
    sign --on origin/pr --push
    assert_success
    assert_contains "approved as reviewer, signed; the document is reviewed"
    assert_same "$(git -C ../origin.git rev-parse pr^)" "$TIP"
    assert_same "$(git -C ../origin.git log -1 --format='%an %s' pr)" "Erin Example postmortem: approve $ID as reviewer"
    assert_same "$(repository_state | grep -v refs/remotes/origin/pr)" "$before"
    assert_same "$(git rev-parse origin/pr)" "$(at_server)"
    run git -C ../origin.git postmortem verify pr
    assert_success
    assert_contains "1 sign-off (1 signed)"
    git -C ../origin.git fsck --strict
    # an objection goes the same way
    run git postmortem object checkout -m "No." --on origin/pr --push
    assert_success
    assert_same "$(git -C ../origin.git log -1 --format=%s pr)" "postmortem: object $ID as reviewer"
}

@test "a lost race says so and leaves nothing behind, whatever happened there" {
    (cd ../dana && become dana && git checkout -q pr && git postmortem set checkout tags+=cache -q && git push -q origin pr)
    local before theirs
    before=$(repository_state)
    theirs=$(at_server)
    sign --on origin/pr --push
    assert_status 128
    assert_stderr_contains "'pr' has moved at origin since you fetched it; nothing was recorded" "git fetch origin"
    assert_same "$(repository_state)" "$before"
    assert_same "$(at_server)" "$theirs"
    git fetch -q
    sign --on origin/pr --push
    assert_success
    # a branch that was deleted there does not come back
    git -C ../origin.git update-ref -d refs/heads/pr
    run --separate-stderr git postmortem object checkout -m "No." --on origin/pr --push
    assert_status 128
    assert_stderr_contains "'pr' has moved at origin"
    run git -C ../origin.git rev-parse -q --verify refs/heads/pr
    assert_status 1
}

@test "a server that refuses is quoted, and one that is not there is git's to explain" {
    printf '#!/bin/sh\necho "not on a Friday" >&2\nexit 1\n' >../origin.git/hooks/pre-receive
    chmod +x ../origin.git/hooks/pre-receive
    local before
    before=$(repository_state)
    sign --on origin/pr --push
    assert_status 128
    assert_stderr_contains "not on a Friday" "'pr' was not pushed to origin: [remote rejected] (pre-receive hook declined)"
    git config remote.origin.url ../nowhere.git
    sign --on origin/pr --push
    assert_status 128
    assert_stderr_contains "nowhere.git" "'pr' was not pushed to origin; nothing was recorded"
    assert_same "$(repository_state)" "$before"
}

@test "one's own pre-push hook has its say, and a dry run asks nobody" {
    printf '#!/bin/sh\nexit 1\n' >.git/hooks/pre-push && chmod +x .git/hooks/pre-push
    sign --on origin/pr --push
    assert_status 128
    assert_same "$(at_server)" "$TIP"
    sign --on origin/pr --push -n
    assert_success
    assert_contains "+verdict: approve" "+status: reviewed"
    assert_same "$(at_server)" "$TIP"
    sign --on origin/pr --push --no-verify --json
    assert_success
    jq -e '.event == "approve"' <<<"$output"
    assert_same "$(at_server)" "$(jq -r .commit <<<"$output")"
}

@test "what does not go together is a usage error, and a branch that is not there is named" {
    sign --on origin/pr
    assert_status 129
    assert_stderr_contains "a remote's branch can't be written here" "--push"
    sign --push
    assert_status 129
    sign --on main --push
    assert_status 129
    assert_stderr_contains "--push is for a remote's branch"
    sign --on origin/pr --push --no-commit
    assert_status 129
    sign --on nonsense
    assert_status 128
    assert_stderr_contains "there is no branch 'nonsense'" "git branch -a lists them"
    git update-ref refs/remotes/other/pr "$TIP"
    sign --on other/pr --push
    assert_status 128
    assert_stderr_contains "no remote brings 'refs/remotes/other/pr' here"
    # a short name of a local one will do
    git branch -q copy "$TIP"
    sign --on copy
    assert_success
    assert_same "$(git rev-parse copy^)" "$TIP"
}

@test "a change of the policy is signed on a pull request's branch, too" {
    (
        cd ../dana && become dana
        add_person erin --role policy
        sed -i 's/^review:/review:\n  change: [{role: policy}]/' .postmortem/config.yaml
        git postmortem commit --policy -q && git push -q origin main
        git checkout -qb loose && sed -i 's/signature: required/signature: preferred/' .postmortem/config.yaml
        git commit -qm "Loosen" .postmortem && git push -q origin loose
    )
    git fetch -q
    run --separate-stderr git postmortem approve --policy --on origin/loose --push
    assert_success
    assert_contains "+  signature: preferred" "all sign-offs are there"
    git merge -q --ff-only origin/main && git merge -q --no-ff -m "Merge" origin/loose
    assert_verified
}

@test "the word of somebody who doesn't use git goes there with its proof, and its revocation, too" {
    (
        cd ../dana && become dana && git checkout -q pr || exit
        git postmortem people add gil@example.org --role legal -q
        git postmortem people add erin@example.org --role secretary -q
        sed -i 's/^review:/review:\n  proxy: [{role: secretary}]/' .postmortem/config.yaml
        rules "- require: [{role: legal}]"
        git push -q origin pr
    ) || return
    git fetch -q
    TIP=$(git rev-parse origin/pr)
    printf 'From: gil\nFine with me.\n' >../mail.eml
    local before proof evidence=${DOCUMENT%.md}.evidence/mail.eml
    before=$(repository_state | grep -v refs/remotes/origin/pr)
    sign --for gil@example.org --proof ../mail.eml --on origin/pr --push
    assert_success
    assert_contains "approved as legal for gil@example.org, signed; the document is reviewed"
    assert_same "$(git -C ../origin.git rev-parse pr^)" "$TIP"
    assert_same "$(git -C ../origin.git show "pr:$evidence")" "$(cat ../mail.eml)"
    proof=$(sha256sum <../mail.eml | cut -c1-64)
    git -C ../origin.git log -1 --format= -p pr | grep -qx "+comment: for gil@example.org: proof mail.eml sha256:$proof"
    assert_same "$(repository_state | grep -v refs/remotes/origin/pr)" "$before"
    assert_same "$(git rev-parse origin/pr)" "$(at_server)"
    run git -C ../origin.git postmortem verify pr
    assert_success
    run git postmortem revoke checkout --for gil@example.org -m "It was another Gil." --on origin/pr --push
    assert_success
    assert_contains "revoked as legal, signed"
    run git -C ../origin.git postmortem verify pr
    assert_status 1
    assert_contains "[signoff/missing]"
    assert_same "$(git -C ../origin.git show "pr:$evidence")" "$(cat ../mail.eml)"
    git -C ../origin.git fsck --strict
}
