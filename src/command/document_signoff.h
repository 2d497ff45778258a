/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sign-off of a document; when the policy is satisfied by it, the new status is in the same
 * commit.
 */
#pragma once

#include "command/review.h"
#include "command/signoff_write.h"

typedef struct {
    const PmReview *review;
    PmSignoffRequest request; /* without its subject: that is the document */
    bool is_author;           /* of part of the text: counts where the demand allows that */
    bool moves;               /* the content gate holds, so that it may become reviewed */
    GBytes *former;           /* what the document becomes again along with it, or NULL; borrowed */
} PmDocumentSignoff;

typedef struct {
    PmSignoffMade made;
    PmWriteResult write;
    PmReviewState state; /* of the review with this one more */
    bool becomes_reviewed;
} PmDocumentSignoffResult;

/* Make it and commit it. */
bool pm_document_signoff(PmDocumentSignoff *signoff, PmDocumentSignoffResult *out_result,
                         GError **error);
/* What the policy misses without the word that was taken back, or that nothing is in the way. */
void pm_document_signoff_hint_revoked(const PmDocumentSignoff *signoff,
                                      const PmDocumentSignoffResult *result);
/* "  committed 4ba1c9e  approved as reviewer, signed", and what follows from it being unsigned. */
void pm_document_signoff_report(const PmDocumentSignoff *signoff,
                                const PmDocumentSignoffResult *result);
