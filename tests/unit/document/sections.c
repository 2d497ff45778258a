/* SPDX-License-Identifier: Apache-2.0 */
#include "document/sections.h"

#include "document/template.h"
#include "reading.h"

void test_document_sections(void);

static void
titles_and_aliases_find_their_section(void)
{
    static const struct {
        const char *title, *id;
    } rows[] = {
        { "Summary", "summary" },
        { "  summary:  ", "summary" },
        { "1. Summary", "summary" },
        { "📝 Summary", "summary" },
        { "요약", "summary" },
        { "개요", "summary" },
        { "Issue Summary", "summary" },
        { "Customer impact", "impact" },
        { "영향", "impact" },
        { "영향 범위", "impact" },
        { "TIMELINE", "timeline" },
        { "Incident Timeline", "timeline" },
        { "타임라인", "timeline" },
        { "Root Cause(s)", "technical" },
        { "Root cause and mitigation", "technical" },
        { "Contributing Factors", "technical" },
        { "근본 원인", "technical" },
        { "Resolution and recovery", "response" },
        { "대응", "response" },
        { "조치 내용", "response" },
        { "Lessons Learned", "lessons" },
        { "Key Takeaways", "lessons" },
        { "교훈", "lessons" },
        { "Stats", NULL },
        { "Summary of nothing", NULL },
        { "Action Items", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("# A\n\n## %s\n\nx\n", rows[i].title);
        g_auto(Reading) self = read_document(text);
        g_test_message("%s", rows[i].title);
        for (const PmSectionName *name = pm_section_names; name->id != NULL; name++) {
            PmSection section;
            g_assert_cmpint(pm_document_section(self.document, name->id, &section), ==,
                            g_strcmp0(name->id, rows[i].id) == 0);
        }
    }
}

/* No title names two sections, and English and Korean come first. */
static void
every_title_names_one_section(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    size_t count = 0;
    for (const PmSectionName *name = pm_section_names; name->id != NULL; name++, count++) {
        g_assert_true(pm_section_name(name->id) == name);
        for (size_t i = 0; name->titles[i] != NULL; i++) {
            g_test_message("%s", name->titles[i]);
            g_assert_true(
                g_hash_table_add(seen, (void *)pm_section_normalise(arena, name->titles[i])));
            if (i < 2)
                g_assert_cmpint(g_str_is_ascii(name->titles[i]), ==, i == 0);
        }
    }
    g_assert_cmpuint(count, ==, 6);
    g_assert_null(pm_section_name("x"));
}

/* The templates' headings are the first titles of their language, in the same order. */
static void
templates_use_the_first_titles(void)
{
    static const char *const languages[] = { "en", "ko" };
    for (const char *const *template = pm_template_names(); *template != NULL; template ++)
        for (size_t l = 0; l < G_N_ELEMENTS(languages); l++) {
            size_t length, next = 0;
            const char *text = pm_template_text(*template, languages[l], &length);
            g_auto(Reading) self = reading_of(text, length, "x", PM_DOCUMENT_WHOLE, NULL);
            const PmOutline *outline = self.document->outline;
            for (size_t i = 0; i < outline->heading_count; i++) {
                if (outline->headings[i].level != 2)
                    continue;
                while (pm_section_names[next].id != NULL &&
                       !g_str_equal(pm_section_names[next].titles[l], outline->headings[i].text))
                    next++;
                g_test_message("%s.%s: %s", *template, languages[l], outline->headings[i].text);
                g_assert_nonnull(pm_section_names[next].id);
            }
            g_assert_cmpuint(outline->heading_count, >=, 3);
        }
}

void
test_document_sections(void)
{
    g_test_add_func("/document/sections/titles and aliases find their section",
                    titles_and_aliases_find_their_section);
    g_test_add_func("/document/sections/every title names one section",
                    every_title_names_one_section);
    g_test_add_func("/document/sections/templates use the first titles",
                    templates_use_the_first_titles);
}
