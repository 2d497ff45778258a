/* SPDX-License-Identifier: Apache-2.0 */
#include "base/diagnostic.h"

static const PmSpan nowhere = { 0, 0 };

static void
the_order_is_path_then_offset_then_rule(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *list = pm_diagnostics_new(arena);
    const PmSource *a = pm_source_new(arena, "a.md", "0123456789", 10);
    const PmSource *b = pm_source_new(arena, "b.md", "0123456789", 10);
    pm_diagnostics_report(list, "x/two", PM_SEVERITY_ERROR, b, nowhere, "6");
    pm_diagnostics_report(list, "x/two", PM_SEVERITY_ERROR, a, (PmSpan){ 9, 10 }, "5");
    pm_diagnostics_report(list, "x/two", PM_SEVERITY_ERROR, a, (PmSpan){ 2, 9 }, "3");
    pm_diagnostics_report(list, "x/one", PM_SEVERITY_ADVICE, a, (PmSpan){ 2, 3 }, "2");
    pm_diagnostics_report(list, "x/two", PM_SEVERITY_ERROR, a, (PmSpan){ 2, 3 }, "4");
    pm_diagnostics_report(list, "x/two", PM_SEVERITY_ERROR, NULL, nowhere, "1");
    pm_diagnostics_sort(list);
    g_autoptr(GString) order = g_string_new(NULL);
    for (size_t i = 0; i < pm_diagnostics_count(list); i++)
        g_string_append(order, pm_diagnostics_get(list, i)->message);
    g_assert_cmpstr(order->str, ==, "123456");
}

static void
exact_repetitions_are_dropped(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *list = pm_diagnostics_new(arena);
    const PmSource *a = pm_source_new(arena, "a.md", "0123456789", 10);
    for (int i = 0; i < 3; i++) {
        pm_diagnostics_report(list, "x/one", PM_SEVERITY_ERROR, a, (PmSpan){ 1, 2 }, "same");
        pm_diagnostics_report(list, "x/one", PM_SEVERITY_ERROR, a, (PmSpan){ 1, 3 }, "same");
        pm_diagnostics_report(list, "x/one", PM_SEVERITY_ERROR, a, (PmSpan){ 1, 2 }, "other");
        pm_diagnostics_report(list, "x/two", PM_SEVERITY_ERROR, a, (PmSpan){ 1, 2 }, "same");
        PmDiagnostic *one =
            pm_diagnostics_report(list, "x/one", PM_SEVERITY_ERROR, NULL, nowhere, "same");
        one->commit = i == 0 ? "c0ffee" : "decade";
    }
    pm_diagnostics_sort(list);
    g_assert_cmpuint(pm_diagnostics_count(list), ==, 6);
}

static void
findings_are_counted_by_severity_and_off_is_none(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *list = pm_diagnostics_new(arena);
    g_assert_true(pm_diagnostics_arena(list) == arena);
    g_assert_null(pm_diagnostics_report(list, "x", PM_SEVERITY_OFF, NULL, nowhere, "off"));
    pm_diagnostics_report(list, "x", PM_SEVERITY_WARNING, NULL, nowhere, "w");
    PmDiagnostic *added =
        pm_diagnostics_report(list, "x", PM_SEVERITY_ERROR, NULL, nowhere, "%d of %s", 2, "F1");
    added->help = "completed later";
    pm_diagnostics_report(list, "x", PM_SEVERITY_ERROR, NULL, nowhere, "e");
    g_assert_cmpuint(pm_diagnostics_count(list), ==, 3);
    g_assert_cmpuint(pm_diagnostics_count_of(list, PM_SEVERITY_ERROR), ==, 2);
    g_assert_cmpuint(pm_diagnostics_count_of(list, PM_SEVERITY_WARNING), ==, 1);
    g_assert_cmpuint(pm_diagnostics_count_of(list, PM_SEVERITY_ADVICE), ==, 0);
    g_assert_cmpstr(pm_diagnostics_get(list, 1)->message, ==, "2 of F1");
    g_assert_cmpstr(pm_diagnostics_get(list, 1)->help, ==, "completed later");
    g_assert_cmpstr(pm_severity_name(PM_SEVERITY_ADVICE), ==, "advice");
}

static void
what_is_over_the_limit_is_counted_and_still_decides(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *list = pm_diagnostics_new(arena);
    PmDiagnostic *first = NULL;
    for (unsigned i = 0; i < 10000; i++) {
        PmDiagnostic *added =
            pm_diagnostics_report(list, "x", PM_SEVERITY_ADVICE, NULL, nowhere, "%u", i);
        g_assert_nonnull(added);
        first = first ? first : added;
    }
    g_assert_null(pm_diagnostics_report(list, "x", PM_SEVERITY_ERROR, NULL, nowhere, "last"));
    g_assert_true(pm_diagnostics_get(list, 0) == first); /* growing moved nothing */
    g_assert_cmpuint(pm_diagnostics_count(list), ==, 10000);
    g_assert_cmpuint(pm_diagnostics_dropped(list), ==, 1);
    g_assert_cmpuint(pm_diagnostics_count_of(list, PM_SEVERITY_ERROR), ==, 1);
    pm_diagnostics_sort(list);
    g_assert_cmpuint(pm_diagnostics_count(list), ==, 10000);
}

static bool
is_error(const PmDiagnostic *diagnostic, void *data)
{
    ++*(unsigned *)data;
    return diagnostic->severity == PM_SEVERITY_ERROR;
}

static void
a_filter_keeps_the_order(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *list = pm_diagnostics_new(arena);
    for (unsigned i = 0; i < 6; i++) {
        PmSeverity severity = i % 2 == 0 ? PM_SEVERITY_ERROR : PM_SEVERITY_WARNING;
        pm_diagnostics_report(list, "x", severity, NULL, nowhere, "%u", i);
    }
    unsigned asked = 0;
    pm_diagnostics_filter(list, is_error, &asked);
    g_assert_cmpuint(asked, ==, 6);
    g_assert_cmpuint(pm_diagnostics_count(list), ==, 3);
    g_assert_cmpstr(pm_diagnostics_get(list, 2)->message, ==, "4");
}

static void
what_is_suppressed_is_counted(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *list = pm_diagnostics_new(arena);
    for (unsigned i = 0; i < 4; i++)
        pm_diagnostics_report(list, "x", i % 2 ? PM_SEVERITY_ERROR : PM_SEVERITY_ADVICE, NULL,
                              (PmSpan){ 0, 0 }, "%u", i);
    g_assert_cmpuint(pm_diagnostics_suppressed(list), ==, 0);
    unsigned asked = 0;
    pm_diagnostics_suppress(list, is_error, &asked);
    g_assert_cmpuint(pm_diagnostics_count(list), ==, 2);
    g_assert_cmpuint(pm_diagnostics_count_of(list, PM_SEVERITY_ERROR), ==, 0);
    g_assert_cmpuint(pm_diagnostics_suppressed(list), ==, 2);
    pm_diagnostics_filter(list, is_error, &asked);
    g_assert_cmpuint(pm_diagnostics_suppressed(list), ==, 2);
}

static bool
is_second(const PmDiagnostic *diagnostic, void *data)
{
    (void)data;
    return g_str_equal(diagnostic->message, "1");
}

static void
what_is_lowered_stays_in_its_place_and_is_never_raised(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *list = pm_diagnostics_new(arena);
    unsigned asked = 0;
    for (unsigned i = 0; i < 3; i++)
        pm_diagnostics_report(list, "x", PM_SEVERITY_ERROR, NULL, (PmSpan){ 0, 0 }, "%u", i);
    pm_diagnostics_suppress(list, is_error, &asked);
    for (unsigned i = 0; i < 3; i++)
        pm_diagnostics_report(list, "x", i % 2 ? PM_SEVERITY_ERROR : PM_SEVERITY_ADVICE, NULL,
                              (PmSpan){ 0, 0 }, "%u", i);
    pm_diagnostics_lower(list, PM_SEVERITY_WARNING, is_second, NULL);
    g_assert_cmpuint(pm_diagnostics_count_of(list, PM_SEVERITY_WARNING), ==, 1);
    g_assert_cmpuint(pm_diagnostics_count_of(list, PM_SEVERITY_ADVICE), ==, 2);
    g_assert_cmpstr(pm_diagnostics_get(list, 1)->message, ==, "1");
    g_assert_cmpuint(pm_diagnostics_suppressed(list), ==, 3);
    pm_diagnostics_lower(list, PM_SEVERITY_ERROR, is_second, NULL);
    g_assert_cmpuint(pm_diagnostics_count_of(list, PM_SEVERITY_WARNING), ==, 1);
}

void test_base_diagnostic(void);

void
test_base_diagnostic(void)
{
    g_test_add_func("/base/diagnostic/the order is path, then offset, then rule",
                    the_order_is_path_then_offset_then_rule);
    g_test_add_func("/base/diagnostic/exact repetitions are dropped",
                    exact_repetitions_are_dropped);
    g_test_add_func("/base/diagnostic/findings are counted by severity, and off is none",
                    findings_are_counted_by_severity_and_off_is_none);
    g_test_add_func("/base/diagnostic/what is over the limit is counted and still decides",
                    what_is_over_the_limit_is_counted_and_still_decides);
    g_test_add_func("/base/diagnostic/a filter keeps the order", a_filter_keeps_the_order);
    g_test_add_func("/base/diagnostic/what is suppressed is counted",
                    what_is_suppressed_is_counted);
    g_test_add_func("/base/diagnostic/what is lowered stays in its place and is never raised",
                    what_is_lowered_stays_in_its_place_and_is_never_raised);
}
