/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <string.h>

static void
allocations_are_zeroed_aligned_and_apart(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    for (int round = 0; round < 3; round++) {
        char *last = NULL;
        size_t last_size = 0;
        for (size_t size = 0; size < 3000; size += 7) {
            char *start = pm_arena_alloc(arena, size);
            g_assert_nonnull(start);
            g_assert_cmpuint((gsize)start % _Alignof(max_align_t), ==, 0);
            for (size_t i = 0; i < size; i++)
                g_assert_cmpint(start[i], ==, 0);
            memset(start, 0x5a, size);
            if (last_size > 0)
                g_assert_true(last[0] == 0x5a && last[last_size - 1] == 0x5a);
            last = start;
            last_size = size;
        }
        pm_arena_reset(arena);
    }
}

static void
a_reset_keeps_the_memory_for_the_next_unit(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    for (int i = 0; i < 1000; i++)
        pm_arena_alloc(arena, 1000);
    pm_arena_reset(arena);
    char *low = pm_arena_alloc(arena, 1);
    char *high = low;
    for (int i = 0; i < 999; i++) {
        char *start = pm_arena_alloc(arena, 1000);
        g_assert_true(start > high);
        high = start;
    }
    /* one block now: nothing else lies between the first and the last */
    g_assert_cmpint(high - low, <, 1000 * (1000 + 64));
    pm_arena_reset(arena);
    g_assert_true(pm_arena_alloc(arena, 1) == low);
}

static void
an_empty_arena_can_be_reset_and_freed(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    pm_arena_reset(arena);
    pm_arena_reset(arena);
    pm_arena_free(NULL);
}

static void
strings_are_copied_with_their_nul_bytes(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    char *copy = pm_arena_strndup(arena, "a\0bcd", 3);
    g_assert_true(memcmp(copy, "a\0b", 4) == 0);
    g_assert_cmpstr(pm_arena_strdup(arena, "한국어"), ==, "한국어");
    g_assert_cmpstr(pm_arena_strndup(arena, "", 0), ==, "");
    g_assert_null(pm_arena_strdup(arena, NULL));
    g_assert_null(pm_arena_strndup(arena, NULL, 0));
    g_assert_cmpstr(pm_arena_printf(arena, "%s-%03d", "F", 7), ==, "F-007");
    g_autofree char *large = g_strnfill(100000, 'x');
    g_assert_cmpstr(pm_arena_printf(arena, "%s", large), ==, large);
}

static void
a_size_that_overflows_ends_the_program(void)
{
    if (g_test_subprocess()) {
        g_autoptr(PmArena) arena = pm_arena_new();
        size_t count = G_MAXSIZE / 8 + 2;
        pm_arena_new0(arena, guint64, count);
        return;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_failed();
    g_test_trap_assert_stderr("*cannot allocate*");
}

void test_base_arena(void);

void
test_base_arena(void)
{
    g_test_add_func("/base/arena/allocations are zeroed, aligned and apart",
                    allocations_are_zeroed_aligned_and_apart);
    g_test_add_func("/base/arena/a reset keeps the memory for the next unit",
                    a_reset_keeps_the_memory_for_the_next_unit);
    g_test_add_func("/base/arena/an empty arena can be reset and freed",
                    an_empty_arena_can_be_reset_and_freed);
    g_test_add_func("/base/arena/strings are copied with their NUL bytes",
                    strings_are_copied_with_their_nul_bytes);
    g_test_add_func("/base/arena/a size that overflows ends the program",
                    a_size_that_overflows_ends_the_program);
}
