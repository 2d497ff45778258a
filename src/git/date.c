/* SPDX-License-Identifier: Apache-2.0 */
#include "git/date.h"

#include <glib.h>
#include <locale.h>
#include <string.h>
#include <time.h>

/* What git accepts as seconds without '@' and a zone: fewer digits could be a year or a day. */
#define BARE_SECONDS_MIN G_GINT64_CONSTANT(100000000)

int
pm_date_local_offset(int64_t time)
{
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_local(time);

    return moment ? (int)(g_date_time_get_utc_offset(moment) / G_TIME_SPAN_MINUTE) : 0;
}

/* "+0900", "+09:00", "+09", "Z", "UTC" or "GMT" up to the end. */
static bool
parse_zone(const char *text, int *out_minutes)
{
    int digits[4] = { 0 };
    int count = 0;

    if (strcmp(text, "Z") == 0 || strcmp(text, "UTC") == 0 || strcmp(text, "GMT") == 0) {
        *out_minutes = 0;
        return true;
    }
    if (*text != '+' && *text != '-')
        return false;
    for (const char *c = text + 1; *c; c++) {
        if (*c == ':' && count == 2)
            continue;
        if (!g_ascii_isdigit(*c) || count == 4)
            return false;
        digits[count++] = *c - '0';
    }
    int minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3];
    if ((count != 2 && count != 4) || digits[2] > 5 || minutes > 14 * 60)
        return false;
    *out_minutes = *text == '-' ? -minutes : minutes;
    return true;
}

/* "@epoch +0900" and "epoch +0900"; without a zone the local one. */
static bool
parse_raw(const char *text, int64_t *out_time, int *out_minutes)
{
    bool marked = *text == '@';
    char *end = NULL;
    int minutes = 0;

    text += marked;
    if (!g_ascii_isdigit(*text))
        return false;
    guint64 seconds = g_ascii_strtoull(text, &end, 10);
    while (*end == ' ')
        end++;
    if (seconds > G_MAXINT64 / 2 || ((!marked || *end == '\0') && seconds < BARE_SECONDS_MIN))
        return false;
    if (*end == '\0')
        minutes = pm_date_local_offset((int64_t)seconds);
    else if (!parse_zone(end, &minutes))
        return false;
    *out_time = (int64_t)seconds;
    *out_minutes = minutes;
    return true;
}

/* A fraction of a second is read and dropped, as in git. */
static const char *
skip_fraction(const char *text)
{
    if (*text == '.' && g_ascii_isdigit(text[1])) {
        for (text++; g_ascii_isdigit(*text); text++)
            ;
    }
    while (*text == ' ')
        text++;
    return text;
}

static bool
finish(const struct tm *parts, const char *rest, int64_t *out_time, int *out_minutes)
{
    bool local = *rest == '\0';
    int minutes = 0;

    if (!local && !parse_zone(rest, &minutes))
        return false;
    g_autoptr(GTimeZone) zone =
        local ? g_time_zone_new_local() : g_time_zone_new_offset(minutes * 60);
    /* checks that the day exists, which strptime does not */
    g_autoptr(GDateTime) moment =
        g_date_time_new(zone, parts->tm_year + 1900, parts->tm_mon + 1, parts->tm_mday,
                        parts->tm_hour, parts->tm_min, parts->tm_sec);
    if (moment == NULL || g_date_time_to_unix(moment) < 0)
        return false;
    *out_time = g_date_time_to_unix(moment);
    *out_minutes = (int)(g_date_time_get_utc_offset(moment) / G_TIME_SPAN_MINUTE);
    return true;
}

bool
pm_date_parse(const char *text, int64_t *out_time, int *out_offset_minutes)
{
    static const char *const formats[] = {
        "%a, %d %b %Y %H:%M:%S",                      /* RFC 2822 */
        "%d %b %Y %H:%M:%S",     "%Y-%m-%dT%H:%M:%S", /* ISO 8601 */
        "%Y-%m-%d %H:%M:%S",     "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",        "%a %b %d %H:%M:%S %Y", /* git log */
    };
    bool found = parse_raw(text, out_time, out_offset_minutes);
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);

    for (size_t i = 0; !found && plain && i < G_N_ELEMENTS(formats); i++) {
        struct tm parts = { .tm_mday = 1 };
        const char *rest = strptime_l(text, formats[i], &parts, plain);
        found = rest && finish(&parts, skip_fraction(rest), out_time, out_offset_minutes);
    }
    if (plain)
        freelocale(plain);
    return found;
}
