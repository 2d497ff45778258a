/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/outline.h"

#include "reading.h"

static char *
repeat(const char *text, size_t count)
{
    GString *out = g_string_new(NULL);
    while (count-- > 0)
        g_string_append(out, text);
    return g_string_free(out, FALSE);
}

/* Each of these keeps cmark 0.30.2 busy for seconds. */
static void
what_makes_the_parser_slow_is_refused(void)
{
    static const struct {
        const char *text;
        size_t count;
        const char *then;
        size_t then_count;
    } slow[] = {
        { "![[]()", 20000, "", 0 },   { "- ", 20000, "\n", 40000 },  { "> ", 20000, "a\n", 10000 },
        { "1. ", 10000, "\n", 9000 }, { "* > ", 9000, "**a", 9000 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(slow); i++) {
        g_autofree char *first = repeat(slow[i].text, slow[i].count);
        g_autofree char *second = repeat(slow[i].then, slow[i].then_count);
        g_autofree char *text = g_strconcat("# A\n\n", first, "a", second, "\n# B\n", NULL);
        g_auto(Reading) r = read_text(text);
        g_assert_true(r.outline->limited);
        g_assert_cmpuint(r.outline->heading_count, ==, 2);
        g_assert_cmpuint(pm_diagnostics_count(r.findings), ==, 1);
        const PmDiagnostic *finding = pm_diagnostics_get(r.findings, 0);
        g_assert_cmpstr(finding->rule, ==, "markdown/limit");
        g_assert_cmpint(finding->severity, ==, PM_SEVERITY_ERROR);
        g_assert_cmpuint(finding->span.start, >=, 5);
    }
}

static void
what_people_write_is_not_refused(void)
{
    static const char *const texts[] = {
        "- a\n",         "- a\n  - b\n    - c\n", "> - a\n",       "* * *\n",
        "- - - - - -\n", "------------\n",        "    - a\n",     "![a](b) [c](d)\n\n",
        "| - | - |\n",   "[INFO] x [1] y\n",      "\t\t- a\n\n",   ">> a\n\n",
        "1. a\n",        "10:00 [a]: b\n",        "[\n",           "*a **b `c <d\n",
        "-\t- a\n\n",    "```\n> > > > >\n```\n", "a\n  - b\nc\n", "- a\nb\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *text = repeat(texts[i], 2000);
        g_auto(Reading) r = read_text(text);
        if (r.outline->limited)
            g_error("%s: %s", texts[i], pm_diagnostics_get(r.findings, 0)->message);
    }
    g_autofree char *line = repeat("- ", 500);
    g_auto(Reading) r = read_text(line);
    g_assert_false(r.outline->limited); /* a thematic break */
}

static void
a_body_of_more_than_a_mebibyte_is_refused(void)
{
    g_autofree char *line = g_strnfill(1023, 'a');
    g_autofree char *lines = g_strjoin("\n", "# b", line, NULL);
    g_autofree char *text = repeat(lines, 1024);
    g_auto(Reading) most = reading_new(text, 1048576, 0);
    g_assert_false(most.outline->limited);
    g_auto(Reading) more = reading_new(text, 1048577, 0);
    g_assert_true(more.outline->limited);
    g_assert_cmpuint(more.outline->heading_count, ==, most.outline->heading_count);
}

static void
headings_of_a_refused_body_are_found_outside_code(void)
{
    g_autofree char *deep = repeat("> ", 200);
    g_autofree char *text =
        g_strconcat("  ##  A *b* ## \n#not\n    # not\n``` x\n# not\n~~~\n````\n#\n",
                    "####### not\n~~~\n# not\n~~~\n### c#\r\n", deep, NULL);
    g_auto(Reading) r = read_text(text);
    g_assert_true(r.outline->limited);
    g_assert_cmpuint(r.outline->heading_count, ==, 3);
    assert_covers(&r, r.outline->headings[0].span, "##  A *b* ##");
    g_assert_cmpstr(r.outline->headings[0].text, ==, "A *b*");
    g_assert_cmpint(r.outline->headings[0].level, ==, 2);
    g_assert_cmpstr(r.outline->headings[1].text, ==, "");
    g_assert_cmpstr(r.outline->headings[2].text, ==, "c#");
}

void test_markdown_guard(void);

void
test_markdown_guard(void)
{
    g_test_add_func("/markdown/guard/what makes the parser slow is refused",
                    what_makes_the_parser_slow_is_refused);
    g_test_add_func("/markdown/guard/what people write is not refused",
                    what_people_write_is_not_refused);
    g_test_add_func("/markdown/guard/a body of more than a mebibyte is refused",
                    a_body_of_more_than_a_mebibyte_is_refused);
    g_test_add_func("/markdown/guard/headings of a refused body are found outside code",
                    headings_of_a_refused_body_are_found_outside_code);
}
