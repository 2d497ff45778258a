/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adopted documents that lie elsewhere than where they were adopted. The listing names paths, and
 * plain git moves files: a document that came is taken for one that went, if it is the same text or
 * mostly so, as git itself finds renames, and has not become one of ours.
 */
#pragma once

#include "config/config.h"
#include "git/content.h"

/* A document at a path that no listing knows. */
typedef struct {
    const char *path;
    PmOid blob;
    GBytes *text; /* NULL: it has a front matter of ours, which may be many; nothing is like it */
} PmMovedHere;

/* A list of them, which owns the texts; g_array_unref() */
GArray *pm_moved_here(void);
void pm_moved_add(GArray *here, const char *path, GBytes *text);

/* One that is missing at its path, and the text that it had. */
typedef struct {
    const char *path;
    PmOid blob;
} PmMovedGone;

/*
 * For each of `here` (PmMovedHere) the index of the one of `gone` (PmMovedGone) that it was, or -1.
 * One went to one place. The same bytes are found for any name, similar ones only for names in
 * ".md" and texts that have no front matter of ours. g_array_unref(), of gssize
 */
GArray *pm_moved_match(PmRepository *repository, const GArray *here, const GArray *gone);

/*
 * Has this text a front matter of ours, with `schema: 1`, however that is written? It is judged as
 * what it is then, wherever it was, but for one that was moved as it is.
 */
bool pm_moved_is_ours(GBytes *text);

/*
 * In the files of a state (PmContentEntry *): path (char *) → PmOid * of the listing `adopted`
 * (path → PmOid *), for those that are not in it but were moved. g_hash_table_unref()
 */
GHashTable *pm_moved_find(PmContent *content, const GPtrArray *files, GHashTable *adopted,
                          const PmConfig *config);
