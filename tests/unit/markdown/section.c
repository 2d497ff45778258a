/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/section.h"

#include "reading.h"

static void
titles_are_compared_as_people_read_them(void)
{
    static const char *const pairs[][2] = {
        { "Summary", "summary" },
        { "1. Summary:", "SUMMARY" },
        { "2) Root  cause", "root cause" },
        { "(3) Impact", "impact" },
        { "1.2 What happened?", "what happened" },
        { "10.2.1. Response", "response" },
        { "📝 Summary", "summary" },
        { "Impact ⚠️", "impact" },
        { "👩🏽‍💻 Lessons", "lessons" },
        { "1️⃣ Timeline", "timeline" },
        { "타임라인：", "타임라인" },
        { "1. 요약", "요약" },
        { "영향 —", "영향" },
        { "\xe1\x84\x8b\xe1\x85\xad\xe1\x84\x8b\xe1\x85\xa3\xe1\x86\xa8", "요약" },
        { "Re\xcc\x81sume\xcc\x81", "RÉSUMÉ" },
        { "Straße", "STRASSE" },
        { "5 whys", "5 Whys" },
        { "2026-01-14", "2026-01-14" },
        { "3.14 things", "things" },
        { "🔥", "🔥" },
        { "Lessons learned …", "lessons learned" },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
        g_assert_cmpstr(pm_section_normalise(arena, pairs[i][0]), ==,
                        pm_section_normalise(arena, pairs[i][1]));
    g_assert_cmpstr(pm_section_normalise(arena, "5 Whys"), ==, "5 whys");
    g_assert_cmpstr(pm_section_normalise(arena, "24/7 support"), ==, "24/7 support");
    g_assert_cmpstr(pm_section_normalise(arena, "1.5x traffic"), ==, "1.5x traffic");
    g_assert_cmpstr(pm_section_normalise(arena, "\xff"), ==, "\ufffd");
    g_assert_cmpstr(pm_section_normalise(arena, ""), ==, "");
}

static void
a_section_reaches_to_the_next_heading_of_its_level(void)
{
    static const char *const wanted[] = { "Effect", "impact", NULL };
    g_auto(Reading) r =
        read_text("# A\na\n## 1. Impact\nb\n### C\n> ## Q\n\n## D\nd\n## IMPACT!\ne");
    PmSection section;
    g_assert_true(pm_section_find(r.outline, wanted, &section));
    assert_covers(&r, section.span, "## 1. Impact\nb\n### C\n> ## Q\n\n");
    assert_covers(&r, section.content, "\nb\n### C\n> ## Q\n\n");
    g_assert_true(pm_section_find_next(r.outline, wanted, &section, &section));
    assert_covers(&r, section.span, "## IMPACT!\ne");
    g_assert_false(pm_section_find_next(r.outline, wanted, &section, &section));
    g_assert_false(pm_section_find(r.outline, (const char *const[]){ "Q", NULL }, &section));
    section = pm_section_of(r.outline, 0);
    g_assert_cmpuint(section.span.start, ==, 0);
    g_assert_cmpuint(section.span.end, ==, r.outline->source->length);
}

static bool
is_empty(const char *content)
{
    g_autofree char *text = g_strdup_printf("# S\n%s\n# T\nother\n", content);
    g_auto(Reading) r = read_text(text);
    PmSection section = pm_section_of(r.outline, 0);
    return pm_section_is_empty(r.outline, &section);
}

static void
what_a_template_leaves_is_no_content(void)
{
    static const char *const empty[] = {
        "",
        "\n \t\n",
        "<!-- guidance -->",
        "<!-- guidance\n\nof two paragraphs -->\n\n  <!-- b --> <!-- c -->\n",
        "## Sub\n\n### Subsub\n<!-- d -->\n",
        "---\n\n***",
        "- \n- [ ]\n1.\n",
        "> \n> <!-- a -->\n",
        "| Time | Event |\n|---|---|\n| | |\n|\t|\n",
        "```\n\n```\n",
        "[link]: /definition",
    };
    static const char *const full[] = {
        "text",
        "<!-- a --> text",
        "<!-- a -->\ntext",
        "`code`",
        "<br>",
        "![](picture.png)",
        "- a",
        "- [ ] a",
        "- | a |\n  |---|\n  | b |\n",
        "## Sub\nx",
        "> quoted",
        "| Time |\n|---|\n| 10:00 |\n",
        "```\nlog\n```",
        "    code",
        "[x]",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(empty); i++)
        if (!is_empty(empty[i]))
            g_error("not empty: %s", empty[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(full); i++)
        if (is_empty(full[i]))
            g_error("empty: %s", full[i]);
}

static void
sections_of_a_refused_body_are_told_by_their_bytes(void)
{
    g_autoptr(GString) text = g_string_new("# A\n<!-- a -->\n## B\n\n# C\nc\n# D\n");
    for (int i = 0; i < 200; i++)
        g_string_append(text, "> ");
    g_auto(Reading) r = reading_new(text->str, text->len, 0);
    g_assert_true(r.outline->limited);
    static const bool expected[] = { true, true, false, false };
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        PmSection section = pm_section_of(r.outline, i);
        g_assert_cmpint(pm_section_is_empty(r.outline, &section), ==, expected[i]);
    }
}

void test_markdown_section(void);

void
test_markdown_section(void)
{
    g_test_add_func("/markdown/section/titles are compared as people read them",
                    titles_are_compared_as_people_read_them);
    g_test_add_func("/markdown/section/a section reaches to the next heading of its level",
                    a_section_reaches_to_the_next_heading_of_its_level);
    g_test_add_func("/markdown/section/what a template leaves is no content",
                    what_a_template_leaves_is_no_content);
    g_test_add_func("/markdown/section/sections of a refused body are told by their bytes",
                    sections_of_a_refused_body_are_told_by_their_bytes);
}
