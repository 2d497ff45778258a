/* SPDX-License-Identifier: Apache-2.0 */
#include "command/clock.h"

#include "command/write.h"
#include "document/fields.h"

#include <string.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)

/* "16:58" with or without seconds and zone. */
static bool
is_clock(const char *text)
{
    size_t hours = strspn(text, "0123456789");
    return (hours == 1 || hours == 2) && text[hours] == ':' && strchr(text, ' ') == NULL;
}

/* That time of day, `days` away from the day of `then`. */
static bool
on_day(const PmConfig *config, const char *clock, int64_t then, int days, int64_t *out_seconds)
{
    g_autofree char *whole = g_strdup_printf("2000-01-01T%s%s", clock[1] == ':' ? "0" : "", clock);
    int64_t probe;
    bool zoned;
    if (!pm_time_parse(whole, config->time_zone, &probe, &zoned))
        return false;
    /* a zone that the time brings along tells the day, too */
    const char *sign = strpbrk(clock, "+-");
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(!zoned         ? config->time_zone
                                                           : sign != NULL ? sign
                                                                          : "UTC");
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(then);
    g_autoptr(GDateTime) here = zone != NULL ? g_date_time_to_timezone(utc, zone) : NULL;
    g_autoptr(GDateTime) other = here != NULL ? g_date_time_add_days(here, days) : NULL;
    g_autofree char *date = other != NULL ? g_date_time_format(other, "%Y-%m-%d") : NULL;
    g_autofree char *text = g_strconcat(date, whole + strlen("2000-01-01"), NULL);
    return date != NULL && pm_time_parse(text, config->time_zone, out_seconds, NULL);
}

/* A clock that is a little ahead does not make it yesterday. */
static bool
parse_clock(const PmConfig *config, const char *text, PmClockDay day, int64_t then,
            int64_t *out_seconds)
{
    if (!on_day(config, text, then, 0, out_seconds))
        return false;
    if (day == PM_CLOCK_BEFORE && *out_seconds > then + 15 * MINUTE)
        return on_day(config, text, then, -1, out_seconds);
    if (day == PM_CLOCK_AFTER && *out_seconds < then - 4 * HOUR)
        return on_day(config, text, then, 1, out_seconds);
    return true;
}

char *
pm_clock_read(PmContext *context, const char *text, PmClockDay day, int64_t then)
{
    if (g_str_equal(text, "now"))
        return g_strdup(pm_write_now(context));
    /* as git log prints it: "2026-01-14 16:58:00 +0900" */
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    g_autofree char *close = g_strjoinv("", words);
    g_autofree char *whole =
        words[0] != NULL && words[1] != NULL && words[2] != NULL && strlen(words[0]) == 10
            ? g_strdup_printf("%s %s", words[0], close + 10)
            : g_strdup(text);
    int64_t seconds;
    bool read = is_clock(text)
                    ? parse_clock(context->config, text, day, then, &seconds)
                    : strlen(whole) > strlen("2026-01-14") &&
                          pm_time_parse(whole, context->config->time_zone, &seconds, NULL);
    g_autoptr(GDateTime) time = read ? g_date_time_new_from_unix_utc(seconds) : NULL;
    return time == NULL ? NULL : g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
}

int64_t
pm_clock_now(PmContext *context)
{
    int64_t now = context->now;
    pm_time_parse(pm_write_now(context), NULL, &now, NULL);
    return now;
}
