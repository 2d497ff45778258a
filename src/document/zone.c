/* SPDX-License-Identifier: Apache-2.0 */
#include "document/zone.h"

#include <stdbool.h>
#include <string.h>

static const struct {
    const char *name;
    const char *identifier;
} zones[] = {
    { "CET", "+01:00" },       { "CEST", "+02:00" },        { "BST", "+01:00" },
    { "EET", "+02:00" },       { "EEST", "+03:00" },        { "EST", "-05:00" },
    { "EDT", "-04:00" },       { "CST", "-06:00" },         { "CDT", "-05:00" },
    { "MST", "-07:00" },       { "MDT", "-06:00" },         { "PST", "-08:00" },
    { "PDT", "-07:00" },       { "KST", "+09:00" },         { "JST", "+09:00" },
    { "IST", "+05:30" },       { "AEST", "+10:00" },        { "AEDT", "+11:00" },
    { "한국 시간", "+09:00" }, { "한국시간", "+09:00" },    { "한국 시각", "+09:00" },
    { "한국시각", "+09:00" },  { "한국 표준시", "+09:00" },
};

/* Regions of the tz database; another word with a slash in it is none. */
static const char *const regions[] = { "Africa/",     "America/", "Asia/",
                                       "Atlantic/",   "Europe/",  "Australia/",
                                       "Antarctica/", "Indian/",  "Pacific/" };

static bool
ends_word(const char *text)
{
    return !g_ascii_isalnum(*text);
}

/* "+9", "-0330", "+09:00": how long it is, 0: no offset. `strict`: only the last form. */
static size_t
scan_offset(const char *text, bool strict, char out_identifier[static 7])
{
    if (*text != '+' && *text != '-')
        return 0;
    const char *digits = text + 1;
    size_t hours = strspn(digits, "0123456789");
    bool minutes = hours <= 2 && digits[hours] == ':' && g_ascii_isdigit(digits[hours + 1]) &&
                   g_ascii_isdigit(digits[hours + 2]);
    size_t length = 1 + hours + (minutes ? 3 : 0);
    if (hours == 0 || hours == 3 || hours > 4 || !ends_word(text + length) ||
        (strict && (hours != 2 || !minutes)))
        return 0;
    int number = 0;
    for (size_t i = 0; i < hours; i++)
        number = number * 10 + (digits[i] - '0');
    int hour = hours == 4 ? number / 100 : number;
    int minute = hours == 4 ? number % 100
                 : minutes  ? (digits[hours + 1] - '0') * 10 + (digits[hours + 2] - '0')
                            : 0;
    if (hour > 14 || minute > 59)
        return 0;
    g_snprintf(out_identifier, 7, "%c%02u:%02u", *text, (unsigned)hour % 100, (unsigned)minute);
    return length;
}

static GTimeZone *
scan_utc(const char *text, size_t *out_length)
{
    char identifier[7] = "UTC";
    if (!g_str_has_prefix(text, "UTC") && !g_str_has_prefix(text, "GMT"))
        return NULL;
    size_t blanks = strspn(text + 3, " ");
    size_t offset = scan_offset(text + 3 + blanks, false, identifier);
    if (offset == 0 && !ends_word(text + 3))
        return NULL;
    *out_length = 3 + (offset > 0 ? blanks + offset : 0);
    return g_time_zone_new_identifier(identifier);
}

static GTimeZone *
scan_region(const char *text, size_t *out_length)
{
    for (size_t i = 0; i < G_N_ELEMENTS(regions); i++) {
        if (!g_str_has_prefix(text, regions[i]))
            continue;
        size_t length = strlen(regions[i]);
        while (g_ascii_isalpha(text[length]) ||
               (text[length] != '\0' && strchr("_/-", text[length])))
            length++;
        g_autofree char *name = g_strndup(text, length);
        GTimeZone *zone = length < 64 ? g_time_zone_new_identifier(name) : NULL;
        *out_length = zone != NULL ? length : 0;
        return zone;
    }
    return NULL;
}

GTimeZone *
pm_zone_scan(const char *text, size_t *out_length)
{
    char identifier[7];
    *out_length = scan_offset(text, true, identifier);
    if (*out_length > 0)
        return g_time_zone_new_identifier(identifier);
    GTimeZone *zone = scan_utc(text, out_length);
    if (zone != NULL)
        return zone;
    for (size_t i = 0; i < G_N_ELEMENTS(zones); i++) {
        size_t length = strlen(zones[i].name);
        if (g_str_has_prefix(text, zones[i].name) && ends_word(text + length)) {
            *out_length = length;
            return g_time_zone_new_identifier(zones[i].identifier);
        }
    }
    return scan_region(text, out_length);
}

GTimeZone *
pm_zone_find(const char *text)
{
    /* at the start of each word; "16:40-17:12" is a range, and no offset behind a clock */
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        size_t length;
        GTimeZone *zone = at == text || !g_ascii_isalnum(at[-1]) ? pm_zone_scan(at, &length) : NULL;
        if (zone != NULL)
            return zone;
    }
    return NULL;
}
