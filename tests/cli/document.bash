# A document to work on, and a state that is made once a file: writing.bash and review.bash load it.
#
#   make_base FUNCTION          in setup_file: run it on a machine of its own, which tests copy
#   take_base [DIR]             in setup: the copy, and go to DIR of it, `repository` at first
#   write_document [LINE…]      the document $ID, complete but for sign-offs; LINEs are added to its front matter
#   replace FROM TO [FILE]      in the document, which must hold FROM

ID=2026-01-14-checkout-504
DOCUMENT=postmortems/2026/$ID.md

make_base() {
    export BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR/base
    mkdir -p "$BATS_TEST_TMPDIR"
    pin_machine && "$1"
}

take_base() {
    pin_machine
    cp -a "$BATS_FILE_TMPDIR/base/." "$BATS_TEST_TMPDIR"
    # where keys are is written there in full
    find "$BATS_TEST_TMPDIR/home" -name .gitconfig -exec sed -i "s|$BATS_FILE_TMPDIR/base|$BATS_TEST_TMPDIR|" {} +
    cd "${1:-repository}" || return
}

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

replace() { # FROM TO [FILE]
    FROM=$1 TO=$2 perl -0pi -e 'BEGIN { $n = 0 } $n += s/\Q$ENV{FROM}\E/$ENV{TO}/; END { exit !$n }' "${3:-$DOCUMENT}" ||
        { echo "replace: there is no '$1'"; return 1; }
}
