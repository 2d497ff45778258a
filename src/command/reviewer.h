/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is about to sign off a document, in which role, and what stands in their way.
 */
#pragma once

#include "command/review.h"

typedef struct {
    PmContext *context;
    const PmReview *review;
    const char *role, *party; /* as the user names them, or NULL */
    const char *speaker;      /* whose word it is, an e-mail, where they only record it; or NULL */
    const char *name, *email;
    bool is_author; /* the speaker, of part of the text */
} PmReviewer;

/* The person at the keyboard: completes name, email and is_author. */
bool pm_reviewer_identify(PmReviewer *self, GError **error);

/* May they record the word of the speaker? */
bool pm_reviewer_check_recorder(const PmReviewer *self, GError **error);

/* Are all the sign-offs there, and only the status is not? Two who approved in two clones leave
 * that (LEDGER section 4). */
bool pm_review_is_complete(const PmReview *review);
/* May this reviewer move it by their word alone, as one who has signed this very text? Not where
 * they name a role: then they sign in it. */
bool pm_reviewer_has_signed_all(const PmReviewer *self);

/*
 * The role that the user names, or the first one that waits for them; where all sign-offs are there
 * and the document is in review still, the first one that they may sign in.
 */
bool pm_reviewer_choose(const PmReviewer *self, PmDemand *out_demand, GError **error);
