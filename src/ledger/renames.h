/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents that a commit moved: one path goes, another comes, and the text is the same or much of
 * it. git records no moves; as `git log --follow` does, they are found by what the files hold.
 */
#pragma once

#include "git/history.h"
#include "git/similarity.h"

typedef struct PmRenames PmRenames;

/* `changes` is what pm_history_changes() gives, of all files that may be moved, wherever they are.
 * Both are borrowed. */
PmRenames *pm_renames_new(PmRepository *repository, const GPtrArray *changes);
void pm_renames_free(PmRenames *renames);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmRenames, pm_renames_free)

/* What a commit changed; borrowed; NULL: nothing. */
const PmHistoryChange *pm_renames_change(PmRenames *renames, const PmOid *commit);

/* A file that a commit took away, as it was. */
typedef struct {
    const char *path;
    GBytes *bytes;
    PmSimilarity *likeness;
} PmRemoved;

/*
 * Of the files that `commit` took away, those that `bytes`, which it brought, was before: the same
 * bytes, or where there are none, as much like it as git asks of a rename, and more than what was
 * there before (`over`; NULL: nothing). Elements PmRemoved *, borrowed; g_ptr_array_unref().
 */
GPtrArray *pm_renames_of(PmRenames *renames, const PmCommit *commit, GBytes *bytes, GBytes *over);
