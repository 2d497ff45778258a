/* SPDX-License-Identifier: Apache-2.0 */
/* What formats.c does not ask: the rules, commits, and a list that is full. */
#include "report/report.h"

#include "../oracle.h"

#include <string.h>

static bool
find_rule(const char *id, PmReportRule *out_rule)
{
    if (!g_str_equal(id, "x/one"))
        return false;
    *out_rule = (PmReportRule){ id, "wants {one}", "Why, and how.", PM_SEVERITY_ADVICE };
    return true;
}

/* What jq makes of a report of these findings, two times over. */
static void
assert_report(const char *format, PmDiagnostics *list, const char *filter, const char *expected)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    PmReport *report = pm_report_new(pm_report_format(format), out, PM_REPORT_PLAIN);
    pm_report_set_rules(report, find_rule);
    pm_report_document(report, "a.md", list);
    pm_report_document(report, NULL, list);
    pm_report_finish(report);
    fclose(out);
    const char *const argv[] = { "jq", "-c", filter, NULL };
    g_autofree char *answer = oracle_ask(argv, text, length, NULL);
    free(text);
    g_assert_cmpstr(g_strchomp(answer), ==, expected);
}

static void
each_rule_that_was_found_is_there_once(void)
{
    if (!oracle_found("jq"))
        return;
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *list = pm_diagnostics_new(arena);
    static const char *const rules[] = { "x/other", "x/one", "x/other" };
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
        pm_diagnostics_report(list, rules[i], PM_SEVERITY_ERROR, NULL, (PmSpan){ i, i }, "m");
    assert_report("sarif", list, ".runs[0].tool.driver.rules",
                  "[{\"id\":\"x/other\"},{\"id\":\"x/one\",\"shortDescription\":{\"text\":\"wants "
                  "{{one}}\"},\"fullDescription\":{\"text\":\"Why, and how.\"},\"help\":{\"text\":"
                  "\"Why, and how.\\n\\ngit postmortem explain x/one\"},\"defaultConfiguration\":"
                  "{\"level\":\"note\"}}]");
    assert_report("sarif", list, "[.runs[0].results[] | [.ruleId, .ruleIndex, .locations]]",
                  "[[\"x/other\",0,null],[\"x/one\",1,null],[\"x/other\",0,null],"
                  "[\"x/other\",0,null],[\"x/one\",1,null],[\"x/other\",0,null]]");
}

static void
a_finding_of_a_commit_names_it(void)
{
    if (!oracle_found("jq"))
        return;
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *list = pm_diagnostics_new(arena);
    pm_diagnostics_add(list, &(PmDiagnostic){ .rule = "x/one",
                                              .severity = PM_SEVERITY_ERROR,
                                              .path = "b.md",
                                              .commit = "c0ffee",
                                              .message = "m" });
    assert_report("sarif", list,
                  ".runs[0].results[0] | [.properties, .locations[0].physicalLocation]",
                  "[{\"commit\":\"c0ffee\"},{\"artifactLocation\":{\"uri\":\"b.md\",\"uriBaseId\":"
                  "\"%SRCROOT%\"}}]");
    assert_report("rdjson", list, ".diagnostics[0] | [.location, .message]",
                  "[{\"path\":\"b.md\"},\"m\\ncommit: c0ffee\"]");
    assert_report("gitlab", list, ".[0].location",
                  "{\"path\":\"b.md\",\"lines\":{\"begin\":1,\"end\":1}}");
}

/* No format keeps quiet about findings that it does not list. */
static void
what_is_over_the_limit_is_said(void)
{
    if (!oracle_found("jq"))
        return;
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *list = pm_diagnostics_new(arena);
    for (size_t i = 0; i < 10000; i++)
        pm_diagnostics_report(list, "x/one", PM_SEVERITY_ERROR, NULL, (PmSpan){ i, i }, "m");
    for (int i = 0; i < 3; i++)
        pm_diagnostics_report(list, "x/one", PM_SEVERITY_WARNING, NULL, (PmSpan){ 0, 0 }, "m");
    assert_report(
        "sarif", list,
        "[.runs[0].properties.summary.unlisted, (.runs[0].results[10000] | .level, .message)]",
        "[6,\"warning\",{\"text\":\"3 more findings, not listed\"}]");
    assert_report("rdjson", list, ".diagnostics[10000] | .severity, .message",
                  "\"WARNING\"\n\"3 more findings, not listed\"");
    assert_report("gitlab", list, ".[10000] | .severity, .description",
                  "\"minor\"\n\"3 more findings, not listed\"");
}

void test_report_sarif(void);

void
test_report_sarif(void)
{
    g_test_add_func("/report/sarif/each rule that was found is there once",
                    each_rule_that_was_found_is_there_once);
    g_test_add_func("/report/sarif/a finding of a commit names it", a_finding_of_a_commit_names_it);
    g_test_add_func("/report/sarif/what is over the limit is said", what_is_over_the_limit_is_said);
}
