/* SPDX-License-Identifier: Apache-2.0 */
#include "document/moment.h"

#include "document/zone.h"

#include <string.h>

static size_t
blanks(const char *text)
{
    return strspn(text, " \t");
}

/* The first of some words that `text` begins with: its length, 0: none. ASCII case is ignored. */
static size_t
scan_word(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (g_ascii_strncasecmp(text, *words, strlen(*words)) == 0)
            return strlen(*words);
    return 0;
}

/* Between `least` and `most` digits, and no digit behind them; 0: not so. */
static size_t
scan_number(const char *text, size_t least, size_t most, int *out)
{
    size_t length = strspn(text, "0123456789");
    if (length < least || length > most)
        return 0;
    *out = 0;
    for (size_t i = 0; i < length; i++)
        *out = *out * 10 + (text[i] - '0');
    return length;
}

static size_t
scan_day(const char *text, PmMoment *out)
{
    size_t length = pm_day_scan(text, &out->day);
    out->has_day = length > 0;
    return length;
}

/* " PM", "am", "p.m.": 0: a clock of 24 hours, or no such hour. */
static size_t
scan_half(const char *text, int *hour)
{
    static const char *const before[] = { "a.m.", "am", NULL };
    static const char *const after[] = { "p.m.", "pm", NULL };
    size_t gap = blanks(text);
    size_t length = scan_word(text + gap, before);
    bool late = length == 0;
    if (late)
        length = scan_word(text + gap, after);
    if (length == 0 || g_ascii_isalnum(text[gap + length]) || *hour < 1 || *hour > 12)
        return 0;
    *hour = *hour % 12 + (late ? 12 : 0);
    return gap + length;
}

/* "9:05", "16:58", "16:58:12", "16:58:12.345", "4:58 PM", "오후 4:58" */
static size_t
scan_clock(const char *text, PmMoment *out)
{
    static const char *const morning[] = { "오전", NULL };
    static const char *const evening[] = { "오후", NULL };
    int hour, minute, second = 0;
    size_t late = scan_word(text, evening);
    size_t half = late > 0 ? late : scan_word(text, morning);
    size_t at = half + (half > 0 ? blanks(text + half) : 0);
    size_t length = scan_number(text + at, 1, 2, &hour);
    if (length == 0 || text[at + length] != ':')
        return 0;
    at += length + 1;
    length = scan_number(text + at, 2, 2, &minute);
    if (length == 0)
        return 0;
    at += length;
    if (text[at] == ':' && (length = scan_number(text + at + 1, 2, 2, &second)) > 0) {
        at += length + 1;
        if (text[at] == '.' && g_ascii_isdigit(text[at + 1]))
            at += 1 + strspn(text + at + 1, "0123456789");
    }
    if (half == 0)
        at += scan_half(text + at, &hour);
    else if (hour < 1 || hour > 12)
        return 0;
    else
        hour = hour % 12 + (late > 0 ? 12 : 0);
    if (hour > 23 || minute > 59 || second > 60)
        return 0;
    out->has_clock = true;
    out->seconds = hour * 3600 + minute * 60 + MIN(second, 59); /* a leap second, as GLib does */
    return at;
}

/* " CET", "Z", "+09:00", " (UTC)" */
static size_t
scan_zone(const char *text, PmMoment *out)
{
    size_t at = blanks(text), length = 0;
    bool bracket = text[at] == '(';
    const char *name = text + at + (bracket ? 1 : 0);
    if ((*name == 'Z' || *name == 'z') && !g_ascii_isalnum(name[1])) {
        out->zone = g_time_zone_new_utc();
        length = 1;
    } else {
        out->zone = pm_zone_scan(name, &length);
    }
    if (out->zone != NULL && (!bracket || name[length] == ')'))
        return at + length + (bracket ? 2 : 0);
    g_clear_pointer(&out->zone, g_time_zone_unref);
    return 0;
}

/* "–11:00", " - 2026-01-15 11:00 UTC", "~17:10": until when it lasted; its zone is the beginning's
 * too. */
static size_t
scan_until(const char *text, PmMoment *out)
{
    static const char *const marks[] = { "-", "–", "—", "~", "〜", "to ", NULL };
    size_t at = blanks(text);
    size_t mark = scan_word(text + at, marks);
    if (mark == 0)
        return 0;
    at += mark;
    at += blanks(text + at);
    g_auto(PmMoment) end = { 0 };
    size_t day = scan_day(text + at, &end);
    if (day > 0)
        day += MAX(blanks(text + at + day), text[at + day] == 'T' ? 1u : 0u);
    size_t clock = scan_clock(text + at + day, &end);
    if (clock == 0)
        return 0;
    at += day + clock;
    size_t zone = scan_zone(text + at, &end);
    if (out->zone == NULL)
        out->zone = g_steal_pointer(&end.zone);
    return at + zone;
}

static size_t
scan_unknown(const char *text, PmMoment *out)
{
    static const char *const words[] = { "unknown", "n/a", "--:--", "??:??",      "??",
                                         "?",       "-",   "미상",  "알 수 없음", NULL };
    size_t length = scan_word(text, words);
    if (length == 0 || g_ascii_isalnum(text[length]))
        return 0;
    out->unknown = true;
    return length;
}

/* A day, a clock, or both. */
static size_t
scan_given(const char *text, PmMoment *out)
{
    size_t day = scan_day(text, out);
    if (day == 0)
        return scan_clock(text, out);
    size_t gap = text[day] == 'T' || text[day] == 't' ? 1 : blanks(text + day);
    if (gap == 0 && text[day] == ',')
        gap = 1 + blanks(text + day + 1);
    size_t clock = gap > 0 ? scan_clock(text + day + gap, out) : 0;
    size_t unknown = clock == 0 && gap > 0 && g_str_has_prefix(text + day + gap, "--:--") ? 5 : 0;
    return clock + unknown > 0 ? day + gap + clock + unknown : day;
}

static size_t
scan(const char *text, PmMoment *out)
{
    static const char *const marks[] = { "~",    "≈",   "about ",  "approx. ", "approx ",
                                         "ca. ", "c. ", "around ", "약 ",      NULL };
    size_t at = strspn(text, " \t");
    size_t mark = scan_word(text + at, marks);
    out->rough = mark > 0;
    at += mark + blanks(text + at + mark);
    size_t length = scan_given(text + at, out);
    if (length == 0)
        return mark == 0 && (length = scan_unknown(text + at, out)) > 0 ? at + length : 0;
    at += length;
    if (out->has_clock) {
        at += scan_zone(text + at, out);
        size_t until = scan_until(text + at, out);
        at += until;
        if (until == 0 && text[at] == '~') {
            out->rough = true;
            at++;
        }
    }
    return g_ascii_isalnum(text[at]) ? 0 : at;
}

size_t
pm_moment_scan(const char *text, PmMoment *out)
{
    g_auto(PmMoment) moment = { 0 };
    size_t length = scan(text, &moment);
    if (length == 0)
        return 0;
    *out = moment;
    moment.zone = NULL;
    return length;
}

void
pm_moment_clear(PmMoment *moment)
{
    g_clear_pointer(&moment->zone, g_time_zone_unref);
}

bool
pm_moment_resolve(const PmMoment *moment, GTimeZone *zone, GDateTime *day, int64_t *out_seconds)
{
    PmDay on = moment->day;
    if (moment->unknown || (!moment->has_day && day == NULL))
        return false;
    if (!moment->has_day)
        g_date_time_get_ymd(day, &on.year, &on.month, &on.day);
    if (!pm_day_complete(&on, day))
        return false;
    g_autoptr(GDateTime) time =
        g_date_time_new(moment->zone != NULL ? moment->zone : zone, on.year, on.month, on.day,
                        moment->seconds / 3600, moment->seconds / 60 % 60, moment->seconds % 60);
    if (time == NULL)
        return false;
    *out_seconds = g_date_time_to_unix(time);
    return true;
}
