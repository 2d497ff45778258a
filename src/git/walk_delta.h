/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a commit changed, whatever its number of parents.
 */
#pragma once

#include "git/history.h"
#include "git/walk.h"

/*
 * PmTreeDelta * for what under `prefix` that `only` wants (NULL: all) differs from each parent,
 * told against the first: of a merge what neither side brought. The parents must have been read.
 * g_ptr_array_unref()
 */
GPtrArray *pm_walk_delta(const PmRepository *repository, const PmWalkNode *node, const char *prefix,
                         const PmPathFilter *only, GError **error);
