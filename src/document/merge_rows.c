/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a timeline, by time. */
#include "document/merge_part.h"

#include <string.h>

/* So many changed rows are not looked at one by one. */
#define MOST_PAIRS ((size_t)100000)

static PmMergeRow *
row_at(const GArray *rows, guint i)
{
    return &g_array_index(rows, PmMergeRow, i);
}

/* A row is known by its text, and by how often the same was there before. */
static void
name_rows(PmArena *arena, GArray *rows)
{
    g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < rows->len; i++) {
        PmMergeRow *row = row_at(rows, i);
        const char *text = pm_arena_strndup(arena, row->text.bytes, row->text.length);
        guint before = GPOINTER_TO_UINT(g_hash_table_lookup(counts, text));
        g_hash_table_insert(counts, (void *)text, GUINT_TO_POINTER(before + 1));
        row->key = pm_arena_printf(arena, "%s\x1f%u", text, before);
    }
}

static GHashTable *
by_key(const GArray *rows)
{
    GHashTable *found = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < rows->len; i++)
        g_hash_table_insert(found, (void *)row_at(rows, i)->key, row_at(rows, i));
    return found;
}

static size_t
likeness(PmPiece a, PmPiece b)
{
    size_t most = MIN(a.length, b.length), start = 0, end = 0;
    while (start < most && a.bytes[start] == b.bytes[start])
        start++;
    while (end < most - start && a.bytes[a.length - 1 - end] == b.bytes[b.length - 1 - end])
        end++;
    return start + end;
}

static bool
has_time_of(const PmMergeRow *a, const PmMergeRow *b)
{
    return *a->time_text != '\0' && g_str_equal(a->time_text, b->time_text);
}

static bool
has_event_of(const PmMergeRow *a, const PmMergeRow *b)
{
    return *a->event != '\0' && g_str_equal(a->event, b->event);
}

/* Of the new rows the one that `old` most likely became. */
static guint
successor(const PmMergeRow *old, const GPtrArray *new_rows,
          bool (*is)(const PmMergeRow *, const PmMergeRow *))
{
    guint best = new_rows->len;
    for (guint i = 0; i < new_rows->len; i++) {
        const PmMergeRow *row = new_rows->pdata[i];
        if (is(old, row) &&
            (best == new_rows->len ||
             likeness(old->text, row->text) >
                 likeness(old->text, ((const PmMergeRow *)new_rows->pdata[best])->text)))
            best = i;
    }
    return best;
}

/* Rows that `rows` has, and neither `a` nor `b` (which may be NULL) has. */
static GPtrArray *
missing_in(GHashTable *a, GHashTable *b, GArray *rows)
{
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < rows->len; i++) {
        const char *key = row_at(rows, i)->key;
        if (!g_hash_table_contains(a, key) && (b == NULL || !g_hash_table_contains(b, key)))
            g_ptr_array_add(found, row_at(rows, i));
    }
    return found;
}

/* A row that is gone, and one that is new with its time or its words, are one that was changed;
 * unless the other side has the new one as well, for it would be there twice. */
static void
follow_changes(GArray *base, GArray *rows, GHashTable *others)
{
    static bool (*const ways[])(const PmMergeRow *, const PmMergeRow *) = { has_time_of,
                                                                            has_event_of };
    g_autoptr(GHashTable) olds = by_key(base);
    g_autoptr(GHashTable) news = by_key(rows);
    g_autoptr(GPtrArray) gone = missing_in(news, NULL, base);
    g_autoptr(GPtrArray) added = missing_in(olds, others, rows);
    if ((size_t)gone->len * added->len > MOST_PAIRS)
        return;
    for (size_t way = 0; way < G_N_ELEMENTS(ways); way++)
        for (guint i = 0; i < gone->len && added->len > 0;) {
            const PmMergeRow *old = gone->pdata[i];
            guint found = successor(old, added, ways[way]);
            if (found == added->len) {
                i++;
                continue;
            }
            ((PmMergeRow *)added->pdata[found])->key = old->key;
            g_ptr_array_remove_index(added, found);
            g_ptr_array_remove_index(gone, i);
        }
}

void
pm_merge_rows_match(PmArena *arena, GArray *const rows[PM_SIDE_COUNT])
{
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        name_rows(arena, rows[i]);
    g_autoptr(GHashTable) ours = by_key(rows[PM_SIDE_OURS]);
    g_autoptr(GHashTable) theirs = by_key(rows[PM_SIDE_THEIRS]);
    follow_changes(rows[PM_SIDE_BASE], rows[PM_SIDE_OURS], theirs);
    follow_changes(rows[PM_SIDE_BASE], rows[PM_SIDE_THEIRS], ours);
}

/* The versions of the rows, by key. */
typedef struct {
    GHashTable *rows[PM_SIDE_COUNT];
} Versions;

static const PmMergeRow *
version_of(const Versions *versions, PmSide side, const char *key)
{
    return g_hash_table_lookup(versions->rows[side], key);
}

static void
pieces_of(const Versions *versions, const char *key, PmPiece out_pieces[PM_SIDE_COUNT])
{
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const PmMergeRow *row = version_of(versions, (PmSide)i, key);
        out_pieces[i] = row != NULL ? row->text : (PmPiece){ 0 };
    }
}

/* The row as the result has it; of two that conflict, ours. NULL: it is gone. */
static const PmMergeRow *
result_of(const Versions *versions, const char *key)
{
    PmPiece pieces[PM_SIDE_COUNT];
    PmSide side = PM_SIDE_OURS;
    pieces_of(versions, key, pieces);
    if (!pm_conflict_pick(pieces, &side) && pieces[PM_SIDE_OURS].bytes == NULL)
        side = PM_SIDE_THEIRS;
    return version_of(versions, side, key);
}

static int
by_time(const char *a, const char *b, void *data)
{
    const PmMergeRow *left = result_of(data, a), *right = result_of(data, b);
    if (left->time != right->time)
        return left->time < right->time ? -1 : 1;
    int words = strcmp(left->words, right->words);
    return words != 0 ? words : strcmp(a, b);
}

static GPtrArray *
keys_of(const Versions *versions, const GArray *rows)
{
    GPtrArray *keys = g_ptr_array_new();
    for (guint i = 0; i < rows->len; i++)
        if (result_of(versions, row_at(rows, i)->key) != NULL)
            g_ptr_array_add(keys, (void *)row_at(rows, i)->key);
    return keys;
}

static bool
is_sorted(const GArray *rows)
{
    for (guint i = 1; i < rows->len; i++)
        if (row_at(rows, i - 1)->time > row_at(rows, i)->time)
            return false;
    return true;
}

/* GLib's sort is stable: rows of one time stay as they are. */
static int
by_time_alone(gconstpointer a, gconstpointer b, void *data)
{
    int64_t left = result_of(data, *(const char *const *)a)->time;
    int64_t right = result_of(data, *(const char *const *)b)->time;
    return left < right ? -1 : left > right;
}

/* The blank lines behind a row: its own; of one that was the last, as behind the others. */
static PmPiece
gap_behind(GArray *const rows[PM_SIDE_COUNT], const PmMergeRow *row)
{
    static const PmSide order[] = { PM_SIDE_OURS, PM_SIDE_THEIRS, PM_SIDE_BASE };
    if (row->gap.bytes != NULL)
        return row->gap;
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
        if (rows[order[i]]->len > 1)
            return row_at(rows[order[i]], 0)->gap;
    return (PmPiece){ 0 };
}

static void
append_row(PmMerging *self, const Versions *versions, const char *key, GString *out)
{
    PmPiece pieces[PM_SIDE_COUNT];
    PmSide side;
    pieces_of(versions, key, pieces);
    if (pm_conflict_pick(pieces, &side)) {
        g_string_append_len(out, pieces[side].bytes, (gssize)pieces[side].length);
        g_string_append_c(out, '\n');
    } else {
        pm_merging_conflict(self, "timeline", pieces, out);
    }
}

size_t
pm_merge_rows(PmMerging *self, GArray *const rows[PM_SIDE_COUNT], GString *out)
{
    g_autoptr(GHashTable) base = by_key(rows[PM_SIDE_BASE]);
    g_autoptr(GHashTable) ours = by_key(rows[PM_SIDE_OURS]);
    g_autoptr(GHashTable) theirs = by_key(rows[PM_SIDE_THEIRS]);
    Versions versions = { { base, ours, theirs } };
    g_autoptr(GPtrArray) olds = keys_of(&versions, rows[PM_SIDE_BASE]);
    g_autoptr(GPtrArray) mine = keys_of(&versions, rows[PM_SIDE_OURS]);
    g_autoptr(GPtrArray) others = keys_of(&versions, rows[PM_SIDE_THEIRS]);
    g_autoptr(GPtrArray) order = pm_merge_order(olds, mine, others, by_time, &versions);
    if (is_sorted(rows[PM_SIDE_OURS]) && is_sorted(rows[PM_SIDE_THEIRS]))
        g_ptr_array_sort_with_data(order, by_time_alone, &versions);
    for (guint i = 0; i < order->len; i++) {
        append_row(self, &versions, order->pdata[i], out);
        PmPiece gap = gap_behind(rows, result_of(&versions, order->pdata[i]));
        if (i + 1 < order->len && gap.length > 0)
            g_string_append_len(out, gap.bytes, (gssize)gap.length);
    }
    return order->len;
}
