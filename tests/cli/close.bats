# The end of a postmortem's life: actions done, dropped and confirmed; closed, reopened, withdrawn.
# Oracles: git, PyYAML (front), sha256sum.

load helper
load writing
load closing

setup_file() {
    make_base base
}

setup() {
    take_base
    at 2026-01-16T09:00:00Z
}

refused() { # COMMAND… -- TEXT…: exit 1, nothing changed
    local words=() tip before
    while [ "$1" != -- ]; do words+=("$1") && shift; done
    tip=$(git rev-parse HEAD) before=$(sha256sum "$DOCUMENT")
    run "${words[@]}"
    assert_status 1 && assert_contains "${@:2}" && assert_same "$(git rev-parse HEAD)" "$tip" &&
        assert_same "$(sha256sum "$DOCUMENT")" "$before"
}

@test "an action is done by one, confirmed by another, each in one commit that leaves the sign-offs current" {
    local tip before
    tip=$(git rev-parse HEAD)
    git postmortem action done checkout A1 -m "Capped at 2." -q
    assert_one_commit "$tip" "$DOCUMENT"
    assert_same "$(git log -1 --format=%s)" "postmortem: finish action A1 of $ID"
    assert_same "$(git log -1 --format='%(trailers:key=Postmortem-Event,valueonly)' | head -1)" action-done
    assert_same "$(git show --format= --numstat | cut -f1,2)" "$(printf '3\t1')"
    assert_same "$(action A1 | jq -r '[.status, .done_by, .done_at] | join(" ")')" "done dana@example.org 2026-01-16T09:00:00Z"
    tip=$(git rev-parse HEAD) before=$(git show HEAD:$DOCUMENT | sha256sum)
    run as frank git postmortem action confirm checkout A1 --proof "load test" -n
    assert_success
    assert_contains "+    confirmed_by:"
    assert_same "$(git rev-parse HEAD)" "$tip"
    assert_same "$(sha256sum <"$DOCUMENT")" "$before"
    run --separate-stderr as frank git postmortem action confirm checkout A1 --proof "load test" --json
    assert_success
    assert_same "$stderr" ""
    assert_same "$(jq -r .event <<<"$output")" action-confirm
    assert_same "$(jq -r .commit <<<"$output")" "$(git rev-parse HEAD)"
    assert_one_commit "$tip" "$DOCUMENT"
    assert_same "$(action A1 | jq -r '[.status, .confirmed_by, .proof] | join(" ")')" "confirmed frank@example.org load test"
    assert_same "$(grep -c '# agreed' $DOCUMENT)" 1
    assert_verified
    refused git postmortem action done checkout A1 -- "is confirmed already"
    refused as frank git postmortem action confirm checkout A1 -- "confirmed already, by frank@example.org"
    run git postmortem action done checkout A9
    assert_status 128
    assert_contains "has no 'A9'" "it has A1, A2"
}

@test "nobody confirms what they own, or what they marked, by whatever address" {
    refused as frank git postmortem action confirm checkout A1 --proof x -- "is open, not done" "git postmortem action done $ID A1"
    git postmortem action done checkout A1 -q
    refused git postmortem action confirm checkout A1 --proof x -- "you (dana@example.org) said that action A1 is done"
    refused git -c user.email=DANA@example.org postmortem action confirm checkout A1 --proof x -- "said that action A1 is done"
    # the text may say what it will: the commit tells who marked it
    sed -i 's/done_by: dana@/done_by: grace@/' $DOCUMENT && git commit -qam "Another one did it"
    refused git postmortem action confirm checkout A1 --proof x -- "said that action A1 is done"
    # the other way round: dana recorded it as frank's work
    git postmortem action set checkout A1 done_by=frank@example.org -q
    refused as frank git postmortem action confirm checkout A1 --proof x -- "said that action A1 is done"
    # a second address of the same person
    printf '단아 김 <dana@example.org> 단아 <dana@집.example>\n' >.mailmap && git add .mailmap && git commit -qm "Mailmap"
    refused git -c user.name=단아 -c user.email=dana@집.example postmortem action confirm checkout A1 --proof x -- \
        "you (dana@example.org) said"
    # of a team of two the other one may, and alone she is its owner
    run as erin git postmortem action confirm checkout A1 --proof x -n
    assert_success
    git postmortem action set checkout A1 owner=erin@example.org -q
    refused as erin git postmortem action confirm checkout A1 --proof x -- "you (erin@example.org) own action A1"
    git postmortem action set checkout A1 owner=sre -q
    sed -i 's/, erin@example.org\]}/]}/; s/members: \[dana@/members: [erin@/' .postmortem/config.yaml && git commit -qam "One is left"
    refused as erin git postmortem action confirm checkout A1 --proof x -- "own action A1"
}

@test "taken up again and marked by another, it is the other's" {
    git postmortem action done checkout A1 -q
    git postmortem action set checkout A1 status=doing done_by= done_at= -q
    as frank git postmortem action done checkout A1 -q
    refused as frank git postmortem action confirm checkout A1 --proof x -- "said that action A1 is done"
    # the document's owner is asked, and no passer-by
    assert_same "$(asked confirm dana)" "git postmortem action confirm $ID A1 --proof …"
    assert_same "$(asked confirm frank)$(asked confirm erin)" ""
    run git postmortem todo
    assert_line_matches "^  confirm +A1 of $ID +since 2026-01-16, done by frank@example.org +Cap retries"
    git postmortem action confirm checkout A1 --proof x -q
    assert_same "$(action A1 | jq -r .confirmed_by)" dana@example.org
}

@test "a role that the policy names for following up confirms, and nobody else" {
    sed -i 's/^review:$/review:\n  roles:\n    follow: [frank@example.org]\n  follow_up: [{role: follow}]/' .postmortem/config.yaml
    git commit -qam "Who follows up"
    git postmortem action done checkout A1 -q
    assert_same "$(asked confirm frank)" "git postmortem action confirm $ID A1 --proof …"
    assert_same "$(asked confirm erin)$(asked confirm dana)" ""
    refused as erin git postmortem action confirm checkout A1 --proof x -- "does not let you (erin@example.org) confirm" "review.follow_up: role follow"
    as frank git postmortem action confirm checkout A1 --proof x -q
    assert_same "$(action A1 | jq -r .status)" confirmed
    # neither what one has marked nor what one owns: dana did one, and frank owns the other
    git postmortem action set checkout A2 owner=frank@example.org -q
    git postmortem action drop checkout A2 -m "Not worth it." -q
    sed -i 's/follow: \[/&dana@example.org, erin@example.org, /' .postmortem/config.yaml && git commit -qam "Three may"
    assert_same "$(asked confirm erin)" "git postmortem action confirm $ID A2"
    assert_same "$(asked confirm frank)$(asked confirm dana)" ""
    as erin $(asked confirm erin) -q
    assert_same "$(asked confirm erin)" ""
}

@test "a proof is words or a committed file with its digest, and a done action takes one" {
    git postmortem action done checkout A1 -q
    refused as frank git postmortem action confirm checkout A1 -- "action A1 has no proof yet" "--proof"
    printf 'p99 41 ms\n' >load.txt
    refused as frank git postmortem action confirm checkout A1 --proof load.txt -- "load.txt is a file that no commit has"
    git add load.txt && git commit -qm "Load test"
    as frank git postmortem action confirm checkout A1 --proof load.txt -q
    assert_same "$(action A1 | jq -r .proof)" "load.txt sha256:$(sha256sum <load.txt | cut -c1-64)"
}

@test "a procedure has changed since the incident, and the commit is the proof" {
    refused git postmortem action done checkout A2 -- "failover.md has not changed since the incident"
    change_procedure
    local proof
    proof="commit $(git rev-parse HEAD) changed failover.md"
    printf 'Call the writer.\n' >failover.md && git commit -qm "Back" failover.md
    refused git postmortem action done checkout A2 -- "is again as it was"
    git revert --no-edit HEAD >/dev/null
    proof="commit $(git log -1 --format=%H -- failover.md) changed failover.md"
    git postmortem action done checkout A2 -q
    assert_same "$(action A2 | jq -r .proof)" "$proof"
    as frank git postmortem action confirm checkout A2 --proof "read it" -q
    assert_same "$(action A2 | jq -r .proof)" "$proof; read it"
    assert_same "$(action A2 | jq -r .status)" confirmed
    assert_same "$(grep -c '# agreed' $DOCUMENT)" 1
}

@test "a proof that looks like a file and is none is kept as words, and said to be" {
    git postmortem action done checkout A1 -q
    local proof
    for proof in load-tst.txt logs/test ../no.md; do
        run --separate-stderr as frank git postmortem action confirm checkout A1 --proof "$proof"
        assert_success
        assert_same "$stderr" "hint: there is no file $proof: the proof is kept as words"
        assert_same "$(action A1 | jq -r .proof)" "$proof"
        git reset -q --hard HEAD~1
    done
    for proof in "the load.txt" https://ci.example.org/1 PAY-811 acme/shop#12 v1.2 3f2a91c; do
        run --separate-stderr as frank git postmortem action confirm checkout A1 --proof "$proof"
        assert_success
        assert_same "$stderr" ""
        git reset -q --hard HEAD~1
    done
}

@test "a procedure of another repository is read there, and nothing of it changes" {
    git postmortem action set checkout A2 sop= -q
    refused git postmortem action done checkout A2 -- "does not name the procedure" "git postmortem action set $ID A2 sop=<path>"
    git postmortem action set checkout A2 sop=runbooks:page.md -q
    refused git postmortem action done checkout A2 -- "runbooks:page.md has not changed since the incident"
    printf 'New.\n' >../runbooks/page.md && git -C ../runbooks commit -qam "New"
    mv ../runbooks ../elsewhere
    run git postmortem action done checkout A2
    assert_status 128
    assert_contains "the repository 'runbooks' can't be read" "repositories.runbooks"
    refute_contains '\x0a' "git init"
    mv ../elsewhere ../runbooks
    git postmortem action set checkout A2 sop=runbook:page.md -q
    refused git postmortem action done checkout A2 -- "'repositories' in .postmortem/config.yaml has no 'runbook'" \
        "hint: did you mean 'runbooks'?"
    git postmortem action set checkout A2 sop=wiki:page.md -q
    refused git postmortem action done checkout A2 -- "has no 'wiki'" "repositories: {<name>: <path>}"
    git postmortem action set checkout A2 sop=runbooks:page.md -q
    local before
    before=$(cd ../runbooks && everything | sha256sum)
    GIT_DIR=$PWD/.git GIT_WORK_TREE=$PWD git postmortem action done checkout A2 -q
    assert_same "$(cd ../runbooks && everything | sha256sum)" "$before"
    assert_same "$(action A2 | jq -r .proof)" "commit $(git -C ../runbooks rev-parse HEAD) of runbooks changed page.md"
    git postmortem action set checkout A2 status=doing sop=runbook:page.md -q
    refused git postmortem action done checkout A2 -- "has no 'runbook'"
}

@test "a dropped action takes a reason, and a second person, and stays not-doing" {
    run git postmortem action drop checkout A1
    assert_status 129
    assert_contains "dropped with a reason" "-m"
    git postmortem action drop checkout A1 -m "The vendor's own cap does it: 재시도 2회." -q
    assert_same "$(git log -1 --format=%b | head -1)" "The vendor's own cap does it: 재시도 2회."
    assert_same "$(action A1 | jq -r '[.status, .dropped_by, .reason] | join(" ")')" \
        "not-doing dana@example.org The vendor's own cap does it: 재시도 2회."
    refused git postmortem action confirm checkout A1 -- "you (dana@example.org) said that action A1 is dropped"
    as frank git postmortem action confirm checkout A1 -q
    assert_same "$(action A1 | jq -r '[.status, .confirmed_by] | join(" ")')" "not-doing frank@example.org"
    assert_verified
}

@test "close lists everything that is missing, each with what mends it, and does it when nothing is" {
    git postmortem action set checkout A2 status=proposed -q
    refused git postmortem close checkout -- "cannot close $ID: 2 things are missing" \
        "action A1 is open, and not confirmed" "git postmortem action done $ID A1" \
        "action A2 is proposed, and not confirmed" "git postmortem action done $ID A2"
    assert_same "$(asked close dana)" ""
    settle
    assert_same "$(asked close erin)" ""
    assert_same "$(asked close dana)" "git postmortem close $ID"
    local tip
    tip=$(git rev-parse HEAD)
    $(asked close dana) -q
    assert_same "$(asked close dana)" ""
    assert_one_commit "$tip" "$DOCUMENT"
    assert_same "$(status_of)" closed
    assert_same "$(git log -1 --format='%(trailers:key=Postmortem-Event,valueonly)' | head -1)" close
    assert_verified
    refused git postmortem close checkout -- "is closed already"
}

@test "what was signed of a closed document changes when it is open again, and not before" {
    settle && git postmortem close checkout -q
    refused git postmortem note checkout "One thing more" --at 19:00 -- "is closed, and this changes what was signed" \
        "git postmortem reopen $ID -m"
    replace "A timeout is a promise" "A timeout is a vow"
    run git postmortem commit checkout -m "Lesson"
    assert_status 1
    assert_contains "is closed, and this changes what was signed" "git postmortem reopen $ID -m"
    git commit -qam "By hand"
    refute_verified signoff/stale
    assert_contains "git postmortem reopen $ID -m"
    git postmortem reopen checkout -m "A lesson more." -q
    git postmortem set checkout tags+=late -q
    sign_off erin
    git postmortem close checkout -q
    assert_verified
    git postmortem set checkout tags+=later -q
    assert_verified
}

@test "close waits for duties towards others, objections, and a review" {
    settle
    as frank git postmortem object checkout -m "The numbers are wrong." -q
    refused git postmortem close checkout -- "frank@example.org objects: The numbers are wrong."
    assert_same "$(asked close dana)" ""
    as frank git postmortem revoke checkout -m "They are right." -q
    git postmortem close checkout -n -q
    assert_same "$(asked close dana)" "git postmortem close $ID"
    replace "tags: [retry]" "tags: [retry]
external:
  - {organisation: DPA, kind: regulator, due: \"2026-01-17\"}"
    git postmortem commit -q -m "A duty"
    refused git postmortem close checkout -- "'DPA' is not notified, due 2026-01-17" "git postmortem external notified $ID DPA" "stale"
    assert_same "$(asked close dana)" ""
    git postmortem reopen checkout -m "A duty was forgotten." -q
    refused git postmortem close checkout -- "it is in-review, not reviewed" "git postmortem approve $ID" "'DPA' is not notified"
    sign_off erin
    assert_same "$(status_of)" reviewed
    assert_same "$(asked close dana)" ""
    git postmortem external notified checkout DPA -q
    assert_same "$(asked close dana)" "git postmortem close $ID"
}

@test "who closes by hand is held to the same by check and by verify" {
    change_procedure
    git postmortem action done checkout A1 -q
    sed -i 's/consulted: \[sre\], sop: failover.md, status: open/consulted: [sre], sop: failover.md, status: confirmed, confirmed_by: dana@example.org, proof: I read it/' $DOCUMENT
    sed -i 's/^status: .*/status: closed/' $DOCUMENT
    run git postmortem check checkout
    assert_status 1
    assert_contains "[action/unfinished]" "action A1 is done, and not confirmed" "[action/procedure]" \
        "[action/self-confirmed]" "who owns it"
    git commit -qam "Closed by hand"
    refute_verified status/gate
    assert_contains "action A1 is done" "no commit shows it" "who owns it"
}

@test "back it goes with a reason alone, step by step" {
    run git postmortem reopen checkout
    assert_status 129
    assert_contains "goes back with a reason"
    settle && git postmortem close checkout -q
    git postmortem reopen checkout -m "A2 broke again." -q
    assert_same "$(status_of)" in-review
    assert_same "$(git log -1 --format=%b | head -1)" "A2 broke again."
    run git postmortem history checkout
    assert_contains "A2 broke again."
    git postmortem reopen checkout -m "From the start." -q
    assert_same "$(status_of)" draft
    refused git postmortem reopen checkout -m "More." -- "is a draft"
    assert_verified
}

@test "a document is withdrawn with a reason, of any status but closed, and can come back" {
    local before
    before=$(sed '/^status:/d' $DOCUMENT | sha256sum)
    run git postmortem withdraw checkout
    assert_status 129
    assert_contains "withdrawn with a reason"
    git postmortem withdraw checkout -m "훈련이었다: it was a drill." -q
    assert_same "$(front '[.status, .withdrawn]')" '["withdrawn","훈련이었다: it was a drill."]'
    assert_verified
    refused git postmortem withdraw checkout -m "Again." -- "is withdrawn already"
    refused git postmortem close checkout -- "is withdrawn already" "git postmortem reopen $ID"
    git postmortem reopen checkout -m "No drill." -q
    assert_same "$(status_of)" draft
    assert_same "$(sed '/^status:/d' $DOCUMENT | sha256sum)" "$before"
    git postmortem set checkout status=reviewed -q
    settle && git postmortem close checkout -q
    refused git postmortem withdraw checkout -m "No." -- "is closed" "git postmortem reopen $ID"
    # nothing else is asked of what is withdrawn
    git postmortem new "Drill" --slug drill -q && git postmortem withdraw drill -m "A drill." -q
}
