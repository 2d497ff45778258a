/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `history` prints: a line a commit, the tool's told from those made by hand, with what merges
 * brought, and below those that brought sign-offs what became of them.
 */
#pragma once

#include "command/history_changes.h"
#include "command/history_signoffs.h"
#include "ledger/story.h"

typedef struct {
    PmContext *context;
    const char *id;                    /* of the document */
    const GArray *events;              /* PmStoryEvent */
    const PmHistorySignoffs *signoffs; /* or NULL: there are none */
    const PmHistoryChanges *changes;   /* or NULL: nobody asks for them */
} PmHistory;

bool pm_history_print(const PmHistory *self, bool json, GError **error);
