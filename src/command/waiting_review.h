/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of what waits for a person that the sign-offs decide. For waiting.c alone.
 */
#pragma once

#include "command/state.h"
#include "command/waiting.h"
#include "document/document.h"
#include "ledger/corpus.h"

typedef struct {
    const PmCorpusEntry *entry;
    GBytes *bytes;
    bool is_theirs; /* the document's owner is who it is about */
} PmWaitingReview;

/*
 * May there be something to say of its sign-offs? Always in review; of what is reviewed, where
 * there is an objection, or a sign-off of another text. Reads the sign-offs, and no history.
 */
bool pm_waiting_review_is_worth(PmContext *context, const PmCorpusEntry *entry,
                                const PmDocument *document, GBytes *bytes);

/* Judge these documents' sign-offs (PmWaitingReview *) in one walk, and add to `items`. */
bool pm_waiting_reviews(const PmWaitingFor *who, const PmState *state, const GPtrArray *reviews,
                        GArray *items, GError **error);
