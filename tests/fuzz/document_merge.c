/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any three versions, parted by lines of "=====". A side that changed nothing gives the other, to
 * the byte. What comes of two documents that can be read can be read, or conflicts, and does so
 * either way round; nothing of our own is left in it. Each output of a timeline (a caption
 * and its fence) is there as often as it is to be: none is lost, none is doubled.
 */
#include "document/merge.h"
#include "document/timeline_output.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* Whatever both changed is a conflict. */
static bool
merge_whole(const PmPiece sides[PM_SIDE_COUNT], const PmConflictMarks *marks, GString *out,
            void *data)
{
    (void)data;
    pm_conflict_append(out, marks, sides);
    return false;
}

static const PmMergeHow how = { .marks = { .labels = { "base", "ours", "theirs" } },
                                .lines = merge_whole };

static PmMerge
merge(PmArena *arena, PmPiece base, PmPiece ours, PmPiece theirs)
{
    const PmPiece sides[] = { base, ours, theirs };
    return pm_merge(arena, sides, &how);
}

static void
assert_is(const PmMerge *result, PmPiece text)
{
    g_autoptr(GBytes) bytes = result->bytes;
    g_autoptr(GBytes) expected = g_bytes_new(text.bytes, text.length);
    g_assert_cmpuint(result->place_count, ==, 0);
    g_assert_true(g_bytes_equal(bytes, expected));
}

static const PmDocument *
load(PmArena *arena, const char *bytes, size_t length)
{
    return pm_document_load(arena, pm_source_new(arena, "", bytes, length), NULL,
                            PM_DOCUMENT_FOREIGN, NULL, pm_diagnostics_new(arena));
}

static bool
is_clean(PmArena *arena, const char *bytes, size_t length)
{
    const PmDocument *document = load(arena, bytes, length);
    return document->split.state == PM_SPLIT_FOUND && document->front_clean;
}

/* How often each output is there behind a table: text → count. */
static GHashTable *
count_outputs(PmArena *arena, const char *bytes, size_t length)
{
    GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const PmDocument *document = load(arena, bytes, length);
    for (size_t i = 0; i < document->outline->table_count; i++) {
        g_autoptr(GArray) outputs =
            pm_timeline_outputs(document, document->outline->tables[i].span.end);
        for (guint k = 0; k < outputs->len; k++) {
            PmSpan span = g_array_index(outputs, PmTimelineOutput, k).span;
            g_autofree char *raw = g_strndup(bytes + span.start, span.end - span.start);
            g_auto(GStrv) lines = g_strsplit(raw, "\r\n", -1); /* the ends may have changed */
            char *text = g_strjoinv("\n", lines);
            int count = GPOINTER_TO_INT(g_hash_table_lookup(counts, text));
            g_hash_table_replace(counts, text, GINT_TO_POINTER(count + 1));
        }
    }
    return counts;
}

/* Of three counts the one that both changes make together. */
static int
merged_count(int base, int ours, int theirs)
{
    if (ours > base && theirs > base)
        return MAX(ours, theirs); /* the same came on both sides */
    if (ours < base && theirs < base)
        return MIN(ours, theirs);
    return ours + theirs - base;
}

/* With several tables, one output may be due in each. */
static bool
has_one_table(PmArena *arena, PmPiece side)
{
    return load(arena, side.bytes, side.length)->outline->table_count <= 1;
}

static void
check_outputs(PmArena *arena, const PmPiece sides[PM_SIDE_COUNT], const char *text, size_t length)
{
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        if (!has_one_table(arena, sides[i]))
            return;
    g_autoptr(GHashTable) merged = count_outputs(arena, text, length);
    GHashTable *counts[PM_SIDE_COUNT];
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        counts[i] = count_outputs(arena, sides[i].bytes, sides[i].length);
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        GHashTableIter iter;
        void *output;
        g_hash_table_iter_init(&iter, counts[i]);
        while (g_hash_table_iter_next(&iter, &output, NULL)) {
            int count[PM_SIDE_COUNT];
            for (int k = 0; k < PM_SIDE_COUNT; k++)
                count[k] = GPOINTER_TO_INT(g_hash_table_lookup(counts[k], output));
            g_assert_cmpint(
                GPOINTER_TO_INT(g_hash_table_lookup(merged, output)), ==,
                merged_count(count[PM_SIDE_BASE], count[PM_SIDE_OURS], count[PM_SIDE_THEIRS]));
        }
    }
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        g_hash_table_unref(counts[i]);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static const char parting[] = "\n=====\n";
    PmPiece sides[PM_SIDE_COUNT] = { { "", 0 }, { "", 0 }, { "", 0 } };
    const char *at = (const char *)data, *end = at + size;
    for (int i = 0; i < PM_SIDE_COUNT && at < end; i++) {
        const char *next =
            i + 1 < PM_SIDE_COUNT ? memmem(at, (size_t)(end - at), parting, strlen(parting)) : NULL;
        const char *stop = next != NULL ? next + 1 : end; /* the last line keeps its end */
        sides[i] = (PmPiece){ at, (size_t)(stop - at) };
        at = next != NULL ? next + strlen(parting) : end;
    }
    g_autoptr(PmArena) arena = pm_arena_new();
    PmPiece base = sides[PM_SIDE_BASE], ours = sides[PM_SIDE_OURS], theirs = sides[PM_SIDE_THEIRS];
    PmMerge same = merge(arena, base, base, theirs);
    assert_is(&same, theirs);
    same = merge(arena, base, ours, base);
    assert_is(&same, ours);

    PmMerge there = merge(arena, base, ours, theirs);
    PmMerge back = merge(arena, base, theirs, ours);
    g_autoptr(GBytes) bytes = there.bytes;
    g_autoptr(GBytes) others = back.bytes;
    size_t length;
    const char *text = g_bytes_get_data(bytes, &length);
    g_assert_true((there.place_count > 0) == (back.place_count > 0));
    g_assert_true(there.by_lines == back.by_lines);
    if (there.place_count == 0 && is_clean(arena, ours.bytes, ours.length) &&
        is_clean(arena, theirs.bytes, theirs.length))
        g_assert_true(there.by_lines || is_clean(arena, text != NULL ? text : "", length));
    if (there.place_count == 0 && !there.by_lines && length > 0)
        check_outputs(arena, sides, text, length);
    return 0;
}
