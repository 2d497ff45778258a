/* SPDX-License-Identifier: Apache-2.0 */
#include "document/moment.h"

#include "../oracle.h"
#include "document/zone.h"

#include <string.h>

void test_document_moment(void);

/* As text: "2026-01-14 16:40:00 +3600 ~ [rest]". */
static char *
read_all(const char *text)
{
    g_auto(PmMoment) moment = { 0 };
    /* a copy without room behind it shows reads past the end */
    g_autofree char *exact = g_strdup(text);
    size_t length = pm_moment_scan(exact, &moment);
    if (length == 0)
        return g_strdup("none");
    GString *out = g_string_new(NULL);
    if (moment.unknown)
        g_string_append(out, "unknown ");
    if (moment.has_day)
        g_string_append_printf(out, "%04d-%02d-%02d ", moment.day.year, moment.day.month,
                               moment.day.day);
    if (moment.has_clock)
        g_string_append_printf(out, "%02d:%02d:%02d ", moment.seconds / 3600,
                               moment.seconds / 60 % 60, moment.seconds % 60);
    if (moment.zone != NULL)
        g_string_append_printf(out, "%d ", g_time_zone_get_offset(moment.zone, 0));
    g_string_append_printf(out, "%s[%s]", moment.rough ? "~ " : "", exact + length);
    return g_string_free(out, FALSE);
}

static void
moments_are_read_as_people_write_them(void)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        { "2026-01-14 16:40", "2026-01-14 16:40:00 []" },
        { "2026-01-14T16:40:05Z deploy", "2026-01-14 16:40:05 0 [ deploy]" },
        { "2026-01-14, 16:40", "2026-01-14 16:40:00 []" },
        { "2026/1/4 8:40", "2026-01-04 08:40:00 []" },
        { "2024-04-09 8:40", "2024-04-09 08:40:00 []" },
        { "2026-01-14", "2026-01-14 []" },
        { "2026-01-14: deploy", "2026-01-14 [: deploy]" },
        { "2019-12-03 --:--", "2019-12-03 []" },
        { "Jan 14, 10:18 AM", "0000-01-14 10:18:00 []" },
        { "January 14, 2026: deploy", "2026-01-14 [: deploy]" },
        { "14 Jan. 2026 16:58", "2026-01-14 16:58:00 []" },
        { "Sept 3 2025, 4:04 pm", "2025-09-03 16:04:00 []" },
        { "October 29-30, 2025 - CPU", "0000-10-29 [-30, 2025 - CPU]" },
        { "2026년 1월 14일 16:58", "2026-01-14 16:58:00 []" },
        { "1월 14일 오후 4:58 첫 오류", "0000-01-14 16:58:00 [ 첫 오류]" },
        { "2월 29일", "0000-02-29 []" },
        { "2026년 2월 29일", "none" },
        { "Feb 30", "none" },
        { "0 May", "none" },
        { "May be", "none" },
        { "Mayor 5", "none" },
        { "14 Januaries", "none" },
        { "Janu 14", "none" },
        { "13월 1일", "none" },
        { "1월", "none" },
        { "16:58", "16:58:00 []" },
        { "16:58:12.345 x", "16:58:12 [ x]" },
        { "9:05", "09:05:00 []" },
        { "00:00", "00:00:00 []" },
        { "23:59:60", "23:59:59 []" },
        { "16:58Z", "16:58:00 0 []" },
        { "16:58 UTC - first", "16:58:00 0 [ - first]" },
        { "16:58 (CET) first", "16:58:00 3600 [ first]" },
        { "16:58 UTC+9", "16:58:00 32400 []" },
        { "16:58 KST", "16:58:00 32400 []" },
        { "16:58+09:00", "16:58:00 32400 []" },
        { "16:58 -03:30", "16:58:00 -12600 []" },
        { "4:58 PM", "16:58:00 []" },
        { "12:52 am x", "00:52:00 [ x]" },
        { "12:00 p.m.", "12:00:00 []" },
        { "오후 4:58", "16:58:00 []" },
        { "오전 12:05 장애", "00:05:00 [ 장애]" },
        { "16:58에 첫 오류", "16:58:00 [에 첫 오류]" },
        { "~16:40", "16:40:00 ~ []" },
        { "about 16:40 it", "16:40:00 ~ [ it]" },
        { "약 16:40", "16:40:00 ~ []" },
        { "10:45~", "10:45:00 ~ []" },
        { "09:00 - 11:00", "09:00:00 []" },
        { "09:00–11:00 UTC x", "09:00:00 0 [ x]" },
        { "16:40~17:10", "16:40:00 []" },
        { "2026-01-14 23:00 – 2026-01-15 01:00", "2026-01-14 23:00:00 []" },
        { "09:00 CET - 11:00 UTC", "09:00:00 3600 []" },
        { "16:58 - first failed", "16:58:00 [ - first failed]" },
        { "unknown", "unknown []" },
        { "미상", "unknown []" },
        { "?", "unknown []" },
        { "--:--", "unknown []" },
        { "", "none" },
        { "deploy", "none" },
        { "16", "none" },
        { "16:5", "none" },
        { "16:5x", "none" },
        { "16:580", "none" },
        { "24:00", "none" },
        { "16:60", "none" },
        { "16:58:61", "none" },
        { "13:05 PM", "13:05:00 [ PM]" },
        { "0:05 AM", "00:05:00 [ AM]" },
        { "16:58x", "none" },
        { "16:58 PMs", "16:58:00 [ PMs]" },
        { "unknowns", "none" },
        { "2026-02-30 10:00", "none" },
        { "2026-13-01", "none" },
        { "0000-01-01", "none" },
        { "20202-01-16 12:00", "none" },
        { "2026-01-14-checkout-504", "none" },
        { "2024-03-13 HH:mm", "2024-03-13 [ HH:mm]" },
        { "2026.01.14 16:40", "none" },
        { "+9:05", "none" },
        { "1 6:40", "none" },
        { "～16:40", "none" },
        { "99999999999999999999:00", "none" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *read = read_all(rows[i].text);
        g_test_message("'%s'", rows[i].text);
        g_assert_cmpstr(read, ==, rows[i].expected);
    }
}

static void
words_name_zones(void)
{
    static const struct {
        const char *text;
        int offset; /* seconds on 1970-01-01; 1: none */
    } rows[] = {
        { "Time (UTC)", 0 },
        { "All times in CET.", 3600 },
        { "All times CEST", 7200 },
        { "시각 (KST)", 32400 },
        { "모든 시각은 한국 시간입니다.", 32400 },
        { "Time, UTC+9", 32400 },
        { "Time (UTC +05:30)", 19800 },
        { "GMT-3", -10800 },
        { "UTC-0330", -12600 },
        { "Time (+09:00)", 32400 },
        { "Time - (+09:00)", 32400 },
        { "All times are Asia/Tokyo", 32400 },
        { "(America/Argentina/Buenos_Aires)", -10800 },
        { "Time", 1 },
        { "", 1 },
        { "It lasted from 16:40-17:12.", 1 },
        { "on 2026-01-14", 1 },
        { "UTCX", 1 },
        { "xUTC", 1 },
        { "a fast-est machine", 1 },
        { "EST1", 1 },
        { "+15:00", 1 },
        { "+09:60", 1 },
        { "+9:00", 1 },
        { "Asia/Atlantis", 1 },
        { "CPU/Memory", 1 },
        { "Asia/../../../etc/passwd", 1 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GTimeZone) zone = pm_zone_find(rows[i].text);
        g_test_message("'%s'", rows[i].text);
        /* 1970-01-01 is interval 0 of fixed zones; ask for that day in any */
        int at = zone == NULL
                     ? 1
                     : g_time_zone_get_offset(zone, g_time_zone_find_interval(
                                                        zone, G_TIME_TYPE_UNIVERSAL, 1768409880));
        g_assert_cmpint(at, ==, rows[i].offset);
    }
}

/* Summer time and the days on which it begins are date(1)'s business. */
static void
date_agrees_on_moments_in_zones(void)
{
    static const char *const zones[] = { "Europe/Berlin", "America/New_York", "Asia/Seoul",
                                         "Australia/Sydney" };
    if (!oracle_found("date"))
        return;
    for (size_t z = 0; z < G_N_ELEMENTS(zones); z++)
        for (int month = 1; month <= 12; month++) {
            g_autofree char *text =
                g_strdup_printf("2026-%02d-%02d 14:%02d:07", month, month * 2, month);
            g_autofree char *with = g_strdup_printf("TZ=\"%s\" %s\n", zones[z], text);
            static const char *const date[] = { "date", "+%s", "-f", NULL };
            g_autofree char *answer = oracle_ask(date, with, strlen(with), NULL);
            g_auto(PmMoment) moment = { 0 };
            g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zones[z]);
            int64_t at = 0;
            g_assert_cmpuint(pm_moment_scan(text, &moment), ==, strlen(text));
            g_assert_true(pm_moment_resolve(&moment, zone, NULL, &at));
            g_assert_cmpint(at, ==, g_ascii_strtoll(answer, NULL, 10));
        }
}

/* The same days in every writing, by date(1). */
static void
date_agrees_on_days(void)
{
    static const char *const forms[] = {
        "%B %-d, %Y 07:05", "%b %-d %Y 07:05", "%-d %B %Y 07:05",
        "%d %b %Y 07:05",   "%Y-%m-%d 07:05",  "%Y/%-m/%-d 07:05"
    };
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GString) lines = g_string_new(NULL);
    if (!oracle_found("date"))
        return;
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (int day = 0; day < 400; day += 3)
        for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
            g_autoptr(GDateTime) first = g_date_time_new_utc(2023, 12, 1, 0, 0, 0);
            g_autoptr(GDateTime) then = g_date_time_add_days(first, day);
            char *text = g_date_time_format(then, forms[i]);
            g_ptr_array_add(texts, text);
            g_string_append_printf(lines, "%s\n", text);
        }
    static const char *const date[] = { "date", "-u", "+%s", "-f", NULL };
    g_autofree char *answer = oracle_ask(date, lines->str, lines->len, NULL);
    g_auto(GStrv) seconds = g_strsplit(answer, "\n", -1);
    for (guint i = 0; i < texts->len; i++) {
        g_auto(PmMoment) moment = { 0 };
        int64_t at = 0;
        g_test_message("%s", (char *)texts->pdata[i]);
        g_assert_cmpuint(pm_moment_scan(texts->pdata[i], &moment), ==, strlen(texts->pdata[i]));
        g_assert_true(pm_moment_resolve(&moment, utc, NULL, &at));
        g_assert_cmpint(at, ==, g_ascii_strtoll(seconds[i], NULL, 10));
    }
}

static void
a_day_without_a_year_is_near_another(void)
{
    static const struct {
        const char *text;
        int year, month, day, expected; /* the other day, and the year that follows */
    } rows[] = {
        { "Jan 2", 2025, 12, 30, 2026 }, { "Dec 30", 2026, 1, 2, 2025 },
        { "Jul 1", 2026, 1, 2, 2026 },   { "1월 14일", 2026, 1, 14, 2026 },
        { "Feb 29", 2025, 3, 1, 2024 },  { "Feb 29", 2022, 3, 1, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GDateTime) other =
            g_date_time_new_utc(rows[i].year, rows[i].month, rows[i].day, 0, 0, 0);
        PmDay day;
        g_assert_cmpuint(pm_day_scan(rows[i].text, &day), ==, strlen(rows[i].text));
        g_test_message("%s", rows[i].text);
        g_assert_cmpint(pm_day_complete(&day, other), ==, rows[i].expected > 0);
        g_assert_cmpint(day.year, ==, rows[i].expected);
        g_assert_false(rows[i].expected == 0 && pm_day_complete(&day, NULL));
    }
}

static void
a_clock_needs_a_day(void)
{
    g_auto(PmMoment) moment = { 0 };
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) day = g_date_time_new_utc(2026, 1, 14, 0, 0, 0);
    int64_t at = 7;
    pm_moment_scan("16:58", &moment);
    g_assert_false(pm_moment_resolve(&moment, utc, NULL, &at));
    g_assert_cmpint(at, ==, 7);
    g_assert_true(pm_moment_resolve(&moment, utc, day, &at));
    g_assert_cmpint(at, ==, 1768409880);
}

void
test_document_moment(void)
{
    g_test_add_func("/document/moment/moments are read as people write them",
                    moments_are_read_as_people_write_them);
    g_test_add_func("/document/moment/words name zones", words_name_zones);
    g_test_add_func("/document/moment/date agrees on moments in zones",
                    date_agrees_on_moments_in_zones);
    g_test_add_func("/document/moment/date agrees on days", date_agrees_on_days);
    g_test_add_func("/document/moment/a day without a year is near another",
                    a_day_without_a_year_is_near_another);
    g_test_add_func("/document/moment/a clock needs a day", a_clock_needs_a_day);
}
