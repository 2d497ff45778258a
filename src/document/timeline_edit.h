/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row more in the timeline of a body, as its table or list is written, in the order of time.
 */
#pragma once

#include "document/timeline.h"

typedef struct {
    int64_t at;       /* seconds since the epoch; written to the minute where it is a whole one */
    const char *text; /* one line, Markdown as a person types it */
    const char *evidence; /* "E1, E2"; NULL: none */
    const char *output;   /* whole lines to stand in a fence; NULL: none */
} PmTimelineRow;

/*
 * The document with the row in it: behind all that are not later. A table gets it as a line, and
 * the fence behind the table (a table ends at a fence), under a caption that names the row; a list
 * gets it as an item with the fence inside. A section without rows gets a table, a body without
 * the section gets that. All other bytes are as before, but that the next row may get its day
 * where it would be on another one now.
 *
 * The result was read back: it has that row more, and all others with the times and texts that they
 * had. PM_ERROR_REFUSED where no place gives that.
 */
GBytes *pm_timeline_add(PmArena *arena, const PmDocument *document, const PmFieldReading *reading,
                        const PmTimelineRow *row, GError **error);
