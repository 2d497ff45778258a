/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"

#include <string.h>

static void
formats_are_found_by_name(void)
{
    for (size_t i = 0; pm_report_formats[i]; i++) {
        g_assert_true(pm_report_format(pm_report_formats[i]->name) == pm_report_formats[i]);
        g_assert_cmpstr(pm_report_formats[i]->summary, !=, "");
    }
    g_assert_nonnull(pm_report_format("human"));
    g_assert_nonnull(pm_report_format("json"));
    g_assert_null(pm_report_format("Human"));
    g_assert_null(pm_report_format(""));
}

/* The findings of a document die with it; the end of the report must not need them. */
static void
nothing_of_a_document_is_kept(void)
{
    for (size_t i = 0; pm_report_formats[i]; i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        g_autofree char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        PmReport *report = pm_report_new(pm_report_formats[i], out, PM_REPORT_PLAIN);
        for (int k = 0; k < 3; k++) {
            PmDiagnostics *list = pm_diagnostics_new(arena);
            const PmSource *source = pm_source_new(arena, pm_arena_strdup(arena, "a.md"),
                                                   pm_arena_strdup(arena, "x"), 1);
            pm_diagnostics_report(list, pm_arena_strdup(arena, "x/one"), PM_SEVERITY_ERROR, source,
                                  (PmSpan){ 0, 1 }, "a thing");
            pm_report_document(report, "a.md", list);
            pm_arena_reset(arena);
        }
        PmReportTotals totals = pm_report_finish(report);
        fclose(out);
        g_assert_cmpuint(totals.errors, ==, 3);
        g_assert_cmpstr(totals.first_rule, ==, "x/one");
    }
}

/* What people read must claim no more than was looked at. */
static void
what_is_not_shown_is_counted(void)
{
    static const char *const names[] = { "human", "github" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        PmReport *report = pm_report_new(pm_report_format(names[i]), out, PM_REPORT_PLAIN);
        pm_report_hidden(report, 4);
        pm_report_as_adopted(report);
        pm_report_finish(report);
        fclose(out);
        g_assert_nonnull(strstr(text, "not shown: 4 older findings, 1 document"));
        free(text);
    }
}

void test_report_report(void);

void
test_report_report(void)
{
    g_test_add_func("/report/report/formats are found by name", formats_are_found_by_name);
    g_test_add_func("/report/report/what is not shown is counted", what_is_not_shown_is_counted);
    g_test_add_func("/report/report/nothing of a document is kept", nothing_of_a_document_is_kept);
}
