/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What has to hold of a text after its fixes, whoever offered them. Private to fix.c.
 */
#pragma once

#include "check/check.h"

/* A text, read and judged. */
typedef struct {
    PmArena *arena;
    GBytes *bytes;
    const PmSource *source;
    const PmDocument *document;
    PmDiagnostics *findings;
} PmFixText;

typedef struct {
    const PmFixText *before;
    const PmFixText *after;
    const PmDiagnostic *const *chosen; /* findings of `before` whose fixes made `after` of it */
    size_t count;
    const char *time_zone;
} PmFixProof;

/*
 * The chosen findings are gone, no rule has more errors than before, the status is the same, every
 * value of the front matter is what it was, or lies where a fix said that it would change it, and
 * the body has the parts that it had.
 */
bool pm_fix_is_proven(const PmFixProof *proof);
