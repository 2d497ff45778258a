/* SPDX-License-Identifier: Apache-2.0 */
#include "base/source.h"

#include "../oracle.h"

#include <string.h>

static const char *const pieces[] = {
    "a",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "severity: 2",
    "한국어",
    "\xf0\x9f\x92\xa5",
    "é",
    "e\xcc\x81",
    "\xff",
    "\xe2\x82",
    "\xed\xa0\x80",
    "\xf4\x90\x80\x80",
    "\xc2\x85",
    "\xe2\x80\xa8",
    "\xef\xbb\xbf",
    "\xf0\x9f",
};

static GString *
nasty(GRand *random, gsize length)
{
    GString *text = g_string_new(g_rand_boolean(random) ? "\xef\xbb\xbf" : "");
    while (text->len < length) {
        gint32 pick = g_rand_int_range(random, 0, (gint32)G_N_ELEMENTS(pieces) + 1);
        if (pick == (gint32)G_N_ELEMENTS(pieces))
            g_string_append_c(text, '\0');
        else
            g_string_append(text, pieces[pick]);
    }
    return text;
}

static void
compare_with_python(const GString *text)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    /* exactly its size, so that a read past the end is seen */
    g_autofree char *exact = g_memdup2(text->str, MAX(text->len, 1));
    const PmSource *source = pm_source_new(arena, "x.md", exact, text->len);
    g_autoptr(GString) answer = g_string_new(NULL);
    for (gsize offset = 0; offset <= text->len; offset++) {
        PmPosition at = pm_source_position(source, offset);
        g_string_append_printf(answer, "%u %u %u %u\n", at.line, at.byte, at.code_point, at.utf16);
    }
    g_autofree char *script =
        g_build_filename(g_getenv("PM_SOURCE"), "tests/unit/base/positions.py", NULL);
    const char *const argv[] = { "python3", script, NULL };
    g_autofree char *expected = oracle_ask(argv, text->str, text->len, NULL);
    g_assert_cmpstr(answer->str, ==, expected);
}

static void
positions_are_those_that_python_counts(void)
{
    if (!oracle_found("python3") || !g_getenv("PM_SOURCE"))
        return;
    static const gsize lengths[] = { 0, 1, 2, 7, 250, 256, 257, 600, 5000 };
    g_autoptr(GRand) random = g_rand_new_with_seed(20260114);
    for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
        for (int round = 0; round < 2; round++) {
            g_autoptr(GString) text = nasty(random, lengths[i]);
            compare_with_python(text);
        }
        g_autoptr(GString) letters = g_string_new(NULL);
        for (gsize k = 0; k < lengths[i] / 3; k++)
            g_string_append(letters, "한");
        compare_with_python(letters);
    }
}

static void
assert_lines(const char *text, gsize length, const char *const *expected)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmSource *source = pm_source_new(arena, "x.md", text, length);
    unsigned count = 0;
    for (; expected[count]; count++) {
        PmSpan span = pm_source_line(source, count + 1);
        g_autofree char *line = g_strndup(text + span.start, span.end - span.start);
        g_assert_cmpstr(line, ==, expected[count]);
        g_assert_cmpuint(pm_source_position(source, span.start).line, ==, count + 1);
    }
    g_assert_cmpuint(pm_source_line_count(source), ==, count);
    for (unsigned past = count + 1; past < count + 4; past++) {
        g_assert_cmpuint(pm_source_line(source, past).start, ==, length);
        g_assert_cmpuint(pm_source_line(source, past).end, ==, length);
    }
    g_assert_cmpuint(pm_source_line(source, G_MAXUINT).end, ==, length);
}

static void
lines_end_at_lf_crlf_and_cr(void)
{
    assert_lines("", 0, (const char *const[]){ "", NULL });
    assert_lines("a", 1, (const char *const[]){ "a", NULL });
    assert_lines("\n", 1, (const char *const[]){ "", NULL });
    assert_lines("a\n", 2, (const char *const[]){ "a", NULL });
    assert_lines("a\r\r\nb\rc\n\nd", 10, (const char *const[]){ "a", "", "b", "c", "", "d", NULL });
    assert_lines("\xef\xbb\xbf---\r\n", 8, (const char *const[]){ "---", NULL });
    assert_lines("\xef\xbb\xbf", 3, (const char *const[]){ "", NULL });
}

static void
every_line_of_a_long_text_is_found(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < 2000; i++) {
        char *line = g_strnfill((gsize)g_rand_int_range(random, 0, i % 50 == 0 ? 2000 : 40), 'x');
        g_ptr_array_add(lines, line);
        g_string_append(text, line);
        g_string_append(text, i % 3 == 0 ? "\r\n" : i % 3 == 1 ? "\n" : "\r");
    }
    g_ptr_array_add(lines, g_strdup("the end"));
    g_string_append(text, "the end");
    g_ptr_array_add(lines, NULL);
    assert_lines(text->str, text->len, (const char *const *)lines->pdata);
}

static void
an_offset_past_the_end_is_the_end(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmSource *source = pm_source_new(arena, "x.md", "ab\nc", 4);
    PmPosition at = pm_source_position(source, G_MAXSIZE);
    g_assert_cmpuint(at.line, ==, 2);
    g_assert_cmpuint(at.byte, ==, 2);
}

/* 10,000 findings at the end of one line of 16 MB: seconds where each one scans the line. */
static void
many_positions_in_one_long_line_are_cheap(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    gsize length = 16 * 1024 * 1024;
    g_autofree char *text = g_strnfill(length, 'x');
    const PmSource *source = pm_source_new(arena, "x.md", text, length);
    gint64 began = g_get_monotonic_time();
    pm_source_position(source, 0);
    gint64 once = g_get_monotonic_time() - began;
    for (gsize i = 0; i < 10000; i++) {
        g_assert_cmpuint(pm_source_position(source, length - i).byte, ==, length - i + 1);
        g_assert_cmpuint(pm_source_line(source, 1).end, ==, length);
    }
    gint64 all = g_get_monotonic_time() - began;
    g_test_message("first %" G_GINT64_FORMAT " us, all %" G_GINT64_FORMAT " us", once, all);
    g_assert_cmpint(all, <, once * 20 + G_USEC_PER_SEC);
}

void test_base_source(void);

void
test_base_source(void)
{
    g_test_add_func("/base/source/positions are those that python counts",
                    positions_are_those_that_python_counts);
    g_test_add_func("/base/source/lines end at LF, CRLF and CR", lines_end_at_lf_crlf_and_cr);
    g_test_add_func("/base/source/every line of a long text is found",
                    every_line_of_a_long_text_is_found);
    g_test_add_func("/base/source/an offset past the end is the end",
                    an_offset_past_the_end_is_the_end);
    g_test_add_func("/base/source/many positions in one long line are cheap",
                    many_positions_in_one_long_line_are_cheap);
}
