/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any two versions, parted by a line of "=====". Each differs from itself by nothing; what is
 * different one way is different the other; and versions that differ in a byte of the body, line
 * ends aside, differ materially.
 */
#include "document/difference.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static GBytes *
body_of(GBytes *bytes)
{
    size_t length;
    const char *text = g_bytes_get_data(bytes, &length);
    PmSplit split = pm_split(text != NULL ? text : "", length);
    g_autoptr(GString) body = g_string_new(NULL);
    for (size_t i = split.body.start; i < split.body.end; i++)
        if (strchr("\r\n \t", text[i]) == NULL || text[i] == '\0')
            g_string_append_c(body, text[i]);
    return g_string_free_to_bytes(g_steal_pointer(&body));
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static const char parting[] = "\n=====\n";
    const char *bytes = size > 0 ? (const char *)data : "";
    const char *middle = memmem(bytes, size, parting, strlen(parting));
    size_t first = middle != NULL ? (size_t)(middle - bytes) : size;
    size_t second = middle != NULL ? first + strlen(parting) : 0;
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GBytes) a = g_bytes_new(bytes, first);
    g_autoptr(GBytes) b = g_bytes_new(bytes + second, size - second);
    g_autoptr(GBytes) again = g_bytes_new(bytes, first);
    g_assert_cmpuint(pm_difference_bytes(arena, a, again).count, ==, 0);

    PmDifference there = pm_difference_bytes(arena, a, b);
    PmDifference back = pm_difference_bytes(arena, b, a);
    g_assert_true((there.count == 0) == (back.count == 0));
    g_assert_true(!there.response_only || there.material);
    const char *places = pm_difference_material_places(arena, &there);
    g_assert_true((*places == '\0') != there.material);
    g_autoptr(GBytes) a_body = body_of(a);
    g_autoptr(GBytes) b_body = body_of(b);
    g_assert_true(there.material || g_bytes_equal(a_body, b_body));
    return 0;
}
