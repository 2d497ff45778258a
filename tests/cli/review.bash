# A ledger under review, for the tests of submit, approve and verify: `load helper`, `load review`.
#
#   begin_ledger                init by dana, with erin and frank (and their keys); commits
#   in_review                   begin_ledger, the document by dana, submitted
#   a_reviewed_document         a new repository, in_review, and erin signed off
#   both_states                 in_review, and ../reviewed where erin signed off
#   rules TEXT                  the rules of the review policy, committed
#   sign_off PERSON [OPTION…]   this person approves
#   status_of [FILE]            the status in the front matter
#   forge KEY [KEY=VALUE…]      a sign-off by hand, as an attacker would make one; prints its path
#   statement_of, stock_verify  what sed and ssh-keygen say of a sign-off
#   bundle_manifest, bundle_digest   what sha256sum and sort say of the policy
#   assert_verified, refute_verified RULE…   what verify says
#
# Two people with a clone each: two_clones, by PERSON COMMAND… in their clone, share PERSON, clone DIR,
# stock_git_agrees DIR.
#
# And what `load document` gives.

load document

SIGNOFFS=postmortems/2026/$ID.signoffs
NAMESPACE=signoff@git-postmortem

add_person() { # PERSON [OPTION…]
    git postmortem people add "$1@example.org" --key "$BATS_FILE_TMPDIR/keys/$1.pub" "${@:2}" >/dev/null
}

begin_ledger() {
    make_keys
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

a_reviewed_document() {
    new_repository && in_review && sign_off erin
}

both_states() {
    new_repository && in_review
    cp -r . ../reviewed
    cd ../reviewed && sign_off erin
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
