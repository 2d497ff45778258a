/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What git makes of two texts by itself.
 */
#pragma once

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
