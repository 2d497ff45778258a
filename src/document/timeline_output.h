/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command printed, kept in a timeline: a fenced block, under a caption that says of which
 * row it is.
 */
#pragma once

#include "document/document.h"

/*
 * The fence around `output`, each line of it indented by `indent`, without a line end behind it:
 * longer than any run of backticks within.
 */
void pm_timeline_fence(GString *out, const char *output, const char *indent);

/* "`2026-01-14 17:12 UTC writer saturated`": a code span, for no reader is to take words of it for
 * the zone of the table. With seconds where the row has them. */
void pm_timeline_caption(GString *out, int64_t at, const char *text);

/* What the text of a row in a table ends with that has an output: " (output below)". */
const char *pm_timeline_remark(bool korean);
/* The length of a row's text without that. */
size_t pm_timeline_words(const char *text);

/* A caption with its fence. */
typedef struct {
    PmSpan span; /* from the caption to the end of the fence, without the line end behind it */
    PmSpan time_span;
    PmSpan words; /* of the row, as the caption has them */
    int64_t at;
} PmTimelineOutput;

/* The outputs that follow each other from `from` on, blank lines aside. GArray of PmTimelineOutput;
 * g_array_unref() */
GArray *pm_timeline_outputs(const PmDocument *document, size_t from);
