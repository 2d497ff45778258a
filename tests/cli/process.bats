#!/usr/bin/env bats
# The process, played from the first alarm to the closed postmortem: one security incident, four people with a clone and
# a key each, one bare repository that judges every push. The chapters are one story; each goes on where the one before
# it ended. What git, ssh-keygen, sha256sum and PyYAML say must agree with what our verbs say.
#
#   dana    on call for payments, owns the document     erin   leads the security response
#   frank   counsel, the team legal                     grace  keeps the systems running; follows up on what was promised

load helper
load review
load writing

ID=2026-03-03-refund-console
DOCUMENT=postmortems/2026/$ID.md
SIGNOFFS=postmortems/2026/$ID.signoffs

setup() {
    export WORLD=$BATS_FILE_TMPDIR/world
    export BATS_TEST_TMPDIR=$WORLD
    mkdir -p "$WORLD"
    pin_machine
    exec </dev/null
    [ "$BATS_TEST_NUMBER" -eq 1 ] || [ -e "$WORLD/chapter.$((BATS_TEST_NUMBER - 1))" ] ||
        skip "the chapter before it did not come to its end"
}

teardown() {
    [ -z "$BATS_TEST_COMPLETED" ] || [ -n "${BATS_TEST_SKIPPED-}" ] || touch "$WORLD/chapter.$BATS_TEST_NUMBER"
}

as() ( # PERSON COMMAND…: in their own clone
    become "$1" && cd "$WORLD/$1" && shift && "$@"
)

says() { # PERSON COMMAND… -- TEXT…: it does, and says so
    heard "$@" || return
    assert_success && assert_contains "${TEXTS[@]}"
}

is_refused() { # PERSON COMMAND… -- TEXT…: exit 1, with nothing changed, and says why
    local before
    before=$(repository_state "$WORLD/$1")
    heard "$@" || return
    assert_status 1 && assert_contains "${TEXTS[@]}" && assert_same "$(repository_state "$WORLD/$1")" "$before"
}

heard() {
    local words=()
    while [ "$1" != -- ]; do words+=("$1") && shift; done
    TEXTS=("${@:2}")
    run as "${words[@]}"
}

shares() { # PERSON…: each takes in what the others have pushed, and pushes what is their own
    local person
    for person; do
        as "$person" git pull -q --rebase || return
        [ -n "$(git -C "$person" rev-list @{u}..)" ] || complain "something that $person has to share" || return
        as "$person" git push -q 2>"$WORLD/push" || { echo "the push of $person:"; cat "$WORLD/push"; return 1; }
    done
}

fetches() { # PERSON…
    local person
    for person; do as "$person" git pull -q --rebase || return; done
}

front_of() { # PERSON JQ: the document's front matter in their clone, as PyYAML reads it
    as "$1" front "$2"
}

# With the editor: of the text, the keys above the first heading replace those of the document, and each section what the
# template has to say about it.
writes() { # PERSON <text
    cat >"$WORLD/text"
    GIT_EDITOR=$WORLD/editor as "$1" git postmortem edit refund -q
}

an_editor() {
    cat >"$WORLD/editor" <<'END'
#!/usr/bin/env python3
import os, re, sys
document = open(sys.argv[1], encoding="utf-8").read()
front, _, body = open(os.environ["WORLD"] + "/text", encoding="utf-8").read().partition("\n## ")
for block in re.findall(r"(?m)^\S.*\n(?:[ ].*\n)*", front + "\n"):
    key = block.split(":")[0]
    document, count = re.subn(rf"(?m)^{key}:.*\n(?:[ ].*\n)*", lambda _: block, document, count=1)
    assert count, key
for section in body.split("\n## ") if body else []:
    title, text = section.split("\n", 1)
    document, count = re.subn(rf"(?s)(\n## {title}\n).*?(?=\n\| Time|\n## |\Z)", lambda m: m[1] + "\n" + text.strip() + "\n", document)
    assert count, title
open(sys.argv[1], "w", encoding="utf-8").write(document)
END
    chmod +x "$WORLD/editor"
}

the_policy() {
    cat <<'END'
timezone: UTC
teams:
  payments: {members: [dana@example.org]}
  security-response: {members: [erin@example.org]}
  sre: {members: [grace@example.org]}
  legal: {members: [frank@example.org]}
  identity-provider: {organisation: Example Identity Ltd}
services: [refunds]
actions: {due: {1: 30d}}
review:
  signature: required
  roles:
    security: [erin@example.org, grace@example.org]
    follow-up: [grace@example.org]
    policy: [erin@example.org, grace@example.org]
  rules:
    - require: [{role: reviewer, count: 2}] # two who are no authors
    - when: full
      require: [{role: party, each: true}] # one from each team that took part
    - when: kind:security
      require: [{role: security}]
  change: [{role: policy, count: 2}]
  follow_up: [{role: follow-up}]
END
}

@test "1: before anything happens: a server that judges each push, four clones with keys and hooks, a policy" {
    local person
    an_editor
    at 2026-02-02T09:00:00Z
    git init -q --bare -b main origin.git
    for person in dana erin frank grace; do
        (become $person && git clone -q origin.git $person 2>/dev/null)
        git -C $person config remote.origin.url ../origin.git
    done
    make_keys dana erin frank grace
    for person in dana erin frank grace; do as $person git config --global commit.gpgSign true; done

    as dana git postmortem init -q
    for person in erin frank grace; do
        as dana git postmortem people add $person@example.org --key "$(key_of $person).pub" -q
    done
    # what follows is worth more than what init wrote, so that it replaces it
    sed -i '/^review:/,$d' dana/.postmortem/config.yaml
    the_policy >>dana/.postmortem/config.yaml
    mkdir dana/runbooks && echo "Ask the team lead to lock an account." >dana/runbooks/accounts.md
    as dana git add runbooks && as dana git commit -qm "Runbook" runbooks && as dana git commit -qm "Teams and policy" .postmortem
    says dana git postmortem check -- "no findings"
    as dana git push -q

    says frank git -C ../origin.git postmortem hooks install -- "installed pre-receive"
    git -C origin.git config receive.fsckObjects true
    git -C origin.git config receive.denyNonFastForwards true
    git -C origin.git config receive.denyDeletes true
    for person in dana erin frank grace; do
        as $person git pull -q
        says $person git postmortem hooks install -- "installed pre-commit" "installed pre-push"
        says $person git postmortem doctor --
    done
    says dana git postmortem verify -- "verified up to"
}

@test "2: the incident: who notices opens the document, and all who respond write down what they see" {
    at 2026-03-03T09:12:00Z
    says dana git postmortem new "A stranger refunded orders" --slug refund-console --kind security --severity 1 \
        --started "2026-03-03 08:40" --services refunds -- "$DOCUMENT" "draft, from template security"
    shares dana
    fetches erin
    # nobody waits for anybody: three notes here, three there, and one that is about an hour ago
    as dana git postmortem note refund "Support asks why order 7 was refunded twice" -q
    at 2026-03-03T09:20:00Z
    printf '%s refund by support-7\n' 08:40 08:44 08:52 >refunds.log
    as dana bash -c "sort ../refunds.log | git postmortem note refund 'Three refunds by one agent who is on leave' -q"
    at 2026-03-03T09:21:00Z
    as erin git postmortem note refund "The session of support-7 comes from another country" -q
    as erin git postmortem note refund "First refund by support-7 that nobody asked for" --at 08:40 -q
    at 2026-03-03T09:31:00Z
    as erin git postmortem note refund "Account support-7 is locked, all its sessions are ended" -q
    as dana git postmortem note refund "identity-provider is called and answers with a form" -q
    shares dana erin
    fetches dana
    at 2026-03-03T11:05:00Z
    as dana git postmortem note refund "Refunds are back to normal" -q
    as erin git postmortem note refund "A mail asks support to log in at a page that is not ours" --at "2026-02-27 14:05" -q
    shares erin dana
    fetches erin
    # nothing is lost, and all of it is in the order of time
    assert_same "$(sed -nE 's/^\| (2026-03-03 )?([0-9: -]*[0-9]) \|.*/\2/p' erin/$DOCUMENT | tr '\n' ,)" \
        "2026-02-27 14:05,08:40,09:12,09:20,09:21,09:31,09:31,11:05,"
    as erin grep -q "08:52 refund by support-7" $DOCUMENT
    cmp dana/$DOCUMENT erin/$DOCUMENT
    # a password that somebody pastes stays out of it
    is_refused erin git postmortem note refund "they used ghp_""0123456789abcdefghijABCDEFGHIJ012345." -- "[secret/token]"

    at 2026-03-03T13:00:00Z
    printf 'session 4f support-7 203.0.113.9\n' >sessions.log
    printf 'From: it@support-login.example\n' >mail.txt
    says erin git postmortem attach refund ../sessions.log --what "Sessions of support-7" -- "E1: $ID.evidence/sessions.log"
    as erin git postmortem attach refund ../mail.txt --what "The mail to support" -q
    assert_same "$(front_of erin '.evidence[0].sha256')" "\"$(sha256sum <sessions.log | cut -c1-64)\""
    shares erin
    fetches dana
}

@test "3: the report: what was found, by whom, and what follows; it is not submitted before the story is told" {
    at 2026-03-04T10:00:00Z
    is_refused dana git postmortem submit refund -- "things are missing" "section Response is empty" "parties of the response" \
        "git postmortem set $ID convened_by=…"
    as dana git postmortem set refund convened_by=security-response detected_by=customer times.detected=09:12 \
        times.responded=09:20 times.mitigated=09:31 times.resolved=11:05 times.disclosed=unknown \
        impact.customers=3 impact.data_breach=confirmed impact.text="Three orders refunded, three addresses seen." -q
    writes dana <<'END'
summary: A phished session let a stranger refund three orders in twelve minutes.
parties:
  - {team: payments, role: responder}
  - {team: security-response, role: lead}
  - {team: sre, role: responder}
  - {team: identity-provider, role: supplier}
actors:
  - {category: external, motive: financial, confidence: medium}
external:
  - {organisation: National Cyber Police, kind: law-enforcement, due: "2026-03-06"}
  - {organisation: Card scheme, kind: partner, due: "2026-04-10"}

## Summary
A support agent logged in at a page that was not ours. Whoever ran it used the session for three refunds.

## Impact
Three customers' orders were refunded to a stranger's card; their addresses could be seen.

## Timeline
Times are of the refund service.

## Technical summary
The page took the session (E2), which was good from any address (E1). Nothing asked again before a refund.

## Response
The account was locked nineteen minutes after the first question. Who may lock it had to be asked.

## Lessons
A session is worth what it can do, and for how long.
END
    # each finding is of a class; what was looked for and not found is said as well
    as erin git pull -q --rebase
    as erin git postmortem finding add refund "A phishing page took the session of an agent." --class attack-vector --evidence E2 -q
    as erin git postmortem set refund findings.F1.attack=T1566 findings.F1.novel=false -q
    as erin git postmortem finding add refund "A session is good from any address for 30 days." --class technical-lapse --evidence E1 -q
    as erin git postmortem finding add refund "The runbook does not say who may lock an account at once." --class procedural-failure --evidence E1 -q
    as erin git postmortem finding add refund "A refund needs no second person." --class process-flaw --evidence E1 -q
    as erin git postmortem finding add refund "The identity provider learned of it after two hours." --class communication-glitch --evidence E2 -q
    as erin git postmortem set refund considered=manual-error -q
    shares dana erin
    fetches dana
    says dana git postmortem submit refund -- "in-review" "waits for party payments" "waits for security" \
        "missing before anybody can sign" "finding F1 has neither an action nor accepted" "response is not assessed"
    as dana git postmortem verify -q
    shares dana
}

@test "4: the review begins: nobody signs an incomplete report, so the work is agreed, and the police are told in time" {
    at 2026-03-04T15:00:00Z
    fetches erin grace
    is_refused grace git postmortem approve refund -- "cannot approve" "finding F1 has neither" "finding F5 has neither" \
        "git postmortem action add $ID --for F1" "git postmortem assess $ID"
    act() { as erin git postmortem action "$@" -q; }
    act add refund "Log support in with keys." --for F1 --work change-request --owner security-response --ticket SEC-40
    act add refund "End a session when its address changes." --for F2 --work bug --owner payments --ticket SEC-41 --priority 1
    act add refund "Say who may lock an account at once." --for F3 --work sop --owner dana@example.org --sop runbooks/accounts.md
    act add refund "A second person for refunds above 500." --for F4 --work process --owner payments --due 2026-03-20
    as erin git postmortem finding accept refund F5 "The form is the contract's, which ends in May." -q
    # a day for each, by severity; how people work is a proposal until they were asked
    assert_same "$(front_of erin '[.actions[] | [.status, .due]]')" \
        '[["open","2026-04-03"],["open","2026-04-03"],["proposed","2026-04-03"],["proposed","2026-03-20"]]'
    # who owns the document does not evaluate the response, and what fell short is a finding
    as erin git postmortem assess refund --sufficient partly --complete fully --note "Who may lock had to be asked." -q
    as erin git postmortem set refund response.for=F3 -q
    shares erin
    fetches grace
    is_refused grace git postmortem approve refund -- "2 things are missing" "action A3 names no team that was consulted" \
        "git postmortem action set $ID A3 consulted=…"
    act set refund A3 consulted=sre,payments status=open
    act set refund A4 consulted=payments status=open
    shares erin

    at 2026-03-05T16:00:00Z
    fetches frank
    as frank git postmortem set refund "external.National Cyber Police.notified=2026-03-05T15:40Z" \
        "external.National Cyber Police.ref=NCP-2026-77" -q
    shares frank
}

@test "5: the review: an objection is answered, what changed is signed again, and with the last word it is reviewed" {
    at 2026-03-09T09:00:00Z
    fetches grace erin
    says grace git postmortem todo -- "sign off" "as security" "git postmortem approve $ID --role reviewer"
    says grace git postmortem approve refund -m "I read the sessions." -- "approved as reviewer, signed"
    is_refused erin git postmortem approve refund --role security -- "you (erin@example.org) wrote part of"
    says frank git postmortem object refund -m "Who told the customers?" -- "objected as reviewer"
    shares grace frank
    fetches dana
    assert_same "$(status_of dana/$DOCUMENT)" in-review

    at 2026-03-10T09:00:00Z
    replace "their addresses could be seen." "their addresses could be seen. Payments told all three on 4 March." dana/$DOCUMENT
    says dana git postmortem commit refund -- "section Impact" "its sign-offs are stale now"
    says dana git postmortem approve refund -- "approved as party payments"
    shares dana
    fetches frank grace
    says grace git postmortem todo -- "stale" "since then section Impact"
    says grace git postmortem approve refund -- "since your last sign-off, 2026-03-09: section Impact" "+Three customers" "as reviewer"
    as grace git postmortem approve refund -q
    as grace git postmortem approve refund --role security -q
    as frank git postmortem excuse refund --party identity-provider -m "Their letter is with legal." -q
    says frank git postmortem approve refund -m "Answered." -- "approved as reviewer"
    shares grace frank
    fetches erin
    assert_same "$(status_of erin/$DOCUMENT)" in-review
    says erin git postmortem approve refund -- "as party security-response" "the document is reviewed"
    shares erin
    fetches dana
    says dana git postmortem verify -- "9 sign-offs (9 signed)" "verified up to"
}

@test "6: until it is fixed: late work is listed, procedures change, and whoever follows up confirms what others did" {
    at 2026-03-21T09:00:00Z
    is_refused grace git postmortem actions --fail-overdue -- "1 d late" "A second person for refunds" "1 action is late"
    says dana git postmortem todo -- "A4 of $ID" "1 day late"
    act() { as "$1" git postmortem action "${@:2}" -q; }
    act dana done refund A2
    act dana done refund A4 -m "In the handbook since today."
    # a procedure is done once its file has changed since the incident, and the commit is the proof
    is_refused dana git postmortem action done refund A3 -- "runbooks/accounts.md has not changed since the incident"
    echo "Whoever is on call locks an account, and then tells the team lead." >dana/runbooks/accounts.md
    as dana git commit -qm "Who locks an account" runbooks
    act dana done refund A3
    assert_same "$(front_of dana '.actions[2].proof')" "\"commit $(git -C dana rev-parse HEAD~) changed runbooks/accounts.md\""
    fetches erin
    act erin drop refund A1 -m "The tool's maker has no keys before autumn; A2 and A4 hold till then."
    shares dana erin
    fetches grace
    # nobody confirms their own work, and the policy says whose task it is
    is_refused dana git postmortem action confirm refund A2 --proof "it works" -- "you (dana@example.org)"
    is_refused erin git postmortem action confirm refund A2 --proof "it works" -- "review.follow_up: role follow-up"
    act grace confirm refund A3
    act grace confirm refund A4 --proof "refund 812 waited for a second person"
    shares grace
    fetches dana
}

@test "7: the closure: refused with all that is missing and what mends it, by hand refused by everybody, and then done" {
    at 2026-04-02T09:00:00Z
    is_refused grace git postmortem close refund -- "cannot close $ID: 3 things are missing" \
        "action A1 is not-doing, and nobody confirmed it" "git postmortem action confirm $ID A1" \
        "action A2 is done, and not confirmed" "git postmortem action confirm $ID A2 --proof …" \
        "'Card scheme' is not notified, due 2026-04-10" "git postmortem external notified $ID 'Card scheme'"
    # somebody who is tired of it writes the status by hand
    sed -i 's/^status: .*/status: closed/' dana/$DOCUMENT
    heard dana git commit -qam "Closed" --
    assert_status 1
    as dana git commit -qam "Closed" --no-verify
    heard dana git push --
    assert_status 1
    assert_contains "status/gate" "A2 is done, and not confirmed"
    heard dana git push --no-verify --
    assert_status 1
    assert_contains "remote: refused: refs/heads/main" "status/gate"
    as dana git reset -q --keep HEAD~

    as grace git postmortem action confirm refund A1 -q
    as grace git postmortem action confirm refund A2 --proof "a session of mine ended in the train" -q
    as frank git pull -q --rebase
    as frank git postmortem external notified refund "Card scheme" --at 2026-04-01T10:00Z -q
    shares grace frank
    fetches grace
    says grace git postmortem close refund -- "closed"
    shares grace
}

@test "8: a fresh clone proves all of it, and so do git, sha256sum and ssh-keygen alone" {
    at 2026-04-20T09:00:00Z
    become mallory # a stranger, with no key and no hook
    git clone -q origin.git fresh && cd fresh
    run git postmortem verify
    assert_success
    assert_contains "1 document" "9 sign-offs (9 signed)" "not checked  nothing" "verified up to"
    run git postmortem actions
    assert_success
    assert_output ""
    run git postmortem history refund
    assert_contains "Dana Doe      in $ID: Support asks" "status draft → in-review, 22 hours after resolved" \
        "object as reviewer by frank@example.org: signed, now replaced" "status in-review → reviewed" \
        "actions A4 status proposed → open" "actions A1 status open → not-doing" "excuse identity-provider" "status reviewed → closed"
    run git postmortem diff refund "$(git log --format=%h --grep='^Postmortem-Event: submit$')"
    assert_line_matches "^  status +in-review → closed"
    assert_line_matches "^  external 1 ref +now NCP-2026-77"
    assert_line_matches "^  section Impact +changed"

    # what happened to the document, as git tells it
    assert_same "$(git log --reverse --format='%(trailers:key=Postmortem-Event,valueonly,separator=)' -- $DOCUMENT $SIGNOFFS | uniq | tr '\n' ' ')" \
        "new note attach set edit finding-add set finding-add set submit action-add finding-accept assess set action-set \
set approve object commit approve excuse approve action-done action-drop action-confirm external-notified close "
    stock_git_agrees .
    # every commit is signed by the key of its author
    assert_same "$(git -c gpg.ssh.allowedSignersFile=.postmortem/allowed_signers log --format='%G? %ae %GS' | awk '{ print $1, $2 == $3 }' | sort -u)" "G 1"
    local file person
    for file in $SIGNOFFS/*.signoff; do
        person=$(sed -n 's/^reviewer: \(.*\)@.*/\1/p' "$file")
        stock_verify "$file" "$person"
        assert_same "$(git log --format=%ae -- "$file")" "$person@example.org"
        assert_same "$(statement_of "$file" | sha256sum | cut -c1-64)" "$(basename "$file" .signoff)"
    done
    sha256sum $SIGNOFFS/*.content | sed 's,  .*/,  ,; s/\.content$//' | awk '$1 != $2 { exit 1 }'
    # what the last reviewer signed is what is closed, but for what became of the actions and who was told
    file=$(git log -1 --format= --name-only --diff-filter=A -- $SIGNOFFS/*.signoff)
    run diff "$SIGNOFFS/$(sed -n 's/^content: sha256://p' "$file").content" $DOCUMENT
    assert_same "$(sed -nE 's/^> *([a-z_]+):.*/\1/p' <<<"$output" | sort -u | tr '\n' ' ')" \
        "confirmed_at confirmed_by done_at done_by dropped_at dropped_by proof reason status "
    assert_line_matches "^> .*organisation: Card scheme, .*notified: "

    # and it is no empty word: one letter of one sign-off
    sed -i '0,/^comment: none/s//comment: nine/' "$file" && git commit -qam "Tidy"
    refute_verified signoff/append-only
}
