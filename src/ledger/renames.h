/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents that a commit moved: one path goes, another comes, and the text is the same or much of
 * it. git records no moves; as `git log --follow` does, they are found by what the files hold.
 */
#pragma once

#include "git/history.h"
#include "git/similarity.h"

typedef struct PmRenames PmRenames;

/* `touching` is what pm_history_touching() gives. Both are borrowed. */
PmRenames *pm_renames_new(PmRepository *repository, GHashTable *touching);
void pm_renames_free(PmRenames *renames);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmRenames, pm_renames_free)

/* The paths that a commit touched. Elements char *, borrowed; NULL: none. */
const GPtrArray *pm_renames_touched(PmRenames *renames, const PmOid *commit);

/* A file that a commit took away, as it was. */
typedef struct {
    const char *path;
    GBytes *bytes;
    PmSimilarity *likeness;
} PmRemoved;

/*
 * Of the documents that `commit` took away, those that `bytes`, which it brought, was before: the
 * same bytes, or where there are none, as much like it as git asks of a rename. Elements
 * PmRemoved *, borrowed; g_ptr_array_unref().
 */
GPtrArray *pm_renames_of(PmRenames *renames, const PmCommit *commit, GBytes *bytes);
