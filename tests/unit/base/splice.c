/* SPDX-License-Identifier: Apache-2.0 */
#include "base/splice.h"

#include "../oracle.h"
#include "base/error.h"

#include <string.h>

typedef struct {
    PmSpan at;
    const char *text;
} Edit;

static GBytes *
apply(const char *text, const Edit *edits, gsize count, GError **error)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmSplices *splices = pm_splices_new(arena);
    for (gsize i = 0; i < count; i++)
        pm_splices_add(splices, edits[i].at, edits[i].text, strlen(edits[i].text));
    return pm_splices_apply(splices, text, strlen(text), error);
}

static void
assert_applied(const char *text, const Edit *edits, gsize count, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = apply(text, edits, count, &error);
    g_assert_no_error(error);
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    g_assert_cmpuint(length, ==, strlen(expected));
    g_assert_cmpstr(data, ==, expected); /* and so a NUL follows */
}
#define assert_edits(text, expected, ...)                                                          \
    assert_applied((text), (const Edit[]){ __VA_ARGS__ },                                          \
                   sizeof((const Edit[]){ __VA_ARGS__ }) / sizeof(Edit), (expected))

static void
edits_apply_in_the_order_of_their_places(void)
{
    assert_edits("status: draft\nid: x\n", "status: closed\nid: y\n", { { 18, 19 }, "y" },
                 { { 8, 13 }, "closed" });
    assert_edits("abc", "", { { 0, 3 }, "" });
    assert_edits("", "new", { { 0, 0 }, "new" });
    assert_edits("abc", "abc!", { { 3, 3 }, "!" });
}

static void
insertions_at_one_place_keep_their_order(void)
{
    assert_edits("ad", "abcd", { { 1, 1 }, "b" }, { { 1, 1 }, "c" });
    assert_edits("ad", "aBCD", { { 1, 2 }, "D" }, { { 1, 1 }, "B" }, { { 1, 1 }, "C" });
    assert_edits("abcd", "aXYd", { { 1, 3 }, "X" }, { { 3, 3 }, "Y" });
}

static void
edits_that_overlap_or_lie_outside_are_refused(void)
{
    static const Edit bad[][2] = {
        { { { 0, 2 }, "x" }, { { 1, 3 }, "y" } },         { { { 1, 2 }, "x" }, { { 1, 2 }, "y" } },
        { { { 0, 3 }, "x" }, { { 1, 1 }, "y" } },         { { { 0, 0 }, "x" }, { { 3, 4 }, "y" } },
        { { { 0, 0 }, "x" }, { { 2, 1 }, "y" } },         { { { 4, 4 }, "x" }, { { 0, 0 }, "y" } },
        { { { 0, 0 }, "x" }, { { 1, G_MAXSIZE }, "y" } },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(apply("abc", bad[i], 2, &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_CONFLICT);
    }
}

static void
bytes_outside_of_edits_survive_to_the_letter(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmSplices *splices = pm_splices_new(arena);
    static const char text[] = "\xef\xbb\xbf"
                               "a\0\xff\r\nb";
    pm_splices_add(splices, (PmSpan){ 8, 9 }, "\0c", 2);
    g_autoptr(GBytes) bytes = pm_splices_apply(splices, text, sizeof text - 1, NULL);
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    g_assert_cmpuint(length, ==, 10);
    g_assert_true(memcmp(data,
                         "\xef\xbb\xbf"
                         "a\0\xff\r\n\0c",
                         11) == 0);
    g_assert_cmpuint(pm_splices_count(splices), ==, 1);
    g_assert_cmpuint(pm_splices_get(splices, 0)->length, ==, 2);
}

/* Thousands of edits, in any order, against python's own list of characters. */
static void
many_edits_give_what_python_gives(void)
{
    if (!oracle_found("python3"))
        return;
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    g_autoptr(GString) question = g_string_new(NULL);
    g_autofree char *text = g_strnfill(20000, '.');
    g_autoptr(PmArena) arena = pm_arena_new();
    PmSplices *splices = pm_splices_new(arena);
    for (gsize i = 0; i < 4000; i++) {
        gsize place = (i * 2503) % 4000 * 5;
        gsize size = (gsize)g_rand_int_range(random, 0, 5);
        g_autofree char *number = g_strdup_printf("<%" G_GSIZE_FORMAT ">", i);
        pm_splices_add(splices, (PmSpan){ place, place + size }, number, strlen(number));
        g_string_append_printf(question, "%" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT " %s\n", place,
                               place + size, number);
    }
    const char *const argv[] = { "python3", "-c",
                                 "import sys\n"
                                 "text = '.' * 20000\n"
                                 "edits = [l.split() for l in open(sys.argv[1])]\n"
                                 "for start, end, new in sorted(edits, key=lambda e: -int(e[0])):\n"
                                 "    text = text[:int(start)] + new + text[int(end):]\n"
                                 "print(text, end='')",
                                 NULL };
    g_autofree char *expected = oracle_ask(argv, question->str, question->len, NULL);
    g_autoptr(GBytes) bytes = pm_splices_apply(splices, text, 20000, NULL);
    g_assert_nonnull(bytes);
    g_assert_cmpstr(g_bytes_get_data(bytes, NULL), ==, expected);
}

void test_base_splice(void);

void
test_base_splice(void)
{
    g_test_add_func("/base/splice/edits apply in the order of their places",
                    edits_apply_in_the_order_of_their_places);
    g_test_add_func("/base/splice/insertions at one place keep their order",
                    insertions_at_one_place_keep_their_order);
    g_test_add_func("/base/splice/edits that overlap or lie outside are refused",
                    edits_that_overlap_or_lie_outside_are_refused);
    g_test_add_func("/base/splice/bytes outside of edits survive to the letter",
                    bytes_outside_of_edits_survive_to_the_letter);
    g_test_add_func("/base/splice/many edits give what python gives",
                    many_edits_give_what_python_gives);
}
