/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What differs between two raw trees; equal folders are not entered.
 */
#pragma once

#include "git/history.h"
#include "git/raw_tree.h"

typedef struct {
    const PmRepository *repository;
    bool strict;
    GPtrArray *deltas;        /* PmTreeDelta * */
    const PmPathFilter *only; /* NULL: all paths */
} PmTreeCompare;

GPtrArray *pm_tree_deltas_new(void); /* whose elements are freed with it */

/* Compare beneath `prefix` ("" or a folder, with or without a slash); `old_tree` may be NULL. */
bool pm_tree_compare(PmTreeCompare *compare, const git_oid *old_tree, const git_oid *new_tree,
                     const char *prefix, GError **error);
