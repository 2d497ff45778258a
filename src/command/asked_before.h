/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asked before: actions of earlier documents whose text is close to that of an action in one.
 */
#pragma once

#include "command/links.h"

/* An action of the document, and one that asks for the same. Strings are raw; NULL when missing. */
typedef struct {
    const char *action, *text;      /* of this document */
    const char *id, *path;          /* of the other */
    const char *other, *other_text; /* its action */
    const char *status;             /* of that, now */
    int64_t started;                /* of the other incident, or its day by its id */
    double closeness;               /* PM_LIKENESS_SAME … 1 */
} PmAskedBefore;

/* Only what is the same is 100. */
int pm_asked_before_percent(const PmAskedBefore *asked);

/*
 * Of the actions in `fields`, those of the document of `entry`; the closest first. Elements
 * PmAskedBefore; g_array_unref(). Strings live as long as `links` and `fields`.
 */
GArray *pm_asked_before_find(PmLinks *links, const PmCorpusEntry *entry, const PmFields *fields);
/* The same of one text, which is an action of the document or will be one. */
GArray *pm_asked_before_text(PmLinks *links, const PmCorpusEntry *entry, const PmFields *fields,
                             const char *text);
