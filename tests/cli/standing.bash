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
    python3 - <<'END'
path = ".postmortem/config.yaml"
text = open(path).read().replace("signature: required", "signature: preferred")
text = text.replace("  - {email: frank@example.org}\n", "  - {email: frank@example.org}\n  - {email: mallory@example.org}\n")
text = text.replace("review:\n", """review:
  override: [{role: vp}]
  roles:
    legal: [mallory@example.org]
    sre: [erin@example.org]
    ops: [erin@example.org]
    security: [frank@example.org]
    vp: [frank@example.org]
""")
open(path, "w").write(text + "teams:\n  support:\n    members: [frank@example.org]\n")
END
    printf 'mallory@example.org namespaces="%s" %s\n' "$NAMESPACE" "$(cut -d' ' -f1,2 "$(key_of mallory).pub")" \
        >>.postmortem/allowed_signers
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

speak() { # PERSON [KEY=VALUE…]
    forge "$(key_of "$1")" reviewer="$1@example.org" time="$GIT_COMMITTER_DATE" "${@:2}" >/dev/null
    git add -A && as "$1" git commit -qm "Add a sign-off"
}

line_of() { # TEXT: in the config
    grep -nF -- "$1" .postmortem/config.yaml | cut -d: -f1
}
