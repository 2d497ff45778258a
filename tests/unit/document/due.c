/* SPDX-License-Identifier: Apache-2.0 */
#include "document/due.h"

#include "../oracle.h"

void test_document_due(void);

static void
days_are_told_as_people_say_them(void)
{
    static const struct {
        const char *due, *wanted;
        bool late;
    } rows[] = {
        { "2026-01-08", "12 d late", true },
        { "2026-01-19", "1 d late", true },
        { "2026-01-20", "due today", false },
        { "2026-01-20T23:59:00Z", "due today", false },
        { "2026-01-19T23:59:00Z", "1 d late", true },
        { "2026-01-21", "due in 1 d", false },
        { "2024-02-28", "692 d late", true }, /* with the 29th */
        { NULL, "no date", false },
        { "", "no date", false },
        { "soon", "due soon", false },
        { "2026-02-30", "due 2026-02-30", false },
        { "2026-01-08x", "due 2026-01-08x", false },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        PmDue due = pm_due_read(rows[i].due, "2026-01-20");
        g_assert_cmpstr(pm_due_tell(arena, &due, rows[i].due), ==, rows[i].wanted);
        g_assert_cmpint(pm_due_is_late(&due), ==, rows[i].late);
    }
}

static void
without_a_today_nothing_is_late(void)
{
    PmDue due = pm_due_read("2026-01-08", "");
    g_assert_cmpint(due.state, ==, PM_DUE_UNCLEAR);
    g_assert_false(pm_due_is_late(&due));
}

/* Each of them against each. */
static void
the_most_late_comes_first(void)
{
    static const char *const order[] = { "2025-12-31", "2026-01-19", "2026-01-20", "2026-03-01" };
    PmDue none = pm_due_read(NULL, "2026-01-20"), unclear = pm_due_read("x", "2026-01-20");
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        PmDue left = pm_due_read(order[i], "2026-01-20");
        g_assert_cmpint(pm_due_compare(&left, &none), <, 0);
        g_assert_cmpint(pm_due_compare(&unclear, &left), >, 0);
        for (size_t k = 0; k < G_N_ELEMENTS(order); k++) {
            PmDue right = pm_due_read(order[k], "2026-01-20");
            g_assert_cmpint(pm_due_compare(&left, &right), ==, i < k ? -1 : i > k);
        }
    }
    g_assert_cmpint(pm_due_compare(&none, &unclear), ==, 0);
}

static void
date_agrees_on_days_that_come_after(void)
{
    static const char *const from[] = { "2026-01-20", "2024-02-15", "2025-12-31", "2026-03-28" };
    static const int spans[] = { 1, 14, 28, 365, 999 };
    static const char *const date[] = { "date", "-u", "+%F", "-f", NULL };
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GString) asked = g_string_new(NULL);
    g_autoptr(GString) told = g_string_new(NULL);
    if (!oracle_found("date"))
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(from); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(spans); k++) {
            g_string_append_printf(asked, "%s +%d days\n", from[i], spans[k]);
            g_string_append_printf(told, "%s\n", pm_due_after(arena, from[i], spans[k]));
        }
    g_autofree char *answer = oracle_ask(date, asked->str, asked->len, NULL);
    g_assert_cmpstr(told->str, ==, answer);
    g_assert_null(pm_due_after(arena, "", 1));
    g_assert_null(pm_due_after(arena, "9999-12-31", 1));
}

void
test_document_due(void)
{
    g_test_add_func("/document/due/days are told as people say them",
                    days_are_told_as_people_say_them);
    g_test_add_func("/document/due/without a today nothing is late",
                    without_a_today_nothing_is_late);
    g_test_add_func("/document/due/the most late comes first", the_most_late_comes_first);
    g_test_add_func("/document/due/date agrees on days that come after",
                    date_agrees_on_days_that_come_after);
}
