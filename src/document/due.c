/* SPDX-License-Identifier: Apache-2.0 */
#include "document/due.h"

#include "document/fields.h"

#include <string.h>

enum { DAY = 24 * 60 * 60 };

/* The midnight that a day begins with. */
static bool
read_day(const char *text, int64_t *out_seconds)
{
    g_autofree char *day = g_strndup(text, strlen("2026-01-14"));
    return pm_time_parse(day, NULL, out_seconds, NULL);
}

PmDue
pm_due_read(const char *due, const char *today)
{
    int64_t then, now;
    if (due == NULL || *due == '\0')
        return (PmDue){ .state = PM_DUE_NEVER };
    if (!pm_time_parse(due, NULL, &then, NULL) || !read_day(due, &then) || !read_day(today, &now))
        return (PmDue){ .state = PM_DUE_UNCLEAR };
    return (PmDue){ .state = PM_DUE_KNOWN, .late = (now - then) / DAY };
}

bool
pm_due_is_late(const PmDue *due)
{
    return due->state == PM_DUE_KNOWN && due->late > 0;
}

const char *
pm_due_tell(PmArena *arena, const PmDue *due, const char *text)
{
    if (due->state == PM_DUE_NEVER)
        return "no date";
    if (due->state == PM_DUE_UNCLEAR)
        return pm_arena_printf(arena, "due %s", text);
    if (due->late == 0)
        return "due today";
    return due->late > 0 ? pm_arena_printf(arena, "%" G_GINT64_FORMAT " d late", due->late)
                         : pm_arena_printf(arena, "due in %" G_GINT64_FORMAT " d", -due->late);
}

int
pm_due_compare(const PmDue *left, const PmDue *right)
{
    bool known = left->state == PM_DUE_KNOWN;
    if (known != (right->state == PM_DUE_KNOWN))
        return known ? -1 : 1;
    if (!known || left->late == right->late)
        return 0;
    return left->late > right->late ? -1 : 1;
}

const char *
pm_due_after(PmArena *arena, const char *day, int days)
{
    int64_t seconds;
    if (!read_day(day, &seconds))
        return NULL;
    g_autoptr(GDateTime) from = g_date_time_new_from_unix_utc(seconds);
    g_autoptr(GDateTime) to = from != NULL ? g_date_time_add_days(from, days) : NULL;
    g_autofree char *text = to != NULL ? g_date_time_format(to, "%Y-%m-%d") : NULL;
    return text != NULL ? pm_arena_strdup(arena, text) : NULL;
}
