#!/usr/bin/env bats
# Attacks of LEDGER section 7, item 4, by the shape of the history: a root of one's own, a merge of which the shared line
# is the second parent, a merge that leaves out or changes what came by it. All of them fast-forwards of main.

load helper
load review

setup_file() {
    make_base states
}

states() {
    new_repository && in_review
    cp -r . ../guarded
    sign_off erin
    cd ../guarded
    git postmortem people add erin@example.org --role policy >/dev/null
    git postmortem people add frank@example.org --role policy >/dev/null
    sed -i 's/^review:/review:\n  change: [{role: policy, count: 2}]/' .postmortem/config.yaml
    git commit -qam "Guard"
}

setup() {
    take_base
}

enter() { # MESSAGE
    git add -A && as mallory git commit -qm "$1"
}

new_root() { # PATH… of main
    git checkout -q --orphan fresh
    git rm -rfq .
    git checkout -q main -- "$@"
}

rewrite_the_text() {
    replace "A timeout is a promise" "Nobody is to blame"
    sed -i 's/^status: .*/status: closed/' $DOCUMENT
}

merge_main() { # OPTION…
    as mallory git merge -q --no-ff --allow-unrelated-histories -m Merge "$@" main
    git checkout -q main
    git merge -q --ff-only fresh
}

@test "a document that a root of one's own had before there was a ledger in it" {
    new_root $DOCUMENT
    rewrite_the_text
    enter "Project"
    git checkout -q main -- .postmortem postmortems/.gitattributes
    enter "A ledger"
    merge_main -X ours
    refute_verified audit/beginnings
}

@test "a root that begins with the policy that was taken over" {
    cd ../guarded
    sed -i 's/^    policy: .*/    policy: [mallory@example.org]/; s/^  change: .*/  change: [{role: policy}]/' .postmortem/config.yaml
    enter "Take over"
    refute_verified policy/unapproved
    new_root .postmortem postmortems/.gitattributes
    enter "Project"
    merge_main
    refute_verified audit/beginnings
}

@test "a config that holds nothing is no beginning of a ledger" {
    new_root $DOCUMENT
    rewrite_the_text
    mkdir .postmortem && : >.postmortem/config.yaml
    enter "Project"
    git merge -q --no-ff --no-commit --allow-unrelated-histories -X ours main || true
    git checkout -q main -- .postmortem
    enter "Merge"
    git checkout -q main
    git merge -q --ff-only fresh
    refute_verified signoff/stale status/gate
}

@test "a ledger of another name that has the same documents" {
    new_root .postmortem postmortems/.gitattributes $DOCUMENT
    sed -i 's/^ledger: .*/ledger: 00000000-0000-4000-8000-000000000000/' .postmortem/config.yaml
    printf '%s  %s\n' "$(git rev-parse main:$DOCUMENT)" $DOCUMENT >.postmortem/adopted
    enter "Project"
    merge_main -s ours
    refute_verified audit/beginnings
}

@test "a merge that keeps the old policy, but for a comment" {
    cd ../guarded
    git checkout -qb fresh HEAD~3
    echo more >README && enter "More"
    git merge -q --no-commit main
    git checkout -q HEAD -- .postmortem
    echo "# tidy" >>.postmortem/config.yaml
    enter "Merge main"
    git checkout -q main
    git merge -q --ff-only fresh
    refute_verified policy/dropped
}

@test "a branch whose policy was squashed, and is behind by now" {
    git checkout -qb side
    git postmortem people add mallory@example.org --role security >/dev/null
    git checkout -q main
    git merge -q --squash side && git commit -qm "People (#1)"
    rules "- require: [{role: reviewer, count: 1}]"
    git checkout -q side
    git commit -q --allow-empty -m "More"
    git checkout -q main
    git merge -q --no-ff -m "Merge (#2)" side || {
        git checkout -q HEAD -- .postmortem
        git add -A
        git commit -qm "Merge (#2)"
    }
    assert_verified
}

@test "a merge that takes the signature off" {
    git reset -q --hard HEAD~
    sed -i 's/signature: required/signature: preferred/' .postmortem/config.yaml
    git commit -qam "Preferred"
    git checkout -qb side
    sign_off erin
    git checkout -q main
    git commit -q --allow-empty -m "More"
    git merge -q --no-commit --no-ff side
    sed -i '/^-----BEGIN/,$d' $SIGNOFFS/*.signoff
    enter "Merge"
    refute_verified signoff/append-only
    assert_contains "changed when that was merged"
}

@test "a document that was submitted on the line that a merge makes its second parent" {
    git reset -q --hard HEAD~
    git checkout -qb fresh "$(git log --format=%H --grep "new $ID" | tail -1)~" 2>/dev/null ||
        git checkout -qb fresh "$(git log --format=%H -- $DOCUMENT | tail -1)~"
    echo x >README && enter "More"
    merge_main -s ours
    refute_verified document/deleted
    assert_contains "left out when that was merged"
}
