/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What other documents have to do with one: what was known before and is unfixed, and what was
 * asked for before.
 */
#pragma once

#include "command/asked_before.h"
#include "command/known_open.h"

#include <jansson.h>

typedef struct {
    PmKnown known;
    GArray *asked; /* PmAskedBefore; NULL: nothing of it was found out */
} PmLinked;

void pm_linked_clear(PmLinked *linked);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmLinked, pm_linked_clear)

/*
 * Of the document of `entry`, whose fields these are. What stands in the way is a hint, and leaves
 * `linked` empty: it is no reason not to do the rest. `*links` NULL: made here; to be closed by
 * pm_linked_end(). `all`: for programs, which are told the age of every action.
 */
typedef struct {
    const PmCorpus *corpus;
    const PmCorpusEntry *entry;
    const PmFields *fields;
    bool all;
} PmLinkedOf;
void pm_linked_find(PmContext *context, PmLinks **links, const PmLinkedOf *of,
                    PmLinked *out_linked);
/* A hint, if documents could not be read. `links` may be NULL. */
void pm_linked_end(PmContext *context, PmLinks *links);

void pm_linked_print(PmContext *context, const PmLinked *linked);
/* {"known_unfixed": …, "asked_before": …}; null: not known */
json_t *pm_linked_json(PmContext *context, const PmLinked *linked);
