/* SPDX-License-Identifier: Apache-2.0 */
/* The checker as a whole: levels, gates, schemas, adopted documents, hostile ones. */
#include "fixture.h"

#include <string.h>

static size_t
count(const PmDiagnostics *list, const char *group)
{
    size_t out = 0;
    for (size_t i = 0; i < pm_diagnostics_count(list); i++)
        out += g_str_has_prefix(pm_diagnostics_get(list, i)->rule, group) ? 1 : 0;
    return out;
}

static PmDiagnostics *
check_as(const Room *self, const char *text, PmDocumentFlags flags, PmStatus as)
{
    return fixture_check(self->arena, self->checker, "x", text, strlen(text), flags, as);
}

static char *
golden(const char *name)
{
    g_autofree char *path =
        g_build_filename(g_getenv("PM_SOURCE"), "tests/golden/check", name, NULL);
    char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

/* PRODUCT section 4, row by row: the same document, asked about each status. */
static void
each_gate_asks_for_its_own(void)
{
    g_auto(Room) self = room();
    g_autofree char *whole = golden("content/full-outage.md");
    g_autofree char *lacking = golden("content/two-things-missing.md");
    g_autofree char *untold = golden("story/two-things-missing.md");
    struct {
        const char *text;
        PmStatus as;
        size_t errors;
    } rows[] = {
        { whole, PM_STATUS_IN_REVIEW, 1 /* its id is not x */ },
        { whole, PM_STATUS_REVIEWED, 1 },
        { whole, PM_STATUS_CLOSED, 2 /* A1 is done, not confirmed */ },
        { lacking, PM_STATUS_DRAFT, 1 },
        { lacking, PM_STATUS_IN_REVIEW, 1 },
        { lacking, PM_STATUS_REVIEWED, 3 },
        { lacking, PM_STATUS_CLOSED, 4 },
        { untold, PM_STATUS_DRAFT, 1 },
        { untold, PM_STATUS_IN_REVIEW, 3 },
        { untold, PM_STATUS_REVIEWED, 3 },
        { untold, PM_STATUS_WITHDRAWN, 1 /* no reason; the id is a warning then */ },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        PmDiagnostics *found = check_as(&self, rows[i].text, PM_DOCUMENT_WHOLE, rows[i].as);
        g_test_message("row %zu", i);
        g_assert_cmpuint(pm_diagnostics_count_of(found, PM_SEVERITY_ERROR), ==, rows[i].errors);
    }
}

static void
what_a_later_status_needs_is_said(void)
{
    g_auto(Room) self = room();
    g_autofree char *text = golden("content/two-things-missing.md");
    PmDiagnostics *early = check_as(&self, text, PM_DOCUMENT_WHOLE, PM_STATUS_IN_REVIEW);
    PmDiagnostics *late = check_as(&self, text, PM_DOCUMENT_WHOLE, PM_STATUS_REVIEWED);
    g_assert_cmpstr(find(early, "action/ticket")->message, ==,
                    "action A1 has no ticket, needed for reviewed");
    g_assert_cmpstr(find(late, "action/ticket")->message, ==, "action A1 has no ticket");
    g_assert_cmpstr(find(late, "action/ticket")->command, ==,
                    "git postmortem action set x A1 ticket=…");
}

static void
the_config_sets_levels(void)
{
    g_auto(Room) self = room();
    static const PmLevel levels[] = { { "finding", PM_SEVERITY_ADVICE, NULL },
                                      { "finding/without-action", PM_SEVERITY_WARNING, NULL },
                                      { "action/ticket", PM_SEVERITY_OFF, NULL },
                                      { "yaml/duplicate-key", PM_SEVERITY_ADVICE, NULL } };
    PmConfig config = *self.config;
    config.levels = levels;
    config.level_count = G_N_ELEMENTS(levels);
    g_autoptr(PmChecker) checker = fixture_checker(&config);
    g_autofree char *lacking = golden("content/two-things-missing.md");
    PmDiagnostics *found = fixture_check(self.arena, checker, "x", lacking, strlen(lacking),
                                         PM_DOCUMENT_WHOLE, PM_STATUS_NONE);
    g_assert_cmpint(find(found, "finding/without-action")->severity, ==, PM_SEVERITY_WARNING);
    g_assert_null(find(found, "action/ticket"));
    g_autofree char *twice = golden("yaml/duplicate-key.md");
    found = fixture_check(self.arena, checker, "x", twice, strlen(twice), PM_DOCUMENT_WHOLE,
                          PM_STATUS_NONE);
    g_assert_cmpint(find(found, "yaml/duplicate-key")->severity, ==, PM_SEVERITY_ADVICE);
}

static void
one_fault_is_told_once(void)
{
    g_auto(Room) self = room();
    static const char text[] =
        "---\nschema: 1\nid: x\ntitle: x\nkind: near-miss\nseverity: 9\n"
        "status: draft\nowner: sre\nservices: []\nsummary: x\n"
        "times: {started: \"2026-01-14 16:58\"}\n"
        "findings:\n  - {id: F1, class: sloth, text: x}\n---\n## Lessons\n\nx\n";
    PmDiagnostics *found = check_as(&self, text, PM_DOCUMENT_WHOLE, PM_STATUS_NONE);
    g_assert_nonnull(find(found, "severity/range"));
    g_assert_nonnull(find(found, "finding/class"));
    g_assert_nonnull(find(found, "times/format"));
    g_assert_cmpuint(pm_diagnostics_count(found), ==, 3);
    /* with the rule off, the schema speaks */
    static const PmLevel off[] = { { "severity/range", PM_SEVERITY_OFF, NULL } };
    PmConfig config = *self.config;
    config.levels = off;
    config.level_count = 1;
    g_autoptr(PmChecker) checker = fixture_checker(&config);
    found = fixture_check(self.arena, checker, "x", text, strlen(text), PM_DOCUMENT_WHOLE,
                          PM_STATUS_NONE);
    g_assert_nonnull(find(found, "schema/maximum"));
}

static const char foreign[] =
    "---\ntitle: &t old\nseverity: down\nwhen: no\n---\n# Other\n\ntext\n";

static void
adopted_documents_are_left_alone_until_submitted(void)
{
    g_auto(Room) self = room();
    PmDiagnostics *found = check_as(&self, foreign, PM_DOCUMENT_FOREIGN, PM_STATUS_NONE);
    g_assert_cmpuint(pm_diagnostics_count_of(found, PM_SEVERITY_ERROR), ==, 0);
    g_assert_cmpuint(count(found, ""), ==, count(found, "yaml/anchor"));
    /* a gate judges them in full */
    found = check_as(&self, foreign, PM_DOCUMENT_FOREIGN, PM_STATUS_IN_REVIEW);
    g_assert_nonnull(find(found, "schema/required"));
    g_assert_nonnull(find(found, "section/missing"));
}

static void
adopted_documents_with_a_schema_key_are_ours(void)
{
    g_auto(Room) self = room();
    static const char ours[] = "---\nschema: 1\ntitle: x\n---\n";
    PmDiagnostics *found = pm_diagnostics_new(self.arena);
    const PmSource *source = pm_source_new(self.arena, "postmortems/2026/x.md", ours, strlen(ours));
    const PmDocument *document =
        pm_check_source(self.checker, self.arena, source, "x", PM_DOCUMENT_FOREIGN, PM_STATUS_NONE,
                        &fixture_lookups, found);
    g_assert_false(document->adopted);
    g_assert_nonnull(find(found, "schema/required"));
}

static void
adopted_documents_warn_of_secrets_and_impossible_times(void)
{
    g_auto(Room) self = room();
    static const PmFieldName fields[] = { { "times.started", "date" },
                                          { "times.resolved", "resolvedWhen" } };
    PmConfig config = *self.config;
    config.fields = fields;
    config.field_count = G_N_ELEMENTS(fields);
    g_autoptr(PmChecker) checker = fixture_checker(&config);
    static const char text[] = "---\ndate: 2023-01-20T11:30:00-00:00\n"
                               "resolvedWhen: 2023-01-20T10:30:00-00:00\n---\n"
                               "postgres://admin:"
                               "tr0ub4dor@db.example.org/\n";
    PmDiagnostics *found = fixture_check(self.arena, checker, "x", text, strlen(text),
                                         PM_DOCUMENT_FOREIGN, PM_STATUS_NONE);
    g_assert_cmpint(find(found, "secret/url-password")->severity, ==, PM_SEVERITY_WARNING);
    g_assert_cmpint(find(found, "times/order")->severity, ==, PM_SEVERITY_WARNING);
    g_assert_cmpuint(pm_diagnostics_count(found), ==, 2);
}

static PmChecker *
with_schema(Room *self, const char *text, GError **error)
{
    const PmSource *source =
        pm_source_new(self->arena, ".postmortem/schema.json", text, strlen(text));
    return pm_checker_new(self->config, source, error);
}

static void
a_schema_of_ones_own_extends_ours(void)
{
    g_auto(Room) self = room();
    static const char json[] =
        "{\"allOf\": [{\"$ref\": \"https://git-postmortem.example/postmortem.schema.json"
        "#/$defs/postmortem\"}],\n"
        " \"properties\": {\"region\": {\"enum\": [\"eu-west\", \"ap-northeast\"]}},\n"
        " \"required\": [\"region\"], \"unevaluatedProperties\": false}";
    static const char yaml[] = "allOf:\n  - $ref: \"https://git-postmortem.example/"
                               "postmortem.schema.json#/$defs/postmortem\"\n"
                               "properties:\n  region: {enum: [eu-west, ap-northeast]}\n"
                               "required: [region]\nunevaluatedProperties: false\n";
    static const char *const schemas[] = { json, yaml };
    for (size_t i = 0; i < G_N_ELEMENTS(schemas); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(PmChecker) checker = with_schema(&self, schemas[i], &error);
        g_assert_no_error(error);
        static const char text[] = "---\nregion: eu-wset\nsevrity: 2\n---\n";
        PmDiagnostics *found = fixture_check(self.arena, checker, "x", text, strlen(text),
                                             PM_DOCUMENT_WHOLE, PM_STATUS_NONE);
        g_assert_cmpstr(find(found, "schema/enum")->label, ==, "did you mean 'eu-west'?");
        g_assert_cmpstr(find(found, "schema/unevaluatedProperties")->message, ==,
                        "unknown key 'sevrity'");
        g_assert_cmpuint(count(found, "schema/required"), >=, 8);
    }
}

static void
a_broken_schema_is_refused_with_its_line(void)
{
    g_auto(Room) self = room();
    g_autoptr(GError) error = NULL;
    g_assert_null(with_schema(&self, "{\n  \"type\": object\n}", &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_FAILED);
    g_assert_true(g_str_has_prefix(error->message, "'.postmortem/schema.json', line 2: "));
    g_clear_error(&error);
    g_assert_null(with_schema(&self, "{\"type\": \"thing\"}", &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_FAILED);
    g_assert_true(g_str_has_prefix(error->message, "'.postmortem/schema.json': "));
}

/* Ten thousand ambiguous scalars fill the list; the error behind them must still count. */
static void
an_error_behind_a_flood_of_warnings_counts(void)
{
    g_auto(Room) self = room();
    g_autoptr(GString) text = g_string_new("---\nx-list:\n");
    for (size_t i = 0; i < 11000; i++)
        g_string_append(text, "- no\n");
    g_string_append(text, "x-a: 1\nx-a: 2\n---\n");
    PmDiagnostics *found = check_as(&self, text->str, PM_DOCUMENT_WHOLE, PM_STATUS_NONE);
    g_assert_cmpuint(pm_diagnostics_count_of(found, PM_SEVERITY_ERROR), >, 0);
}

static void
without_lookups_nothing_is_looked_up(void)
{
    g_auto(Room) self = room();
    g_autofree char *text = golden("link/dead.md");
    PmDiagnostics *found = pm_diagnostics_new(self.arena);
    const PmSource *source = pm_source_new(self.arena, "x.md", text, strlen(text));
    pm_check_source(self.checker, self.arena, source, NULL, PM_DOCUMENT_WHOLE, PM_STATUS_NONE, NULL,
                    found);
    g_assert_cmpuint(count(found, "link/"), ==, 0);
    g_assert_cmpuint(count(found, "id/"), ==, 0);
    for (size_t i = 0; i < pm_diagnostics_count(found); i++)
        g_assert_null(pm_diagnostics_get(found, i)->command); /* nobody knows the id */
}

static void
ids_go_into_commands_as_one_word(void)
{
    g_auto(Room) self = room();
    static const char text[] =
        "---\nstatus: reviewed\nactions:\n  - {id: \"A1; rm x\", text: x}\n---\n";
    PmDiagnostics *found = fixture_check(self.arena, self.checker, "a b", text, strlen(text),
                                         PM_DOCUMENT_WHOLE, PM_STATUS_NONE);
    g_assert_cmpstr(find(found, "action/owner")->command, ==,
                    "git postmortem action set 'a b' 'A1; rm x' owner=…");
}

/* Every beginning of a document, and the document with a NUL at each place. */
static void
torn_documents_are_survived(void)
{
    g_auto(Room) self = room();
    g_autofree char *text = golden("content/actions.md");
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i += 7) {
        g_autoptr(PmArena) arena = pm_arena_new();
        g_autofree char *copy = g_strndup(text, length);
        g_assert_nonnull(
            fixture_check(arena, self.checker, "x", copy, i, PM_DOCUMENT_WHOLE, PM_STATUS_CLOSED));
        copy[i] = '\0';
        PmDiagnostics *found = fixture_check(arena, self.checker, "x", copy, length,
                                             PM_DOCUMENT_WHOLE, PM_STATUS_CLOSED);
        g_assert_cmpuint(pm_diagnostics_count_of(found, PM_SEVERITY_ERROR), >, 0);
    }
}

static char *
many(size_t count)
{
    g_autoptr(GString) text = g_string_new("---\nstatus: closed\nfindings:\n");
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(text, "  - {id: F%zu, text: x, evidence: [E%zu]}\n", i, i);
    g_string_append(text, "actions:\n");
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(text, "  - {id: A%zu, text: x, for: [F%zu]}\n", i, i);
    g_string_append(text, "response: {sufficient: not, for: [");
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(text, "X%zu, ", i);
    g_string_append(text, "]}\n---\n");
    for (size_t i = 0; i < count; i++)
        g_string_append(text, "## Response\n\n<!-- guide: x -->\n\n://a:b <!-- ");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static double
seconds_for(const Room *self, size_t size)
{
    g_autofree char *text = many(size);
    g_autoptr(PmArena) arena = pm_arena_new();
    gint64 start = g_get_monotonic_time();
    fixture_check(arena, self->checker, "x", text, strlen(text), PM_DOCUMENT_WHOLE, PM_STATUS_NONE);
    return (double)(g_get_monotonic_time() - start) / 1e6;
}

static void
ten_times_as_much_takes_about_ten_times_as_long(void)
{
    g_auto(Room) self = room();
    double small = seconds_for(&self, 200), large = seconds_for(&self, 2000);
    g_test_message("%.3f s and %.3f s", small, large);
    g_assert_cmpfloat(large, <, 40 * MAX(small, 0.01));
}

typedef struct {
    const PmChecker *checker;
    const char *text;
    int wrong; /* atomic */
} Crowd;

static void
check_in_thread(void *item, void *data)
{
    (void)item;
    Crowd *crowd = data;
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *found = fixture_check(arena, crowd->checker, "x", crowd->text,
                                         strlen(crowd->text), PM_DOCUMENT_WHOLE, PM_STATUS_NONE);
    if (pm_diagnostics_count_of(found, PM_SEVERITY_ERROR) != 3)
        g_atomic_int_inc(&crowd->wrong);
}

static void
threads_share_a_checker(void)
{
    g_auto(Room) self = room();
    g_autofree char *text = golden("content/two-things-missing.md");
    Crowd crowd = { .checker = self.checker, .text = text };
    GThreadPool *pool = g_thread_pool_new(check_in_thread, &crowd, 4, TRUE, NULL);
    for (size_t i = 1; i <= 200; i++)
        g_thread_pool_push(pool, GSIZE_TO_POINTER(i), NULL);
    g_thread_pool_free(pool, FALSE, TRUE);
    g_assert_cmpint(crowd.wrong, ==, 0);
}

void test_check_check(void);

void
test_check_check(void)
{
    g_test_add_func("/check/check/each gate asks for its own", each_gate_asks_for_its_own);
    g_test_add_func("/check/check/what a later status needs is said",
                    what_a_later_status_needs_is_said);
    g_test_add_func("/check/check/the config sets levels", the_config_sets_levels);
    g_test_add_func("/check/check/one fault is told once", one_fault_is_told_once);
    g_test_add_func("/check/check/adopted documents are left alone until submitted",
                    adopted_documents_are_left_alone_until_submitted);
    g_test_add_func("/check/check/adopted documents with a schema key are ours",
                    adopted_documents_with_a_schema_key_are_ours);
    g_test_add_func("/check/check/adopted documents warn of secrets and impossible times",
                    adopted_documents_warn_of_secrets_and_impossible_times);
    g_test_add_func("/check/check/a schema of one's own extends ours",
                    a_schema_of_ones_own_extends_ours);
    g_test_add_func("/check/check/a broken schema is refused with its line",
                    a_broken_schema_is_refused_with_its_line);
    g_test_add_func("/check/check/an error behind a flood of warnings counts",
                    an_error_behind_a_flood_of_warnings_counts);
    g_test_add_func("/check/check/without look-ups nothing is looked up",
                    without_lookups_nothing_is_looked_up);
    g_test_add_func("/check/check/ids go into commands as one word",
                    ids_go_into_commands_as_one_word);
    g_test_add_func("/check/check/torn documents are survived", torn_documents_are_survived);
    g_test_add_func("/check/check/ten times as much takes about ten times as long",
                    ten_times_as_much_takes_about_ten_times_as_long);
    g_test_add_func("/check/check/threads share a checker", threads_share_a_checker);
}
