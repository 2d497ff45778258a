/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The word of a closed vocabulary that what is written can only be another spelling of.
 */
#pragma once

#include <stdbool.h>

/*
 * The one word that `word` is but for case, and for '_' or blanks in place of '-'; else the one
 * that a single slip of the pen makes of it (a letter too many, too few, another one, two that
 * changed places), where both have five letters or more. NULL where it is in the vocabulary
 * already, where none is as near, or two are. `vocabulary` ends with NULL.
 */
const char *pm_spelling_of(const char *word, const char *const *vocabulary);
