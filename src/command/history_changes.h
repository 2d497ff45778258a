/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a commit of a document's history changed in it, by field and section. Of a merge nothing is
 * said: what it brought are the changes of others.
 */
#pragma once

#include "command/command.h"
#include "ledger/story.h"

#include <jansson.h>

typedef struct {
    PmContext *context;
    const int64_t *resolved; /* when the incident was; NULL: not known */
} PmHistoryChanges;

/* Lines for people: "severity 3 → 2, 2 days after resolved". Elements char *, of the context's
 * arena; NULL: none. g_ptr_array_unref() */
GPtrArray *pm_history_changes_lines(const PmHistoryChanges *self, const PmStoryEvent *event,
                                    const PmCommit *commit);
json_t *pm_history_changes_json(const PmHistoryChanges *self, const PmStoryEvent *event,
                                const PmCommit *commit);
