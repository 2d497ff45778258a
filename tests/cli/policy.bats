#!/usr/bin/env bats
# policy: what the config says and what it asks for a document, why, how that stands, and who could sign; and the same
# words on the page of `show`.

load helper
load review
load standing

setup_file() {
    make_base every_standing
}

setup() {
    take_base
}

# What follows the heading of one requirement, up to the next empty line.
requirement() { # NAME
    awk -v name="$1" '/^$/ { on = 0 } on { print } index($0, name "  ") == 1 { on = 1 }' <<<"$output"
}

@test "each requirement has its word, its rules with their line and reason, and who could sign" {
    run git postmortem policy test checkout
    assert_success
    assert_line "$ID  in-review"
    assert_line_matches '^reviewer +satisfied$'
    assert_line "    asked         always, line $(line_of 'role: reviewer')"
    assert_line_matches '^security +stale$'
    assert_same "    asked         always, line $(line_of 'role: security')
    approve       frank@example.org, 2026-01-19, signed
    since then    section Impact
    could sign    frank@example.org
    by            git postmortem approve $ID --role security" "$(requirement security)"
    assert_line_matches '^sre +objected$'
    assert_line "    asked         when severity<=3, line $(line_of 'role: sre'): severity is SEV3"
    assert_line_matches '^ops +unknown$'
    [[ $(requirement ops | tr -s ' \n' ' ') == *"not checked: it is not signed, and was committed by mallory@"* ]]
    assert_line_matches '^party support +excused$'
    [[ $(requirement "party support") == *"excuse "*"frank@example.org, 2026-01-21, signed: The team is dissolved."* ]]
    assert_line_matches '^legal +missing$'
    [[ $(requirement legal | tr -s ' \n' ' ') == *"line $(line_of 'role: legal}'): detected_by is alert when resolved>"* ]]
    [[ $(requirement legal) == *"could sign    mallory@example.org"* ]]
    [[ $(requirement "objection that stands") == "" ]]
    [ "$(sed -n '/^objection that stands/,/^$/p' <<<"$output" | grep -c "could approve erin@example.org")" -eq 1 ]
    assert_same "    when data_breach!=none, line $(line_of 'role: privacy'): data_breach is none" \
        "$(sed -n '/^not asked here/,$p' <<<"$output" | tail -n +2)"
    [ "$(wc -L <<<"$output")" -le 80 ] || complain "at most 80 columns"
}

@test "the page of show has the same words, since when what is missing was asked, and why not" {
    run git postmortem show checkout
    assert_success
    assert_line_matches '^  sign-offs    reviewer +satisfied +erin@example.org +2026-01-21  signed$'
    assert_line_matches '^ +security +stale +frank@example.org +2026-01-19  signed$'
    assert_line_matches '^ +since then: section Impact$'
    assert_line_matches '^ +sre +objected +erin@example.org +2026-01-21  signed$'
    assert_line_matches '^ +ops +unknown +erin@example.org +2026-01-21  not checked$'
    assert_line_matches '^ +legal +missing +asked 2026-01-14$'
    assert_line_matches '^ +party support +excused +frank@example.org +2026-01-21  signed$'
    assert_line_matches '^ +The team is dissolved\.$'
    assert_line "  objection    erin@example.org: The second cause is not named."
    overridden
    run git postmortem show checkout
    assert_line_matches '^ +security +overridden +frank@example.org +2026-01-14  signed$'
    assert_line_matches '^ +legal +overridden '
    assert_line_matches '^ +The auditor waits\.$'
    assert_line_matches '^ +sre +objected '
    run git postmortem policy test checkout
    assert_line_matches '^legal +overridden$'
    [[ $(requirement legal) == *"override      frank@example.org, 2026-01-14, signed: The auditor waits."* ]]
}

@test "as JSON it is what the config and the sign-offs say" {
    run --separate-stderr git postmortem policy test checkout --json
    assert_success
    assert_same "reviewer satisfied
security stale
sre objected
ops unknown
legal missing
party excused" "$(jq -r '.requirements[] | "\(.role) \(.state)"' <<<"$output")"
    assert_same "$(bundle_digest)" "$(jq -r .policy <<<"$output")"
    assert_same "$(ls $SIGNOFFS | grep -c signoff$)" "$(jq '[.requirements[].signoffs[]] | length' <<<"$output")"
    jq -e '.satisfied == false and .judged and .objection.reviewer == "erin@example.org" and
        (.requirements[4] | .could_sign == [{"email": "mallory@example.org", "has_no_key": false}] and
            (.rules | map(.because[].term) == ["detected_by=alert", "resolved>2026-01-14T12"])) and
        (.not_asked | map(.when) == ["data_breach!=none"])' <<<"$output"
}

@test "who wrote the text, has signed, or has no key is no one who could" {
    could() { git postmortem policy test checkout --json | jq -c "[.requirements[$1].could_sign[] | [.email, .has_no_key]]"; }
    assert_same '[["frank@example.org",false],["mallory@example.org",false]]' "$(could 0)" # not dana, nor erin
    sed -i 's/signature: preferred/signature: required/; s/  - {email: mallory.*/&\n  - {email: new@example.org}/' .postmortem/config.yaml
    git commit -qam "Policy"
    assert_same '[["frank@example.org",false],["mallory@example.org",false],["new@example.org",true]]' "$(could 0)"
    replace "Carts could" "All carts could"
    as mallory git commit -qam "Edit"
    run git postmortem policy test checkout
    output=$(tr -s ' \n' ' ' <<<"$output")
    assert_contains "nobody of the people in .postmortem/config.yaml may" "people add E-MAIL --key FILE.pub --role legal"
    assert_contains "could sign erin@example.org, frank@example.org, new@example.org (has no key)"
}

@test "what nobody knows counts as the stricter case, and is said to" {
    replace "  data_breach: none" "  data_breach: unknown"
    sed -i '/^severity:/d' $DOCUMENT
    git postmortem commit -q "$ID" 2>/dev/null || git commit -qam "Edit"
    run git postmortem policy test checkout
    assert_success
    assert_line_matches '^privacy +missing$'
    [[ $(tr -s ' \n' ' ' <<<"$output") == *"data_breach is unknown, which counts as the stricter case"* ]]
    [[ $(requirement sre | tr -s ' \n' ' ') == *": severity is missing, which counts as the stricter case"* ]]
    refute_contains "not asked here"
}

@test "policy show prints roles, rules and powers, and the digest that sha256sum finds" {
    run --separate-stderr git postmortem policy show
    assert_success
    [ -z "$stderr" ] || complain "nothing on stderr"
    assert_line "policy       .postmortem/config.yaml of $(git rev-parse --short=7 HEAD)"
    assert_line "digest       $(bundle_digest)"
    assert_line_matches '^signature    preferred: '
    assert_line "             security  frank@example.org"
    assert_line "             when customers>0 or detected_by=alert, line $(line_of 'role: legal}'): legal"
    assert_line_matches '^             always, line [0-9]+: party, each of them$'
    assert_line_matches '^change       anybody '
    assert_line "override     vp"
    run git postmortem policy show --json
    python3 - "$output" <<'END'
import json, sys, yaml
shown = json.loads(sys.argv[1])
review = yaml.safe_load(open(".postmortem/config.yaml"))["review"]
assert shown["roles"] == review["roles"] and shown["signature"] == review["signature"]
def plain(requirements):
    return [{k: r[k] for k in ("role", "count", "each")} for r in requirements]
def wanted(requirements):
    return [{"role": r["role"], "count": r.get("count", 1), "each": r.get("each", False)} for r in requirements]
assert [(r["when"], plain(r["require"])) for r in shown["rules"]] == \
    [(r.get("when"), wanted(r["require"])) for r in review["rules"]]
assert plain(shown["override"]) == wanted(review["override"]) and shown["change"] == []
END
}

@test "a policy that is edited and not committed judges nothing, and is said to" {
    local digest
    digest=$(bundle_digest)
    sed -i 's/{role: vp}/{role: sre}/' .postmortem/config.yaml
    run --separate-stderr git postmortem policy show
    assert_success
    assert_line "digest       $digest"
    assert_line "override     vp"
    assert_stderr_contains "the policy has changes that are not committed, which judge nothing yet"
}

@test "another revision has its own policy, and another branch its own review" {
    local first
    first=$(git log --format=%H --reverse -- .postmortem/config.yaml | head -1)
    run git postmortem policy show --on "$first" --json
    assert_success
    assert_same "$(git postmortem verify --json | jq -r .genesis_policy)" "$(jq -r .policy <<<"$output")"
    git branch before HEAD~5
    run git postmortem policy test checkout --on before --json
    assert_same "missing" "$(jq -r '.requirements[] | select(.role == "reviewer").state' <<<"$output")"
    run git postmortem policy show --on nosuch
    assert_status 128
    git checkout -q --orphan bare && git rm -rqf . && git commit -q --allow-empty -m "Nothing"
    git checkout -q main
    run git postmortem policy show --on bare
    assert_status 128
    assert_contains "'bare' has no .postmortem/config.yaml" "git postmortem init"
}

@test "a reviewed document is held to the policy of then" {
    local then
    overridden
    speak erin role=sre
    git postmortem set -q checkout status=reviewed
    then=$(bundle_digest)
    rules "- require: [{role: reviewer, count: 3}]"
    run git postmortem policy test checkout
    assert_success
    assert_line "6 requirements, by policy ${then:0:12}, which held when it was reviewed"
    assert_line "    asked         when severity<=3, line $(git show HEAD~:.postmortem/config.yaml | grep -nF 'role: sre}' | cut -d: -f1): severity is SEV3"
}

@test "without rules one sign-off of anybody but the authors is asked for" {
    sed -i '/^  rules:/,/^  signature/{/^  signature/!d}; /^  override/d' .postmortem/config.yaml
    git commit -qam "Policy"
    run git postmortem policy test checkout
    assert_success
    assert_same "    asked         always
    approve       erin@example.org, 2026-01-21, signed" "$(requirement reviewer)"
    run git postmortem policy show
    assert_line "rules        always: reviewer"
    assert_line "override     nobody may"
}

@test "a text that is not committed can't be judged" {
    replace "Carts could" "All carts could"
    run git postmortem policy test checkout
    assert_status 128
    assert_contains "not committed" "git postmortem commit"
}
