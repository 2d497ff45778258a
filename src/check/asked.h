/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the rules asked about the rest of the corpus while one document was checked, and what they
 * were told. As long as the document, the checker and these answers stay as they were, so do its
 * findings: rules know nothing else.
 */
#pragma once

#include "check/check.h"

typedef struct PmAsked PmAsked;

/* Look-ups that pass every question on to `lookups` and note it. For one document, in one thread;
 * in `arena`, until its end. */
PmAsked *pm_asked_new(PmArena *arena, const PmCheckLookups *lookups);
const PmCheckLookups *pm_asked_lookups(const PmAsked *asked);

/* Ask no more: the notes, as text without a line end, empty when nothing was asked. g_free() */
char *pm_asked_end(PmAsked *asked);
/* Is there a question about sign-offs, which the caller may have to prepare for? */
bool pm_asked_for_signoffs(const char *text);
/* Ask all of it again: is every answer the same? False too for a text that is none of ours. */
bool pm_asked_holds(const PmCheckLookups *lookups, const char *text);
