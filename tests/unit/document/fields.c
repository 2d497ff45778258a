/* SPDX-License-Identifier: Apache-2.0 */
#include "document/fields.h"

#include "reading.h"

void test_document_fields(void);

static void
datetime_agrees_on_times(void)
{
    g_auto(GStrv) lines = lines_of("times.py");
    size_t good = 0;
    for (size_t i = 0; lines != NULL && lines[i] != NULL; i++) {
        g_auto(GStrv) parts = g_strsplit(lines[i], "\t", 3);
        int64_t seconds = 0;
        bool zoned = false, fine = pm_time_parse(parts[0], NULL, &seconds, &zoned);
        g_test_message("%s", lines[i]);
        g_assert_cmpint(fine, ==, !g_str_equal(parts[1], "-"));
        if (!fine)
            continue;
        g_assert_cmpint(seconds, ==, g_ascii_strtoll(parts[1], NULL, 10));
        g_assert_cmpint(zoned, ==, parts[2][0] == '1');
        good++;
    }
    if (lines != NULL)
        g_assert_cmpuint(good, >, 1000);
}

static void
times_without_a_zone_are_in_the_given_one(void)
{
    static const struct {
        const char *text, *zone, *utc;
    } rows[] = {
        { "2026-01-14T16:58:00", "Asia/Seoul", "2026-01-14T07:58:00Z" },
        { "2026-01-14 16:58", "Asia/Seoul", "2026-01-14T07:58:00Z" },
        { "2026-01-14", "Asia/Seoul", "2026-01-13T15:00:00Z" },
        { "2026-07-14 16:58", "Europe/Berlin", "2026-07-14T14:58:00Z" },
        { "2026-01-14 16:58", "Europe/Berlin", "2026-01-14T15:58:00Z" },
        { "2026-01-14 16:58Z", "Asia/Seoul", "2026-01-14T16:58:00Z" },
        { "2026-01-14 16:58", "-05:00", "2026-01-14T21:58:00Z" },
        { "2026-01-14 16:58", "Mars/Olympus", "2026-01-14T16:58:00Z" },
        { "2026-01-14 16:58:00 -0800", NULL, "2026-01-15T00:58:00Z" },
        { "2016-12-31T23:59:60Z", NULL, "2016-12-31T23:59:59Z" }, /* a leap second */
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int64_t seconds = 0;
        g_test_message("%s in %s", rows[i].text, rows[i].zone);
        g_assert_true(pm_time_parse(rows[i].text, rows[i].zone, &seconds, NULL));
        g_assert_cmpstr(pm_time_format(arena, seconds), ==, rows[i].utc);
    }
}

static void
what_is_no_time_is_refused(void)
{
    static const char *const texts[] = { "",
                                         "x",
                                         "16:58",
                                         "2026-01",
                                         "2026-1-14",
                                         "20260114T165800Z",
                                         "2026-W03-3T16:58:00Z",
                                         "2026-014T16:58:00Z",
                                         "2026-02-30",
                                         "2026-01-14T",
                                         "2026-01-14T16",
                                         "2026-01-14T16:5",
                                         "2026-01-14T16:58:0",
                                         "2026-01-14T16:58:000Z",
                                         "2026-01-14T16:5800Z",
                                         "2026-01-14T16:58:00+",
                                         "2026-01-14T16:58:00ZZ",
                                         "2026-01-14T16:58:00 UTC",
                                         "2026-01-14  16:58:00Z",
                                         " 2026-01-14T16:58:00Z",
                                         "yesterday it was",
                                         "2026-01-14T16:58:00.000000000000000000000000Z",
                                         "２026-01-14T16:58:00Z" };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        int64_t seconds = 7;
        g_test_message("'%s'", texts[i]);
        g_assert_false(pm_time_parse(texts[i], NULL, &seconds, NULL));
        g_assert_cmpint(seconds, ==, 7);
    }
    g_autoptr(PmArena) arena = pm_arena_new();
    g_assert_cmpstr(pm_time_format(arena, G_MAXINT64), ==, "out of range");
}

static void
severities_are_read_as_people_write_them(void)
{
    static const struct {
        const char *text;
        int severity; /* 0: none */
    } rows[] = {
        { "1", 1 },         { "5", 5 },  { "SEV1", 1 },  { "sev-2", 2 }, { "Sev 3", 3 },
        { "severity4", 4 }, { "S1", 1 }, { "p_2", 2 },   { "P1", 1 },    { "0", 0 },
        { "6", 0 },         { "", 0 },   { "sev", 0 },   { "SEV12", 0 }, { "1.0", 0 },
        { "-1", 0 },        { " 1", 0 }, { "SEV1 ", 0 }, { "high", 0 },  { "１", 0 },
        { "prio1", 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int severity = 0;
        g_test_message("'%s'", rows[i].text);
        g_assert_cmpint(pm_severity_parse(rows[i].text, &severity), ==, rows[i].severity != 0);
        g_assert_cmpint(severity, ==, rows[i].severity);
    }
}

static void
statuses_and_times_have_their_names(void)
{
    static const char *const statuses[] = { "draft", "in-review", "reviewed", "closed",
                                            "withdrawn" };
    for (int i = 0; i < (int)G_N_ELEMENTS(statuses); i++) {
        g_assert_cmpint(pm_status_parse(statuses[i]), ==, PM_STATUS_DRAFT + i);
        g_assert_cmpstr(pm_status_name((PmStatus)(PM_STATUS_DRAFT + i)), ==, statuses[i]);
    }
    g_assert_cmpint(pm_status_parse(NULL), ==, PM_STATUS_NONE);
    g_assert_cmpint(pm_status_parse("none"), ==, PM_STATUS_NONE);
    g_assert_cmpint(pm_status_parse("Draft"), ==, PM_STATUS_NONE);
    g_assert_cmpstr(pm_time_name(PM_TIME_DISCLOSED), ==, "disclosed");
}

#define FRONT(text) "---\n" text "---\n"

static void
every_field_is_read(void)
{
    g_auto(Reading) self = read_document(FRONT(
        "id: x\ntitle: 결제 장애\nkind: outage\nseverity: sev-2\nstatus: in-review\n"
        "owner: dana@example.org\nservices: [checkout, db]\nsummary: >-\n  two\n  lines\n"
        "times: {started: \"2026-01-14T16:58:00Z\", detected: unknown, responded: }\n"
        "detected_by: alert\nimpact: {customers: 305, data_breach: none}\nconvened_by: sre\n"
        "parties: [{team: payments, role: responder}]\n"
        "evidence: [{id: E1, what: graph, at: x.png, sha256: ab}]\n"
        "findings: [{id: F1, class: manual-error, text: f, evidence: [E1], accepted: yes it is}]\n"
        "actions: [{id: A1, text: a, for: F1, work: bug, owner: o, due: \"2026-02-01\",\n"
        "  priority: 1, ticket: T, status: open, consulted: [a, b]}]\n"
        "response: {by: erin}\nrelated: [a]\ntags: t\nconsidered: [process-flaw]\n"));
    const PmFields *fields = &self.document->fields;
    g_assert_cmpstr(fields->title, ==, "결제 장애");
    g_assert_cmpint(fields->severity.value, ==, 2);
    g_assert_cmpint(fields->status, ==, PM_STATUS_IN_REVIEW);
    g_assert_cmpstr(fields->services[1], ==, "db");
    g_assert_null(fields->services[2]);
    g_assert_cmpstr(fields->summary, ==, "two lines");
    g_assert_cmpint(fields->times[PM_TIME_STARTED].value, ==, 1768409880);
    g_assert_cmpint(fields->times[PM_TIME_DETECTED].state, ==, PM_FIELD_UNKNOWN);
    g_assert_cmpint(fields->times[PM_TIME_RESPONDED].state, ==, PM_FIELD_MISSING);
    g_assert_cmpint(fields->times[PM_TIME_RESOLVED].state, ==, PM_FIELD_MISSING);
    g_assert_cmpint(fields->customers.value, ==, 305);
    g_assert_cmpstr(fields->parties[0].role, ==, "responder");
    g_assert_cmpstr(fields->evidence[0].at, ==, "x.png");
    g_assert_cmpstr(pm_fields_finding(fields, "F1")->evidence[0], ==, "E1");
    const PmAction *action = pm_fields_action(fields, "A1");
    g_assert_cmpstr(action->findings[0], ==, "F1"); /* one word counts as a list of one */
    g_assert_cmpstr(action->consulted[1], ==, "b");
    g_assert_cmpint(action->priority.value, ==, 1);
    g_assert_cmpstr(fields->tags[0], ==, "t");
    g_assert_cmpstr(fields->considered[0], ==, "process-flaw");
    g_assert_nonnull(fields->response);
    g_assert_null(pm_fields_finding(fields, "F2"));
    g_assert_null(pm_fields_action(fields, ""));
}

/* Nothing but values of the wrong kind; and again without any value. */
static void
values_of_another_kind_are_bad_and_break_nothing(void)
{
    static const char *const keys[] = {
        "id",       "title",   "kind",     "severity", "status",      "owner",       "services",
        "summary",  "times",   "impact",   "parties",  "convened_by", "tags",        "evidence",
        "findings", "actions", "response", "related",  "considered",  "detected_by",
    };
    static const char *const values[] = { "",      "{}",       "[]",
                                          "7",     "{a: [1]}", "true",
                                          "[[1]]", "[{}]",     "[null, x]",
                                          "~",     "text",     "[7]",
                                          "-1",    "1.5e9",    "{started: [], customers: {}}" };
    for (size_t v = 0; v < G_N_ELEMENTS(values); v++) {
        g_autoptr(GString) text = g_string_new("---\n");
        for (size_t k = 0; k < G_N_ELEMENTS(keys); k++)
            g_string_append_printf(text, "%s: %s\n", keys[k], values[v]);
        g_string_append(text, "---\n");
        g_auto(Reading) self = read_document(text->str);
        const PmFields *fields = &self.document->fields;
        g_assert_cmpint(fields->status, ==, PM_STATUS_NONE);
        g_assert_cmpint(fields->severity.state, !=, PM_FIELD_GIVEN);
        g_assert_cmpint(fields->times[PM_TIME_STARTED].state, !=, PM_FIELD_GIVEN);
        g_assert_nonnull(fields->services);
        g_assert_true(pm_fields_is_full(fields));
    }
}

static void
keys_of_an_adopted_corpus_stand_for_ours(void)
{
    static const PmFieldAlias aliases[] = { { "times.started", "start_time" },
                                            { "times.resolved", "/when/1" },
                                            { "title", "name" },
                                            { "severity", "missing" } };
    static const PmFieldReading how = { .aliases = aliases,
                                        .alias_count = G_N_ELEMENTS(aliases),
                                        .time_zone = "Asia/Seoul" };
    static const char text[] =
        FRONT("start_time: 2023-01-20 10:30\nwhen: [a, 2023-01-20T12:00:00Z]\n"
              "name: Down\ntitle: ours\nseverity: 3\n");
    g_auto(Reading) self = reading_of(text, strlen(text), "x", PM_DOCUMENT_FOREIGN, &how);
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmFields *fields = &self.document->fields;
    g_assert_cmpstr(pm_time_format(arena, fields->times[PM_TIME_STARTED].value), ==,
                    "2023-01-20T01:30:00Z");
    g_assert_cmpstr(pm_time_format(arena, fields->times[PM_TIME_RESOLVED].value), ==,
                    "2023-01-20T12:00:00Z");
    g_assert_cmpstr(fields->title, ==, "Down");
    g_assert_cmpint(fields->severity.value, ==, 3); /* where theirs is not there, ours counts */
}

/* PRODUCT section 4, each clause of it. */
static void
full_is_what_hit_somebody_or_may_have(void)
{
    static const struct {
        const char *front;
        bool full;
    } rows[] = {
        { "kind: outage\nimpact: {customers: 0, data_breach: none}\n", false },
        { "kind: outage\nimpact: {customers: 1, data_breach: none}\n", true },
        { "kind: outage\nimpact: {customers: unknown, data_breach: none}\n", true },
        { "kind: outage\nimpact: {data_breach: none}\n", true },
        { "kind: outage\nimpact: {customers: 0}\n", true },
        { "kind: outage\nimpact: {customers: 0, data_breach: unknown}\n", true },
        { "kind: outage\nimpact: {customers: 0, data_breach: suspected}\n", true },
        { "kind: outage\nimpact: {customers: \"0\", data_breach: none}\n", true },
        { "kind: outage\n", true },
        { "", true },
        { "kind: security\nimpact: {customers: 0, data_breach: none}\n", true },
        { "kind: data\nimpact: {customers: 0, data_breach: none}\n", true },
        { "kind: near-miss\n", false },
        { "kind: near-miss\nimpact: {customers: unknown, data_breach: unknown}\n", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat("---\n", rows[i].front, "---\n", NULL);
        g_auto(Reading) self = read_document(text);
        g_test_message("row %zu", i);
        g_assert_cmpint(pm_fields_is_full(&self.document->fields), ==, rows[i].full);
    }
}

void
test_document_fields(void)
{
    g_test_add_func("/document/fields/datetime agrees on times", datetime_agrees_on_times);
    g_test_add_func("/document/fields/times without a zone are in the given one",
                    times_without_a_zone_are_in_the_given_one);
    g_test_add_func("/document/fields/what is no time is refused", what_is_no_time_is_refused);
    g_test_add_func("/document/fields/severities are read as people write them",
                    severities_are_read_as_people_write_them);
    g_test_add_func("/document/fields/statuses and times have their names",
                    statuses_and_times_have_their_names);
    g_test_add_func("/document/fields/every field is read", every_field_is_read);
    g_test_add_func("/document/fields/values of another kind are bad and break nothing",
                    values_of_another_kind_are_bad_and_break_nothing);
    g_test_add_func("/document/fields/keys of an adopted corpus stand for ours",
                    keys_of_an_adopted_corpus_stand_for_ours);
    g_test_add_func("/document/fields/full is what hit somebody or may have",
                    full_is_what_hit_somebody_or_may_have);
}
