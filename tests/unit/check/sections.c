/* SPDX-License-Identifier: Apache-2.0 */
/* Sections that a config knows: more titles for ours, and others, by kind and status. */
#include "fixture.h"

#include <string.h>

#define CONFIG(lines) "schema: 1\nledger: 5f0c1c1e-6f0b-4f5e-9a53-0d5c3ad1b2aa\nsections:\n" lines
#define COMMS                                                                                      \
    "  - {id: comms, title: Customer communication, aliases: [\"고객 안내\"], for: [outage], " \
    "from: reviewed}\n"
#define SHORT(kind, status, body)                                                                  \
    "---\nid: x\nkind: " kind "\nstatus: " status                                                  \
    "\nimpact: {customers: 0, data_breach: none}\n---\n" body
#define BODY "## Timeline\n\n- 2026-01-14 16:40 it began\n\n## Lessons\n\nOne.\n"
#define FULL "---\nid: x\nkind: outage\nstatus: in-review\n---\n" BODY

static const struct {
    const char *config, *text;
    const char *findings; /* of section/…, one a line */
} cases[] = {
    { CONFIG(COMMS), SHORT("outage", "draft", BODY),
      "warning: section Customer communication is missing, needed for reviewed\n" },
    { CONFIG(COMMS), SHORT("outage", "in-review", BODY),
      "warning: section Customer communication is missing, needed for reviewed\n" },
    { CONFIG(COMMS), SHORT("outage", "reviewed", BODY),
      "error: section Customer communication is missing\n" },
    { CONFIG(COMMS), SHORT("process", "reviewed", BODY), "" },
    { CONFIG(COMMS), SHORT("outage", "reviewed", BODY "\n## 고객 안내\n\nMail.\n"), "" },
    { CONFIG(COMMS), SHORT("outage", "reviewed", BODY "\n## customer COMMUNICATION:\n"),
      "error: section customer COMMUNICATION: is empty\n" },
    { CONFIG(COMMS), SHORT("process", "reviewed", BODY "\n## Customer communication\n"),
      "advice: section Customer communication is empty; this document can do without it\n" },
    { CONFIG(COMMS),
      SHORT("process", "in-review",
            BODY "\n## Customer communication\n\nA.\n\n## Customer communication\n\nB.\n"),
      "warning: section Customer communication is there twice\n" },
    /* more titles, and nothing else */
    { CONFIG("  - {id: lessons, aliases: [\"What did we take home?\"]}\n"),
      SHORT("outage", "in-review",
            "## Timeline\n\n- 16:40 x\n\n## 1. What did we take home\n\nOne.\n"),
      "" },
    { CONFIG("  - {id: lessons, title: Take-aways}\n"),
      SHORT("outage", "in-review", "## Timeline\n\n- 16:40 x\n"),
      "error: section Take-aways is missing\n" },
    /* ours are asked of more documents, or of fewer, but always of a full one */
    { CONFIG("  - {id: response, for: [near-miss]}\n"),
      SHORT("near-miss", "in-review", "## Lessons\n\nOne.\n"),
      "error: section Response is missing\n" },
    { CONFIG("  - {id: timeline, required: false}\n"),
      SHORT("outage", "in-review", "## Lessons\n\nOne.\n"), "" },
    { CONFIG(
          "  - {id: response, required: false}\n  - {id: impact, required: false, for: [outage]}\n"),
      FULL,
      "error: section Impact is missing\nerror: section Technical summary is missing\n"
      "error: section Response is missing\n" },
    { CONFIG("  - {id: summary, aliases: [In short], required: false}\n"),
      "---\nid: x\nkind: near-miss\nstatus: in-review\n---\n## In short\n\nIt broke.\n\n## Lessons\n\nOne.\n",
      "" },
};

/* Messages of the rules section/missing, empty, unused, duplicate and summary. */
static char *
findings_of(PmArena *arena, const char *config_text, const char *text)
{
    PmDiagnostics *wrong = pm_diagnostics_new(arena);
    const PmConfig *config = pm_config_load(
        arena, pm_source_new(arena, "config", config_text, strlen(config_text)), wrong);
    g_assert_nonnull(config);
    g_autoptr(PmChecker) checker = fixture_checker(config);
    PmDiagnostics *found =
        fixture_check(arena, checker, "x", text, strlen(text), PM_DOCUMENT_WHOLE, PM_STATUS_NONE);
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < pm_diagnostics_count(found); i++) {
        const PmDiagnostic *item = pm_diagnostics_get(found, i);
        bool ours = g_str_has_prefix(item->rule, "section/") &&
                    (!g_str_equal(item->rule, "section/summary") || strstr(text, "In short"));
        if (ours)
            g_string_append_printf(out, "%s: %s\n", pm_severity_name(item->severity),
                                   item->message);
    }
    return g_string_free(out, FALSE);
}

static void
a_config_asks_for_sections(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        g_autofree char *found = findings_of(arena, cases[i].config, cases[i].text);
        g_test_message("case %zu", i);
        g_assert_cmpstr(found, ==, cases[i].findings);
    }
}

/* The timeline is read under a title of the config's too. */
static void
a_timeline_of_another_title_is_read(void)
{
    static const char config_text[] = CONFIG("  - {id: timeline, aliases: [Logbook]}\n");
    static const char text[] =
        SHORT("outage", "in-review", "## Logbook\n\n- 2026-01-14 17:00 a\n- 16:00 b\n");
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *wrong = pm_diagnostics_new(arena);
    const PmConfig *config = pm_config_load(
        arena, pm_source_new(arena, "config", config_text, strlen(config_text)), wrong);
    g_autoptr(PmChecker) checker = fixture_checker(config);
    PmDiagnostics *found =
        fixture_check(arena, checker, "x", text, strlen(text), PM_DOCUMENT_WHOLE, PM_STATUS_NONE);
    size_t order = 0;
    for (size_t i = 0; i < pm_diagnostics_count(found); i++)
        order += g_str_equal(pm_diagnostics_get(found, i)->rule, "timeline/order");
    g_assert_cmpuint(order, ==, 1);
}

void test_check_sections(void);

void
test_check_sections(void)
{
    g_test_add_func("/check/sections/a config asks for sections", a_config_asks_for_sections);
    g_test_add_func("/check/sections/a timeline of another title is read",
                    a_timeline_of_another_title_is_read);
}
