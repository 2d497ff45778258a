/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line of a source as a terminal shows it, and which of its columns a span takes there: tabs
 * expanded, hostile characters escaped, a long line cut around the span.
 */
#pragma once

#include "base/source.h"

typedef struct {
    char *text;
    size_t
        start;  /* terminal columns [start, end) of the span in `text`; never empty, and one past */
    size_t end; /* the text where the span is at the line's end */
} PmExcerpt;

/* The first line of `span`, in at most `columns` (at least 20). */
void pm_excerpt_init(PmExcerpt *excerpt, const PmSource *source, PmSpan span, size_t columns);
void pm_excerpt_clear(PmExcerpt *excerpt);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmExcerpt, pm_excerpt_clear)
