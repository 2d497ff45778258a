/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The clocks of laws, and counting by them.
 *
 * Regulation (EU) 2016/679 (GDPR), Article 33(1). Directive (EU) 2022/2555 (NIS2), Article
 * 23(4)(a), (b), (d). Regulation (EU) 2022/2554 (DORA), Article 19(4), with Delegated Regulation
 * (EU) 2025/301, Article 5(1) and, for what is classified as major only later, 5(2).
 */
#include "document/duty.h"

#include <string.h>

enum { HOUR = 60 * 60, DAY = 24 * HOUR };

#define NIS2 "Directive (EU) 2022/2555, Article 23(4)"
#define DORA "Delegated Regulation (EU) 2025/301, Article 5(1)"

const PmDutyClock pm_duty_laws[] = {
    { .name = "gdpr-notification",
      .profile = "gdpr",
      .organisation = "the supervisory authority",
      .kind = "regulator",
      .source = "Regulation (EU) 2016/679, Article 33(1)",
      .bounds = { { "aware", "72h" } } },
    { .name = "nis2-early-warning",
      .profile = "nis2",
      .organisation = "the CSIRT or competent authority",
      .kind = "cert",
      .source = NIS2 "(a)",
      .bounds = { { "aware", "24h" } } },
    { .name = "nis2-notification",
      .profile = "nis2",
      .organisation = "the CSIRT or competent authority",
      .kind = "cert",
      .source = NIS2 "(b)",
      .bounds = { { "aware", "72h" } } },
    { .name = "nis2-final-report",
      .profile = "nis2",
      .organisation = "the CSIRT or competent authority",
      .kind = "cert",
      .source = NIS2 "(d)",
      .bounds = { { "nis2-notification", "1mo" } } },
    { .name = "dora-initial-notification",
      .profile = "dora",
      .organisation = "the competent authority",
      .kind = "regulator",
      .source = DORA "(a)",
      .bounds = { { "classified", "4h" }, { "aware", "24h" } } },
    { .name = "dora-intermediate-report",
      .profile = "dora",
      .organisation = "the competent authority",
      .kind = "regulator",
      .source = DORA "(b)",
      .bounds = { { "dora-initial-notification", "72h" } } },
    { .name = "dora-final-report",
      .profile = "dora",
      .organisation = "the competent authority",
      .kind = "regulator",
      .source = DORA "(c)",
      .bounds = { { "dora-intermediate-report", "1mo" } } },
    { .name = NULL },
};

/* What is significant (NIS2) or major (DORA) is for each to say; the two worst severities stand in
 * for it. */
static const struct {
    const char *profile, *when;
} profiles[] = {
    { "gdpr", "data_breach!=none not kind:near-miss" },
    { "nis2", "severity<=2 not kind:near-miss,process" },
    { "dora", "severity<=2 not kind:near-miss,process" },
};

const char *
pm_duty_law_when(const char *profile)
{
    for (size_t i = 0; i < G_N_ELEMENTS(profiles); i++)
        if (g_str_equal(profiles[i].profile, profile))
            return profiles[i].when;
    return NULL;
}

bool
pm_period_parse(const char *text, PmPeriod *out)
{
    static const struct {
        const char *name;
        PmPeriod period;
    } units[] = { { "h", { 1, PM_PERIOD_HOURS } },
                  { "d", { 1, PM_PERIOD_DAYS } },
                  { "w", { 7, PM_PERIOD_DAYS } },
                  { "mo", { 1, PM_PERIOD_MONTHS } } };
    enum { DIGITS = 3 };
    size_t digits = text != NULL ? strspn(text, "0123456789") : 0;
    int number = 0;
    for (size_t i = 0; digits <= DIGITS && i < digits; i++)
        number = number * 10 + g_ascii_digit_value(text[i]);
    for (size_t i = 0; number > 0 && i < G_N_ELEMENTS(units); i++)
        if (g_str_equal(text + digits, units[i].name)) {
            *out = (PmPeriod){ number * units[i].period.count, units[i].period.unit };
            return true;
        }
    return false;
}

static GDateTime *
local(int64_t seconds, const char *zone)
{
    g_autoptr(GTimeZone) here = zone != NULL ? g_time_zone_new_identifier(zone) : NULL;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);
    if (utc == NULL || here == NULL)
        return g_steal_pointer(&utc);
    return g_date_time_to_timezone(utc, here);
}

static char *
day_of(int64_t seconds, const char *zone)
{
    g_autoptr(GDateTime) here = local(seconds, zone);
    return here != NULL ? g_date_time_format(here, "%Y-%m-%d") : g_strdup("");
}

/* The last second of the day that begins then: a day of a change of clocks has 23 hours, or 25. */
static int64_t
end_of_day(int64_t start, const char *zone)
{
    g_autoptr(GDateTime) here = local(start, zone);
    g_autoptr(GDateTime) next = here != NULL ? g_date_time_add_days(here, 1) : NULL;
    return next != NULL ? g_date_time_to_unix(next) - 1 : start + DAY - 1;
}

PmDeadline
pm_deadline_read(PmArena *arena, const char *text, const char *zone)
{
    PmDeadline out = { 0 };
    if (text == NULL || !pm_time_parse(text, zone, &out.start, NULL))
        return (PmDeadline){ 0 };
    out.text = pm_arena_strdup(arena, text);
    out.is_day = strlen(text) == strlen("2026-01-14");
    out.end = out.is_day ? end_of_day(out.start, zone) : out.start;
    return out;
}

PmDeadline
pm_deadline_after(PmArena *arena, const PmDeadline *from, PmPeriod period, const char *zone)
{
    if (from->text == NULL)
        return (PmDeadline){ 0 };
    if (period.unit == PM_PERIOD_HOURS && !from->is_day)
        return pm_deadline_read(
            arena, pm_time_format(arena, from->start + (int64_t)period.count * HOUR), zone);
    g_autoptr(GDateTime) here = local(from->start, zone);
    if (here == NULL)
        return (PmDeadline){ 0 };
    /* of what began on some hour of a day, hours are counted from its first */
    g_autoptr(GDateTime) then =
        period.unit == PM_PERIOD_MONTHS ? g_date_time_add_months(here, period.count)
        : period.unit == PM_PERIOD_DAYS ? g_date_time_add_days(here, period.count)
                                        : g_date_time_add_hours(here, period.count);
    g_autofree char *day = then != NULL ? g_date_time_format(then, "%Y-%m-%d") : NULL;
    return pm_deadline_read(arena, day, zone);
}

bool
pm_deadline_is_missed(const PmDeadline *deadline, const PmDeadline *moment, const char *zone)
{
    if (deadline->text == NULL || moment->text == NULL)
        return false;
    if (!deadline->is_day && !moment->is_day)
        return moment->start > deadline->end;
    g_autofree char *last = day_of(deadline->start, zone);
    g_autofree char *day = day_of(moment->start, zone);
    return strcmp(day, last) > 0;
}

const char *
pm_deadline_tell(PmArena *arena, const PmDeadline *deadline, int64_t now)
{
    bool late = now > deadline->end;
    int64_t seconds = late ? now - deadline->end : deadline->end - now;
    bool hours = seconds < 2 * DAY;
    int64_t count = seconds / (hours ? HOUR : DAY);
    if (hours && count == 0)
        return late ? "less than an hour late" : "due within the hour";
    return pm_arena_printf(arena, "%s%" G_GINT64_FORMAT " %s%s%s", late ? "" : "due in ", count,
                           hours ? "hour" : "day", count == 1 ? "" : "s", late ? " late" : "");
}
