/* SPDX-License-Identifier: Apache-2.0 */
/*
 * May this document move to that status? One answer for verbs and audit alike: what the checks say
 * of it judged as that status, and what the policy demands.
 */
#pragma once

#include "check/check.h"
#include "ledger/state.h"

typedef struct {
    const char *what;               /* "finding F2 has neither an action nor accepted" */
    const char *command;            /* that mends it, or NULL */
    const PmDiagnostic *diagnostic; /* when it comes from a check, else NULL */
    const PmDemandStatus *signoff;  /* that is missing or stale, else NULL */
    const char
        *rule; /* "signoff/stale", "signoff/objection", "signoff/missing"; of sign-offs alone */
} PmMissing;

typedef struct {
    const PmMissing *items; /* all of them */
    size_t count;
    size_t suppressed; /* findings of the content that comments in it keep out of the list */
} PmGate;

/* What a gate may look up: files of the tree that is judged. The tree is borrowed. */
PmCheckLookups pm_gate_lookups(PmContent *tree, const char *today);

/* What the content lacks for `target`. `lookups` may be NULL. */
PmGate pm_gate_content(PmArena *arena, const PmChecker *checker, const PmSource *source,
                       const char *id, PmDocumentFlags flags, PmStatus target,
                       const PmCheckLookups *lookups);
/* What the sign-offs of document `id` lack for *reviewed* and *closed*. */
PmGate pm_gate_signoffs(PmArena *arena, const PmReviewState *state, const char *id);

/* Does a status need sign-offs, so that verify watches over them? */
bool pm_gate_needs_signoffs(PmStatus status);
/*
 * Must the gate of the new status hold? For a move up, and to be withdrawn. Withdrawn is beside the
 * ladder: what comes back from there goes through every gate again, like a draft.
 */
bool pm_gate_applies(PmStatus from, PmStatus to);
