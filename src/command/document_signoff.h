/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sign-off of a document; when the policy is satisfied by it, the new status is in the same
 * commit.
 */
#pragma once

#include "command/signoff_write.h"
#include "command/voice.h"

typedef struct {
    PmReview *review; /* of the branch as it is when the sign-off enters: after a lost race, anew */
    PmReviewer *reviewer;
    PmSignoffRequest request; /* without its subject: that is the document */
    bool moves;               /* the content gate holds, so that it may become reviewed */
    GBytes *former;           /* what the document becomes again along with it, or NULL; borrowed.
                                 Then not even a follow-up change may come between */
    /* In which role, if it may be said at all; asked again after a lost race. */
    bool (*choose)(const PmReviewer *reviewer, const void *data, PmVoice *out_voice,
                   GError **error);
    const void *data;
} PmDocumentSignoff;

typedef struct {
    PmSignoffMade made;
    PmWriteResult write;
    PmReviewState state; /* of the review with this one more */
    bool becomes_reviewed;
} PmDocumentSignoffResult;

/*
 * Make it and commit it. It is for the text that the reviewer saw. Where the branch moved meanwhile
 * it enters as if it were said only now, so that other sign-offs, another status and follow-up
 * changes are in the judgement; another text or another policy is a PM_ERROR_CONFLICT.
 */
bool pm_document_signoff(PmDocumentSignoff *signoff, PmDocumentSignoffResult *out_result,
                         GError **error);
/* What the policy misses without the word that was taken back, or that nothing is in the way. */
void pm_document_signoff_hint_revoked(const PmDocumentSignoff *signoff,
                                      const PmDocumentSignoffResult *result);
/* "  committed 4ba1c9e  approved as reviewer, signed", and what follows from it being unsigned. */
void pm_document_signoff_report(const PmDocumentSignoff *signoff,
                                const PmDocumentSignoffResult *result);
