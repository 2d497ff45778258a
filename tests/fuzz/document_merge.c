/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any three versions, parted by lines of "=====". A side that changed nothing gives the other, to
 * the byte. What comes of two documents that can be read can be read, or conflicts, and does so
 * either way round; nothing of our own is left in it.
 */
#include "document/merge.h"

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

static bool
is_clean(PmArena *arena, const char *bytes, size_t length)
{
    const PmDocument *document =
        pm_document_load(arena, pm_source_new(arena, "", bytes, length), NULL, PM_DOCUMENT_FOREIGN,
                         NULL, pm_diagnostics_new(arena));
    return document->split.state == PM_SPLIT_FOUND && document->front_clean;
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
    return 0;
}
