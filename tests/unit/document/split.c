/* SPDX-License-Identifier: Apache-2.0 */
#include "document/split.h"

#include "../oracle.h"

#include <string.h>

void test_document_split(void);

static PmSplit
split(const char *text, size_t length)
{
    /* a copy without a NUL behind it: nothing may read past the end */
    g_autofree char *exact = g_memdup2(text, MAX(length, 1));
    return pm_split(exact, length);
}

static void
assert_holds(const char *bytes, PmSpan span, const char *expected)
{
    g_assert_cmpuint(span.start, <=, span.end);
    g_autofree char *held = g_strndup(bytes + span.start, span.end - span.start);
    g_assert_cmpstr(held, ==, expected);
}

static void
front_matter_lies_between_the_fences(void)
{
    static const struct {
        const char *text;
        PmSplitState state;
        const char *front, *body;
        bool bom;
    } rows[] = {
        { "", PM_SPLIT_NONE, "", "", false },
        { "x", PM_SPLIT_NONE, "", "x", false },
        { "-", PM_SPLIT_NONE, "", "-", false },
        { "\n", PM_SPLIT_NONE, "", "\n", false },
        { "\xef\xbb\xbf", PM_SPLIT_NONE, "", "", true },
        { "\xef\xbb", PM_SPLIT_NONE, "", "\xef\xbb", false },
        { "# Title\n\n---\n", PM_SPLIT_NONE, "", "# Title\n\n---\n", false },
        { "\n---\na: 1\n---\n", PM_SPLIT_NONE, "", "\n---\na: 1\n---\n", false },
        { " ---\na: 1\n---\n", PM_SPLIT_NONE, "", " ---\na: 1\n---\n", false },
        { "----\na: 1\n----\n", PM_SPLIT_NONE, "", "----\na: 1\n----\n", false },
        { "--- # a\na: 1\n---\n", PM_SPLIT_NONE, "", "--- # a\na: 1\n---\n", false },
        { "---", PM_SPLIT_UNTERMINATED, "", "", false },
        { "---\n", PM_SPLIT_UNTERMINATED, "", "", false },
        { "---\na: 1\n", PM_SPLIT_UNTERMINATED, "", "a: 1\n", false },
        { "---\na: 1\n ---\n", PM_SPLIT_UNTERMINATED, "", "a: 1\n ---\n", false },
        { "---\n---\n", PM_SPLIT_FOUND, "", "", false },
        { "---\n---", PM_SPLIT_FOUND, "", "", false },
        { "---\na: 1\n---\nb", PM_SPLIT_FOUND, "a: 1\n", "b", false },
        { "---\na: 1\n...\nb", PM_SPLIT_FOUND, "a: 1\n", "b", false },
        { "--- \t\na: 1\n---  \nb", PM_SPLIT_FOUND, "a: 1\n", "b", false },
        { "---\r\na: 1\r\n---\r\nb\r\n", PM_SPLIT_FOUND, "a: 1\r\n", "b\r\n", false },
        { "\xef\xbb\xbf---\na: 1\n---\nb", PM_SPLIT_FOUND, "a: 1\n", "b", true },
        { "---\na: 1\n---\nb\n---\nc: 1\n---\n", PM_SPLIT_FOUND, "a: 1\n", "b\n---\nc: 1\n---\n",
          false },
        { "---\n제목: 결제\n---\n본문\n", PM_SPLIT_FOUND, "제목: 결제\n", "본문\n", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("row %zu: %s", i, rows[i].text);
        PmSplit out = split(rows[i].text, strlen(rows[i].text));
        g_assert_cmpint(out.state, ==, rows[i].state);
        g_assert_cmpint(out.bom, ==, rows[i].bom);
        assert_holds(rows[i].text, out.front, rows[i].front);
        assert_holds(rows[i].text, out.body, rows[i].body);
    }
}

static void
a_fence_holds_no_nul(void)
{
    static const char text[] = "---\0\na: 1\n---\n";
    g_assert_cmpint(split(text, sizeof text - 1).state, ==, PM_SPLIT_NONE);
}

/* What sed calls the lines between the first two fences, for each of the real reports. */
static void
sed_finds_the_same_front_matter_in_real_reports(void)
{
    g_autofree char *folder = oracle_data("postmortems/jenkins-status/content/issues");
    if (folder == NULL || !oracle_found("sed"))
        return;
    static const char *const sed[] = { "sed", "-n", "1d;/^---[[:space:]]*$/q;p", NULL };
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    size_t count = 0;
    for (const char *name; (name = g_dir_read_name(names)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *bytes = NULL;
        gsize length;
        if (!g_str_has_suffix(name, ".md") || !g_file_get_contents(path, &bytes, &length, NULL) ||
            count >= 60)
            continue;
        g_autofree char *lines = oracle_ask(sed, bytes, length, NULL);
        PmSplit out = split(bytes, length);
        g_assert_cmpint(out.state, ==, PM_SPLIT_FOUND);
        assert_holds(bytes, out.front, lines);
        count++;
    }
    g_assert_cmpuint(count, ==, 60);
}

static void
a_huge_text_is_split_at_once(void)
{
    g_autoptr(GString) text = g_string_new("---\n");
    for (size_t i = 0; i < 1000000; i++)
        g_string_append(text, "--\n-\n- -\n");
    g_assert_cmpint(split(text->str, text->len).state, ==, PM_SPLIT_UNTERMINATED);
    /* were it quadratic, the time limit of ctest would end it */
}

void
test_document_split(void)
{
    g_test_add_func("/document/split/front matter lies between the fences",
                    front_matter_lies_between_the_fences);
    g_test_add_func("/document/split/a fence holds no NUL", a_fence_holds_no_nul);
    g_test_add_func("/document/split/sed finds the same front matter in real reports",
                    sed_finds_the_same_front_matter_in_real_reports);
    g_test_add_func("/document/split/a huge text is split at once", a_huge_text_is_split_at_once);
}
