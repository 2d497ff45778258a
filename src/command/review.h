/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the verbs of the review share: a document with its sign-offs judged, and refusals that list
 * everything that is missing, with the command that mends it.
 */
#pragma once

#include "command/own_text.h"
#include "command/target.h"
#include "command/write.h"
#include "ledger/audit.h"

typedef struct {
    PmTarget target;
    PmOid tip;
    PmContent *tree;        /* of the tip */
    const PmPolicy *policy; /* of the tip; judges what is written next */
    PmAudit *audit;
    PmDiagnostics *diagnostics; /* of the audit of this one document */
    PmReviewState state;
    PmChecker *checker;
} PmReview;

/* Open a document with everything that its review needs. `ref`: a branch to read it from; NULL:
 * HEAD and the working tree, whose text must be the committed one (PM_ERROR_STATE, hint `git
 * postmortem commit`). */
bool pm_review_open(PmContext *context, const char *word, const char *ref, PmReview *out_review,
                    GError **error);
/* To write a sign-off from it: another writer's file is in place before its branch moves, and what
 * differs in between is nobody's change, so it is waited for. */
bool pm_review_open_settled(PmContext *context, const char *word, const char *ref,
                            PmReview *out_review, GError **error);
void pm_review_clear(PmReview *review);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmReview, pm_review_clear)

PmOwnText pm_review_own_text(PmContext *context, const PmReview *review);

/* What the content lacks for `target` status. */
PmGate pm_review_gate(PmContext *context, const PmReview *review, PmStatus target);

/* The list alone, to `out`. */
void pm_review_list(PmContext *context, FILE *out, const PmGate *gate);
/* Print "cannot <verb> <id>[ yet]: n things are missing" with its list to stderr; returns
 * PM_EXIT_FINDINGS. */
int pm_review_refuse(PmContext *context, const char *verb, const char *id, const PmGate *gate);

/* Who is at the keyboard: the author's e-mail, through .mailmap; in the arena. */
bool pm_review_person(PmContext *context, const char **out_name, const char **out_email,
                      GError **error);
