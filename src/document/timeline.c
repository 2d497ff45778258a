/* SPDX-License-Identifier: Apache-2.0 */
#include "document/timeline.h"

#include "document/sections.h"

#include <stdio.h>
#include <string.h>

#define HALF_DAY (12 * 3600)
#define DAY (24 * 3600)

/* Reading row after row. */
typedef struct {
    PmArena *arena;
    GTimeZone *zone; /* of the table; never NULL */
    GDateTime *day;  /* midnight of the row before in that zone; NULL: not known yet */
    int64_t last;    /* seconds of the row before */
    bool any;
} Reader;

static void
reader_clear(Reader *reader)
{
    g_clear_pointer(&reader->zone, g_time_zone_unref);
    g_clear_pointer(&reader->day, g_date_time_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reader, reader_clear)

/* Zones that a header names; an abbreviation stands for the one offset that it usually means. */
static const struct {
    const char *name;
    const char *identifier;
} zones[] = {
    { "UTC", "UTC" },    { "GMT", "UTC" },    { "CET", "+01:00" },  { "CEST", "+02:00" },
    { "BST", "+01:00" }, { "EET", "+02:00" }, { "EEST", "+03:00" }, { "EST", "-05:00" },
    { "EDT", "-04:00" }, { "CST", "-06:00" }, { "CDT", "-05:00" },  { "MST", "-07:00" },
    { "MDT", "-06:00" }, { "PST", "-08:00" }, { "PDT", "-07:00" },  { "KST", "+09:00" },
    { "JST", "+09:00" }, { "IST", "+05:30" }, { "AEST", "+10:00" }, { "AEDT", "+11:00" },
};

static bool
is_word(const char *text, const char *found, size_t length)
{
    return (found == text || !g_ascii_isalnum(found[-1])) && !g_ascii_isalnum(found[length]);
}

/* The zone that some words name: "(UTC)", "All times in CET", "+09:00", "UTC+2"; NULL: none. */
static GTimeZone *
zone_in(const char *text)
{
    const char *sign = strpbrk(text, "+-");
    if (sign != NULL && g_ascii_isdigit(sign[1]) && g_ascii_isdigit(sign[2]) && sign[3] == ':' &&
        g_ascii_isdigit(sign[4]) && g_ascii_isdigit(sign[5])) {
        g_autofree char *offset = g_strndup(sign, 6);
        return g_time_zone_new_identifier(offset);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(zones); i++) {
        size_t length = strlen(zones[i].name);
        const char *found = strstr(text, zones[i].name);
        if (found != NULL && is_word(text, found, length))
            return g_time_zone_new_identifier(zones[i].identifier);
    }
    return NULL;
}

static bool
is_unknown(const char *text)
{
    static const char *const words[] = { "unknown", "?",          "??",   "n/a",
                                         "-",       "알 수 없음", "미상", NULL };
    g_autofree char *lower = g_utf8_strdown(text, -1);
    return g_strv_contains(words, g_strstrip(lower));
}

/* "~16:40", "about 16:40", "ca. 16:40", "16:40Z": the mark goes, and says that it is rough. */
static char *
without_mark(const char *text, bool *out_rough)
{
    static const char *const marks[] = { "~",    "≈",   "about ",  "approx. ", "approx ",
                                         "ca. ", "c. ", "around ", "약 " };
    *out_rough = false;
    while (*text == ' ' || *text == '`' || *text == '*')
        text++;
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
        if (g_ascii_strncasecmp(text, marks[i], strlen(marks[i])) == 0) {
            *out_rough = true;
            text += strlen(marks[i]);
        }
    char *out = g_strdup(text);
    return g_strstrip(out);
}

/*
 * "16:58", "16:58:12", "9:05" at the start: hours, minutes, seconds; `*out_rest` is what follows.
 */
static bool
read_clock(const char *text, int *out_seconds, const char **out_rest)
{
    int hour, minute, second = 0, used = 0;
    if (sscanf(text, "%2d:%2d%n", &hour, &minute, &used) != 2 || used < 4 || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59)
        return false;
    int more = 0;
    if (text[used] == ':' && sscanf(text + used, ":%2d%n", &second, &more) == 1)
        used += more;
    *out_seconds = hour * 3600 + minute * 60 + MIN(second, 59);
    *out_rest = text + used;
    return true;
}

/* What may stand behind a clock: a zone of its own. False: something else, and this is no time. */
static bool
read_suffix(const char *rest, GTimeZone **out_zone)
{
    *out_zone = NULL;
    while (*rest == ' ')
        rest++;
    if (*rest == '\0')
        return true;
    if (g_ascii_strcasecmp(rest, "z") == 0)
        *out_zone = g_time_zone_new_utc();
    else
        *out_zone = zone_in(rest);
    return *out_zone != NULL && strlen(rest) <= 12;
}

static void
set_day(Reader *reader, GDateTime *time)
{
    g_clear_pointer(&reader->day, g_date_time_unref);
    g_autoptr(GDateTime) here = g_date_time_to_timezone(time, reader->zone);
    reader->day =
        g_date_time_new(reader->zone, g_date_time_get_year(here), g_date_time_get_month(here),
                        g_date_time_get_day_of_month(here), 0, 0, 0);
}

/* A clock alone: on the day of the row before, or the next one when it runs back by half a day. */
static bool
read_time_of_day(Reader *reader, const char *text, int64_t *out_at)
{
    int seconds;
    const char *rest;
    g_autoptr(GTimeZone) own = NULL;
    if (!read_clock(text, &seconds, &rest) || !read_suffix(rest, &own) || reader->day == NULL)
        return false;
    g_autoptr(GDateTime) midnight =
        own == NULL ? g_date_time_ref(reader->day)
                    : g_date_time_new(own, g_date_time_get_year(reader->day),
                                      g_date_time_get_month(reader->day),
                                      g_date_time_get_day_of_month(reader->day), 0, 0, 0);
    int64_t at = g_date_time_to_unix(midnight) + seconds;
    if (reader->any && reader->last - at > HALF_DAY)
        at += DAY;
    *out_at = at;
    return true;
}

/* "2026-01-14 16:40", with seconds, zone or not; or RFC 3339. */
static bool
read_date_and_time(Reader *reader, const char *text, int64_t *out_at)
{
    int year, month, day, used = 0, seconds;
    const char *rest;
    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || used != 10 ||
        (text[10] != ' ' && text[10] != 'T' && text[10] != 't'))
        return false;
    g_autoptr(GTimeZone) own = NULL;
    const char *clock = text + 11;
    clock += strspn(clock, " ");
    if (!read_clock(clock, &seconds, &rest) || !read_suffix(rest, &own))
        return false;
    g_autoptr(GDateTime) midnight =
        g_date_time_new(own != NULL ? own : reader->zone, year, month, day, 0, 0, 0);
    if (midnight == NULL)
        return false;
    *out_at = g_date_time_to_unix(midnight) + seconds;
    return true;
}

static void
read_time(Reader *reader, const char *text, PmTimelineEntry *entry)
{
    entry->time_text = text;
    entry->state = PM_FIELD_BAD;
    g_autofree char *plain = without_mark(text, &entry->rough);
    if (*plain == '\0') {
        entry->state = PM_FIELD_MISSING;
        return;
    }
    if (is_unknown(plain)) {
        entry->state = PM_FIELD_UNKNOWN;
        return;
    }
    if (!read_date_and_time(reader, plain, &entry->at) &&
        !read_time_of_day(reader, plain, &entry->at))
        return;
    entry->state = PM_FIELD_GIVEN;
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(entry->at);
    if (time != NULL)
        set_day(reader, time);
    reader->last = entry->at;
    reader->any = true;
}

static bool
lies_in(PmSpan inner, PmSpan outer)
{
    return inner.start >= outer.start && inner.end <= outer.end;
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
        read_time(reader, row->cells[0].text, &entry);
        g_array_append_val(entries, entry);
    }
}

/* "- 16:58 First failed requests", "- 2026-01-14 16:58 UTC: …", "- 16:58 - …" */
static void
read_item(Reader *reader, const PmListItem *item, GArray *entries)
{
    const char *text = item->text;
    size_t time = strspn(text, "~≈0123456789-:T. `*");
    while (time > 0 && strchr("-:. `*", text[time - 1]) != NULL)
        time--;
    if (g_str_has_prefix(text + time, "Z") || g_str_has_prefix(text + time, "z"))
        time++;
    if (g_str_has_prefix(text + time, " UTC"))
        time += strlen(" UTC");
    PmTimelineEntry entry = { .span = item->span, .time_span = item->span };
    read_time(reader, pm_arena_strndup(reader->arena, text, time), &entry);
    const char *rest = text + time;
    entry.text = rest + strspn(rest, " :-–—");
    g_array_append_val(entries, entry);
}

/* The section's first paragraph may name the zone. */
static GTimeZone *
zone_of(const PmDocument *document, PmSpan section, const PmTable *table, const char *fallback)
{
    GTimeZone *zone = NULL;
    if (table != NULL && table->header.count > 0)
        zone = zone_in(table->header.cells[0].text);
    for (size_t i = 0; zone == NULL && i < document->outline->block_count; i++) {
        const PmBlock *block = &document->outline->blocks[i];
        if (block->kind == PM_BLOCK_PARAGRAPH && !block->in_list && lies_in(block->span, section))
            zone = zone_in(block->text);
    }
    if (zone == NULL && fallback != NULL)
        zone = g_time_zone_new_identifier(fallback);
    return zone != NULL ? zone : g_time_zone_new_utc();
}

PmTimeline
pm_timeline_read(PmArena *arena, const PmDocument *document, const char *time_zone)
{
    PmTimeline out = { 0 };
    PmSection section;
    if (!pm_document_section(document, "timeline", &section))
        return out;
    out.found = true;
    out.section = section.span;
    const PmOutline *outline = document->outline;
    const PmTable *table = NULL;
    for (size_t i = 0; i < outline->table_count && table == NULL; i++)
        if (lies_in(outline->tables[i].span, section.content))
            table = &outline->tables[i];
    g_auto(Reader)
        reader = { .arena = arena, .zone = zone_of(document, section.content, table, time_zone) };
    const PmField *started = &document->fields.times[PM_TIME_STARTED];
    g_autoptr(GDateTime) start =
        started->state == PM_FIELD_GIVEN ? g_date_time_new_from_unix_utc(started->value) : NULL;
    if (start != NULL)
        set_day(&reader, start);
    g_autoptr(GArray) entries = g_array_new(FALSE, TRUE, sizeof(PmTimelineEntry));
    if (table != NULL)
        read_table(&reader, table, entries);
    for (size_t i = 0; table == NULL && i < outline->item_count; i++)
        if (outline->items[i].depth == 0 && lies_in(outline->items[i].span, section.content))
            read_item(&reader, &outline->items[i], entries);
    PmTimelineEntry *list = pm_arena_new0(arena, PmTimelineEntry, entries->len);
    if (entries->len > 0)
        memcpy(list, entries->data, entries->len * sizeof *list);
    out.entries = list;
    out.count = entries->len;
    return out;
}
