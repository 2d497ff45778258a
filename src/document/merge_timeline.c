/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The timeline apart from the rest of a body. Where rows were, and the outputs behind them, a few
 * lines of our own stand while the rest is merged as text: alike in all versions, they conflict
 * with nothing.
 */
#include "document/merge_part.h"
#include "document/timeline.h"

#include <string.h>

/* More than the three lines between two changes that xdiff makes one conflict of. */
enum { STAND_IN_LINES = 5 };

struct PmMergeRows {
    PmArena *arena;
    const PmFieldReading *reading;
    PmMergeTables versions[PM_SIDE_COUNT];
    PmPiece bodies[PM_SIDE_COUNT];
    char *token; /* that is in no version */
    GPtrArray *names;
    size_t written; /* rows and outputs, in the result */
};

static void
append_stand_in(const PmMergeRows *self, const char *name, int strip, GString *out)
{
    for (int i = 0; i < STAND_IN_LINES; i++)
        g_string_append_printf(out, "%s %s %d %d\n", self->token, name, strip, i);
}

static void
cut_rows_out(PmMergeRows *self, PmSide side)
{
    const PmMergeTables *version = &self->versions[side];
    const PmDocument *document = version->document;
    const PmSource *source = document->source;
    size_t at = document->split.state == PM_SPLIT_FOUND ? document->split.front.end
                                                        : document->split.body.start;
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < version->tables->len; i++) {
        const PmMergeTable *table = version->tables->pdata[i];
        for (int k = 0; k < PM_MERGE_STRIP_COUNT; k++) {
            PmSpan lines = table->strips[k].lines;
            g_string_append_len(out, source->bytes + at, (gssize)(lines.start - at));
            append_stand_in(self, table->name, k, out);
            at = lines.end;
        }
    }
    g_string_append_len(out, source->bytes + at, (gssize)(source->length - at));
    self->bodies[side] = (PmPiece){ pm_arena_strndup(self->arena, out->str, out->len), out->len };
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

static const PmMergeStrip *
strip_of(const PmMergeRows *self, PmSide side, const char *name, int strip)
{
    const PmMergeTable *table = pm_merge_table_named(&self->versions[side], name);
    return table != NULL ? &table->strips[strip] : NULL;
}

/* A table that one side took away, and the other wrote in: text shows it, stand-ins would not. */
static bool
is_lost(const PmMergeRows *self, const char *name, int strip)
{
    const PmMergeStrip *base = strip_of(self, PM_SIDE_BASE, name, strip);
    const PmMergeStrip *ours = strip_of(self, PM_SIDE_OURS, name, strip);
    const PmMergeStrip *theirs = strip_of(self, PM_SIDE_THEIRS, name, strip);
    if (base == NULL || (ours != NULL && theirs != NULL) || (ours == NULL && theirs == NULL))
        return false;
    return !pm_merge_strip_equal(base, ours != NULL ? ours : theirs);
}

void
pm_merge_rows_free(PmMergeRows *self)
{
    if (self == NULL)
        return;
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        pm_merge_tables_clear(&self->versions[i]);
    g_clear_pointer(&self->names, g_ptr_array_unref);
    g_free(self);
}

/* The rows of one strip in all versions; none where it is not. */
static void
rows_of(const PmMergeRows *self, const char *name, int strip, GArray *none,
        GArray *out_rows[PM_SIDE_COUNT])
{
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const PmMergeStrip *found = strip_of(self, (PmSide)i, name, strip);
        out_rows[i] = found != NULL ? found->rows : none;
    }
}

static bool
match_rows(PmMergeRows *self, const char *name, int strip)
{
    g_autoptr(GArray) none = g_array_new(FALSE, TRUE, sizeof(PmMergeRow));
    GArray *rows[PM_SIDE_COUNT];
    if (is_lost(self, name, strip))
        return false;
    rows_of(self, name, strip, none, rows);
    pm_merge_rows_match(self->arena, rows);
    return true;
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
        if (!pm_merge_tables_read(arena, documents[i], reading, &self->versions[i]))
            return NULL;
    self->token = make_token(self);
    pm_merge_tables_name(arena, self->versions, self->names);
    for (guint i = 0; i < self->names->len; i++)
        for (int k = 0; k < PM_MERGE_STRIP_COUNT; k++)
            if (!match_rows(self, self->names->pdata[i], k))
                return NULL;
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        cut_rows_out(self, (PmSide)i);
    return g_steal_pointer(&self);
}

PmPiece
pm_merge_rows_body(const PmMergeRows *self, PmSide side)
{
    return self->bodies[side];
}

static void
put_conflict(const PmMergeRows *self, PmMerging *merging, const char *name, int strip, GString *out)
{
    PmPiece pieces[PM_SIDE_COUNT] = { 0 };
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const PmMergeStrip *found = strip_of(self, (PmSide)i, name, strip);
        if (found != NULL)
            pieces[i] = (PmPiece){ self->versions[i].document->source->bytes + found->lines.start,
                                   found->lines.end - found->lines.start };
    }
    pm_merging_conflict(merging, "timeline", pieces, out);
}

static size_t
put_rows(const PmMergeRows *self, PmMerging *merging, const char *name, int strip, bool whole,
         GString *out)
{
    g_autoptr(GArray) none = g_array_new(FALSE, TRUE, sizeof(PmMergeRow));
    GArray *rows[PM_SIDE_COUNT];
    rows_of(self, name, strip, none, rows);
    const PmMergeStrip *ours = strip_of(self, PM_SIDE_OURS, name, strip);
    const PmMergeStrip *theirs = strip_of(self, PM_SIDE_THEIRS, name, strip);
    if (!whole || ours == NULL || theirs == NULL || pm_merge_strip_equal(ours, theirs))
        return pm_merge_rows(merging, rows, out);
    put_conflict(self, merging, name, strip, out);
    return 0;
}

static size_t
count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

/* Does the document end in a row or an output, without a line end? */
static bool
is_open(const PmMergeTables *version)
{
    const PmSource *source = version->document->source;
    bool last = false;
    for (guint i = 0; i < version->tables->len; i++)
        for (int k = 0; k < PM_MERGE_STRIP_COUNT; k++) {
            const PmMergeStrip *strip = &((PmMergeTable *)version->tables->pdata[i])->strips[k];
            last |= strip->rows->len > 0 && strip->lines.end == source->length;
        }
    return last && source->bytes[source->length - 1] != '\n';
}

/* As the side has it that changed that. */
static bool
is_unended(const PmMergeRows *self)
{
    bool open[PM_SIDE_COUNT];
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        open[i] = is_open(&self->versions[i]);
    return open[PM_SIDE_OURS] == open[PM_SIDE_BASE] ? open[PM_SIDE_THEIRS] : open[PM_SIDE_OURS];
}

/* False: its stand-in is there more than once. */
static bool
put_strip(PmMergeRows *self, PmMerging *merging, const char *name, int strip, bool whole,
          GString *text)
{
    g_autoptr(GString) stand_in = g_string_new(NULL);
    append_stand_in(self, name, strip, stand_in);
    size_t count = count_of(text->str, stand_in->str);
    if (count != 1)
        return count == 0;
    g_autoptr(GString) rows = g_string_new(NULL);
    self->written += put_rows(self, merging, name, strip, whole, rows);
    gssize at = strstr(text->str, stand_in->str) - text->str;
    g_string_erase(text, at, (gssize)stand_in->len);
    g_string_insert_len(text, at, rows->str, (gssize)rows->len);
    return true;
}

/* Is the last line one of ours? */
static bool
ends_in_stand_in(const PmMergeRows *self, const GString *text)
{
    if (text->len == 0)
        return false;
    const char *lf = memrchr(text->str, '\n', text->len - 1);
    return g_str_has_prefix(lf != NULL ? lf + 1 : text->str, self->token);
}

bool
pm_merge_rows_put(PmMergeRows *self, PmMerging *merging, PmPiece body, bool whole, GString *out)
{
    g_autoptr(GString) text = g_string_new_len(body.bytes, (gssize)body.length);
    if (strlen(text->str) != text->len)
        return false;
    bool last = ends_in_stand_in(self, text);
    self->written = 0;
    for (guint i = 0; i < self->names->len; i++)
        for (int k = 0; k < PM_MERGE_STRIP_COUNT; k++)
            if (!put_strip(self, merging, self->names->pdata[i], k, whole, text))
                return false;
    if (strstr(text->str, self->token) != NULL)
        return false;
    if (last && is_unended(self) && g_str_has_suffix(text->str, "\n"))
        g_string_truncate(text, text->len - 1);
    g_string_append_len(out, text->str, (gssize)text->len);
    return true;
}

/* The moment of a row as one line: its text, what is known of it, and when. */
static char *
moment_of(const PmDocument *document, const PmTimelineEntry *entry)
{
    PmPiece text = pm_merge_row_text(document->source, entry->span);
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

/* Does each row mean what it meant? */
static bool
has_same_moments(const PmMergeRows *self, const PmMergeTables *merged)
{
    static const PmSide both[] = { PM_SIDE_OURS, PM_SIDE_THEIRS };
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    /* a clock alone is of the day of the start: it means to move along with that */
    if (!has_same_start(self->versions[PM_SIDE_OURS].document,
                        self->versions[PM_SIDE_THEIRS].document))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(both); i++) {
        const PmMergeTables *version = &self->versions[both[i]];
        for (size_t k = 0; k < version->timeline.count; k++)
            g_hash_table_add(known, moment_of(version->document, &version->timeline.entries[k]));
    }
    for (size_t i = 0; i < merged->timeline.count; i++) {
        g_autofree char *moment = moment_of(merged->document, &merged->timeline.entries[i]);
        if (!g_hash_table_contains(known, moment))
            return false;
    }
    return true;
}

static void
add_texts(const PmMergeTables *version, GPtrArray *out)
{
    for (guint i = 0; i < version->tables->len; i++)
        for (int k = 0; k < PM_MERGE_STRIP_COUNT; k++) {
            const GArray *rows = ((PmMergeTable *)version->tables->pdata[i])->strips[k].rows;
            for (guint n = 0; n < rows->len; n++) {
                PmPiece text = g_array_index(rows, PmMergeRow, n).text;
                g_ptr_array_add(out, g_strndup(text.bytes, text.length));
            }
        }
}

/* Has it as many as were put, each as ours or theirs has it? A fence without an end would take in
 * what stands behind it. */
static bool
has_all(const PmMergeRows *self, const PmMergeTables *merged)
{
    g_autoptr(GPtrArray) given = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    add_texts(&self->versions[PM_SIDE_OURS], given);
    add_texts(&self->versions[PM_SIDE_THEIRS], given);
    add_texts(merged, found);
    for (guint i = 0; i < given->len; i++)
        g_hash_table_add(known, given->pdata[i]);
    bool all = found->len == self->written;
    for (guint i = 0; all && i < found->len; i++)
        all = g_hash_table_contains(known, found->pdata[i]);
    return all;
}

bool
pm_merge_rows_hold(const PmMergeRows *self, const PmDocument *merged)
{
    PmMergeTables version = { 0 };
    bool hold = pm_merge_tables_read(self->arena, merged, self->reading, &version) &&
                has_all(self, &version) && has_same_moments(self, &version);
    pm_merge_tables_clear(&version);
    return hold;
}
