/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trees that were read last, for who walks along a history: what is new in one step is old in
 * the next, and most folders stay as they are. Any thread may ask.
 */
#pragma once

#include "git/raw_tree.h"

typedef struct PmTreeCache PmTreeCache;

PmTreeCache *pm_tree_cache_new(void);
void pm_tree_cache_free(PmTreeCache *cache);

/* One that was checked so, or more strictly; NULL: not here. pm_raw_tree_free() */
PmRawTree *pm_tree_cache_find(PmTreeCache *cache, const git_oid *id, PmRawTreeCheck check);
void pm_tree_cache_keep(PmTreeCache *cache, const git_oid *id, PmRawTreeCheck check,
                        PmRawTree *tree);
