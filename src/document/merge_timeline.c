/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The timeline apart from the rest of a body. Where rows were, a few lines of our own stand while
 * the rest is merged as text: alike in all versions, they conflict with nothing.
 */
#include "document/merge_part.h"
#include "document/timeline.h"

#include <string.h>

/* More than the three lines between two changes that xdiff makes one conflict of. */
enum { STAND_IN_LINES = 5 };

/* Rows by which a table is known again. */
enum { A_FEW = 100 };

/* More tables than a timeline has are not told apart. */
enum { MOST_REGIONS = 100 };

/* One table, or list, of one version. */
typedef struct {
    PmSpan lines; /* of its rows */
    GArray *rows; /* PmMergeRow */
    char *name;   /* the same in all versions */
} Region;

typedef struct {
    const PmDocument *document;
    PmTimeline timeline;
    GPtrArray *regions;
    PmPiece body;
} Version;

struct PmMergeRows {
    PmArena *arena;
    const PmFieldReading *reading;
    Version versions[PM_SIDE_COUNT];
    char *token; /* that is in no version */
    GPtrArray *names;
};

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

/* A row's lines, without its last line end. */
static PmPiece
row_text(const PmSource *source, PmSpan span)
{
    size_t start = line_start(source, span.start), end = span.end;
    while (end > start && strchr(" \t\r\n", source->bytes[end - 1]) != NULL)
        end--;
    end = line_after(source, end);
    return between(source, start, end > start && source->bytes[end - 1] == '\n' ? end - 1 : end);
}

static Region *
add_region(PmArena *arena, Version *version, size_t start)
{
    Region *region = pm_arena_new0(arena, Region, 1);
    region->lines = (PmSpan){ start, start };
    region->rows = g_array_new(FALSE, TRUE, sizeof(PmMergeRow));
    g_ptr_array_add(version->regions, region);
    return region;
}

/* False: it does not begin where the one before ends, blank lines aside. */
static bool
add_row(Region *region, const Version *version, const PmTimelineEntry *entry, PmSpan span)
{
    const PmSource *source = version->document->source;
    PmPiece text = row_text(source, span);
    size_t start = (size_t)(text.bytes - source->bytes), end = region->lines.end;
    PmMergeRow row = { .text = text, .time = INT64_MIN, .time_text = "", .event = "" };
    if (start < end || memchr(text.bytes, '\0', text.length) != NULL)
        return false;
    for (size_t i = end; i < start; i++)
        if (strchr(" \t\r\n", source->bytes[i]) == NULL)
            return false;
    if (region->rows->len > 0) {
        PmMergeRow *last = &g_array_index(region->rows, PmMergeRow, region->rows->len - 1);
        last->gap = between(source, end, start);
        row.time = last->time;
    } else if (start > end) {
        return false;
    }
    if (entry != NULL) {
        row.time = entry->state == PM_FIELD_GIVEN ? entry->at : row.time;
        row.time_text = entry->time_text;
        row.event = entry->text;
    }
    g_array_append_val(region->rows, row);
    region->lines.end = line_after(source, start + text.length);
    return true;
}

static bool
lies_in(PmSpan inner, PmSpan outer)
{
    return inner.start >= outer.start && inner.end <= outer.end;
}

/* As the timeline is read: tables whose first column is titled alike. `entry` goes along. */
static bool
read_tables(PmArena *arena, Version *version)
{
    const PmOutline *outline = version->document->outline;
    const PmSource *source = version->document->source;
    const char *title = NULL;
    size_t entry = 0;
    for (size_t i = 0; i < outline->table_count; i++) {
        const PmTable *table = &outline->tables[i];
        if (!lies_in(table->span, version->timeline.section))
            continue;
        const char *first = table->header.count > 0 ? table->header.cells[0].text : "";
        title = title != NULL ? title : first;
        if (!g_str_equal(title, first))
            continue;
        size_t start = line_after(source, line_after(source, table->header.span.start));
        if (source->bytes[start - 1] != '\n')
            return false;
        Region *region = add_region(arena, version, start);
        for (size_t k = 0; k < table->count; k++) {
            PmSpan span = table->rows[k].span;
            bool timed = entry < version->timeline.count &&
                         version->timeline.entries[entry].span.start == span.start;
            if (!add_row(region, version, timed ? &version->timeline.entries[entry] : NULL, span))
                return false;
            entry += timed;
        }
    }
    return title != NULL;
}

static void
read_list(PmArena *arena, Version *version)
{
    const PmSource *source = version->document->source;
    Region *region = NULL;
    for (size_t i = 0; i < version->timeline.count; i++) {
        const PmTimelineEntry *entry = &version->timeline.entries[i];
        if (region != NULL && add_row(region, version, entry, entry->span))
            continue;
        region = add_region(arena, version, line_start(source, entry->span.start));
        add_row(region, version, entry, entry->span);
    }
}

static bool
read_version(PmMergeRows *self, PmSide side, const PmDocument *document)
{
    Version *version = &self->versions[side];
    version->document = document;
    version->regions = g_ptr_array_new();
    if (document->outline == NULL || document->outline->limited)
        return false;
    version->timeline = pm_timeline_read(self->arena, document,
                                         self->reading != NULL ? self->reading->time_zone : NULL);
    if (!version->timeline.found || read_tables(self->arena, version))
        return true;
    if (version->regions->len > 0)
        return false;
    read_list(self->arena, version);
    return true;
}

static bool
shares_a_row(const Region *a, const Region *b)
{
    for (guint i = 0; i < MIN(a->rows->len, A_FEW); i++)
        for (guint k = 0; k < MIN(b->rows->len, A_FEW); k++)
            if (pm_piece_equal(g_array_index(a->rows, PmMergeRow, i).text,
                               g_array_index(b->rows, PmMergeRow, k).text))
                return true;
    return false;
}

static const Region *
region_named(const Version *version, const char *name)
{
    for (guint i = 0; i < version->regions->len; i++) {
        const Region *region = version->regions->pdata[i];
        if (g_strcmp0(region->name, name) == 0)
            return region;
    }
    return NULL;
}

static void
name_region(PmMergeRows *self, Region *region, const char *kind, guint index)
{
    region->name = pm_arena_printf(self->arena, "%s %u", kind, index);
    for (guint i = 0; i < self->names->len; i++)
        if (g_str_equal(self->names->pdata[i], region->name))
            return;
    g_ptr_array_add(self->names, region->name);
}

/* Tables are told apart by their rows; by their place, where there are as many as there were. */
static void
name_regions(PmMergeRows *self, PmSide side)
{
    const GPtrArray *olds = self->versions[PM_SIDE_BASE].regions;
    const Version *version = &self->versions[side];
    for (guint i = 0; i < version->regions->len; i++) {
        Region *region = version->regions->pdata[i];
        for (guint k = 0; k < olds->len && region->name == NULL; k++) {
            Region *old = olds->pdata[k];
            if ((side == PM_SIDE_BASE ? old == region : shares_a_row(old, region)) &&
                region_named(version, old->name) == NULL)
                name_region(self, region, "old", k);
        }
    }
    for (guint i = 0; i < version->regions->len; i++) {
        Region *region = version->regions->pdata[i];
        g_autofree char *name = g_strdup_printf("old %u", i);
        bool free_place = olds->len == version->regions->len && region_named(version, name) == NULL;
        if (region->name == NULL)
            name_region(self, region, free_place ? "old" : "new", i);
    }
}

static void
append_stand_in(const PmMergeRows *self, const char *name, GString *out)
{
    for (int i = 0; i < STAND_IN_LINES; i++)
        g_string_append_printf(out, "%s %s %d\n", self->token, name, i);
}

static void
cut_rows_out(PmMergeRows *self, Version *version)
{
    const PmDocument *document = version->document;
    const PmSource *source = document->source;
    size_t at = document->split.state == PM_SPLIT_FOUND ? document->split.front.end
                                                        : document->split.body.start;
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < version->regions->len; i++) {
        const Region *region = version->regions->pdata[i];
        g_string_append_len(out, source->bytes + at, (gssize)(region->lines.start - at));
        append_stand_in(self, region->name, out);
        at = region->lines.end;
    }
    g_string_append_len(out, source->bytes + at, (gssize)(source->length - at));
    version->body = (PmPiece){ pm_arena_strndup(self->arena, out->str, out->len), out->len };
}

/* What no version has in it. */
static char *
make_token(PmMergeRows *self)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const PmSource *source = self->versions[i].document->source;
        g_checksum_update(sum, (const guchar *)source->bytes, (gssize)source->length);
        g_checksum_update(sum, (const guchar *)"", 1);
    }
    return pm_arena_printf(self->arena, "rows of %s", g_checksum_get_string(sum));
}

static bool
is_same_region(const Region *a, const Region *b)
{
    bool same = a->rows->len == b->rows->len;
    for (guint i = 0; same && i < a->rows->len; i++)
        same = pm_piece_equal(g_array_index(a->rows, PmMergeRow, i).text,
                              g_array_index(b->rows, PmMergeRow, i).text);
    return same;
}

/* A table that one side took away, and the other wrote in: text shows it, stand-ins would not. */
static bool
is_lost(const PmMergeRows *self, const char *name)
{
    const Region *base = region_named(&self->versions[PM_SIDE_BASE], name);
    const Region *ours = region_named(&self->versions[PM_SIDE_OURS], name);
    const Region *theirs = region_named(&self->versions[PM_SIDE_THEIRS], name);
    if (base == NULL || (ours != NULL && theirs != NULL) || (ours == NULL && theirs == NULL))
        return false;
    return !is_same_region(base, ours != NULL ? ours : theirs);
}

void
pm_merge_rows_free(PmMergeRows *self)
{
    if (self == NULL)
        return;
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        GPtrArray *regions = self->versions[i].regions;
        for (guint k = 0; regions != NULL && k < regions->len; k++)
            g_array_unref(((Region *)regions->pdata[k])->rows);
        g_clear_pointer(&self->versions[i].regions, g_ptr_array_unref);
    }
    g_clear_pointer(&self->names, g_ptr_array_unref);
    g_free(self);
}

/* The rows of one table in all versions; none where it is not. */
static void
rows_of(const PmMergeRows *self, const char *name, GArray *none, GArray *out_rows[PM_SIDE_COUNT])
{
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const Region *region = region_named(&self->versions[i], name);
        out_rows[i] = region != NULL ? region->rows : none;
    }
}

PmMergeRows *
pm_merge_rows_read(PmArena *arena, const PmDocument *const documents[PM_SIDE_COUNT],
                   const PmFieldReading *reading)
{
    g_autoptr(PmMergeRows) self = g_new0(PmMergeRows, 1);
    self->arena = arena;
    self->reading = reading;
    self->names = g_ptr_array_new();
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        if (!read_version(self, (PmSide)i, documents[i]) ||
            self->versions[i].regions->len > MOST_REGIONS)
            return NULL;
    self->token = make_token(self);
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        name_regions(self, (PmSide)i);
    g_autoptr(GArray) none = g_array_new(FALSE, TRUE, sizeof(PmMergeRow));
    for (guint i = 0; i < self->names->len; i++) {
        GArray *rows[PM_SIDE_COUNT];
        if (is_lost(self, self->names->pdata[i]))
            return NULL;
        rows_of(self, self->names->pdata[i], none, rows);
        pm_merge_rows_match(arena, rows);
    }
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        cut_rows_out(self, &self->versions[i]);
    return g_steal_pointer(&self);
}

PmPiece
pm_merge_rows_body(const PmMergeRows *self, PmSide side)
{
    return self->versions[side].body;
}

static void
put_conflict(const PmMergeRows *self, PmMerging *merging, const char *name, GString *out)
{
    PmPiece pieces[PM_SIDE_COUNT] = { 0 };
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const Region *region = region_named(&self->versions[i], name);
        if (region != NULL)
            pieces[i] =
                between(self->versions[i].document->source, region->lines.start, region->lines.end);
    }
    pm_merging_conflict(merging, "timeline", pieces, out);
}

static void
put_rows(const PmMergeRows *self, PmMerging *merging, const char *name, bool whole, GString *out)
{
    g_autoptr(GArray) none = g_array_new(FALSE, TRUE, sizeof(PmMergeRow));
    GArray *rows[PM_SIDE_COUNT];
    rows_of(self, name, none, rows);
    const Region *ours = region_named(&self->versions[PM_SIDE_OURS], name);
    const Region *theirs = region_named(&self->versions[PM_SIDE_THEIRS], name);
    if (whole && ours != NULL && theirs != NULL && !is_same_region(ours, theirs))
        put_conflict(self, merging, name, out);
    else
        pm_merge_rows(merging, rows, out);
}

static size_t
count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

/* Was the last line of all that of a row, without an end? As the side has it that changed that. */
static bool
is_unended(const PmMergeRows *self)
{
    bool open[PM_SIDE_COUNT];
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const Version *version = &self->versions[i];
        const PmSource *source = version->document->source;
        const Region *last =
            version->regions->len > 0 ? version->regions->pdata[version->regions->len - 1] : NULL;
        open[i] = last != NULL && last->lines.end == source->length && last->rows->len > 0 &&
                  source->bytes[source->length - 1] != '\n';
    }
    return open[PM_SIDE_OURS] == open[PM_SIDE_BASE] ? open[PM_SIDE_THEIRS] : open[PM_SIDE_OURS];
}

bool
pm_merge_rows_put(const PmMergeRows *self, PmMerging *merging, PmPiece body, bool whole,
                  GString *out)
{
    g_autoptr(GString) text = g_string_new_len(body.bytes, (gssize)body.length);
    if (strlen(text->str) != text->len)
        return false;
    for (guint i = 0; i < self->names->len; i++) {
        const char *name = self->names->pdata[i];
        g_autoptr(GString) stand_in = g_string_new(NULL);
        append_stand_in(self, name, stand_in);
        size_t count = count_of(text->str, stand_in->str);
        if (count > 1)
            return false;
        if (count == 0)
            continue;
        g_autoptr(GString) rows = g_string_new(NULL);
        put_rows(self, merging, name, whole, rows);
        size_t at = (size_t)(strstr(text->str, stand_in->str) - text->str);
        bool last = at + stand_in->len == text->len;
        g_string_erase(text, (gssize)at, (gssize)stand_in->len);
        g_string_insert_len(text, (gssize)at, rows->str, (gssize)rows->len);
        if (last && is_unended(self) && rows->len > 0)
            g_string_truncate(text, text->len - 1);
    }
    if (strstr(text->str, self->token) != NULL)
        return false;
    g_string_append_len(out, text->str, (gssize)text->len);
    return true;
}

/* The moment of a row as one line: its text, what is known of it, and when. */
static char *
moment_of(const PmDocument *document, const PmTimelineEntry *entry)
{
    PmPiece text = row_text(document->source, entry->span);
    return g_strdup_printf("%.*s\x1f%d\x1f%" G_GINT64_FORMAT, (int)text.length, text.bytes,
                           (int)entry->state, entry->state == PM_FIELD_GIVEN ? entry->at : 0);
}

static bool
has_same_start(const PmDocument *a, const PmDocument *b)
{
    const PmField *left = &a->fields.times[PM_TIME_STARTED];
    const PmField *right = &b->fields.times[PM_TIME_STARTED];
    return left->state == right->state && left->value == right->value;
}

bool
pm_merge_rows_hold(const PmMergeRows *self, const PmDocument *merged)
{
    static const PmSide both[] = { PM_SIDE_OURS, PM_SIDE_THEIRS };
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    /* a clock alone is of the day of the start: it means to move along with that */
    if (!has_same_start(self->versions[PM_SIDE_OURS].document,
                        self->versions[PM_SIDE_THEIRS].document))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(both); i++) {
        const Version *version = &self->versions[both[i]];
        for (size_t k = 0; k < version->timeline.count; k++)
            g_hash_table_add(known, moment_of(version->document, &version->timeline.entries[k]));
    }
    PmTimeline timeline = pm_timeline_read(self->arena, merged,
                                           self->reading != NULL ? self->reading->time_zone : NULL);
    for (size_t i = 0; i < timeline.count; i++) {
        g_autofree char *moment = moment_of(merged, &timeline.entries[i]);
        if (!g_hash_table_contains(known, moment))
            return false;
    }
    return true;
}
