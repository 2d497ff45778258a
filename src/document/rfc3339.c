/* SPDX-License-Identifier: Apache-2.0 */
#include "document/rfc3339.h"

#include "document/fields.h"

#include <string.h>

#define DAY (24 * 3600)

/* A time, taken apart. */
typedef struct {
    const char *day; /* ten bytes */
    char hour[3];
    char minute[3];
    char second[16]; /* with its fraction */
    char zone[8];    /* "Z", "+09:00"; "": none */
} Parts;

/* Copy `count` digits; false where there are fewer. */
static bool
take_digits(const char **at, size_t count, char *out)
{
    for (size_t i = 0; i < count; i++, (*at)++) {
        if (!g_ascii_isdigit(**at))
            return false;
        out[i] = **at;
    }
    out[count] = '\0';
    return true;
}

static bool
take_hour(const char **at, char *out)
{
    if (g_ascii_isdigit((*at)[0]) && (*at)[1] == ':') {
        out[0] = '0';
        return take_digits(at, 1, out + 1);
    }
    return take_digits(at, 2, out);
}

/* ":58", ":58.25", or nothing, which is the beginning of the minute. */
static bool
take_second(const char **at, char *out, size_t room)
{
    g_strlcpy(out, "00", room);
    if (**at != ':')
        return true;
    (*at)++;
    if (!take_digits(at, 2, out))
        return false;
    if (**at != '.')
        return true;
    size_t length = 1 + strspn(*at + 1, "0123456789");
    if (length == 1 || 2 + length >= room)
        return false;
    memcpy(out + 2, *at, length);
    out[2 + length] = '\0';
    *at += length;
    return true;
}

static bool
is_utc(const char *name)
{
    return g_ascii_strcasecmp(name, "Z") == 0 || g_ascii_strcasecmp(name, "UTC") == 0 ||
           g_ascii_strcasecmp(name, "GMT") == 0;
}

/* "", "Z", "UTC", "+09", "+0900", "+09:00" */
static bool
take_zone(const char *at, char *out, size_t room)
{
    char hour[3], minute[3] = "00";
    at += strspn(at, " ");
    if (*at == '\0' || is_utc(at)) {
        g_strlcpy(out, *at == '\0' ? "" : "Z", room);
        return true;
    }
    char sign = *at++;
    if ((sign != '+' && sign != '-') || !take_digits(&at, 2, hour))
        return false;
    at += *at == ':';
    if (*at != '\0' && !take_digits(&at, 2, minute))
        return false;
    g_snprintf(out, room, "%c%s:%s", sign, hour, minute);
    return *at == '\0';
}

static bool
take_apart(const char *text, Parts *out)
{
    if (strlen(text) <= strlen("2026-01-14T") || strchr("Tt ", text[10]) == NULL)
        return false;
    out->day = text;
    const char *at = text + 11;
    if (!take_hour(&at, out->hour) || *at++ != ':' || !take_digits(&at, 2, out->minute))
        return false;
    return take_second(&at, out->second, sizeof out->second) &&
           take_zone(at, out->zone, sizeof out->zone);
}

bool
pm_rfc3339_is(const char *text)
{
    Parts parts;
    if (!take_apart(text, &parts) || *parts.zone == '\0')
        return false;
    size_t zone = g_ascii_toupper(text[strlen(text) - 1]) == 'Z' ? 1 : strlen("+09:00");
    return strlen(text) == strlen("2026-01-14T16:58:") + strlen(parts.second) + zone;
}

static int64_t
offset_at(GTimeZone *zone, int64_t moment)
{
    int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, moment);
    return interval < 0 ? 0 : g_time_zone_get_offset(zone, interval);
}

/* The offset of a clock, whose time reads as `clock` seconds in UTC; false where it showed that
 * time twice, or never. */
static bool
find_offset(const char *time_zone, int64_t clock, int64_t *out_offset)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(time_zone);
    size_t count = 0;
    if (zone == NULL)
        return false;
    int64_t before = offset_at(zone, clock - DAY), after = offset_at(zone, clock + DAY);
    int64_t candidates[] = { before, after };
    for (size_t i = 0; i < (before == after ? 1 : 2); i++)
        if (offset_at(zone, clock - candidates[i]) == candidates[i]) {
            *out_offset = candidates[i];
            count++;
        }
    return count == 1 && *out_offset % 60 == 0;
}

static bool
give_zone(Parts *parts, const char *time_zone, int64_t clock)
{
    int64_t offset;
    if (time_zone == NULL || !find_offset(time_zone, clock, &offset))
        return false;
    int minutes = (int)(ABS(offset) / 60);
    if (minutes == 0)
        g_strlcpy(parts->zone, "Z", sizeof parts->zone);
    else
        g_snprintf(parts->zone, sizeof parts->zone, "%c%02d:%02d", offset < 0 ? '-' : '+',
                   minutes / 60 % 24, minutes % 60);
    return true;
}

static char *
put_together(const Parts *parts, const char *zone)
{
    return g_strdup_printf("%.10sT%s:%s:%s%s", parts->day, parts->hour, parts->minute,
                           parts->second, zone);
}

char *
pm_rfc3339_of(const char *text, const char *time_zone)
{
    Parts parts;
    int64_t clock, then, now;
    if (!take_apart(text, &parts))
        return NULL;
    g_autofree char *in_utc = put_together(&parts, "Z");
    if (!pm_time_parse(in_utc, NULL, &clock, NULL))
        return NULL;
    bool zoned = *parts.zone != '\0';
    if (!zoned && !give_zone(&parts, time_zone, clock))
        return NULL;
    g_autofree char *out = put_together(&parts, parts.zone);
    if (!pm_time_parse(out, NULL, &now, NULL))
        return NULL;
    /* what we read from it so far must be the moment that it names from now on */
    if (pm_time_parse(text, time_zone, &then, NULL) && then != now)
        return NULL;
    return g_str_equal(out, text) ? NULL : g_steal_pointer(&out);
}
