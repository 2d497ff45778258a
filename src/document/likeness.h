/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How close two short texts are, in any language and without a dictionary: the cosine of their
 * n-grams of letters within words, each weighted by how rare it is among all texts (TF-IDF: Salton
 * and Buckley, "Term-weighting approaches in automatic text retrieval", 1988). Words are compared
 * by their parts, so that endings and particles count little.
 */
#pragma once

#include <glib.h>

#define PM_LIKENESS_TEXT_MOST 500 /* bytes of a text that count */

/* From here on two texts ask for the same: on the public reports of tests/conformance the pairs
 * above it do, and those below it mostly share a subject alone. */
#define PM_LIKENESS_SAME 0.45

typedef struct PmLikeness PmLikeness;

PmLikeness *pm_likeness_new(void);
void pm_likeness_free(PmLikeness *likeness);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmLikeness, pm_likeness_free)

/* Add a text (NULL: empty), which is read, not kept: its number is 0, 1 … What is not UTF-8
 * separates words. */
void pm_likeness_add(PmLikeness *likeness, const char *text);

typedef struct {
    guint text;
    double closeness; /* 0 … 1 */
} PmLike;

/*
 * Those of the texts that are at least so close (> 0) to this one, which may be one of them: the
 * closest first, of equals the one that was added first. All must have been added before the first
 * question. Elements PmLike; g_array_unref().
 */
GArray *pm_likeness_find(PmLikeness *likeness, const char *text, double least);
