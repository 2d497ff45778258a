# A document whose requirements stand each in another way, for the tests of who prints them: `load helper`,
# `load review`, `load standing`.
#
#   every_standing         in review, by dana; what each of its requirements waits for, and who spoke how:
#                            reviewer        satisfied   erin
#                            security        stale       frank signed, and then dana edited the section Impact
#                            sre             objected    erin
#                            party support   excused     by frank
#                            ops             unknown     erin, unsigned, in a commit of mallory's
#                            legal           missing     mallory could sign
#   overridden             the same, with dana's word of frank as vp over all that is open
#   speak PERSON [KEY=VALUE…]   a sign-off by hand, signed and committed by its person
#
# The rules begin at line $RULES of the config.

every_standing() {
    new_repository && begin_ledger || return
    add_person mallory --role legal
    git postmortem people add erin@example.org --role sre >/dev/null
    git postmortem people add erin@example.org --role ops >/dev/null
    git postmortem people add frank@example.org --role security >/dev/null
    git postmortem people add frank@example.org --role vp >/dev/null
    git postmortem people add frank@example.org --team support >/dev/null
    sed -i 's/signature: required/signature: preferred/' .postmortem/config.yaml
    rules "- require: [{role: reviewer}, {role: security}]
- when: severity<=3
  require: [{role: sre}, {role: ops}]
- when: customers>0 or detected_by=alert
  require: [{role: legal}]
- when: resolved>2026-01-14T12
  require: [{role: legal, count: 1}]
- when: data_breach!=none
  require: [{role: privacy}]
- require: [{role: party, each: true}]"
    printf '  override: [{role: vp}]\n' | append_to_review
    write_document
    replace "  - {team: sre, role: responder}" "  - {team: support, role: responder}"
    git postmortem commit "$ID" >/dev/null 2>&1
    git postmortem submit "$ID" >/dev/null
    at 2026-01-19T09:00:00Z
    speak frank role=security
    at 2026-01-20T09:00:00Z
    replace "Nothing was lost.

## Timeline" "No order was lost.

## Timeline"
    git postmortem commit "$ID" >/dev/null 2>&1
    at 2026-01-21T09:00:00Z
    speak erin
    speak erin role=sre verdict=object "comment=The second cause is not named."
    speak frank verdict=excuse party=support "comment=The team is dissolved."
    forge - role=ops time=2026-01-21T09:00:00Z >/dev/null
    git add -A && as mallory git commit -qm "Add a sign-off"
}

overridden() {
    speak frank role=vp verdict=override "comment=The auditor waits."
}

append_to_review() { # <lines, into the part `review` of the config; committed
    local lines
    lines=$(cat)
    awk -v lines="$lines" '{ print } /^review:/ { print lines }' .postmortem/config.yaml >config.tmp
    mv config.tmp .postmortem/config.yaml
    git commit -qm "Policy" .postmortem
}

speak() { # PERSON [KEY=VALUE…]
    forge "$(key_of "$1")" reviewer="$1@example.org" time="$GIT_COMMITTER_DATE" "${@:2}" >/dev/null
    git add -A && as "$1" git commit -qm "Add a sign-off"
}

line_of() { # TEXT: in the config
    grep -nF -- "$1" .postmortem/config.yaml | cut -d: -f1
}
