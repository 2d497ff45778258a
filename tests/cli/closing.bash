# A document whose actions are to be settled, for the tests of its closure: `load closing`.
#
#   base               dana's report with a bug (A1, owned by team sre: dana and erin) and a procedure (A2), signed by
#                      erin; frank stands by
#   action ID          an action, as PyYAML reads it
#   change_procedure   what A2 asks for
#   settle             both actions, by the rules
#   asked KIND PERSON  what todo has of that kind for this person: the commands
#
# And what `load review` gives.

load review

base() {
    new_repository
    printf 'Call the writer.\n' >failover.md
    git add failover.md && at 2026-01-02T08:00:00Z && git commit -qm "Procedure" && at 2026-01-15T08:00:00Z
    begin_ledger
    printf 'teams:\n  sre: {members: [dana@example.org, erin@example.org]}\nrepositories:\n  runbooks: ../runbooks\n' \
        >>.postmortem/config.yaml
    git commit -qam "Team and repository"
    write_document
    replace "    status: open
" "    status: open
  - {id: A2, text: Say whom to call., for: [F1], work: sop, owner: dana@example.org, due: \"2026-02-01\", consulted: [sre], sop: failover.md, status: open} # agreed
"
    git postmortem commit -q && git postmortem submit checkout -q && sign_off erin
    git init -q ../runbooks
    printf 'Old.\n' >../runbooks/page.md
    git -C ../runbooks add page.md
    at 2026-01-02T08:00:00Z
    git -C ../runbooks commit -qm "Page"
    at 2026-01-16T09:00:00Z
}

action() { # ID: as PyYAML reads it
    front ".actions[] | select(.id == \"$1\")"
}

change_procedure() {
    printf 'Call the writer, then the reader.\n' >failover.md && git commit -qm "Whom to call" failover.md
}

settle() { # both actions, by the rules
    change_procedure
    git postmortem action done checkout A1 -q && git postmortem action done checkout A2 -q
    as frank git postmortem action confirm checkout A1 --proof "load test of 15 January" -q
    as frank git postmortem action confirm checkout A2 -q
}

asked() { # KIND PERSON
    as "$2" git postmortem todo --json | jq -r ".waiting[] | select(.kind == \"$1\").command"
}
