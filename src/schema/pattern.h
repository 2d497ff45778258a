/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions as JSON Schema means them (ECMA-262 with the u flag, unanchored), by PCRE2
 * with a match limit. The one file that knows the engine.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct PmPattern PmPattern;

/* PM_ERROR_LIMIT for a good expression that is beyond the engine (what that is, ecma.h says), or
 * too long; else PM_ERROR_FAILED. */
PmPattern *pm_pattern_compile(const char *expression, size_t length, GError **error);
void pm_pattern_free(PmPattern *pattern);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmPattern, pm_pattern_free)

typedef enum { PM_PATTERN_NO, PM_PATTERN_YES, PM_PATTERN_LIMIT } PmPatternAnswer;
/* A text that is not UTF-8 matches nothing. PM_PATTERN_LIMIT: it would take too long to tell.
 * `*work` grows by the characters and items that were tried. */
PmPatternAnswer pm_pattern_matches(const PmPattern *pattern, const char *text, size_t length,
                                   size_t *work);
