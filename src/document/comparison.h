/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of a comparison of two versions. For difference*.c alone.
 */
#pragma once

#include "document/difference.h"

typedef struct {
    PmArena *arena;
    GArray *items; /* PmDifferenceItem */
} PmComparison;

void pm_comparison_note(PmComparison *self, bool material, const char *where, const char *old_text,
                        const char *new_text);
/* An item of a list came (`old_item` NULL) or went. */
void pm_comparison_note_item(PmComparison *self, bool material, const char *list,
                             const PmNode *old_item, const PmNode *new_item);

/* Bytes with LF line ends and without blank lines at the end. May hold NUL. */
GString *pm_comparison_text(const PmSource *source, PmSpan span);

void pm_comparison_front(PmComparison *self, const PmDocument *old_version,
                         const PmDocument *new_version);
