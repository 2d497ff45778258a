/* SPDX-License-Identifier: Apache-2.0 */
#include "document/timeline.h"

#include "document/moment.h"
#include "document/sections.h"
#include "document/zone.h"

#include <string.h>

#define HALF_DAY (12 * 3600)
#define DAY (24 * 3600)

/* Reading row after row. */
typedef struct {
    PmArena *arena;
    const PmDocument *document;
    PmSpan section;
    GTimeZone *zone; /* of the table; never NULL */
    GDateTime *day;  /* of the row before in that zone; NULL: not known yet */
    int64_t last;    /* seconds of the row before, of the start before the first */
    bool guessed;    /* the day is that of the start, and no row has said otherwise */
    bool any;
    bool zoned;     /* the section names the zone */
    size_t unzoned; /* rows that no zone is named for */
    size_t heading; /* the next one to look at */
} Reader;

static void
reader_clear(Reader *reader)
{
    g_clear_pointer(&reader->zone, g_time_zone_unref);
    g_clear_pointer(&reader->day, g_date_time_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reader, reader_clear)

static void
set_day(Reader *reader, int64_t seconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
    if (time == NULL)
        return;
    g_clear_pointer(&reader->day, g_date_time_unref);
    reader->day = g_date_time_to_timezone(time, reader->zone);
    reader->guessed = false;
}

/*
 * A clock alone is on the day of the row before, or the next one when it runs back by more than
 * half a day. What comes first stands before the start, so it may be on the day before that.
 */
static int64_t
nearest(const Reader *reader, int64_t at)
{
    if (reader->any && reader->last - at > HALF_DAY)
        return at + DAY;
    return reader->guessed && at - reader->last > HALF_DAY ? at - DAY : at;
}

static PmFieldState
read_moment(Reader *reader, const PmMoment *moment, PmTimelineEntry *entry)
{
    if (moment->unknown)
        return PM_FIELD_UNKNOWN;
    int64_t at;
    if (!pm_moment_resolve(moment, reader->zone, reader->day, &at))
        return PM_FIELD_BAD;
    if (!moment->has_day)
        at = nearest(reader, at);
    reader->unzoned += moment->has_clock && moment->zone == NULL && !reader->zoned;
    entry->at = at;
    entry->rough = moment->rough || !moment->has_clock;
    entry->until = moment->has_clock ? at : at + DAY - 1;
    set_day(reader, at);
    reader->last = at;
    reader->any = true;
    return PM_FIELD_GIVEN;
}

/* What stands around a time and is no part of it. */
static bool
is_rest(const char *text)
{
    return text[strspn(text, " .,:*`")] == '\0';
}

static void
read_cell(Reader *reader, const char *text, PmTimelineEntry *entry)
{
    g_auto(PmMoment) moment = { 0 };
    entry->time_text = text;
    size_t length = pm_moment_scan(text, &moment);
    if (length > 0 && is_rest(text + length))
        entry->state = read_moment(reader, &moment, entry);
    else
        entry->state = is_rest(text) ? PM_FIELD_MISSING : PM_FIELD_BAD;
}

static bool
lies_in(PmSpan inner, PmSpan outer)
{
    return inner.start >= outer.start && inner.end <= outer.end;
}

/* The headings up to `to`; one that names a day sets it: "### 2026-01-14". */
static void
read_headings(Reader *reader, size_t to)
{
    const PmOutline *outline = reader->document->outline;
    for (; reader->heading < outline->heading_count; reader->heading++) {
        const PmHeading *heading = &outline->headings[reader->heading];
        g_auto(PmMoment) moment = { 0 };
        int64_t at;
        if (heading->span.start >= to)
            break;
        if (heading->span.start < reader->section.start ||
            pm_moment_scan(heading->text, &moment) == 0 || !moment.has_day ||
            !pm_moment_resolve(&moment, reader->zone, reader->day, &at))
            continue;
        set_day(reader, at);
        reader->any = false;
    }
}

static void
read_table(Reader *reader, const PmTable *table, GArray *entries)
{
    for (size_t i = 0; i < table->count; i++) {
        const PmTableRow *row = &table->rows[i];
        if (row->count == 0)
            continue;
        PmTimelineEntry entry = { .span = row->span,
                                  .time_span = row->cells[0].span,
                                  .text = row->count > 1 ? row->cells[1].text : "" };
        read_cell(reader, row->cells[0].text, &entry);
        g_array_append_val(entries, entry);
    }
}

static const char *
first_title(const PmTable *table)
{
    return table->header.count > 0 ? table->header.cells[0].text : "";
}

/* The section's first table, and those that begin with the same column: one for each day, say. */
static void
read_tables(Reader *reader, const PmTable *first, GArray *entries)
{
    const PmOutline *outline = reader->document->outline;
    for (const PmTable *table = first; table < outline->tables + outline->table_count; table++) {
        if (!lies_in(table->span, reader->section))
            break;
        if (!g_str_equal(first_title(table), first_title(first)))
            continue;
        read_headings(reader, table->span.start);
        read_table(reader, table, entries);
    }
}

/* Where the time stands in an item's text; the whole item when it is written otherwise. */
static PmSpan
time_span(const PmSource *source, PmSpan item, const char *time)
{
    const char *bytes = source->bytes + item.start;
    const char *found = memmem(bytes, item.end - item.start, time, strlen(time));
    if (found == NULL || *time == '\0')
        return item;
    size_t start = item.start + (size_t)(found - bytes);
    return (PmSpan){ start, start + strlen(time) };
}

/* What stands between a time and what happened. */
static bool
is_gap(gunichar c)
{
    return g_unichar_isspace(c) || c == ':' || c == '-' || c == 0x2013 || c == 0x2014;
}

/* "- 16:58 First failed requests", "- 2026-01-14 16:58 UTC: …", "- 16:58 - …" */
static void
read_item(Reader *reader, const PmListItem *item, GArray *entries)
{
    g_auto(PmMoment) moment = { 0 };
    const char *text = item->text;
    PmTimelineEntry entry = { .span = item->span, .state = PM_FIELD_MISSING };
    size_t length = pm_moment_scan(text, &moment);
    if (length > 0)
        entry.state = read_moment(reader, &moment, &entry);
    else if ((length = strspn(text, "0123456789-:./T")) > 0) /* meant for a time */
        entry.state = PM_FIELD_BAD;
    entry.time_text = pm_arena_strndup(reader->arena, text, length);
    entry.time_span = time_span(reader->document->source, item->span, entry.time_text);
    entry.text = text + length;
    while (is_gap(g_utf8_get_char(entry.text)))
        entry.text = g_utf8_next_char(entry.text);
    g_array_append_val(entries, entry);
}

static bool
begins_with_time(const char *text)
{
    g_auto(PmMoment) moment = { 0 };
    return pm_moment_scan(text, &moment) > 0 && !moment.unknown;
}

static bool
is_top(const Reader *reader, const PmListItem *item)
{
    return item->depth == 0 && lies_in(item->span, reader->section);
}

/* From item `from` on: where its list ends, which is where anything but blanks stands between. */
static size_t
list_end(const Reader *reader, size_t from, bool *out_timed)
{
    const PmOutline *outline = reader->document->outline;
    const char *bytes = reader->document->source->bytes;
    size_t end = outline->items[from].span.start, i = from;
    for (; i < outline->item_count; i++) {
        const PmListItem *item = &outline->items[i];
        if (item->depth > 0)
            continue;
        while (end < item->span.start && g_ascii_isspace(bytes[end]))
            end++;
        if (end < item->span.start || !is_top(reader, item))
            break;
        *out_timed |= begins_with_time(item->text);
        end = MAX(end, item->span.end);
    }
    return i;
}

/* Lists that have a time in them; others of the section are about something else. */
static void
read_items(Reader *reader, GArray *entries)
{
    const PmOutline *outline = reader->document->outline;
    for (size_t i = 0; i < outline->item_count;) {
        if (!is_top(reader, &outline->items[i])) {
            i++;
            continue;
        }
        bool timed = false;
        size_t end = list_end(reader, i, &timed);
        read_headings(reader, outline->items[i].span.start);
        for (; i < end; i++)
            if (timed && is_top(reader, &outline->items[i]))
                read_item(reader, &outline->items[i], entries);
    }
}

/* The table's first heading names the zone, or a paragraph of the section does. */
static GTimeZone *
zone_of(const PmDocument *document, PmSpan section, const PmTable *table, const char *fallback,
        bool *out_named)
{
    GTimeZone *zone = table != NULL ? pm_zone_find(first_title(table)) : NULL;
    for (size_t i = 0; zone == NULL && i < document->outline->block_count; i++) {
        const PmBlock *block = &document->outline->blocks[i];
        if (block->kind == PM_BLOCK_PARAGRAPH && !block->in_list && lies_in(block->span, section))
            zone = pm_zone_find(block->text);
    }
    *out_named = zone != NULL;
    if (zone == NULL && fallback != NULL)
        zone = g_time_zone_new_identifier(fallback);
    return zone != NULL ? zone : g_time_zone_new_utc();
}

static const PmTable *
first_table(const PmOutline *outline, PmSpan section)
{
    for (size_t i = 0; i < outline->table_count; i++)
        if (lies_in(outline->tables[i].span, section))
            return &outline->tables[i];
    return NULL;
}

GTimeZone *
pm_timeline_zone(const PmDocument *document, const char *time_zone)
{
    PmSection section;
    bool named;
    if (!pm_document_section(document, "timeline", &section))
        return g_time_zone_new_utc();
    const PmTable *table = first_table(document->outline, section.content);
    return zone_of(document, section.content, table, time_zone, &named);
}

PmTimeline
pm_timeline_read(PmArena *arena, const PmDocument *document, const char *time_zone)
{
    PmSection section;
    if (!pm_document_section(document, "timeline", &section))
        return (PmTimeline){ 0 };
    const PmTable *table = first_table(document->outline, section.content);
    g_auto(Reader) reader = { .arena = arena, .document = document, .section = section.content };
    reader.zone = zone_of(document, section.content, table, time_zone, &reader.zoned);
    const PmField *started = &document->fields.times[PM_TIME_STARTED];
    if (started->state == PM_FIELD_GIVEN) {
        set_day(&reader, started->value);
        reader.last = started->value;
        reader.guessed = true;
    }
    g_autoptr(GArray) entries = g_array_new(FALSE, TRUE, sizeof(PmTimelineEntry));
    if (table != NULL)
        read_tables(&reader, table, entries);
    else
        read_items(&reader, entries);
    PmTimelineEntry *list = pm_arena_new0(arena, PmTimelineEntry, entries->len);
    if (entries->len > 0)
        memcpy(list, entries->data, entries->len * sizeof *list);
    return (PmTimeline){ .found = true,
                         .section = section.span,
                         .entries = list,
                         .count = entries->len,
                         .unzoned = reader.unzoned };
}
