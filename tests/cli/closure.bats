# What verify says of a closure that was written by hand: who confirmed an action, by the commits, and whether a
# procedure changed. Oracles: git, whose commits are made here without our verbs.

load helper
load writing
load closing

settled() {
    base
    settle
}

setup_file() {
    make_base settled
}

setup() {
    take_base
    at 2026-01-16T10:00:00Z
}

close_by_hand() { # PERSON: as it is in the working tree
    sed -i 's/^status: .*/status: closed/' $DOCUMENT
    as "${1:-dana}" git commit -qam "Closed"
}

confirm_by_hand() { # ID BY: back to done, and confirmed as the text says
    python3 - $DOCUMENT "$1" "$2" <<'END'
import re, sys
path, action, by = sys.argv[1:]
text = open(path).read()
parts = re.split(r"(?m)^(?=  - )", text)
for i, part in enumerate(parts):
    if re.match(r"  - (\{)?id: %s\b" % action, part):
        parts[i] = re.sub(r"confirmed_by: [^,}\n]+", "confirmed_by: " + by, part)
open(path, "w").write("".join(parts))
END
}

forge() { # PERSON KEY=VALUE…: written into A1 by hand, as no verb does
    python3 - $DOCUMENT "${@:2}" <<'END'
import re, sys
text = open(sys.argv[1]).read()
head, item, rest = re.split(r"(?m)^(  - id: A1\n(?:    .*\n)+)", text, maxsplit=1)
for key, value in (pair.split("=", 1) for pair in sys.argv[2:]):
    item = re.sub(r"(?m)^    %s: .*\n" % key, "", item) + "    %s: %s\n" % (key, value)
open(sys.argv[1], "w").write(head + item + rest)
END
    as "$1" git commit -qm "Forged" $DOCUMENT
}

take_up() { # ID: it is done again, and not confirmed
    git postmortem action set checkout "$1" status=done confirmed_by= confirmed_at= -q
}

refute_closure() { # TEXT…: verify says no, for this alone
    refute_verified status/closure && assert_contains "it became closed although" "$@"
}

@test "by the rules all is fine, for verify and for close" {
    git postmortem close checkout -q
    assert_verified
}

@test "a confirmation is in a commit of whom it names" {
    take_up A1
    forge dana status=confirmed confirmed_by=frank@example.org
    run git postmortem close checkout
    assert_status 1
    assert_contains "action A1 says that frank@example.org confirmed it, and dana@example.org wrote so in $(git log -1 --format=%h --abbrev=12)" \
        "git postmortem action set $ID A1 status=done"
    close_by_hand
    refute_closure "action A1 says that frank@example.org confirmed it, and dana@example.org wrote so"
    # what the refusal names mends it
    git reset -q --hard HEAD~1
    git postmortem action set $ID A1 status=done -q
    as frank git postmortem action confirm checkout A1 -q
    git postmortem close checkout -q
    assert_verified
}

@test "who marked it confirmed nothing, whatever the text says" {
    git postmortem action set checkout A1 status=doing done_by= done_at= confirmed_by= confirmed_at= -q
    as frank git postmortem action done checkout A1 -q
    forge frank done_by=dana@example.org status=confirmed confirmed_by=frank@example.org
    close_by_hand
    refute_closure "action A1 was confirmed by frank@example.org, who had done it"
    # .mailmap makes two addresses one person
    git reset -q --hard HEAD~3
    as frank git postmortem action done checkout A1 -q
    as erin git postmortem action confirm checkout A1 -q
    close_by_hand
    assert_verified
    printf 'Frank <frank@example.org> <erin@example.org>\n' >.mailmap && git add .mailmap && git commit -qm "One and the same"
    refute_closure "who had done it"
}

@test "nor who owns it: an address, a name of the config, or a team of one" {
    local owner
    sed -i 's/^  sre:/  follow-up: {members: [frank@example.org]}\n  sre:/; s/^people:/people:\n  - {email: frank@example.org, name: Frank Foo}/' \
        .postmortem/config.yaml
    sed -i '/^  - email: frank@example.org$/d' .postmortem/config.yaml
    git commit -qam "A team of one"
    take_up A1
    as frank git postmortem action confirm checkout A1 -q
    for owner in FRANK@example.org "Frank Foo" follow-up; do
        sed -i "s/^    owner: sre/    owner: $owner/" $DOCUMENT && git commit -qam "Owner"
        close_by_hand
        refute_closure "action A1 was confirmed by frank@example.org, who owns it"
        git reset -q --hard HEAD~2
    done
    # whose it was then, not only now
    take_up A1
    sed -i "s/^    owner: sre/    owner: frank@example.org/" $DOCUMENT && git commit -qam "It is frank's"
    sed -i "0,/^    status: done/s//    status: confirmed\n    confirmed_by: frank@example.org\n    confirmed_at: \"2026-01-16T10:00:00Z\"/" $DOCUMENT
    as frank git commit -qam "Confirmed"
    sed -i "s/^    owner: frank@example.org/    owner: sre/" $DOCUMENT && git commit -qam "It is not frank's any more"
    close_by_hand
    refute_closure "action A1 was confirmed by frank@example.org, who owns it"
}

@test "what is written after the closure is held to the same, until it is mended" {
    git postmortem close checkout -q
    git postmortem set checkout tags+=late -q
    assert_verified
    sed -i "0,/confirmed_by: frank@/s//confirmed_by: erin@/" $DOCUMENT && git commit -qam "It was erin"
    refute_verified status/closure
    assert_contains "it is closed, but action A1 says that erin@example.org confirmed it, and dana@example.org wrote so"
    git postmortem reopen checkout -m "Who was it?" -q
    git postmortem action set checkout A1 status=done -q
    as frank git postmortem action confirm checkout A1 -q
    git postmortem set checkout status=reviewed -q && git postmortem close checkout -q
    assert_verified
}

@test "nor whom the policy of then did not let" {
    sed -i 's/^review:$/review:\n  roles:\n    follow: [erin@example.org]\n  follow_up: [{role: follow}]/' .postmortem/config.yaml
    git commit -qam "Who follows up"
    close_by_hand
    assert_verified # frank confirmed before that
    git postmortem reopen checkout -m "Again." -q
    take_up A1
    forge frank status=confirmed confirmed_by=frank@example.org
    git postmortem set checkout status=reviewed -q
    close_by_hand
    refute_closure "action A1 was confirmed by frank@example.org, who had no role of review.follow_up"
    git reset -q --hard HEAD~3
    take_up A1
    as erin git postmortem action confirm checkout A1 -q
    git postmortem set checkout status=reviewed -q && git postmortem close checkout -q
    assert_verified
    sed -i 's/follow: \[erin@/follow: [grace@/' .postmortem/config.yaml && git commit -qam "She left"
    assert_verified
}

@test "a dropped action is held to the same" {
    git postmortem action set checkout A1 status=open done_by= done_at= confirmed_by= confirmed_at= proof= -q
    git postmortem action drop checkout A1 -m "The vendor does it." -q
    git postmortem action set checkout A1 dropped_by=erin@example.org -q
    git postmortem action set checkout A1 confirmed_by=dana@example.org -q
    close_by_hand
    refute_closure "action A1 was confirmed by dana@example.org, who had dropped it"
}

@test "a squash and a merge name the people, and tell no worse" {
    local before
    take_up A1
    before=$(git rev-parse HEAD~1)
    git checkout -q -b work "$before"
    git postmortem action set checkout A1 status=doing done_by= done_at= confirmed_by= confirmed_at= -q
    git postmortem action done checkout A1 -q
    as frank git postmortem action confirm checkout A1 -q
    git checkout -q -B main "$before"
    git merge -q --no-ff -m "Merge" work
    git postmortem close checkout -q
    assert_verified
    git checkout -q -B squashed "$before"
    git postmortem action set checkout A1 status=doing done_by= done_at= confirmed_by= confirmed_at= -q
    git merge -q --squash work 2>/dev/null || git checkout -q work -- $DOCUMENT
    as mallory git commit -qam "Settled (#12)

Co-authored-by: Dana <dana@example.org>
Co-authored-by: Frank <frank@example.org>"
    git postmortem close checkout -q
    assert_verified
    # one who is not named said nothing
    git reset -q --hard HEAD~1
    as mallory git commit -q --amend -m "Settled (#12)

Co-authored-by: Dana <dana@example.org>"
    close_by_hand
    refute_closure "action A1 says that frank@example.org confirmed it"
}

@test "a document that got another name has the same actions" {
    git checkout -q -b other
    git postmortem new "Cache" --slug cache --started 2026-01-14T10:00:00Z -q
    git postmortem action add cache "Warm it." --owner dana@example.org -q
    git postmortem action done cache A1 -q
    as frank git postmortem action confirm cache A1 --proof "graph" -q
    git mv postmortems/2026/2026-01-14-cache.md postmortems/2026/2026-01-14-cold.md
    sed -i 's/^id: 2026-01-14-cache/id: 2026-01-14-cold/' postmortems/2026/2026-01-14-cold.md
    git commit -qam "Another name"
    as erin git postmortem action set cold A1 ticket=PAY-1 -q
    sed -i 's/^status: .*/status: closed/' postmortems/2026/2026-01-14-cold.md
    as erin git commit -qam "Closed, unreviewed"
    refute_verified status/gate
    refute_contains "[status/closure]"
}

@test "a procedure changed after the incident, in this history, by whatever commit" {
    local proof
    proof=$(action A2 | jq -r .proof)
    # another commit, that did not touch it; one that is not there; one of before the incident
    for commit in $(git rev-list --max-count=1 HEAD -- $DOCUMENT) 1234567812345678123456781234567812345678 \
        $(git log --format=%H --diff-filter=A -- failover.md); do
        git postmortem action set checkout A2 "proof=commit $commit changed failover.md" -q
        close_by_hand
        assert_verified # the file did change, and a rebase gives commits other names
        git reset -q --hard HEAD~2
    done
    assert_same "$(action A2 | jq -r .proof)" "$proof"
    # the change never happened here, or was before
    git postmortem action set checkout A2 sop=runbook.md -q
    sign_off erin
    close_by_hand
    refute_closure "action A2 is done although runbook.md has not changed since the incident"
    git reset -q --hard HEAD~1
    at 2026-01-02T08:00:00Z
    printf 'Old.\n' >runbook.md && git add runbook.md && git commit -qm "A runbook of before, it says"
    at 2026-01-16T11:00:00Z
    close_by_hand
    refute_closure "action A2 is done although runbook.md has not changed since the incident"
    git reset -q --hard HEAD~1
    printf 'New.\n' >runbook.md && git commit -qam "Now it is"
    close_by_hand
    assert_verified
    # it went; and the first commit of another line, which never had it
    git reset -q --hard HEAD~2
    git rm -q runbook.md && git commit -qm "No runbook"
    git postmortem action set checkout A2 "proof=commit $(git rev-parse HEAD) changed runbook.md" -q
    close_by_hand
    refute_closure "action A2 is done although runbook.md has not changed since the incident"
    git reset -q --hard HEAD~3
    commit=$(git commit-tree -m "First" "$(git mktree </dev/null)")
    git merge -q --allow-unrelated-histories -m "Another line" "$commit"
    git postmortem action set checkout A2 sop=never.md "proof=commit $commit changed never.md" -q
    sign_off erin
    close_by_hand
    refute_closure "action A2 is done although never.md has not changed since the incident"
    git reset -q --hard HEAD~4
    # what lies in another repository is a claim
    git postmortem action set checkout A2 sop=runbooks:page.md -q
    sign_off erin
    close_by_hand
    assert_verified
}

@test "a server refuses a push that closes so" {
    git init -q --bare ../origin.git
    git push -q ../origin.git HEAD 2>/dev/null
    git -C ../origin.git postmortem hooks install -q 2>/dev/null || git -C ../origin.git postmortem hooks install pre-receive
    take_up A1
    forge dana status=confirmed confirmed_by=frank@example.org
    close_by_hand
    run git push ../origin.git HEAD
    assert_status 1
    assert_contains "confirmed it, and dana@example.org wrote so"
    git reset -q --hard HEAD~3
    git postmortem close checkout -q
    run git push ../origin.git HEAD
    assert_success
}
