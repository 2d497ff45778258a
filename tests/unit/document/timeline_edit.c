/* SPDX-License-Identifier: Apache-2.0 */
#include "document/timeline_edit.h"

#include "base/error.h"

#include "reading.h"

void test_document_timeline_edit(void);

#define FRONT "---\ntimes:\n  started: \"2026-01-14T16:58:00Z\"\n---\n"
#define HEAD "## Timeline\n\n| Time (UTC) | Event | Evidence |\n| --- | --- | --- |\n"

static char *
add(const char *text, const PmTimelineRow *row, const PmFieldReading *how)
{
    g_auto(Reading) self = reading_of(text, strlen(text), "x", PM_DOCUMENT_WHOLE, how);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = pm_timeline_add(self.arena, self.document, how, row, &error);
    g_assert_no_error(error);
    return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

static int64_t
seconds(const char *time)
{
    int64_t at;
    g_assert_true(pm_time_parse(time, NULL, &at, NULL));
    return at;
}

#define assert_added(text, expected, time, ...)                                                    \
    do {                                                                                           \
        PmTimelineRow row_ = { .at = seconds(time), __VA_ARGS__ };                                 \
        g_autofree char *new_ = add(text, &row_, NULL);                                            \
        g_assert_cmpstr(new_, ==, expected);                                                       \
    } while (0)

static void
a_row_stands_in_the_order_of_time(void)
{
#define A "| 2026-01-14 16:40 | a | |\n"
#define B "| 16:58 | b | |\n"
#define NEW(time) "| " time " | new | |\n"
    assert_added(FRONT HEAD A B "\n## Response\n", FRONT HEAD A B NEW("17:12") "\n## Response\n",
                 "2026-01-14T17:12:00Z", .text = "new");
    assert_added(FRONT HEAD A B, FRONT HEAD A NEW("16:45") B, "2026-01-14T16:45:00Z",
                 .text = "new");
    /* behind those of the same minute */
    assert_added(FRONT HEAD A B, FRONT HEAD A B NEW("16:58"), "2026-01-14T16:58:00Z",
                 .text = "new");
    assert_added(FRONT HEAD A B, FRONT HEAD NEW("2026-01-14 16:00") A B, "2026-01-14T16:00:00Z",
                 .text = "new");
    assert_added(FRONT HEAD A B, FRONT HEAD A B NEW("2026-01-15 00:01"), "2026-01-15T00:01:00Z",
                 .text = "new");
    /* a row without a time belongs to the one before */
    assert_added(FRONT HEAD A "| unknown | u | |\n" B,
                 FRONT HEAD A "| unknown | u | |\n" NEW("16:45") B, "2026-01-14T16:45:00Z",
                 .text = "new");
    assert_added(FRONT HEAD A B, FRONT HEAD A B "| 17:12:05 | new | E1, E2 |\n",
                 "2026-01-14T17:12:05Z", .text = "new", .evidence = "E1, E2");
}

static void
days_are_written_as_the_neighbours_do(void)
{
#define FULL "| 2026-01-14 16:41 | b | |\n"
    assert_added(FRONT HEAD A FULL, FRONT HEAD A FULL NEW("2026-01-14 17:12"),
                 "2026-01-14T17:12:00Z", .text = "new");
    /* the next row would be on the new one's day */
    assert_added(FRONT HEAD B, FRONT HEAD NEW("2026-01-12 09:00") "| 2026-01-14 16:58 | b | |\n",
                 "2026-01-12T09:00:00Z", .text = "new");
    /* a clock that runs on over midnight */
    assert_added(FRONT HEAD "| 2026-01-14 23:50 | a | |\n| 00:10 | b | |\n",
                 FRONT HEAD
                 "| 2026-01-14 23:50 | a | |\n" NEW("2026-01-15 00:05") "| 00:10 | b | |\n",
                 "2026-01-15T00:05:00Z", .text = "new");
    assert_added(
        FRONT "## Timeline\n\n### 2026-01-14\n\n| Time (UTC) | Event |\n|-|-|\n| 23:50 | a |\n\n"
              "### 2026-01-15\n\n| Time (UTC) | Event |\n|-|-|\n| 00:10 | b |\n",
        FRONT "## Timeline\n\n### 2026-01-14\n\n| Time (UTC) | Event |\n|-|-|\n| 23:50 | a |\n\n"
              "### 2026-01-15\n\n| Time (UTC) | Event |\n|-|-|\n| 2026-01-15 00:05 | new |\n"
              "| 00:10 | b |\n",
        "2026-01-15T00:05:00Z", .text = "new");
}

static void
times_are_in_the_zone_of_the_table(void)
{
    assert_added(
        FRONT
        "## 타임라인\n\n| 시각 (KST) | 사건 |\n| --- | --- |\n| 2026-01-15 01:58 | 첫 실패 |\n",
        FRONT
        "## 타임라인\n\n| 시각 (KST) | 사건 |\n| --- | --- |\n| 2026-01-15 01:58 | 첫 실패 |\n"
        "| 02:12 | 복구 시작 (E1) |\n",
        "2026-01-14T17:12:00Z", .text = "복구 시작", .evidence = "E1");
    /* a word of the text that would be taken for a zone */
    assert_added(FRONT "## Timeline\n\n- 16:58 first\n",
                 FRONT "## Timeline\n\n- 16:58 first\n- 2026-01-14 17:12Z CET host is down\n",
                 "2026-01-14T17:12:00Z", .text = "CET host is down");
}

static void
a_list_gets_an_item(void)
{
    assert_added(FRONT "## Timeline\n\n* **16:40** - a\n* **16:58** - b\n\nMore.\n",
                 FRONT "## Timeline\n\n* **16:40** - a\n* 16:45 new\n* **16:58** - b\n\nMore.\n",
                 "2026-01-14T16:45:00Z", .text = "new");
    assert_added(FRONT "## Timeline\n\n- 16:40: a\n  more of a\n- 16:58: b",
                 FRONT
                 "## Timeline\n\n- 16:40: a\n  more of a\n- 16:45: x | y\n  ```text\n  out\n\n"
                 "  put\n  ```\n- 16:58: b",
                 "2026-01-14T16:45:00Z", .text = "x | y", .output = "out\n\nput\n");
}

static void
a_table_keeps_its_output_behind_it(void)
{
#define OUTPUT "\n`2026-01-14 17:12 UTC new`\n\n```text\nout\n```\n"
#define SECONDS "\n`2026-01-14 17:12:05 UTC new`\n\n```text\nout\n```\n"
#define LATE "\n`2026-01-14 17:12:30 UTC late`\n\n```text\nx\n```\n"
#define EARLY "\n`2026-01-14 16:45 UTC early`\n\n```text\n| x |\n```\n"
    assert_added(FRONT HEAD A "\n## Response\n",
                 FRONT HEAD A "| 17:12 | new (output below) | |\n" OUTPUT "\n## Response\n",
                 "2026-01-14T17:12:00Z", .text = "new", .output = "out\n");
    assert_added(FRONT HEAD A "| 17:12 | new (output below) | |\n" OUTPUT,
                 FRONT HEAD A "| 16:45 | early (output below) | |\n"
                              "| 17:12 | new (output below) | |\n" EARLY OUTPUT,
                 "2026-01-14T16:45:00Z", .text = "early", .output = "| x |\n");
    assert_added(FRONT HEAD A EARLY "\nText.\n",
                 FRONT HEAD A "| 17:12 | new (output below) | |\n" EARLY OUTPUT "\nText.\n",
                 "2026-01-14T17:12:00Z", .text = "new", .output = "out\n");
    /* of one minute, in the order of their seconds */
    assert_added(FRONT HEAD A "| 17:12:30 | late (output below) | |\n" LATE,
                 FRONT HEAD A "| 17:12:05 | new (output below) | |\n"
                              "| 17:12:30 | late (output below) | |\n" SECONDS LATE,
                 "2026-01-14T17:12:05Z", .text = "new", .output = "out\n");
    /* the fence is longer than what could close it, the caption too */
    assert_added(FRONT HEAD A,
                 FRONT HEAD A "| 17:12 | a `b` (output below) | |\n\n`` 2026-01-14 17:12 UTC a `b` "
                              "``\n\n`````text\n````\n## No heading\n`````\n",
                 "2026-01-14T17:12:00Z", .text = "a `b`", .output = "````\n## No heading\n");
}

static void
a_pipe_is_no_end_of_a_cell(void)
{
    static const char *const texts[] = { "a | b", "a \\| b", "a \\\\| b", "C:\\", "||", "`a|b`" };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        PmTimelineRow row = { .at = seconds("2026-01-14T17:12:00Z"), .text = texts[i] };
        g_autofree char *text = add(FRONT HEAD A, &row, NULL);
        g_auto(Reading) self = read_document(text);
        const PmTable *table = &self.document->outline->tables[0];
        g_assert_cmpuint(table->rows[1].count, ==, 3);
        g_assert_cmpstr(table->rows[1].cells[2].text, ==, "");
    }
    assert_added(FRONT HEAD A, FRONT HEAD A "| 17:12 | a \\| b \\\\\\| c | |\n",
                 "2026-01-14T17:12:00Z", .text = "a | b \\| c");
}

static void
what_is_missing_is_made(void)
{
#define ROW NEW("2026-01-14 17:12")
    assert_added(FRONT "## Timeline\n\nSoon.\n\n## Response\n",
                 FRONT "## Timeline\n\nSoon.\n\n| Time (UTC) | Event | Evidence |\n"
                       "| --- | --- | --- |\n" ROW "\n## Response\n",
                 "2026-01-14T17:12:00Z", .text = "new");
    assert_added(FRONT "## Impact\n\nNone.\n\n## Lessons\n",
                 FRONT "## Impact\n\nNone.\n\n" HEAD ROW "\n## Lessons\n", "2026-01-14T17:12:00Z",
                 .text = "new");
    assert_added(FRONT "## Summary\n\nx", FRONT "## Summary\n\nx\n\n" HEAD ROW,
                 "2026-01-14T17:12:00Z", .text = "new");
    assert_added("", "\n" HEAD ROW, "2026-01-14T17:12:00Z", .text = "new");
    assert_added(FRONT, FRONT "\n" HEAD ROW, "2026-01-14T17:12:00Z", .text = "new");
    assert_added(FRONT "# 제목\n\n## 영향\n\n없음\n",
                 FRONT "# 제목\n\n## 영향\n\n없음\n\n## 타임라인\n\n| 시각 (UTC) | 사건 | 근거 |\n"
                       "| --- | --- | --- |\n" ROW,
                 "2026-01-14T17:12:00Z", .text = "new");
    /* behind a fence that nobody closed it would be code */
    assert_added(FRONT "## Impact\n\n```\nopen\n", FRONT "\n" HEAD ROW "\n## Impact\n\n```\nopen\n",
                 "2026-01-14T17:12:00Z", .text = "new");
    /* a table without rows, at the very end */
    assert_added(FRONT "## Timeline\n\n|Time (UTC)|Event|\n|-|-|",
                 FRONT "## Timeline\n\n|Time (UTC)|Event|\n|-|-|\n| 2026-01-14 17:12 | new |",
                 "2026-01-14T17:12:00Z", .text = "new");
}

static void
line_ends_stay(void)
{
    assert_added("---\r\nid: x\r\n---\r\n## Timeline\r\n\r\n| Time (UTC) | Event |\r\n| - | - |\r\n"
                 "| 2026-01-14 16:40 | a |\r\n\r\nEnd\r\n",
                 "---\r\nid: x\r\n---\r\n## Timeline\r\n\r\n| Time (UTC) | Event |\r\n| - | - |\r\n"
                 "| 2026-01-14 16:40 | a |\r\n| 17:12 | new (output below) |\r\n\r\n"
                 "`2026-01-14 17:12 UTC new`\r\n\r\n```text\r\nout\r\n```\r\n\r\nEnd\r\n",
                 "2026-01-14T17:12:00Z", .text = "new", .output = "out\n");
}

static void
a_table_without_room_is_refused(void)
{
    static const char text[] = FRONT "## Timeline\n\n| Time (UTC) |\n| --- |\n| 16:40 |\n";
    g_auto(Reading) self = read_document(text);
    PmTimelineRow row = { .at = seconds("2026-01-14T17:12:00Z"), .text = "new" };
    g_autoptr(GError) error = NULL;
    g_assert_null(pm_timeline_add(self.arena, self.document, NULL, &row, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_REFUSED);
}

/* ---------------------------------------------------------------------------------------------- */

typedef struct {
    GString *text;
    bool list;
} Made;

/* Rows of some days; each fifth timeline has one that is out of order. */
static Made
make(GRand *random, int turn)
{
    static const char *const words[] = { "첫 실패", "deploy",      "a \\| b",
                                         "`x`",     "그래프 (E1)", "**b**" };
    Made made = { .text = g_string_new(FRONT "## Timeline\n\n") };
    const char *end = turn % 3 == 0 ? "\r\n" : "\n";
    made.list = turn % 4 == 0;
    if (!made.list)
        g_string_append_printf(made.text, "| Time (%s) | Event |%s| --- | --- |%s",
                               turn % 7 == 0 ? "KST" : "UTC", end, end);
    int64_t at = seconds("2026-01-14T10:00:00Z"), last_day = 0;
    int count = g_rand_int_range(random, 0, 9);
    for (int i = 0; i < count; i++) {
        at += g_rand_int_range(random, turn % 5 == 0 ? -3000 : 0, 20000) / 60 * 60;
        g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(at);
        bool day = at / 86400 != last_day || g_rand_int_range(random, 0, 4) == 0;
        last_day = at / 86400;
        g_autofree char *stamp = g_date_time_format(time, day ? "%Y-%m-%d %H:%M" : "%H:%M");
        const char *word = words[g_rand_int_range(random, 0, G_N_ELEMENTS(words))];
        if (g_rand_int_range(random, 0, 8) == 0)
            stamp = (g_free(stamp), g_strdup("unknown"));
        g_string_append_printf(made.text, made.list ? "- %s %s%s" : "| %s | %s |%s", stamp, word,
                               end);
    }
    g_string_append_printf(made.text, "%s## Response%s%s끝.", end, end, end);
    return made;
}

/* Without a day in front of a time: what the row after the new one may have got. */
static bool
is_dated(const char *old, const char *new)
{
    size_t same = 0;
    while (old[same] != '\0' && old[same] == new[same])
        same++;
    for (size_t at = 0; at <= same; at++)
        if (strlen(new) > at + 11 && g_ascii_isdigit(new[at]) && new[at + 4] == '-' &&
            new[at + 10] == ' ' && g_str_equal(new + at + 11, old + at) &&
            strncmp(old, new, at) == 0)
            return true;
    return false;
}

/* One line more; all others as they were, but that the one behind it may say its day. */
static void
assert_one_line_more(const char *old, const char *new)
{
    g_auto(GStrv) before = g_strsplit(old, "\n", -1), after = g_strsplit(new, "\n", -1);
    size_t i = 0, count = g_strv_length(before);
    g_assert_cmpuint(g_strv_length(after), ==, count + 1);
    while (i < count && g_str_equal(before[i], after[i]))
        i++;
    for (size_t k = i; k < count; k++)
        g_assert_true(g_str_equal(before[k], after[k + 1]) ||
                      (k == i && is_dated(before[k], after[k + 1])));
}

static bool
is_sorted(const PmTimeline *timeline)
{
    int64_t last = INT64_MIN;
    for (size_t i = 0; i < timeline->count; i++) {
        const PmTimelineEntry *row = &timeline->entries[i];
        if (row->state == PM_FIELD_GIVEN && row->at < last)
            return false;
        last = row->state == PM_FIELD_GIVEN ? row->at : last;
    }
    return true;
}

/* The new row, and all others as they were. */
static void
assert_rows(const PmTimeline *before, const PmTimeline *after, int64_t at)
{
    size_t k = 0, found = 0;
    g_assert_cmpuint(after->count, ==, before->count + 1);
    for (size_t i = 0; i < after->count; i++) {
        const PmTimelineEntry *row = &after->entries[i];
        if (g_str_equal(row->text, "새 소식")) {
            g_assert_cmpint(row->at, ==, at);
            found++;
            continue;
        }
        g_assert_cmpint(row->at, ==, before->entries[k].at);
        g_assert_cmpstr(row->text, ==, before->entries[k++].text);
    }
    g_assert_cmpuint(found, ==, 1);
}

static void
of_random_timelines_nothing_else_changes(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(20260114);
    int sorted = 0, several = 0;
    for (int turn = 0; turn < 1000; turn++) {
        Made made = make(random, turn);
        g_autoptr(GString) text = made.text;
        int64_t at = seconds("2026-01-13T22:00:00Z") + g_rand_int_range(random, 0, 5000) * 60;
        PmTimelineRow row = { .at = at, .text = "새 소식" };
        g_autofree char *new = add(text->str, &row, NULL);
        g_auto(Reading) old = read_document(text->str), self = read_document(new);
        PmTimeline before = pm_timeline_read(old.arena, old.document, NULL);
        PmTimeline after = pm_timeline_read(self.arena, self.document, NULL);
        if (before.count > 0 || !made.list) /* a section without rows gets a table */
            assert_one_line_more(text->str, new);
        assert_rows(&before, &after, at);
        g_assert_true(!is_sorted(&before) || is_sorted(&after));
        sorted += is_sorted(&before);
        several += before.count > 2;
    }
    g_assert_cmpint(sorted, >, 500); /* the generator makes what it is to make */
    g_assert_cmpint(several, >, 400);
}

void
test_document_timeline_edit(void)
{
    g_test_add_func("/document/timeline_edit/a row stands in the order of time",
                    a_row_stands_in_the_order_of_time);
    g_test_add_func("/document/timeline_edit/days are written as the neighbours do",
                    days_are_written_as_the_neighbours_do);
    g_test_add_func("/document/timeline_edit/times are in the zone of the table",
                    times_are_in_the_zone_of_the_table);
    g_test_add_func("/document/timeline_edit/a list gets an item", a_list_gets_an_item);
    g_test_add_func("/document/timeline_edit/a table keeps its output behind it",
                    a_table_keeps_its_output_behind_it);
    g_test_add_func("/document/timeline_edit/a pipe is no end of a cell",
                    a_pipe_is_no_end_of_a_cell);
    g_test_add_func("/document/timeline_edit/what is missing is made", what_is_missing_is_made);
    g_test_add_func("/document/timeline_edit/line ends stay", line_ends_stay);
    g_test_add_func("/document/timeline_edit/a table without room is refused",
                    a_table_without_room_is_refused);
    g_test_add_func("/document/timeline_edit/of random timelines nothing else changes",
                    of_random_timelines_nothing_else_changes);
}
