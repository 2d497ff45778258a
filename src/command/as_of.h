/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The documents as the branch had them at a moment, by its first-parent line: their actions then,
 * since when it had them, and what the documents are called now.
 */
#pragma once

#include "command/gist.h"
#include "git/line.h"

/* The line of a branch; NULL elements of a ledger without commits. */
typedef struct {
    GArray *steps; /* PmLineStep, newest first; empty: nothing is committed */
    bool cut;      /* by a shallow boundary */
} PmAsOfLine;

bool pm_as_of_line_open(PmContext *context, PmAsOfLine *out_line, GError **error);
void pm_as_of_line_clear(PmAsOfLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmAsOfLine, pm_as_of_line_clear)

typedef struct {
    gssize step;            /* of the line; -1: it had not begun, or is cut off before it */
    const PmCorpus *corpus; /* of then; NULL: none */
    GPtrArray *gists;       /* PmGist *, one for each of its documents */
    const char *prefix;     /* of documents, then and now */
    GHashTable *moved;      /* path then → path now (char *), where they differ */
    GHashTable *names;      /* paths now (char *), of the documents that were there then */
} PmAsOf;

/* `now`: the documents as they are. Strings live in the context's arena. */
bool pm_as_of_open(PmContext *context, PmGists *gists, const PmAsOfLine *line, int64_t moment,
                   const PmCorpus *now, PmAsOf *out, GError **error);
void pm_as_of_clear(PmAsOf *as_of);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmAsOf, pm_as_of_clear)

/* What a document of then is called now; its own path where it is gone. */
const char *pm_as_of_now(const PmAsOf *as_of, const char *path);

/* An action of then, and since when the branch had it. */
typedef struct {
    const char *path;           /* of then */
    const PmGistAction *action; /* of then */
    gssize step;                /* the first that had it; at first -1 */
    bool from_birth;            /* it came with its document */
} PmAsOfSince;

/* Fill in the steps of all of them (PmAsOfSince, those of one document behind each other), in one
 * walk. */
bool pm_as_of_since(PmContext *context, PmGists *gists, const PmAsOfLine *line, const PmAsOf *as_of,
                    GArray *actions, GError **error);
