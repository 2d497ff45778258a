/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sign-offs of a document by the commit that brought each: what it was worth then, and what it
 * is now.
 */
#pragma once

#include "command/command.h"
#include "ledger/corpus.h"
#include "ledger/record.h"

#include <jansson.h>

typedef struct {
    const PmSignoffRecord *record;
    const char *then; /* "signed", "unsigned", "not counted" */
    const char *now;  /* "current", "stale", "replaced", "gone", "not counted" */
    const char *why;  /* what changed since, or why it does not count; or NULL */
} PmHistorySignoff;

typedef struct PmHistorySignoffs PmHistorySignoffs;

/* By the history behind `tip`. The repository is walked through once. */
PmHistorySignoffs *pm_history_signoffs_new(PmContext *context, const PmOid *tip,
                                           const PmCorpusEntry *entry, GError **error);
void pm_history_signoffs_free(PmHistorySignoffs *signoffs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmHistorySignoffs, pm_history_signoffs_free)

/* Those that a commit brought. Elements PmHistorySignoff *; borrowed; NULL: none. */
const GPtrArray *pm_history_signoffs_of(const PmHistorySignoffs *signoffs, const char *commit);

/* "approve as security by erin@example.org: signed, now stale, since then section Impact"; not
 * escaped; in the arena. */
const char *pm_history_signoff_text(PmArena *arena, const PmHistorySignoff *signoff);
json_t *pm_history_signoff_json(const PmHistorySignoff *signoff);
