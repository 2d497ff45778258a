/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables and lists of a timeline: in each, the lines of its rows, and behind a table those of
 * the outputs that belong to its rows.
 */
#include "document/merge_part.h"
#include "document/timeline_output.h"

#include <string.h>

/* Rows by which a table is known again. */
enum { A_FEW = 100 };

/* More tables than a timeline has are not told apart. */
enum { MOST_TABLES = 100 };

static size_t
line_start(const PmSource *source, size_t at)
{
    const char *lf = memrchr(source->bytes, '\n', at);
    return lf != NULL ? (size_t)(lf - source->bytes) + 1 : 0;
}

static size_t
line_after(const PmSource *source, size_t at)
{
    const char *lf = memchr(source->bytes + at, '\n', source->length - at);
    return lf != NULL ? (size_t)(lf - source->bytes) + 1 : source->length;
}

static PmPiece
between(const PmSource *source, size_t from, size_t to)
{
    return (PmPiece){ source->bytes + from, to - from };
}

PmPiece
pm_merge_row_text(const PmSource *source, PmSpan span)
{
    size_t start = line_start(source, span.start), end = span.end;
    while (end > start && strchr(" \t\r\n", source->bytes[end - 1]) != NULL)
        end--;
    end = line_after(source, end);
    return between(source, start, end > start && source->bytes[end - 1] == '\n' ? end - 1 : end);
}

static PmMergeTable *
add_table(PmArena *arena, PmMergeTables *self, size_t start)
{
    PmMergeTable *table = pm_arena_new0(arena, PmMergeTable, 1);
    for (int i = 0; i < PM_MERGE_STRIP_COUNT; i++)
        table->strips[i].rows = g_array_new(FALSE, TRUE, sizeof(PmMergeRow));
    table->strips[PM_MERGE_ROWS].lines = (PmSpan){ start, start };
    g_ptr_array_add(self->tables, table);
    return table;
}

/* False: it does not begin where the one before ends, blank lines aside. */
static bool
add_row(PmArena *arena, PmMergeTable *table, const PmSource *source, const PmTimelineEntry *entry,
        PmSpan span)
{
    PmMergeStrip *strip = &table->strips[PM_MERGE_ROWS];
    PmPiece text = pm_merge_row_text(source, span);
    size_t start = (size_t)(text.bytes - source->bytes), end = strip->lines.end;
    PmMergeRow row = { .text = text, .time = INT64_MIN, .time_text = "", .event = "", .words = "" };
    if (start < end || memchr(text.bytes, '\0', text.length) != NULL)
        return false;
    for (size_t i = end; i < start; i++)
        if (strchr(" \t\r\n", source->bytes[i]) == NULL)
            return false;
    if (strip->rows->len > 0) {
        PmMergeRow *last = &g_array_index(strip->rows, PmMergeRow, strip->rows->len - 1);
        last->gap = between(source, end, start);
        row.time = last->time;
    } else if (start > end) {
        return false;
    }
    if (entry != NULL) {
        row.time = entry->state == PM_FIELD_GIVEN ? entry->at : row.time;
        row.time_text = entry->time_text;
        row.event = entry->text;
        row.words = pm_arena_strndup(arena, entry->text, pm_timeline_words(entry->text));
    }
    g_array_append_val(strip->rows, row);
    strip->lines.end = line_after(source, start + text.length);
    return true;
}

static char *
copy_of(PmArena *arena, const PmSource *source, PmSpan span)
{
    return pm_arena_strndup(arena, source->bytes + span.start, span.end - span.start);
}

/* Each with the blank lines before it. */
static bool
read_outputs(PmArena *arena, const PmDocument *document, PmMergeTable *table)
{
    const PmSource *source = document->source;
    PmMergeStrip *strip = &table->strips[PM_MERGE_OUTPUTS];
    size_t at = table->strips[PM_MERGE_ROWS].lines.end;
    g_autoptr(GArray) outputs = pm_timeline_outputs(document, at);
    strip->lines = (PmSpan){ at, at };
    for (guint i = 0; i < outputs->len; i++) {
        const PmTimelineOutput *output = &g_array_index(outputs, PmTimelineOutput, i);
        PmPiece text = pm_merge_row_text(source, output->span);
        size_t end = (size_t)(text.bytes - source->bytes) + text.length;
        PmMergeRow row = { .text = between(source, strip->lines.end, end),
                           .gap = { "", 0 },
                           .time = output->at,
                           .time_text = copy_of(arena, source, output->time_span),
                           .event = copy_of(arena, source, output->words) };
        row.words = row.event;
        if (end < strip->lines.end || memchr(row.text.bytes, '\0', row.text.length) != NULL)
            return false;
        g_array_append_val(strip->rows, row);
        strip->lines.end = line_after(source, end);
    }
    return true;
}

static bool
lies_in(PmSpan inner, PmSpan outer)
{
    return inner.start >= outer.start && inner.end <= outer.end;
}

/* `entry` goes along. */
static bool
read_rows(PmArena *arena, const PmMergeTables *self, PmMergeTable *out, const PmTable *table,
          size_t *entry)
{
    const PmTimeline *timeline = &self->timeline;
    for (size_t i = 0; i < table->count; i++) {
        PmSpan span = table->rows[i].span;
        bool timed = *entry < timeline->count && timeline->entries[*entry].span.start == span.start;
        if (!add_row(arena, out, self->document->source, timed ? &timeline->entries[*entry] : NULL,
                     span))
            return false;
        *entry += timed;
    }
    return read_outputs(arena, self->document, out);
}

/* As the timeline is read: tables whose first column is titled alike. */
static bool
read_tables(PmArena *arena, PmMergeTables *self)
{
    const PmOutline *outline = self->document->outline;
    const PmSource *source = self->document->source;
    const char *title = NULL;
    size_t entry = 0;
    for (size_t i = 0; i < outline->table_count; i++) {
        const PmTable *table = &outline->tables[i];
        if (!lies_in(table->span, self->timeline.section))
            continue;
        const char *first = table->header.count > 0 ? table->header.cells[0].text : "";
        title = title != NULL ? title : first;
        if (!g_str_equal(title, first))
            continue;
        size_t start = line_after(source, line_after(source, table->header.span.start));
        if (source->bytes[start - 1] != '\n' ||
            !read_rows(arena, self, add_table(arena, self, start), table, &entry))
            return false;
    }
    return title != NULL;
}

static void
read_list(PmArena *arena, PmMergeTables *self)
{
    const PmSource *source = self->document->source;
    PmMergeTable *list = NULL;
    for (size_t i = 0; i < self->timeline.count; i++) {
        const PmTimelineEntry *entry = &self->timeline.entries[i];
        if (list == NULL || !add_row(arena, list, source, entry, entry->span)) {
            list = add_table(arena, self, line_start(source, entry->span.start));
            add_row(arena, list, source, entry, entry->span);
        }
        size_t end = list->strips[PM_MERGE_ROWS].lines.end;
        list->strips[PM_MERGE_OUTPUTS].lines = (PmSpan){ end, end };
    }
}

bool
pm_merge_tables_read(PmArena *arena, const PmDocument *document, const PmFieldReading *reading,
                     PmMergeTables *self)
{
    self->document = document;
    self->tables = g_ptr_array_new();
    if (document->outline == NULL || document->outline->limited)
        return false;
    self->timeline = pm_timeline_read(arena, document, reading != NULL ? reading->time_zone : NULL);
    if (!self->timeline.found)
        return true;
    bool read = read_tables(arena, self);
    if (!read && self->tables->len > 0)
        return false;
    if (!read)
        read_list(arena, self);
    return self->tables->len <= MOST_TABLES;
}

void
pm_merge_tables_clear(PmMergeTables *self)
{
    for (guint i = 0; self->tables != NULL && i < self->tables->len; i++) {
        PmMergeTable *table = self->tables->pdata[i];
        for (int k = 0; k < PM_MERGE_STRIP_COUNT; k++)
            g_array_unref(table->strips[k].rows);
    }
    g_clear_pointer(&self->tables, g_ptr_array_unref);
}

bool
pm_merge_strip_equal(const PmMergeStrip *a, const PmMergeStrip *b)
{
    bool same = a->rows->len == b->rows->len;
    for (guint i = 0; same && i < a->rows->len; i++)
        same = pm_piece_equal(g_array_index(a->rows, PmMergeRow, i).text,
                              g_array_index(b->rows, PmMergeRow, i).text);
    return same;
}

static bool
shares_a_row(const PmMergeTable *a, const PmMergeTable *b)
{
    const GArray *left = a->strips[PM_MERGE_ROWS].rows, *right = b->strips[PM_MERGE_ROWS].rows;
    for (guint i = 0; i < MIN(left->len, A_FEW); i++)
        for (guint k = 0; k < MIN(right->len, A_FEW); k++)
            if (pm_piece_equal(g_array_index(left, PmMergeRow, i).text,
                               g_array_index(right, PmMergeRow, k).text))
                return true;
    return false;
}

const PmMergeTable *
pm_merge_table_named(const PmMergeTables *self, const char *name)
{
    for (guint i = 0; i < self->tables->len; i++) {
        const PmMergeTable *table = self->tables->pdata[i];
        if (g_strcmp0(table->name, name) == 0)
            return table;
    }
    return NULL;
}

static void
name_table(PmArena *arena, PmMergeTable *table, const char *kind, guint index, GPtrArray *names)
{
    table->name = pm_arena_printf(arena, "%s %u", kind, index);
    for (guint i = 0; i < names->len; i++)
        if (g_str_equal(names->pdata[i], table->name))
            return;
    g_ptr_array_add(names, table->name);
}

/* Tables are told apart by their rows; by their place, where there are as many as there were. */
static void
name_side(PmArena *arena, const PmMergeTables *base, PmMergeTables *self, GPtrArray *names)
{
    const GPtrArray *olds = base->tables;
    for (guint i = 0; i < self->tables->len; i++) {
        PmMergeTable *table = self->tables->pdata[i];
        for (guint k = 0; k < olds->len && table->name == NULL; k++) {
            PmMergeTable *old = olds->pdata[k];
            if ((self == base ? old == table : shares_a_row(old, table)) &&
                pm_merge_table_named(self, old->name) == NULL)
                name_table(arena, table, "old", k, names);
        }
    }
    for (guint i = 0; i < self->tables->len; i++) {
        PmMergeTable *table = self->tables->pdata[i];
        g_autofree char *name = g_strdup_printf("old %u", i);
        bool free_place =
            olds->len == self->tables->len && pm_merge_table_named(self, name) == NULL;
        if (table->name == NULL)
            name_table(arena, table, free_place ? "old" : "new", i, names);
    }
}

void
pm_merge_tables_name(PmArena *arena, PmMergeTables sides[PM_SIDE_COUNT], GPtrArray *names)
{
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        name_side(arena, &sides[PM_SIDE_BASE], &sides[i], names);
}
