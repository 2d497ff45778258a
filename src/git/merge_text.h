/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What git makes of two texts by itself.
 */
#pragma once

#include "base/conflict.h"
#include "git/history.h"

/*
 * The newest commit behind both, by the committer's time; false: none, or it can't be read. Where
 * histories cross there are several that are as good. By the objects: git_merge_base() believes a
 * commit-graph file, grafts and replacements.
 */
bool pm_history_merge_base(PmRepository *repository, const PmOid *a, const PmOid *b,
                           PmOid *out_base);

/* Three texts merged, line by line; NULL: they conflict. An empty `base` has no lines. */
GBytes *pm_merge_text(GBytes *base, GBytes *ours, GBytes *theirs);

/*
 * The same as git-merge-file(1) prints it, with marks where they conflict. NULL: it can't be done
 * (memory).
 */
GBytes *pm_merge_text_marked(const PmPiece sides[PM_SIDE_COUNT], const PmConflictMarks *marks,
                             bool *out_conflicts, GError **error);
/* What git takes for binary, and does not merge: a NUL near the beginning, or far too long. */
bool pm_merge_is_binary(PmPiece text);
