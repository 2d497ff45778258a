/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edits of a text, up to fifteen: for each a byte where it starts, one for how much it takes away,
 * one for the length of what it puts there, and that; then the text. The result is put together a
 * second time, byte by byte; what lies outside or overlaps is refused, whatever the order.
 */
#include "base/error.h"
#include "base/splice.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST 15
#define FAR 0xff /* stands for the end of all numbers */

static size_t
wide(uint8_t byte)
{
    return byte == FAR ? SIZE_MAX : byte;
}

static size_t
read_edits(const uint8_t **data, size_t *size, PmSplice *edits)
{
    size_t count = 0;
    const uint8_t *at = *data;
    const uint8_t *end = at + *size;
    size_t wanted = at < end ? *at++ & MOST : 0;
    while (count < wanted && end - at >= 3) {
        size_t start = wide(at[0]);
        size_t length = MIN((size_t)(at[2] & 7), (size_t)(end - at - 3));
        edits[count++] = (PmSplice){ .at = { start, start + wide(at[1]) },
                                     .text = (const char *)at + 3,
                                     .length = length };
        at += 3 + length;
    }
    *size = (size_t)(end - at);
    *data = at;
    return count;
}

static bool
is_insertion(const PmSplice *edit)
{
    return edit->at.start == edit->at.end;
}

static bool
collide(const PmSplice *a, const PmSplice *b)
{
    return MAX(a->at.start, b->at.start) < MIN(a->at.end, b->at.end) ||
           (is_insertion(a) && b->at.start < a->at.start && a->at.start < b->at.end);
}

static bool
fit(const PmSplice *edits, size_t count, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        if (edits[i].at.end < edits[i].at.start || edits[i].at.end > size)
            return false;
        for (size_t k = 0; k < count; k++)
            if (k != i && collide(&edits[i], &edits[k]))
                return false;
    }
    return true;
}

static void
put(GString *out, const PmSplice *edits, size_t count, size_t place, bool insertions)
{
    for (size_t i = 0; i < count; i++)
        if (edits[i].at.start == place && is_insertion(&edits[i]) == insertions)
            g_string_append_len(out, edits[i].text, (gssize)edits[i].length);
}

static GString *
expected(const PmSplice *edits, size_t count, const char *text, size_t size)
{
    GString *out = g_string_new(NULL);
    for (size_t place = 0; place <= size; place++) {
        put(out, edits, count, place, true);
        put(out, edits, count, place, false);
        bool gone = place == size;
        for (size_t i = 0; i < count; i++)
            gone |= edits[i].at.start <= place && place < edits[i].at.end;
        if (!gone)
            g_string_append_c(out, text[place]);
    }
    return out;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PmSplice edits[MOST];
    size_t count = read_edits(&data, &size, edits);
    g_autofree char *text = size > 0 ? g_memdup2(data, size) : NULL;
    g_autoptr(PmArena) arena = pm_arena_new();
    PmSplices *splices = pm_splices_new(arena);
    for (size_t i = 0; i < count; i++)
        pm_splices_add(splices, edits[i].at, edits[i].text, edits[i].length);
    g_assert_cmpuint(pm_splices_count(splices), ==, count);

    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = pm_splices_apply(splices, text ? text : "", size, &error);
    if (!fit(edits, count, size)) {
        g_assert_null(bytes);
        g_assert_error(error, PM_ERROR, PM_ERROR_CONFLICT);
        return 0;
    }
    g_assert_no_error(error);
    g_autoptr(GString) wanted = expected(edits, count, text, size);
    size_t length;
    const char *result = g_bytes_get_data(bytes, &length);
    g_assert_cmpuint(length, ==, wanted->len);
    g_assert_true(memcmp(result, wanted->str, length) == 0);
    return 0;
}
