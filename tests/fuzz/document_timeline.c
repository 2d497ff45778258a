/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text as a timeline: the first byte says whether the rows are of a table or a body of their
 * own. Entries lie in their section, in order, and each time that was read is one of the calendar.
 * Any text is also a moment, whose length is not more than the text's.
 */
#include "document/moment.h"
#include "document/timeline.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char FRONT[] = "---\ntimes: {started: \"2026-01-14T16:58:00Z\"}\n---\n## Timeline\n\n";
static const char TABLE[] = "| Time | Event |\n| --- | --- |\n";

static void
judge(const PmTimelineEntry *entry, PmSpan section)
{
    g_assert_cmpuint(entry->span.start, >=, section.start);
    g_assert_cmpuint(entry->span.end, <=, section.end);
    g_assert_cmpuint(entry->time_span.start, >=, entry->span.start);
    g_assert_cmpuint(entry->time_span.end, <=, entry->span.end);
    g_assert_nonnull(entry->time_text);
    g_assert_nonnull(entry->text);
    if (entry->state != PM_FIELD_GIVEN)
        return;
    g_assert_cmpint(entry->at, <=, entry->until);
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(entry->at);
    g_assert_nonnull(time);
}

static void
scan(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(PmMoment) moment = { 0 };
    size_t length = pm_moment_scan(text, &moment);
    g_assert_cmpuint(length, <=, strlen(text));
    if (length == 0)
        return;
    g_assert_true(moment.unknown || moment.has_day || moment.has_clock);
    g_assert_true(moment.seconds >= 0 && moment.seconds < 24 * 3600);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    scan(data + 1, size - 1);
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GString) text = g_string_new(FRONT);
    if (*data & 1)
        g_string_append(text, TABLE);
    g_string_append_len(text, (const char *)data + 1, (gssize)(size - 1));
    g_autofree char *exact = g_memdup2(text->str, text->len);
    const PmSource *source = pm_source_new(arena, "x.md", exact, text->len);
    const PmDocument *document =
        pm_document_load(arena, source, "x", PM_DOCUMENT_WHOLE, NULL, pm_diagnostics_new(arena));
    PmTimeline timeline = pm_timeline_read(arena, document, *data & 2 ? "Asia/Seoul" : NULL);
    for (size_t i = 0; i < timeline.count; i++) {
        judge(&timeline.entries[i], timeline.section);
        if (i > 0)
            g_assert_cmpuint(timeline.entries[i - 1].span.start, <, timeline.entries[i].span.start);
    }
    return 0;
}
