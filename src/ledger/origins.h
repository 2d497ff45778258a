/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the words of a document stood before they came into it. git records neither moves nor
 * copies; what was moved in one commit is found by renames.h, and the rest here, by its sentences:
 * out of one commit and into another, a copy whose original stays, a part, from any folder.
 *
 * A sentence belongs to where it stood first. Those of templates are nobody's, and so are those
 * that stand in many documents, as phrases of a house do.
 */
#pragma once

#include "ledger/steps.h"

typedef struct PmOrigins PmOrigins;

/*
 * `changes` (pm_history_changes()) holds the documents below `prefix`, the templates of the ledger,
 * and other texts. All is borrowed. Reads every version of them.
 */
PmOrigins *pm_origins_new(PmRepository *repository, const PmSteps *steps, const GPtrArray *changes,
                          const char *prefix);
void pm_origins_free(PmOrigins *origins);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmOrigins, pm_origins_free)

/* Does text stand at this path that a document can come from? For `changes`. */
bool pm_origins_is_text(const char *prefix, const char *path);

/* Sentences that came into a document from one other path. */
typedef struct {
    const char *path; /* may be its own, when it was taken away and is there again */
    bool whole;       /* they are most of the document: it was moved or copied */
    GArray *commits;  /* PmOid: those that brought them there */
} PmOrigin;

/* The path of a text that this change brought and that can't be read; NULL: none. g_free() */
char *pm_origins_look(PmRepository *repository, const char *prefix, const PmHistoryChange *change);

/* What `commit` brought to `path` from elsewhere. Elements PmOrigin *, borrowed; NULL: nothing. */
const GPtrArray *pm_origins_of(const PmOrigins *origins, const PmOid *commit, const char *path);

/* The path of a version that is there and can't be read; NULL: none. */
const char *pm_origins_unread(const PmOrigins *origins);
