/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much two texts have in common, as git's own detection of renames measures it.
 */
#pragma once

#include "git/repository.h"

/* From this percentage on git takes a file for a renamed one: diff -M, git-diff(1). */
#define PM_SIMILARITY_RENAMED 50

typedef struct PmSimilarity PmSimilarity; /* what is compared of one text */

/* NULL for an empty text, which is like nothing. */
PmSimilarity *pm_similarity_new(GBytes *text);
void pm_similarity_free(PmSimilarity *similarity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmSimilarity, pm_similarity_free)

/* 0 … 100, the same in both directions; NULL is 0. */
int pm_similarity_percent(const PmSimilarity *a, const PmSimilarity *b);
