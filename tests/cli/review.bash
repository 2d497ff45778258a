# A ledger under review, for the tests of submit, approve and verify: `load helper`, `load review`.
#
#   write_document [LINE…]      the document, complete but for sign-offs; LINEs are added to its front matter
#   begin_ledger                init by dana, with erin and frank (and their keys); commits
#   in_review                   begin_ledger, the document by dana, submitted
#   rules TEXT                  the rules of the review policy, committed
#   sign_off PERSON [OPTION…]   this person approves
#   status_of [FILE]            the status in the front matter
#   replace FROM TO [FILE]      in the document, which must hold FROM
#   forge KEY [KEY=VALUE…]      a sign-off by hand, as an attacker would make one; prints its path
#   statement_of, stock_verify  what sed and ssh-keygen say of a sign-off
#   bundle_manifest, bundle_digest   what sha256sum and sort say of the policy
#   assert_verified, refute_verified RULE…   what verify says
#
# Two people with a clone each: two_clones, by PERSON COMMAND… in their clone, share PERSON, clone DIR,
# stock_git_agrees DIR.
#
# A state is made once a file, by `make_base FUNCTION` in setup_file, and copied for each test by take_base in setup.

ID=2026-01-14-checkout-504
DOCUMENT=postmortems/2026/$ID.md
SIGNOFFS=postmortems/2026/$ID.signoffs
NAMESPACE=signoff@git-postmortem

write_document() { # [LINE…]
    local line
    mkdir -p "$(dirname "$DOCUMENT")"
    {
        cat <<'END'
---
schema: 1
id: 2026-01-14-checkout-504
title: Checkout returned 504
kind: outage
severity: 3 # by impact
status: draft
owner: dana@example.org
services: [checkout]
summary: A timeout met a saturated writer.
times:
  started: "2026-01-14T16:58:00Z"
  detected: "2026-01-14T17:12:00Z"
  responded: "2026-01-14T17:14:00Z"
  mitigated: "2026-01-14T18:40:00Z"
  resolved: "2026-01-14T18:46:00Z"
  disclosed: unknown
detected_by: alert
impact:
  customers: 0
  data_breach: none
  text: Nothing was lost.
convened_by: sre
parties:
  - {team: sre, role: responder}
findings:
  - {id: F1, class: technical-lapse, text: Retries multiplied the load.}
actions:
  - id: A1
    text: Cap retries per request at 2.
    for: [F1]
    effect: prevent
    work: bug
    owner: sre
    due: "2026-02-01"
    ticket: PAY-811
    status: open
response: {sufficient: fully, complete: fully, by: erin@example.org}
related: []
tags: [retry]
END
        for line; do printf '%s\n' "$line"; done
        cat <<'END'
---

## Summary

A timeout met a saturated writer.

## Impact

Carts could not be paid for. Nothing was lost.

## Timeline

| Time (UTC) | Event |
| --- | --- |
| 2026-01-14 16:40 | A deploy lowers the timeout |
| 16:58 | First failed requests |
| 18:46 | Back to normal |

## Technical summary

Retries multiplied the load on the writer.

## Response

The alert called the right team.

## Lessons

A timeout is a promise to the caller.
END
    } >"$DOCUMENT"
}

add_person() { # PERSON [OPTION…]
    git postmortem people add "$1@example.org" --key "$BATS_FILE_TMPDIR/keys/$1.pub" "${@:2}" >/dev/null
}

begin_ledger() {
    git postmortem init >/dev/null 2>&1
    add_person erin
    add_person frank
}

in_review() {
    begin_ledger
    write_document "$@"
    git postmortem commit "$ID" >/dev/null 2>&1
    git postmortem submit "$ID" >/dev/null
}

rules() { # TEXT: the review rules of the policy, committed
    python3 - "$1" <<'END'
import re, sys
path = ".postmortem/config.yaml"
text = open(path).read()
text, count = re.subn(r"(?m)^  rules:\n(    .*\n)*", "", text)
lines = "".join("    " + line + "\n" for line in sys.argv[1].splitlines())
open(path, "w").write(text.replace("review:\n", "review:\n  rules:\n" + lines))
END
    git commit -qm "Rules" .postmortem
}

sign_off() { # PERSON [OPTION…]
    as "$1" git postmortem approve "$ID" "${@:2}" >/dev/null
}

two_clones() {
    git init -q --bare origin.git
    git clone -q origin.git dana 2>/dev/null
    git -C dana config remote.origin.url ../origin.git
    as erin git clone -q origin.git erin 2>/dev/null
    git -C erin config remote.origin.url ../origin.git
    cd dana || return
}

clone() { # DIR [OPTION…]: of ../origin.git; go there
    git clone -q "${@:2}" "$BATS_TEST_TMPDIR/origin.git" "$BATS_TEST_TMPDIR/$1" && cd "$BATS_TEST_TMPDIR/$1" || return
}

status_of() { # [FILE]
    sed -n 's/^status: //p' "${1:-$DOCUMENT}"
}

replace() { # FROM TO [FILE]
    FROM=$1 TO=$2 perl -0pi -e 'BEGIN { $n = 0 } $n += s/\Q$ENV{FROM}\E/$ENV{TO}/; END { exit !$n }' "${3:-$DOCUMENT}" ||
        { echo "replace: there is no '$1'"; return 1; }
}

a_ledger_with_two_clones() {
    two_clones
    begin_ledger
    git push -q origin HEAD 2>/dev/null
    git -C ../erin pull -q
}

share() { # dana or erin: bring in what the other has, and hand on one's own
    as "$1" git -C "../$1" pull -q --rebase && as "$1" git -C "../$1" push -q
}

by() ( # PERSON COMMAND…: in their own clone
    become "$1" && cd "../$1" && shift && "$@"
)

# Stock git over the whole history: what it says must be what we say.
stock_git_agrees() { # DIR
    local event events=0 commit
    run git -C "$1" fsck --strict --no-dangling
    assert_success || return
    [ -z "$output" ] || complain "nothing to say for fsck" || return
    for commit in $(git -C "$1" rev-list --first-parent HEAD); do
        event=$(git -C "$1" log -1 --format='%(trailers:key=Postmortem-Event,valueonly)' "$commit")
        [ -z "$event" ] || events=$((events + 1))
    done
    run git -C "$1" postmortem verify --json
    jq -e --argjson events "$events" '.events == $events' <<<"$output" || complain "$events events"
}


# What stock tools say of a sign-off, as the README shows: the statement, its digest, its signature.
statement_of() { # FILE
    sed '/^-----BEGIN/,$d' "$1"
}

stock_verify() { # FILE PERSON: ssh-keygen's own verdict
    statement_of "$1" >statement.tmp
    sed -n '/^-----BEGIN/,$p' "$1" >signature.tmp
    ssh-keygen -Y verify -f .postmortem/allowed_signers -I "$2@example.org" -n "$NAMESPACE" \
        -s signature.tmp <statement.tmp
    local code=$?
    rm -f statement.tmp signature.tmp
    return $code
}

# A sign-off by hand, as an attacker would make one: KEY=VALUE… instead of what is right. Prints its path.
forge() { # KEY-FILE (or - for none) [KEY=VALUE…]
    local key=$1 pair file digest content
    declare -A value=(
        [document]=$ID [verdict]=approve [role]=reviewer [party]=none [reviewer]=erin@example.org
        [time]=2026-01-20T09:00:00Z [replaces]=none [comment]=none [namespace]=$NAMESPACE [at]=$SIGNOFFS
        [of]=$DOCUMENT
    )
    value[ledger]=$(ledger_uuid)
    value[policy]=sha256:$(bundle_digest)
    shift
    for pair; do value[${pair%%=*}]=${pair#*=}; done
    content=$(sha256sum <"${value[of]}" | cut -c1-64)
    : "${value[content]=sha256:$content}"
    mkdir -p "${value[at]}"
    {
        printf 'git-postmortem-signoff: 1\n'
        for pair in ledger document content policy verdict role party reviewer time replaces comment; do
            printf '%s: %s\n' "$pair" "${value[$pair]}"
        done
    } >statement.tmp
    digest=$(sha256sum <statement.tmp | cut -c1-64)
    file=${value[at]}/$digest.signoff
    cp "${value[of]}" "${value[at]}/$content.content"
    cp statement.tmp "$file"
    [ "$key" = - ] || ssh-keygen -q -Y sign -n "${value[namespace]}" -f "$key" <statement.tmp >>"$file" 2>/dev/null
    rm -f statement.tmp
    printf '%s\n' "$file"
}

ledger_uuid() {
    sed -nE 's/^ledger: *"?([0-9a-f-]{36}).*/\1/p' .postmortem/config.yaml
}

key_of() { # PERSON: the private key
    printf '%s\n' "$BATS_FILE_TMPDIR/keys/$1"
}

# The manifest of the bundle, by stock tools.
bundle_manifest() {
    git ls-files .postmortem "postmortems/.gitattributes" |
        grep -v -e '^\.postmortem/signoffs/' -e '^\.postmortem/checkpoints/' |
        LC_ALL=C sort | xargs -r -d '\n' sha256sum
}

bundle_digest() {
    bundle_manifest | sha256sum | cut -c1-64
}

# verify says no, and why: rules that must be among its findings.
refute_verified() { # RULE…
    run git postmortem verify
    assert_status 1 || return
    local rule
    for rule; do assert_contains "[$rule]" || return; done
    assert_contains "NOT verified"
}

assert_verified() {
    run git postmortem verify
    assert_success || return
    assert_contains "verified up to"
}

make_base() { # FUNCTION: run it where tests run, once
    export BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR/base
    mkdir -p "$BATS_TEST_TMPDIR"
    pin_machine && make_keys && "$1"
}

take_base() {
    pin_machine
    cp -r "$BATS_FILE_TMPDIR/base/." "$BATS_TEST_TMPDIR"
    find "$BATS_TEST_TMPDIR/home" -name .gitconfig -exec sed -i "s|$BATS_FILE_TMPDIR/base|$BATS_TEST_TMPDIR|" {} +
}
