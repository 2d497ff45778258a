/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first-parent line of a branch: what it was at any time.
 */
#pragma once

#include "git/history.h"

typedef struct {
    PmOid commit, tree;
    int64_t time; /* the committer's */
} PmLineStep;

/* Newest first. Elements PmLineStep; g_array_unref(). `*out_cut`: it ends at a shallow boundary. */
GArray *pm_line_read(PmRepository *repository, const PmOid *tip, bool *out_cut, GError **error);

/*
 * The step that the branch stood at, at `time`: as `git rev-list -1 --first-parent --before` finds
 * it, the newest of those that are not later. -1: none is.
 */
gssize pm_line_at(const GArray *line, int64_t time);

/*
 * What a step changed from the one before (PmTreeDelta *, g_ptr_array_unref()), under `prefix`, of
 * what `only` wants (NULL: all).
 */
GPtrArray *pm_line_delta(PmRepository *repository, const GArray *line, guint step,
                         const char *prefix, const PmPathFilter *only, GError **error);
