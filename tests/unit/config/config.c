/* SPDX-License-Identifier: Apache-2.0 */
#include "config/config.h"

#include "../oracle.h"
#include "data/json.h"

#include <string.h>

void test_config_config(void);

#define START "schema: 1\nledger: 5f0c1c1e-6f0b-4f5e-9a53-0d5c3ad1b2aa\n"

typedef struct {
    PmArena *arena;
    char *bytes;
    PmDiagnostics *findings;
    const PmConfig *config;
} Reading;

static void
reading_clear(Reading *reading)
{
    pm_arena_free(reading->arena);
    g_free(reading->bytes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

static Reading
load_bytes(const char *bytes, size_t length)
{
    Reading out = { .arena = pm_arena_new(), .bytes = g_malloc(MAX(length, 1)) };
    memcpy(out.bytes, bytes, length);
    out.findings = pm_diagnostics_new(out.arena);
    const PmSource *source = pm_source_new(out.arena, PM_CONFIG_PATH, out.bytes, length);
    out.config = pm_config_load(out.arena, source, out.findings);
    return out;
}

static Reading
load(const char *text)
{
    return load_bytes(text, strlen(text));
}

static void
the_least_config_has_the_defaults(void)
{
    g_auto(Reading) self = load(START);
    const PmConfig *config = self.config;
    g_assert_nonnull(config);
    g_assert_cmpuint(pm_diagnostics_count(self.findings), ==, 0);
    g_assert_cmpstr(config->ledger, ==, "5f0c1c1e-6f0b-4f5e-9a53-0d5c3ad1b2aa");
    const PmConfig *defaults = pm_config_defaults(self.arena);
    g_assert_cmpstr(config->documents, ==, "postmortems/");
    g_assert_cmpstr(config->documents, ==, defaults->documents);
    g_assert_cmpstr(config->layout, ==, "{year}/{id}.md");
    g_assert_cmpstr(config->time_zone, ==, "UTC");
    g_assert_cmpstr(config->language, ==, "en");
    g_assert_cmpstr(config->default_kind, ==, "outage");
    g_assert_cmpint(config->default_severity, ==, 0);
    g_assert_null(config->default_owner);
    g_assert_null(config->services[0]);
    g_assert_cmpuint(config->document_limit, ==, 256 * 1024);
    g_assert_cmpstr(defaults->ledger, ==, "");
    g_assert_null(defaults->root);
}

static void
every_key_is_read(void)
{
    g_auto(Reading) self = load(
        "\xef\xbb\xbf" START "documents: docs/./postmortems/\r\nlayout: \"{id}.md\"\r\n"
        "timezone: Asia/Seoul\nlanguage: ko\n"
        "defaults: {kind: security, severity: 2, owner: dana@example.org, template: own}\n"
        "services: [checkout, 결제]\ntags: [db]\nignore: [\"drafts/*\"]\n"
        "severities: {1: down, 2: [slow, degraded]}\n"
        "actions: {due: {1: 14d, 5: 2w}}\n"
        "people:\n  - {email: dana@example.org, name: Dana}\n  - {email: erin@example.org}\n"
        "teams:\n  sre: {organisation: Example, members: [Dana@example.org]}\n  ops: {}\n"
        "fields: {times.started: start_time, title: /meta/title}\n"
        "checks: {levels: {timeline: advice, timeline/order: none}}\nlimits: {document: 65536}\n");
    const PmConfig *config = self.config;
    g_assert_nonnull(config);
    g_assert_cmpstr(config->documents, ==, "docs/postmortems/");
    g_assert_cmpstr(config->layout, ==, "{id}.md");
    g_assert_cmpstr(config->time_zone, ==, "Asia/Seoul");
    g_assert_cmpstr(config->language, ==, "ko");
    g_assert_cmpstr(config->default_kind, ==, "security");
    g_assert_cmpint(config->default_severity, ==, 2);
    g_assert_cmpstr(config->default_owner, ==, "dana@example.org");
    g_assert_cmpstr(config->default_template, ==, "own");
    g_assert_cmpstr(config->services[1], ==, "결제");
    g_assert_null(config->services[2]);
    g_assert_cmpstr(config->tags[0], ==, "db");
    g_assert_cmpstr(config->ignore[0], ==, "drafts/*");
    g_assert_cmpuint(config->severity_count, ==, 3);
    g_assert_cmpstr(config->severities[2].word, ==, "degraded");
    g_assert_cmpint(config->severities[2].severity, ==, 2);
    g_assert_cmpint(config->due_days[1], ==, 14);
    g_assert_cmpint(config->due_days[4], ==, 0);
    g_assert_cmpint(config->due_days[5], ==, 14);
    g_assert_cmpuint(config->person_count, ==, 2);
    g_assert_cmpstr(pm_config_person(config, "DANA@example.org")->name, ==, "Dana");
    g_assert_null(pm_config_person(config, "erin@example.org")->name);
    g_assert_null(pm_config_person(config, "dana"));
    g_assert_cmpuint(config->team_count, ==, 2);
    g_assert_cmpstr(pm_config_team(config, "sre")->organisation, ==, "Example");
    g_assert_null(pm_config_team(config, "SRE"));
    g_assert_true(pm_config_is_member(config, "sre", "dana@Example.org"));
    g_assert_false(pm_config_is_member(config, "ops", "dana@example.org"));
    g_assert_false(pm_config_is_member(config, "none", "dana@example.org"));
    g_assert_cmpuint(config->field_count, ==, 2);
    g_assert_cmpstr(config->fields[1].theirs, ==, "/meta/title");
    g_assert_cmpuint(config->document_limit, ==, 65536);
    g_assert_nonnull(config->root);
}

static PmSeverity
level(const PmConfig *config, const char *rule, const char *status)
{
    return pm_config_level(config->levels, config->level_count, rule, status, PM_SEVERITY_WARNING);
}

static void
levels_of_rules_win_over_levels_of_groups(void)
{
    static const char *const texts[] = {
        START "checks: {levels: {timeline: advice, timeline/order: error}}\n",
        START "checks: {levels: {timeline/order: error, timeline: advice}}\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_auto(Reading) self = load(texts[i]);
        const PmConfig *config = self.config;
        g_assert_cmpint(level(config, "timeline/order", "draft"), ==, PM_SEVERITY_ERROR);
        g_assert_cmpint(level(config, "timeline/missing", "draft"), ==, PM_SEVERITY_ADVICE);
        g_assert_cmpint(level(config, "timelines/x", "draft"), ==, PM_SEVERITY_WARNING);
        g_assert_cmpint(level(config, "time/x", "draft"), ==, PM_SEVERITY_WARNING);
    }
}

static void
a_level_may_hold_in_some_statuses_alone(void)
{
    g_auto(Reading) self =
        load(START "checks: {levels: {timeline/order: {draft: none, in-review: error},\n"
                   "timeline: {draft: advice, closed: none}, section/empty: error,\n"
                   "section: {draft: none}}}\n");
    static const struct {
        const char *rule, *status;
        PmSeverity level;
    } rows[] = {
        { "timeline/order", "draft", PM_SEVERITY_OFF },
        { "timeline/order", "in-review", PM_SEVERITY_ERROR },
        { "timeline/order", "reviewed", PM_SEVERITY_WARNING }, /* had that */
        { "timeline/order", "closed", PM_SEVERITY_OFF },       /* of its group */
        { "timeline/missing", "draft", PM_SEVERITY_ADVICE },
        { "timeline/missing", "reviewed", PM_SEVERITY_WARNING },
        { "section/empty", "draft", PM_SEVERITY_ERROR },
        { "section/missing", "draft", PM_SEVERITY_OFF },
        { "section/missing", "closed", PM_SEVERITY_WARNING },
    };
    g_assert_nonnull(self.config);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpint(level(self.config, rows[i].rule, rows[i].status), ==, rows[i].level);
}

static void
levels_by_path_are_read_in_their_order(void)
{
    g_auto(Reading) self =
        load(START "checks:\n  paths:\n"
                   "    - {path: \"postmortems/2019/*\", levels: {link/dead: none}}\n"
                   "    - path: postmortems/결제.md\n      levels: {times: {draft: error}}\n");
    const PmConfig *config = self.config;
    g_assert_nonnull(config);
    g_assert_cmpuint(config->level_count, ==, 0);
    g_assert_cmpuint(config->path_count, ==, 2);
    g_assert_cmpstr(config->paths[0].path, ==, "postmortems/2019/*");
    g_assert_cmpuint(config->paths[0].level_count, ==, 1);
    g_assert_cmpstr(config->paths[1].path, ==, "postmortems/결제.md");
    g_assert_cmpstr(config->paths[1].levels[0].rule, ==, "times");
    g_assert_cmpstr(config->paths[1].levels[0].status, ==, "draft");
    g_assert_cmpint(config->paths[1].levels[0].severity, ==, PM_SEVERITY_ERROR);
}

static void
spans_are_days_or_weeks(void)
{
    static const struct {
        const char *text;
        int days; /* -1: none */
    } rows[] = {
        { "14d", 14 }, { "2w", 14 },  { "0d", 0 },  { "999w", 6993 }, { "1000d", -1 },
        { "", -1 },    { "d", -1 },   { "14", -1 }, { "14D", -1 },    { "-1d", -1 },
        { "1 d", -1 }, { "1dd", -1 }, { "1h", -1 }, { "１d", -1 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int days = -1;
        g_test_message("'%s'", rows[i].text);
        g_assert_cmpint(pm_config_days_parse(rows[i].text, &days), ==, rows[i].days >= 0);
        g_assert_cmpint(days, ==, rows[i].days);
    }
}

static void
more_rows_of_paths_than_can_be_told_apart_are_refused(void)
{
    g_autoptr(GString) text = g_string_new(START "checks:\n  paths:\n");
    for (size_t i = 0; i < PM_CONFIG_PATHS_MAX; i++)
        g_string_append(text, "    - {path: x, levels: {}}\n");
    g_auto(Reading) most = load(text->str);
    g_assert_nonnull(most.config);
    g_string_append(text, "    - {path: x, levels: {}}\n");
    g_auto(Reading) more = load(text->str);
    g_assert_null(more.config);
    g_assert_cmpstr(pm_config_fault(more.findings)->rule, ==, "schema/maxItems");
}

static void
documents_may_be_the_whole_repository(void)
{
    static const struct {
        const char *written, *folder;
    } rows[] = {
        { ".", "" },
        { "./", "" },
        { "a", "a/" },
        { "a/", "a/" },
        { "a//b", "a/b/" },
        { "./a/./b", "a/b/" },
        { "결제 장애", "결제 장애/" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf(START "documents: \"%s\"\n", rows[i].written);
        g_auto(Reading) self = load(text);
        g_assert_nonnull(self.config);
        g_assert_cmpstr(self.config->documents, ==, rows[i].folder);
    }
}

/* A config says who may sign: with any error in it, nothing of it is obeyed, and the place of the
 * error is said. */
static void
broken_configs_are_refused_with_their_place(void)
{
    static const struct {
        const char *text, *rule;
        unsigned line;
    } rows[] = {
        { "", "schema/type", 1 },
        { "x", "schema/type", 1 },
        { "- a\n", "schema/type", 1 },
        { "schema: 1\n", "schema/required", 1 },
        { "schema: 2\nledger: 5f0c1c1e-6f0b-4f5e-9a53-0d5c3ad1b2aa\n", "schema/const", 1 },
        { START "ledgr: x\n", "schema/additionalProperties", 3 },
        { START "documents: ../x\n", "schema/pattern", 3 },
        { START "documents: a/.git/x\n", "schema/pattern", 3 },
        { START "layout: \"{year}.md\"\n", "schema/pattern", 3 },
        { START "people:\n  - {email: dana}\n", "schema/pattern", 4 },
        { START "teams:\n  a b: {}\n", "schema/pattern", 4 },
        { START "review:\n  roles:\n    reviewer: [a@b.c]\n", "schema/not", 5 },
        { START "review:\n  rules:\n    - {when: full}\n", "schema/required", 5 },
        { START "checks:\n  levels:\n    times: {drft: none}\n", "schema/enum", 5 },
        { START "checks:\n  levels:\n    times: {draft: loud}\n", "schema/enum", 5 },
        { START "checks:\n  levels:\n    times: loud\n", "schema/enum", 5 },
        { START "checks:\n  levels:\n    times: {}\n", "schema/minProperties", 5 },
        { START "checks:\n  paths:\n    - levels: {}\n", "schema/required", 5 },
        { START "checks:\n  paths:\n    - {path: /x, levels: {}}\n", "schema/pattern", 5 },
        { START "actions:\n  due: {6: 14d}\n", "schema/pattern", 4 },
        { START "actions:\n  due: {1: 14}\n", "schema/type", 4 },
        { START "actions:\n  due: {1: 0d}\n", "schema/pattern", 4 },
        { START "tags: [a]\ntags: [b]\n", "yaml/duplicate-key", 4 },
        { START "tags: &a [a]\nservices: *a\n", "yaml/anchor", 3 },
        { START "tags: [a\n", "yaml/syntax", 3 },
        { START "\ttags: [a]\n", "yaml/syntax", 3 },
        { START "tags: [\"a\\e\"]\n", "yaml/encoding", 3 },
        { START "--- \na: 1\n", "yaml/documents", 3 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Reading) self = load(rows[i].text);
        g_test_message("row %zu: %s", i, rows[i].text);
        g_assert_null(self.config);
        const PmDiagnostic *fault = pm_config_fault(self.findings);
        g_assert_cmpint(fault->severity, ==, PM_SEVERITY_ERROR);
        g_assert_cmpstr(fault->rule, ==, rows[i].rule);
        g_assert_cmpuint(pm_source_position(fault->source, fault->span.start).line, ==,
                         rows[i].line);
    }
}

static void
a_warning_is_not_taken_for_the_fault(void)
{
    g_auto(Reading) self = load(START "tags: [no]\nservcies: []\n");
    g_assert_null(self.config);
    g_assert_cmpstr(pm_diagnostics_get(self.findings, 0)->rule, ==, "yaml/ambiguous");
    g_assert_cmpstr(pm_config_fault(self.findings)->rule, ==, "schema/additionalProperties");
    g_assert_cmpstr(pm_config_fault(self.findings)->label, ==, "did you mean 'services'?");
    g_auto(Reading) fine = load(START "tags: [no]\n");
    g_assert_nonnull(fine.config);
    g_assert_null(pm_config_fault(fine.findings));
}

static void
bytes_that_are_no_text_are_refused(void)
{
    static const char nul[] = START "tags: [\"a\0b\"]\n";
    static const char latin[] = START "tags: [caf\xe9]\n";
    static const char wide[] = "s\0c\0h\0e\0m\0a\0:\0 \0001\0";
    g_auto(Reading) one = load_bytes(nul, sizeof nul - 1);
    g_assert_null(one.config);
    g_auto(Reading) two = load(latin);
    g_assert_null(two.config);
    g_auto(Reading) three = load_bytes(wide, sizeof wide - 1);
    g_assert_null(three.config);
    g_assert_nonnull(pm_config_fault(three.findings));
}

/* Every config that Python's jsonschema accepts is read, and no other. */
static void
another_validator_agrees(void)
{
    g_autofree char *script =
        g_build_filename(g_getenv("PM_SOURCE"), "tests/unit/config/verdicts.py", NULL);
    const char *argv[] = { "/usr/bin/python3", script, g_getenv("PM_SOURCE"), NULL };
    g_autofree char *out = NULL;
    g_autofree char *err = NULL;
    int status = 0;
    if (!g_spawn_sync(NULL, (char **)(void *)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err,
                      &status, NULL) ||
        g_str_has_prefix(out, "skip: ")) {
        g_test_skip("there is no Python with jsonschema");
        return;
    }
    if (status != 0)
        g_error("%s", err);
    g_auto(GStrv) lines = g_strsplit(out, "\n", -1);
    size_t count = 0, good = 0;
    for (; lines[count] != NULL && *lines[count] != '\0'; count++) {
        bool valid = g_str_has_suffix(lines[count], ", true]");
        g_autofree char *config = g_strndup(
            lines[count] + 1, strlen(lines[count]) - strlen(valid ? "[, true]" : "[, false]"));
        g_auto(Reading) self = load(config);
        if ((self.config != NULL) != valid)
            g_error("jsonschema says %s: %s", valid ? "valid" : "invalid", config);
        good += valid;
    }
    g_test_message("%zu configs, %zu of them valid", count, good);
    g_assert_cmpuint(count, >, 500);
    g_assert_cmpuint(good, >, 100);
}

static void
the_embedded_schema_is_the_file(void)
{
    g_autofree char *path =
        g_build_filename(g_getenv("PM_SOURCE"), "templates/config.schema.json", NULL);
    g_autofree char *file = NULL;
    gsize length;
    size_t embedded;
    g_assert_true(g_file_get_contents(path, &file, &length, NULL));
    const char *text = pm_config_schema_text(&embedded);
    g_assert_cmpuint(embedded, ==, length);
    g_assert_true(memcmp(text, file, length) == 0);
}

/* A megabyte is the limit of the file. */
static void
a_huge_config_is_read_in_time(void)
{
    g_autoptr(GString) text = g_string_new(START "people:\n");
    for (size_t i = 0; text->len < PM_CONFIG_LIMIT - 100; i++)
        g_string_append_printf(text, "  - {email: p%zu@example.org, name: \"Person %zu\"}\n", i, i);
    gint64 start = g_get_monotonic_time();
    g_auto(Reading) self = load(text->str);
    double seconds = (double)(g_get_monotonic_time() - start) / 1e6;
    g_test_message("%zu people in %.2f s", self.config->person_count, seconds);
    g_assert_nonnull(self.config); /* were it quadratic, the time limit of ctest would end it */
}

void
test_config_config(void)
{
    g_test_add_func("/config/config/the least config has the defaults",
                    the_least_config_has_the_defaults);
    g_test_add_func("/config/config/every key is read", every_key_is_read);
    g_test_add_func("/config/config/levels of rules win over levels of groups",
                    levels_of_rules_win_over_levels_of_groups);
    g_test_add_func("/config/config/a level may hold in some statuses alone",
                    a_level_may_hold_in_some_statuses_alone);
    g_test_add_func("/config/config/levels by path are read in their order",
                    levels_by_path_are_read_in_their_order);
    g_test_add_func("/config/config/spans are days or weeks", spans_are_days_or_weeks);
    g_test_add_func("/config/config/more rows of paths than can be told apart are refused",
                    more_rows_of_paths_than_can_be_told_apart_are_refused);
    g_test_add_func("/config/config/documents may be the whole repository",
                    documents_may_be_the_whole_repository);
    g_test_add_func("/config/config/broken configs are refused with their place",
                    broken_configs_are_refused_with_their_place);
    g_test_add_func("/config/config/a warning is not taken for the fault",
                    a_warning_is_not_taken_for_the_fault);
    g_test_add_func("/config/config/bytes that are no text are refused",
                    bytes_that_are_no_text_are_refused);
    g_test_add_func("/config/config/another validator agrees", another_validator_agrees);
    g_test_add_func("/config/config/the embedded schema is the file",
                    the_embedded_schema_is_the_file);
    g_test_add_func("/config/config/a huge config is read in time", a_huge_config_is_read_in_time);
}
