/* SPDX-License-Identifier: Apache-2.0 */
#include "document/day.h"

#include <stdlib.h>
#include <string.h>

/* A year in which every day of the calendar is. */
#define LEAP 2024

static const char *const months[] = { "January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December" };

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
skip(const char *text, const char *word)
{
    return g_str_has_prefix(text, word) ? strlen(word) : 0;
}

/* "2026-01-14", "2026/1/14" */
static size_t
scan_numbers(const char *text, PmDay *out)
{
    size_t at = scan_number(text, 4, 4, &out->year);
    if (at == 0 || (text[at] != '-' && text[at] != '/'))
        return 0;
    char mark = text[at++];
    size_t length = scan_number(text + at, 1, 2, &out->month);
    if (length == 0 || text[at + length] != mark)
        return 0;
    at += length + 1;
    length = scan_number(text + at, 1, 2, &out->day);
    bool name = text[at + length] == '-' && g_ascii_isalnum(text[at + length + 1]);
    return length == 0 || name ? 0 : at + length; /* "2026-01-14-checkout" is an id */
}

/* "2026년 1월 14일", "1월 14일" */
static size_t
scan_korean(const char *text, PmDay *out)
{
    size_t at = scan_number(text, 4, 4, &out->year);
    size_t year = at > 0 ? skip(text + at, "년") : 0;
    at = year > 0 ? at + year + strspn(text + at + year, " ") : 0;
    if (at == 0)
        out->year = 0;
    size_t length = scan_number(text + at, 1, 2, &out->month);
    size_t mark = length > 0 ? skip(text + at + length, "월") : 0;
    if (mark == 0)
        return 0;
    at += length + mark;
    at += strspn(text + at, " ");
    length = scan_number(text + at, 1, 2, &out->day);
    mark = length > 0 ? skip(text + at + length, "일") : 0;
    return mark == 0 ? 0 : at + length + mark;
}

/* "January", "jan", "Jan.", "Sept" */
static size_t
scan_month(const char *text, int *out)
{
    for (int i = 0; i < (int)G_N_ELEMENTS(months); i++) {
        size_t length = 0;
        while (months[i][length] != '\0' &&
               g_ascii_tolower(text[length]) == g_ascii_tolower(months[i][length]))
            length++;
        bool whole = months[i][length] == '\0';
        if (g_ascii_isalpha(text[length]) || (!whole && length != 3 && (i != 8 || length != 4)))
            continue;
        *out = i + 1;
        return length + (!whole && text[length] == '.' ? 1 : 0);
    }
    return 0;
}

/* ", 2026", " 2026": 0: no year follows. */
static size_t
scan_year(const char *text, int *out)
{
    size_t gap = (*text == ',' ? 1 : 0);
    gap += strspn(text + gap, " ");
    int year;
    size_t length = gap > 0 ? scan_number(text + gap, 4, 4, &year) : 0;
    if (length == 0 || year == 0)
        return 0;
    *out = year;
    return gap + length;
}

/* "January 14, 2026", "Jan 14", "14 January 2026" */
static size_t
scan_english(const char *text, PmDay *out)
{
    size_t month = scan_month(text, &out->month);
    size_t first = month > 0 ? month : scan_number(text, 1, 2, &out->day);
    size_t gap = first > 0 ? strspn(text + first, " ") : 0;
    size_t second = gap == 0    ? 0
                    : month > 0 ? scan_number(text + first + gap, 1, 2, &out->day)
                                : scan_month(text + first + gap, &out->month);
    if (second == 0)
        return 0;
    out->year = 0;
    size_t at = first + gap + second;
    return at + scan_year(text + at, &out->year);
}

static bool
exists(int year, int month, int day)
{
    return month >= 1 && month <= 12 && day >= 1 && year >= 1 &&
           g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

size_t
pm_day_scan(const char *text, PmDay *out)
{
    static size_t (*const forms[])(const char *, PmDay *) = { scan_numbers, scan_korean,
                                                              scan_english };
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        PmDay day = { 0 };
        size_t length = forms[i](text, &day);
        if (length == 0)
            continue;
        bool dated = i == 0 || day.year > 0;
        if (!exists(dated ? day.year : LEAP, day.month, day.day))
            return 0;
        *out = day;
        return length;
    }
    return 0;
}

bool
pm_day_complete(PmDay *day, GDateTime *other)
{
    if (day->year > 0)
        return true;
    if (other == NULL)
        return false;
    int best = 0, year, month, date;
    g_date_time_get_ymd(other, &year, &month, &date);
    for (int i = MAX(year - 1, 1); i <= year + 1; i++) {
        int now = (i - year) * 372 + (day->month - month) * 31 + day->day - date;
        int then = (best - year) * 372 + (day->month - month) * 31 + day->day - date;
        if (exists(i, day->month, day->day) && (best == 0 || abs(now) < abs(then)))
            best = i;
    }
    day->year = best;
    return best > 0;
}
