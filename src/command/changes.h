/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What two versions of a document differ in, field by field and section by section, as people and
 * machines read it.
 */
#pragma once

#include "command/command.h"
#include "document/difference.h"

#include <jansson.h>

/* "3 → 2", "now 2", "was 3", "changed": one line that a terminal may have. Borrowed. */
const char *pm_change_text(PmContext *context, const PmDifferenceItem *item);
/* Where it is, and that. Borrowed. */
const char *pm_change_line(PmContext *context, const PmDifferenceItem *item);

/* An array of {where, old, new, material}. */
json_t *pm_changes_json(const PmDifference *difference);
