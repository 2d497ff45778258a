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

/* Bytes with LF line ends and without blank lines at the end. May hold NUL. */
GString *pm_comparison_text(const PmSource *source, PmSpan span);

void pm_comparison_front(PmComparison *self, const PmDocument *old_version,
                         const PmDocument *new_version);
