/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 3339: dates and times (section 5.6), durations (appendix A). */
#include "schema/format.h"

#include <glib.h>
#include <string.h>

/* What is left to read. */
typedef struct {
    const char *at;
    const char *end;
} Text;

static bool
take(Text *text, char c)
{
    if (text->at == text->end || *text->at != c)
        return false;
    text->at++;
    return true;
}

static bool
take_any(Text *text, char a, char b)
{
    return take(text, a) || take(text, b);
}

static bool
take_number(Text *text, size_t digits, unsigned least, unsigned most, unsigned *out_value)
{
    unsigned value = 0;
    for (size_t i = 0; i < digits; i++) {
        if (text->at == text->end || !g_ascii_isdigit(*text->at))
            return false;
        value = value * 10 + (unsigned)(*text->at++ - '0');
    }
    *out_value = value;
    return value >= least && value <= most;
}

static bool
take_digits(Text *text)
{
    const char *from = text->at;
    while (text->at < text->end && g_ascii_isdigit(*text->at))
        text->at++;
    return text->at > from;
}

static bool
is_leap(unsigned year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool
take_date(Text *text)
{
    static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    unsigned year;
    unsigned month;
    unsigned day;
    return take_number(text, 4, 0, 9999, &year) && take(text, '-') &&
           take_number(text, 2, 1, 12, &month) && take(text, '-') &&
           take_number(text, 2, 1, days[month - 1] + (month == 2 && is_leap(year) ? 1U : 0U), &day);
}

/* Minutes that the local time is ahead of UTC. */
static bool
take_offset(Text *text, int *out_minutes)
{
    unsigned hours;
    unsigned minutes;
    *out_minutes = 0;
    if (take_any(text, 'Z', 'z'))
        return true;
    bool ahead = take(text, '+');
    if (!ahead && !take(text, '-'))
        return false;
    if (!take_number(text, 2, 0, 23, &hours) || !take(text, ':') ||
        !take_number(text, 2, 0, 59, &minutes))
        return false;
    *out_minutes = (int)(hours * 60 + minutes) * (ahead ? 1 : -1);
    return true;
}

static bool
take_time(Text *text)
{
    unsigned hour;
    unsigned minute;
    unsigned second;
    int ahead;
    if (!take_number(text, 2, 0, 23, &hour) || !take(text, ':') ||
        !take_number(text, 2, 0, 59, &minute) || !take(text, ':') ||
        !take_number(text, 2, 0, 60, &second))
        return false;
    if (take(text, '.') && !take_digits(text))
        return false;
    if (!take_offset(text, &ahead))
        return false;
    /* a leap second ends a day of UTC */
    const int day = 24 * 60;
    int utc = ((int)(hour * 60 + minute) - ahead + day) % day;
    return second < 60 || utc == day - 1;
}

bool
pm_format_date(const char *text, size_t length)
{
    Text rest = { text, text + length };
    return take_date(&rest) && rest.at == rest.end;
}

bool
pm_format_time(const char *text, size_t length)
{
    Text rest = { text, text + length };
    return take_time(&rest) && rest.at == rest.end;
}

bool
pm_format_date_time(const char *text, size_t length)
{
    Text rest = { text, text + length };
    return take_date(&rest) && take_any(&rest, 'T', 't') && take_time(&rest) && rest.at == rest.end;
}

/* Numbers with these units; what follows the first has to follow in `units` too: 1H30M, but not
 * 1H30S. */
static bool
take_units(Text *text, const char *units)
{
    bool any = false;
    while (take_digits(text)) {
        const char *found = text->at < text->end && *text->at ? strchr(units, *text->at) : NULL;
        if (!found || (any && found != units))
            return false;
        text->at++;
        units = found + 1;
        any = true;
    }
    return any;
}

bool
pm_format_duration(const char *text, size_t length)
{
    Text rest = { text, text + length };
    if (!take(&rest, 'P'))
        return false;
    if (take(&rest, 'T'))
        return take_units(&rest, "HMS") && rest.at == rest.end;
    const char *from = rest.at;
    if (take_digits(&rest) && take(&rest, 'W'))
        return rest.at == rest.end;
    rest.at = from;
    if (!take_units(&rest, "YMD"))
        return false;
    if (take(&rest, 'T') && !take_units(&rest, "HMS"))
        return false;
    return rest.at == rest.end;
}
