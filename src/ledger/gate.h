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
} PmMissing;

typedef struct {
    const PmMissing *items; /* all of them */
    size_t count;
} PmGate;

/* What the content lacks for `target`. `lookups` may be NULL. */
PmGate pm_gate_content(PmArena *arena, const PmChecker *checker, const PmSource *source,
                       const char *id, PmDocumentFlags flags, PmStatus target,
                       const PmCheckLookups *lookups);
/* What the sign-offs lack for *reviewed*. */
PmGate pm_gate_signoffs(PmArena *arena, const PmReviewState *state);

/* Does a status need sign-offs, so that verify watches over them? */
bool pm_gate_needs_signoffs(PmStatus status);
