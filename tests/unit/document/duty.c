/* SPDX-License-Identifier: Apache-2.0 */
#include "document/duty.h"

#include "reading.h"

void test_document_duty(void);

static void
periods_are_read_or_refused(void)
{
    static const struct {
        const char *text;
        int count;
        PmPeriodUnit unit;
    } rows[] = {
        { "72h", 72, PM_PERIOD_HOURS },
        { "14d", 14, PM_PERIOD_DAYS },
        { "2w", 14, PM_PERIOD_DAYS },
        { "1mo", 1, PM_PERIOD_MONTHS },
        { "999h", 999, PM_PERIOD_HOURS },
        { "", 0, 0 },
        { NULL, 0, 0 },
        { "h", 0, 0 },
        { "0h", 0, 0 },
        { "1000h", 0, 0 },
        { "72", 0, 0 },
        { "72 h", 0, 0 },
        { "-1d", 0, 0 },
        { "1m", 0, 0 },
        { "99999999999d", 0, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        PmPeriod period = { 0 };
        g_test_message("%s", rows[i].text);
        g_assert_cmpint(pm_period_parse(rows[i].text, &period), ==, rows[i].count > 0);
        g_assert_cmpint(period.count, ==, rows[i].count);
        g_assert_cmpint(period.unit, ==, rows[i].unit);
    }
}

static void
zoneinfo_agrees_on_deadlines(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_auto(GStrv) lines = lines_of("deadlines.py");
    size_t count = 0;
    for (; lines != NULL && lines[count] != NULL; count++) {
        g_auto(GStrv) parts = g_strsplit(lines[count], "\t", 5);
        PmPeriod period;
        g_test_message("%s", lines[count]);
        g_assert_true(pm_period_parse(parts[1], &period));
        PmDeadline from = pm_deadline_read(arena, parts[0], parts[2]);
        PmDeadline due = pm_deadline_after(arena, &from, period, parts[2]);
        g_assert_cmpstr(due.text, ==, parts[3]);
        g_assert_cmpint(due.end, ==, g_ascii_strtoll(parts[4], NULL, 10));
    }
    if (lines != NULL)
        g_assert_cmpuint(count, ==, 3000);
}

static void
a_day_and_a_moment_are_compared_as_days(void)
{
    static const struct {
        const char *due, *moment, *zone;
        bool missed;
    } rows[] = {
        { "2026-01-17T17:12:00Z", "2026-01-17T17:12:00Z", "UTC", false },
        { "2026-01-17T17:12:00Z", "2026-01-17T17:12:01Z", "UTC", true },
        { "2026-01-17T17:12:00Z", "2026-01-17T18:12:00+01:00", "UTC", false },
        { "2026-01-17T17:12:00Z", "2026-01-17", "UTC", false },
        { "2026-01-17T17:12:00Z", "2026-01-18", "UTC", true },
        { "2026-01-17", "2026-01-17T23:59:59Z", "UTC", false },
        { "2026-01-17", "2026-01-18T00:00:00Z", "UTC", true },
        { "2026-01-17", "2026-01-17T23:59:59Z", "Asia/Seoul", true },
        { "2026-01-17", "2026-01-18T00:30:00Z", "America/New_York", false },
        { NULL, "2026-01-18", "UTC", false },
        { "2026-01-18", "unknown", "UTC", false },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        PmDeadline due = pm_deadline_read(arena, rows[i].due, rows[i].zone);
        PmDeadline moment = pm_deadline_read(arena, rows[i].moment, rows[i].zone);
        g_test_message("%zu", i);
        g_assert_cmpint(pm_deadline_is_missed(&due, &moment, rows[i].zone), ==, rows[i].missed);
    }
}

static void
what_is_near_is_told_by_the_hour(void)
{
    static const struct {
        const char *due, *told;
    } rows[] = {
        { "2026-01-20T12:00:00Z", "due within the hour" },
        { "2026-01-20T11:59:59Z", "less than an hour late" },
        { "2026-01-20T13:00:00Z", "due in 1 hour" },
        { "2026-01-22T11:59:59Z", "due in 47 hours" },
        { "2026-01-22T12:00:00Z", "due in 2 days" },
        { "2026-01-18T12:00:01Z", "47 hours late" },
        { "2026-01-18T12:00:00Z", "2 days late" },
        { "2026-01-20", "due in 11 hours" },
        { "2026-01-19", "12 hours late" },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDeadline now = pm_deadline_read(arena, "2026-01-20T12:00:00Z", "UTC");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        PmDeadline due = pm_deadline_read(arena, rows[i].due, "UTC");
        g_assert_cmpstr(pm_deadline_tell(arena, &due, now.start), ==, rows[i].told);
    }
}

/* All laws, asked of every document; and a contract that counts in a circle. */
static PmDutyBook
book_of(PmArena *arena)
{
    enum { OWN = 2 };
    size_t laws = 0;
    while (pm_duty_laws[laws].name != NULL)
        laws++;
    PmDutyClock *clocks = pm_arena_new0(arena, PmDutyClock, laws + OWN);
    for (size_t i = 0; i < laws; i++) {
        clocks[i] = pm_duty_laws[i];
        clocks[i].asked = true;
        g_assert_nonnull(pm_duty_law_when(clocks[i].profile));
        clocks[i].when =
            pm_filter_parse(arena, pm_duty_law_when(clocks[i].profile), PM_FILTER_OURS, NULL);
        g_assert_nonnull(clocks[i].when);
    }
    clocks[laws] =
        (PmDutyClock){ .name = "hen", .organisation = "x", .bounds = { { "egg", "1h" } } };
    clocks[laws + 1] =
        (PmDutyClock){ .name = "egg", .organisation = "x", .bounds = { { "hen", "1h" } } };
    return (PmDutyBook){ .clocks = clocks, .count = laws + OWN, .zone = "Europe/Berlin" };
}

typedef struct {
    const char *more; /* of the front matter; times go on */
    const char *duty, *due;
} Row;

static const char *
due_of(PmArena *arena, const PmDutyBook *book, const char *more, const char *duty)
{
    g_autofree char *text =
        g_strconcat("---\nid: x\nkind: outage\nseverity: 1\nimpact: {data_breach: none}\ntimes:\n"
                    "  started: \"2026-01-14T16:00:00Z\"\n",
                    more, "---\ntext\n", NULL);
    g_auto(Reading) reading = read_document(text);
    size_t count;
    const PmDuty *duties = pm_duties_read(arena, book, reading.document, &count);
    for (size_t i = 0; i < count; i++)
        if (g_strcmp0(duties[i].name, duty) == 0)
            return duties[i].due.text != NULL ? duties[i].due.text : "no time";
    return "not asked for";
}

#define DETECTED "  detected: \"2026-01-30T16:58:00Z\"\n"
#define ENTRY(duty, more) "  - {organisation: A, duty: " duty more "}\n"

/* Two hundred who need not be told, of each step of a law whose steps are counted from one
 * another: each is counted once, or this would not end. */
static void
many_entries_are_counted_once(void)
{
    static const char *const steps[] = { "dora-initial-notification", "dora-intermediate-report",
                                         "dora-final-report" };
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDutyBook book = book_of(arena);
    g_autoptr(GString) more = g_string_new("  classified: \"2026-01-30T16:58:00Z\"\nexternal:\n");
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        for (unsigned k = 0; k < 200; k++)
            g_string_append_printf(more, "  - {organisation: O%u, duty: %s, not_required: x}\n", k,
                                   steps[i]);
    g_assert_cmpstr(due_of(arena, &book, more->str, "dora-final-report"), ==, "2026-03-02");
}

/* The last second of each law, by its article. */
static void
each_law_counts_as_its_article_says(void)
{
    static const Row rows[] = {
        { DETECTED, "nis2-early-warning", "2026-01-31T16:58:00Z" },
        { DETECTED, "nis2-notification", "2026-02-02T16:58:00Z" },
        { DETECTED, "gdpr-notification", "not asked for" },
        { "  detected: unknown\n", "nis2-early-warning", "no time" },
        { DETECTED "  aware: \"2026-01-31T01:00:00+01:00\"\n", "nis2-early-warning",
          "2026-02-01T00:00:00Z" },
        { DETECTED "  aware: unknown\n", "nis2-early-warning", "2026-01-31T16:58:00Z" },
        /* a month that has no 31st; by the day of Berlin, where it is the 31st already */
        { DETECTED, "nis2-final-report", "no time" },
        { DETECTED "external:\n" ENTRY("nis2-notification", ", notified: \"2026-01-31T09:00:00Z\""),
          "nis2-final-report", "2026-02-28" },
        { DETECTED "external:\n" ENTRY("nis2-notification", ", notified: \"2026-01-30T23:30:00Z\""),
          "nis2-final-report", "2026-02-28" },
        { DETECTED "external:\n" ENTRY("nis2-notification", ", notified: \"2026-02-27T23:30:00Z\""),
          "nis2-final-report", "2026-03-28" },
        { DETECTED "external:\n" ENTRY("nis2-notification", ", notified: \"2026-02-01\""),
          "nis2-final-report", "2026-03-01" },
        { DETECTED "external:\n" ENTRY("nis2-notification", ", not_required: no"),
          "nis2-final-report", "2026-03-02" },
        /* each organisation by what it was told itself */
        { DETECTED "external:\n" ENTRY("nis2-notification", ", notified: \"2026-02-01\"") ENTRY(
              "nis2-notification",
              ", notified: \"2026-02-02\"") "  - {organisation: B, duty: "
                                            "nis2-notification, notified: "
                                            "\"2026-02-09\"}\n" ENTRY("nis2-final-report", ""),
          "nis2-final-report", "2026-03-02" },
        /* the earlier of four hours and a day; but not before the four hours have begun */
        { DETECTED, "dora-initial-notification", "2026-01-31T16:58:00Z" },
        { DETECTED "  classified: \"2026-01-30T18:00:00Z\"\n", "dora-initial-notification",
          "2026-01-30T22:00:00Z" },
        { DETECTED "  classified: \"2026-01-31T16:00:00Z\"\n", "dora-initial-notification",
          "2026-01-31T16:58:00Z" },
        { DETECTED "  classified: \"2026-02-03T16:00:00Z\"\n", "dora-initial-notification",
          "2026-02-03T20:00:00Z" },
        { "  classified: \"2026-02-03T16:00:00Z\"\n", "dora-initial-notification",
          "2026-02-03T20:00:00Z" },
        { DETECTED
          "external:\n" ENTRY("dora-initial-notification", ", notified: \"2026-01-30T20:00:00Z\""),
          "dora-intermediate-report", "2026-02-02T20:00:00Z" },
        { DETECTED "external:\n" ENTRY("dora-initial-notification", ", notified: \"2026-01-30\""),
          "dora-intermediate-report", "2026-02-02" },
        { DETECTED "external:\n" ENTRY("dora-intermediate-report", ", notified: \"2026-01-30\"")
              ENTRY("dora-intermediate-report", ", notified: \"2026-02-05\""),
          "dora-final-report", "2026-03-05" },
        /* what is written counts where it is earlier */
        { DETECTED "external:\n" ENTRY("nis2-notification", ", due: \"2026-02-02T16:57:59Z\""),
          "nis2-notification", "2026-02-02T16:57:59Z" },
        { DETECTED "external:\n" ENTRY("nis2-notification", ", due: \"2026-02-03\""),
          "nis2-notification", "2026-02-02T16:58:00Z" },
        { "external:\n" ENTRY("nis2-notification", ", due: \"2026-02-03\""), "nis2-notification",
          "2026-02-03" },
        { DETECTED "external:\n" ENTRY("hen", ""), "hen", "no time" },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDutyBook book = book_of(arena);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%zu: %s %s", i, rows[i].more, rows[i].duty);
        g_assert_cmpstr(due_of(arena, &book, rows[i].more, rows[i].duty), ==, rows[i].due);
    }
}

static void
what_nobody_knows_counts_as_a_breach(void)
{
    static const struct {
        const char *more;
        bool asked;
    } rows[] = { { "impact: {data_breach: none}\n", false },
                 { "impact: {data_breach: suspected}\n", true },
                 { "impact: {data_breach: unknown}\n", true },
                 { "", true },
                 { "kind: near-miss\n", false } };
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDutyBook book = book_of(arena);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            g_strconcat("---\nid: x\nseverity: 4\n", rows[i].more, "---\ntext\n", NULL);
        g_auto(Reading) reading = read_document(text);
        size_t count;
        const PmDuty *duties = pm_duties_read(arena, &book, reading.document, &count);
        g_assert_cmpuint(count, ==, rows[i].asked ? 1 : 0);
        if (rows[i].asked)
            g_assert_cmpstr(duties[0].name, ==, "gdpr-notification");
    }
}

static void
a_slip_of_a_duty_is_told_its_name(void)
{
    static const struct {
        const char *word, *expected;
    } rows[] = {
        { "gdpr", "did you mean 'gdpr-notification'?" },
        { "GDPR", "did you mean 'gdpr-notification'?" },
        { "gdpr-notificaton", "did you mean 'gdpr-notification'?" },
        { "early-warning", "did you mean 'nis2-early-warning'?" },
        { "nis2", "did you mean 'nis2-early-warning' or 'nis2-notification' or "
                  "'nis2-final-report'?" },
        { "gd", NULL },
        { "", NULL },
        { "the police", NULL },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDutyBook book = { .clocks = pm_duty_laws };
    while (pm_duty_laws[book.count].name != NULL)
        book.count++;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpstr(pm_duty_suggest(arena, &book, rows[i].word), ==, rows[i].expected);
}

void
test_document_duty(void)
{
    g_test_add_func("/document/duty/periods are read or refused", periods_are_read_or_refused);
    g_test_add_func("/document/duty/zoneinfo agrees on deadlines", zoneinfo_agrees_on_deadlines);
    g_test_add_func("/document/duty/a day and a moment are compared as days",
                    a_day_and_a_moment_are_compared_as_days);
    g_test_add_func("/document/duty/what is near is told by the hour",
                    what_is_near_is_told_by_the_hour);
    g_test_add_func("/document/duty/many entries are counted once", many_entries_are_counted_once);
    g_test_add_func("/document/duty/each law counts as its article says",
                    each_law_counts_as_its_article_says);
    g_test_add_func("/document/duty/a slip of a duty is told its name",
                    a_slip_of_a_duty_is_told_its_name);
    g_test_add_func("/document/duty/what nobody knows counts as a breach",
                    what_nobody_knows_counts_as_a_breach);
}
