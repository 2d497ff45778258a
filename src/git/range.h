/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one line of history has and another lacks, by reading the commits: as in git/history.
 */
#pragma once

#include "git/history.h"

/* A commit of a range and what it changed. */
typedef struct {
    PmOid oid;
    PmOid *parents;
    size_t parent_count;
    GPtrArray *deltas; /* PmTreeDelta *, against the first parent; of a merge only what differs from
                          each parent: what a side brought is that side's */
} PmRangeStep;

/*
 * The commits behind `tip` that are not behind `hidden` and change something under `prefix`,
 * parents before children: `git rev-list --reverse --topo-order hidden..tip`. Elements
 * PmRangeStep *; g_ptr_array_unref(). PM_ERROR_STATE where a shallow clone is cut off inside of it.
 */
GPtrArray *pm_range_steps(PmRepository *repository, const PmOid *hidden, const PmOid *tip,
                          const char *prefix, GError **error);
/* The same of what is behind none of several, or of all that there is where `count` is 0. */
GPtrArray *pm_range_steps_beyond(PmRepository *repository, const PmOid *hidden, size_t count,
                                 const PmOid *tip, const char *prefix, GError **error);

/*
 * The newest commit that is behind both: where they parted. False with PM_ERROR_NOT_FOUND where
 * there is none, or none is known in a shallow clone.
 */
bool pm_range_fork(PmRepository *repository, const PmOid *a, const PmOid *b, PmOid *out_fork,
                   GError **error);
