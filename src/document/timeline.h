/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The timeline of a body: rows of the tables, or items of the list, in its section.
 */
#pragma once

#include "document/document.h"

typedef struct {
    PmSpan span;        /* the row or item */
    PmSpan time_span;   /* the time as written; a cell without one: where it would stand */
    PmFieldState state; /* MISSING: no time is written; UNKNOWN: "unknown", "?" */
    int64_t at;         /* GIVEN: seconds since the epoch; of a day alone its beginning */
    int64_t until;      /* the same, of a day alone its last second */
    bool rough;         /* "~16:40", "about 16:40", a day alone: of no use for an order */
    const char *time_text;
    const char *text;
} PmTimelineEntry;

typedef struct {
    bool found; /* there is such a section */
    PmSpan section;
    const PmTimelineEntry *entries;
    size_t count;
    size_t unzoned; /* entries with a clock, and no zone that they, the table or a paragraph name */
} PmTimeline;

/*
 * A row begins with a moment (document/moment.h). A clock alone is on the day of the row or heading
 * before, one later when it runs back by more than 12 hours; the first is on the day of
 * times.started, or on the one before when that would be more than 12 hours after the start. The
 * zone is the row's own, else the header's or the section's ("Time (UTC)", "All times in CET"),
 * else `time_zone`. Of several tables those count whose first column is titled as the first's, of
 * lists those that have a time in them.
 */
PmTimeline pm_timeline_read(PmArena *arena, const PmDocument *document, const char *time_zone);

/* The zone of its times that name none; of a body without a timeline UTC. g_time_zone_unref() */
GTimeZone *pm_timeline_zone(const PmDocument *document, const char *time_zone);
