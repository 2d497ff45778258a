/* SPDX-License-Identifier: Apache-2.0 */
#include "document/timeline.h"

#include "reading.h"

void test_document_timeline(void);

#define FRONT "---\ntimes:\n  started: \"2026-01-14T16:58:00Z\"\n---\n"
#define HEAD "## Timeline\n\n| Time (UTC) | Event |\n| --- | --- |\n"

/* The rows as lines "2026-01-14T16:58:00Z text", "unknown text", "bad text", "missing text". */
static const char *
rows_in(const Reading *self, const char *zone)
{
    static const char *const states[] = { "missing", "bad", "unknown" };
    PmTimeline timeline = pm_timeline_read(self->arena, self->document, zone);
    g_autoptr(GString) out = g_string_new(NULL);
    for (size_t i = 0; i < timeline.count; i++) {
        const PmTimelineEntry *entry = &timeline.entries[i];
        g_string_append_printf(out, "%s%s %s\n", entry->rough ? "~" : "",
                               entry->state == PM_FIELD_GIVEN
                                   ? pm_time_format(self->arena, entry->at)
                                   : states[entry->state],
                               entry->text);
        covered(self, entry->span);
        covered(self, entry->time_span);
    }
    return pm_arena_strdup(self->arena, out->str);
}

#define assert_rows(text, zone, expected)                                                          \
    do {                                                                                           \
        g_auto(Reading) self_ = read_document(text);                                               \
        g_assert_cmpstr(rows_in(&self_, zone), ==, expected);                                      \
    } while (0)

static void
a_clock_is_on_the_day_of_the_row_before(void)
{
    assert_rows(FRONT HEAD "| 2026-01-13 23:50 | a |\n| 00:10 | b |\n| 00:10 | c |\n| 23:59 | d |\n"
                           "| 00:00 | e |\n",
                NULL,
                "2026-01-13T23:50:00Z a\n2026-01-14T00:10:00Z b\n2026-01-14T00:10:00Z c\n"
                "2026-01-14T23:59:00Z d\n2026-01-15T00:00:00Z e\n");
    /* running back by less than half a day is an error of the writer, and stays one */
    assert_rows(FRONT HEAD "| 16:58 | a |\n| 16:40 | b |\n", NULL,
                "2026-01-14T16:58:00Z a\n2026-01-14T16:40:00Z b\n");
}

static void
the_first_clock_is_near_the_start(void)
{
    static const char late[] = "---\ntimes:\n  started: \"2026-01-15T00:10:00Z\"\n---\n" HEAD
                               "| 23:50 | deploy |\n| 00:10 | first failures |\n";
    assert_rows(late, NULL, "2026-01-14T23:50:00Z deploy\n2026-01-15T00:10:00Z first failures\n");
    assert_rows(FRONT HEAD "| 00:10 | deploy |\n", NULL, "2026-01-14T00:10:00Z deploy\n");
    assert_rows("---\nid: x\n---\n" HEAD "| 16:58 | a |\n| 2026-01-14 17:00 | b |\n| 17:01 | c |\n",
                NULL, "bad a\n2026-01-14T17:00:00Z b\n2026-01-14T17:01:00Z c\n");
}

static void
zones_come_from_the_row_the_heading_the_text_or_the_config(void)
{
    assert_rows(FRONT "## Timeline\n\n| Time (CET) | x |\n| --- | --- |\n| 2026-01-14 17:58 | a |\n"
                      "| 17:00 UTC | b |\n| 18:01 | c |\n",
                "Asia/Seoul",
                "2026-01-14T16:58:00Z a\n2026-01-14T17:00:00Z b\n2026-01-14T17:01:00Z c\n");
    assert_rows(FRONT "## Timeline\n\nAll times in KST.\n\n| Time | x |\n| --- | --- |\n"
                      "| 2026-01-15 01:58 | a |\n",
                NULL, "2026-01-14T16:58:00Z a\n");
    assert_rows(FRONT "## Timeline\n\n| Time | x |\n| --- | --- |\n| 2026-01-15 01:58 | a |\n",
                "Asia/Seoul", "2026-01-14T16:58:00Z a\n");
    /* the day of the start is that day in the table's zone: here the 15th */
    assert_rows(FRONT "## 타임라인\n\n| 시각 (KST) | 사건 |\n| --- | --- |\n| 01:58 | 첫 오류 |\n"
                      "| 약 02:10 | 경보 |\n",
                NULL, "2026-01-14T16:58:00Z 첫 오류\n~2026-01-14T17:10:00Z 경보\n");
    assert_rows(FRONT "## Timeline\n\n| Time (UTC+9) | x |\n| --- | --- |\n| 01:58 | a |\n", NULL,
                "2026-01-14T16:58:00Z a\n");
    assert_rows(FRONT "## Timeline\n\nIt took from 16:40-17:12.\n\n| Time | x |\n| --- | --- |\n"
                      "| 16:58 | a |\n",
                "UTC", "2026-01-14T16:58:00Z a\n");
}

static void
rows_need_not_have_an_exact_time(void)
{
    assert_rows(FRONT HEAD "| ~16:40 | a |\n| unknown | b |\n| | c |\n| soon | d |\n"
                           "| 2026-01-15 | e |\n| 09:00 - 11:00 | f |\n| **09:30** | g |\n"
                           "| 10:45~ | h |\n| `11:00` | i |\n",
                NULL,
                "~2026-01-14T16:40:00Z a\nunknown b\nmissing c\nbad d\n~2026-01-15T00:00:00Z e\n"
                "2026-01-15T09:00:00Z f\n2026-01-15T09:30:00Z g\n~2026-01-15T10:45:00Z h\n"
                "2026-01-15T11:00:00Z i\n");
    g_auto(Reading) self = read_document(FRONT HEAD "| 2026-01-14 | a |\n| 16:40 | b |\n");
    PmTimeline timeline = pm_timeline_read(self.arena, self.document, NULL);
    g_assert_cmpstr(pm_time_format(self.arena, timeline.entries[0].until), ==,
                    "2026-01-14T23:59:59Z");
    g_assert_cmpint(timeline.entries[1].until, ==, timeline.entries[1].at);
}

static void
lists_are_timelines_too(void)
{
    assert_rows(FRONT
                "## Timeline\n\nAll times in UTC.\n\n- **16:58 UTC** - Writer saturated\n\n"
                "```\n16:59 log\n```\n\n- **17:02** – Deploy\n  - 17:03 nested\n"
                "- 2026-01-14 17:05: over\n- 18:30 CET call\n- 16:58에 시작\n- then it ended\n"
                "- 20202-01-16 12:00 x\n",
                NULL,
                "2026-01-14T16:58:00Z Writer saturated\n2026-01-14T17:02:00Z Deploy\n"
                "2026-01-14T17:05:00Z over\n2026-01-14T17:30:00Z call\n"
                "2026-01-14T16:58:00Z 에 시작\nmissing then it ended\n"
                "bad 12:00 x\n");
    g_auto(Reading) self = read_document(FRONT "## Timeline\n\n- **16:58** a\n- none\n");
    PmTimeline timeline = pm_timeline_read(self.arena, self.document, NULL);
    g_assert_cmpstr(covered(&self, timeline.entries[0].time_span), ==, "16:58");
    g_assert_cmpstr(covered(&self, timeline.entries[1].time_span), ==, "- none");
}

static void
one_table_a_day_is_one_timeline(void)
{
    assert_rows(FRONT "## Timeline\n\n### 2026-01-14\n\n| Time (UTC) | x |\n| --- | --- |\n"
                      "| 16:58 | a |\n\n### 2026-01-16 (Friday)\n\n| Time (UTC) | x |\n"
                      "| --- | --- |\n| 09:00 | b |\n\n### Who was there\n\n| Name |\n| --- |\n"
                      "| Dana |\n\n## Lessons\n\n| Time (UTC) | x |\n| --- | --- |\n| 1:00 | c |\n",
                NULL, "2026-01-14T16:58:00Z a\n2026-01-16T09:00:00Z b\n");
    assert_rows("---\nid: x\n---\n## Timeline\n\n### 2026-01-14\n\n- 16:58 a\n\n### 2026-01-15\n\n"
                "- 09:00 b\n",
                NULL, "2026-01-14T16:58:00Z a\n2026-01-15T09:00:00Z b\n");
}

static void
days_may_have_names_and_no_year(void)
{
    assert_rows(FRONT HEAD "| Jan 14, 10:18 AM | a |\n| Jan 15, 5:33 PM | b |\n| 6:00 PM | c |\n"
                           "| Dec 31, 11:00 PM | d |\n",
                NULL,
                "2026-01-14T10:18:00Z a\n2026-01-15T17:33:00Z b\n2026-01-15T18:00:00Z c\n"
                "2025-12-31T23:00:00Z d\n");
    assert_rows(FRONT "## 타임라인\n\n### 1월 15일\n\n- 09:00 시작\n- 1월 16일 10:00 끝\n", NULL,
                "2026-01-15T09:00:00Z 시작\n2026-01-16T10:00:00Z 끝\n");
}

/* Lists that tell no times stand in real timelines: what was done, what was learned. */
static void
lists_about_something_else_are_left_alone(void)
{
    assert_rows(FRONT "## Timeline\n\n### October 21, 2025 - Overload\n\n- **21:45 UTC** - Deploy\n"
                      "- **21:47 UTC** - Alert\n\nWhat we did:\n\n- raised the limit\n- 305 pods\n"
                      "\n### October 24, 2025\n\n- 18:00 again\n- it was short\n",
                NULL,
                "2025-10-21T21:45:00Z Deploy\n2025-10-21T21:47:00Z Alert\n"
                "2025-10-24T18:00:00Z again\nmissing it was short\n");
    assert_rows(FRONT "## Timeline\n\n- slow at first\n- unknown cause\n", NULL, "");
}

static void
spans_cover_the_time_as_written(void)
{
    g_auto(Reading) self =
        read_document("\xef\xbb\xbf---\r\ntimes:\r\n  started: \"2026-01-14T16:58:00Z\"\r\n---\r\n"
                      "\r\n## 타임라인\r\n\r\n| 시각 | 사건 |\r\n| --- | --- |\r\n"
                      "|  약 16:58 | 결제 |\r\n");
    PmTimeline timeline = pm_timeline_read(self.arena, self.document, NULL);
    g_assert_cmpuint(timeline.count, ==, 1);
    g_assert_cmpstr(covered(&self, timeline.entries[0].time_span), ==, "약 16:58");
    g_assert_cmpstr(timeline.entries[0].text, ==, "결제");
    g_assert_true(g_str_has_prefix(covered(&self, timeline.section), "## 타임라인"));
}

static void
what_is_no_timeline_gives_no_rows(void)
{
    assert_rows("", NULL, "");
    assert_rows("x", NULL, "");
    assert_rows(FRONT "## Impact\n\n| 16:58 | x |\n| --- | --- |\n| 16:59 | y |\n", NULL, "");
    assert_rows(FRONT "## Timeline\n\nFirst it was slow.\n", NULL, "");
    assert_rows(FRONT HEAD, NULL, "");
    assert_rows(FRONT "> ## Timeline\n>\n> - 16:58 x\n", NULL, "");
    g_auto(Reading) self =
        reading_of(FRONT HEAD "| 16:58 | x |\n", 80, "x", PM_DOCUMENT_FRONT, NULL);
    g_assert_false(pm_timeline_read(self.arena, self.document, NULL).found);
}

/* Real timelines: nothing of theirs is lost, and what can't be read is what nobody could read. */
static void
real_timelines_are_read(void)
{
    g_autofree char *folder = oracle_data("postmortems/dfds");
    if (folder == NULL)
        return;
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    size_t given = 0, other = 0;
    for (const char *name; (name = g_dir_read_name(names)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *bytes = NULL;
        gsize length;
        if (!g_str_has_prefix(name, "PM20") || !g_file_get_contents(path, &bytes, &length, NULL))
            continue;
        g_auto(Reading) self = reading_of(bytes, length, "x", PM_DOCUMENT_FOREIGN, NULL);
        PmTimeline timeline = pm_timeline_read(self.arena, self.document, NULL);
        g_assert_true(timeline.found);
        g_assert_cmpuint(timeline.count, >, 0);
        for (size_t i = 0; i < timeline.count; i++) {
            bool fine = timeline.entries[i].state == PM_FIELD_GIVEN;
            given += fine;
            other += !fine;
            if (!fine)
                g_test_message("%s: '%s'", name, timeline.entries[i].time_text);
        }
    }
    g_test_message("%zu times, %zu others", given, other);
    g_assert_cmpuint(given, ==, 359);
    g_assert_cmpuint(other, ==, 19); /* "HH:mm", "14:??", a year of five digits */
}

static double
seconds_for(size_t count)
{
    g_autoptr(GString) text = g_string_new(FRONT "## Timeline\n");
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(text, "### 2026-01-%02zu\n\n- 16:58 x\n", i % 28 + 1);
    g_auto(Reading) self = read_document(text->str);
    gint64 start = g_get_monotonic_time();
    g_assert_cmpuint(pm_timeline_read(self.arena, self.document, NULL).count, ==, count);
    return (double)(g_get_monotonic_time() - start) / 1e6;
}

static void
a_long_timeline_takes_no_longer_than_its_length(void)
{
    double small = seconds_for(800), large = seconds_for(8000);
    g_test_message("%.3f s and %.3f s", small, large);
    g_assert_cmpfloat(large, >, 0); /* were it quadratic, ctest's time limit would end it */
}

void
test_document_timeline(void)
{
    g_test_add_func("/document/timeline/a clock is on the day of the row before",
                    a_clock_is_on_the_day_of_the_row_before);
    g_test_add_func("/document/timeline/the first clock is near the start",
                    the_first_clock_is_near_the_start);
    g_test_add_func("/document/timeline/zones come from the row, the heading, the text, the config",
                    zones_come_from_the_row_the_heading_the_text_or_the_config);
    g_test_add_func("/document/timeline/rows need not have an exact time",
                    rows_need_not_have_an_exact_time);
    g_test_add_func("/document/timeline/lists are timelines too", lists_are_timelines_too);
    g_test_add_func("/document/timeline/one table a day is one timeline",
                    one_table_a_day_is_one_timeline);
    g_test_add_func("/document/timeline/days may have names and no year",
                    days_may_have_names_and_no_year);
    g_test_add_func("/document/timeline/lists about something else are left alone",
                    lists_about_something_else_are_left_alone);
    g_test_add_func("/document/timeline/spans cover the time as written",
                    spans_cover_the_time_as_written);
    g_test_add_func("/document/timeline/what is no timeline gives no rows",
                    what_is_no_timeline_gives_no_rows);
    g_test_add_func("/document/timeline/real timelines are read", real_timelines_are_read);
    g_test_add_func("/document/timeline/a long timeline takes no longer than its length",
                    a_long_timeline_takes_no_longer_than_its_length);
}
