/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The timeline of a body: rows of the table, or items of the list, in its section.
 */
#pragma once

#include "document/document.h"

typedef struct {
    PmSpan span;      /* the row or item */
    PmSpan time_span; /* the time as written */
    PmFieldState
        state;  /* GIVEN, UNKNOWN ("unknown", "?", "~"-times are GIVEN and rough), BAD, MISSING */
    int64_t at; /* seconds since the epoch */
    bool rough; /* "~16:40", "about 16:40" */
    const char *time_text;
    const char *text;
} PmTimelineEntry;

typedef struct {
    bool found; /* there is such a section */
    PmSpan section;
    const PmTimelineEntry *entries;
    size_t count;
} PmTimeline;

/*
 * A row's time is a date and time, or a time alone: then the day of the row before (the first: of
 * times.started), one later when the clock runs back by more than 12 hours. The zone is the
 * header's or the section's ("Time (UTC)", "All times in CET", "+09:00"), else `time_zone`.
 */
PmTimeline pm_timeline_read(PmArena *arena, const PmDocument *document, const char *time_zone);
