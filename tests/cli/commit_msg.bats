#!/usr/bin/env bats
# commit-msg: a commit made by hand does not pass for an event. Oracle: what git log reads of the trailers.

load helper
load review

setup_file() {
    make_base reviewed
}

reviewed() {
    new_repository && in_review && sign_off erin
    git postmortem hooks install -q
}

setup() {
    take_base
}

events() { # of HEAD, as git reads it
    git log -1 --format='%(trailers:key=Postmortem-Event,valueonly)'
}

refused() { # ARGUMENT… of git commit
    local tip
    tip=$(git rev-parse HEAD)
    run git commit --allow-empty "$@"
    [ "$status" -ne 0 ] || complain "a commit that is refused" || return
    assert_same "$(git rev-parse HEAD)" "$tip"
}

@test "an event, a document and a sign-off forged by hand are refused, in any letter case, and the message is kept" {
    git commit -q --allow-empty -m "Other" # else it could be an amended approval
    refused -m "Approve it" -m "Postmortem-Event: approve"
    assert_contains "'Postmortem-Event: approve' is a trailer that only git postmortem writes" "git commit -eF"
    grep -q "Postmortem-Event: approve" .git/COMMIT_EDITMSG
    refused -m "Approve it" -m "postmortem: $ID"
    refused -m "Approve it" --trailer "POSTMORTEM-SIGNOFF=sha256:$(printf x | sha256sum | cut -c1-64)"
    refused -m "Approve it" -m $'Postmortem-Event:\n  approve\nSigned-off-by: Dana <dana@example.org>'
}

@test "what git takes for no trailer, and the trailers of others, are taken" {
    git commit -q --allow-empty -m "About Postmortem-Event: approve" -m "Postmortem-Event: approve" -m "Some more text."
    assert_same "$(events)" ""
    git commit -q --allow-empty -m "Text" -m "Reviewed-by: Erin <erin@example.org>"
    git config commit.verbose true
    printf 'Postmortem-Event: approve\n' >text && git add text
    GIT_EDITOR='sed -i 1iText' git commit -q
    assert_same "$(events)" ""
}

@test "what the tool commits passes, with the hook in place" {
    git postmortem set checkout tags+=late -q
    assert_same "$(events)" set
}

@test "amending, rewording, picking and rebasing an event keep its trailers" {
    assert_same "$(events)" approve
    git commit -q --amend -m "$(git log -1 --format=%B | sed '1s/.*/postmortem: in other words/')"
    assert_same "$(events)" approve
    git branch side && git reset -q --hard HEAD~ && git commit -q --allow-empty -m "Other"
    GIT_EDITOR=true git cherry-pick --edit side >/dev/null
    assert_same "$(events)" approve
    git checkout -q side && GIT_SEQUENCE_EDITOR="sed -i 's/^pick/reword/'" GIT_EDITOR="sed -i 1s/words/letters/" git rebase -q -i --force-rebase main~
    assert_same "$(git log -1 --format=%s)" "postmortem: in other letters"
    assert_same "$(events)" approve
    git reset -q --soft HEAD~ && git commit -q -C ORIG_HEAD
    assert_same "$(events)" approve
    # without what it speaks of, it is a lie
    git reset -q --mixed HEAD~
    refused -C ORIG_HEAD
    assert_contains "names a sign-off that is not in this commit"
}

@test "a repository without a ledger may write what it likes" {
    new_repository ../other && git postmortem hooks install -q
    git commit -q --allow-empty -m "Text" -m "Postmortem-Event: approve"
    assert_same "$(events)" approve
}
