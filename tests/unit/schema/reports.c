/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 297 real incident reports: two independent validators agree on the verdict of each and on what
 * fails where (PM_TEST_DATA/postmortems).
 */
#include "../oracle.h"
#include "reading.h"

/* The lines between the "---" at the beginning and the next. */
static PmSpan
front_matter(const char *text, size_t length)
{
    const char *end = g_strstr_len(text, (gssize)length, "\n---");
    g_assert_true(g_str_has_prefix(text, "---"));
    g_assert_nonnull(end);
    return (PmSpan){ strcspn(text, "\n") + 1, (size_t)(end - text) + 1 };
}

static bool
has_finding(const PmDiagnostics *list, const char *rule, const char *path)
{
    for (size_t i = 0; i < pm_diagnostics_count(list); i++) {
        const PmDiagnostic *one = pm_diagnostics_get(list, i);
        if (strcmp(one->rule + strlen("schema/"), rule) == 0 &&
            strcmp(one->instance_path, path) == 0)
            return true;
    }
    return false;
}

/*
 * Each of ours is among theirs; of theirs we leave out the branches of anyOf that were not meant.
 */
static void
compare_errors(const PmDiagnostics *list, const PmNode *expected)
{
    const PmNode *errors = pm_node_get(expected, "errors");
    size_t found = 0;
    for (size_t i = 0; i < errors->count; i++) {
        const char *path = pm_node_string(errors->items[i]->items[0]);
        const char *rule = pm_node_string(errors->items[i]->items[1]);
        bool ours = has_finding(list, rule, path);
        g_assert_true(ours || (strcmp(rule, "const") == 0 && has_finding(list, "pattern", path)));
        found += ours;
    }
    g_assert_cmpuint(found, >=, pm_diagnostics_count(list));
}

static void
compare_report(const PmSchema *schema, const char *folder, const PmNode *expected)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autofree char *path = g_build_filename(folder, "jenkins-status", "content", "issues",
                                             pm_node_string(pm_node_get(expected, "file")), NULL);
    g_autofree char *text = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(path, &text, &length, NULL));
    const PmSource *source = pm_source_new(arena, path, text, length);
    const PmNode *node = read_yaml(arena, source, front_matter(text, length));
    PmDiagnostics *list = pm_diagnostics_new(arena);
    bool valid = pm_schema_validate(schema, node, source, list);
    if (valid != pm_node_get(expected, "valid")->boolean)
        g_error("%s: we say %s", path, valid ? "valid" : "invalid");
    compare_errors(list, expected);
}

static void
real_reports_have_the_verdicts_of_two_other_validators(void)
{
    g_autofree char *folder = oracle_data("postmortems");
    if (!folder)
        return;
    g_autofree char *schema_path =
        g_build_filename(folder, "schemas", "cstate.strict.schema.json", NULL);
    g_autofree char *errors_path =
        g_build_filename(folder, "expected", "jenkins.HEAD.errors.ndjson", NULL);
    g_autofree char *schema_text = NULL;
    g_autofree char *errors = NULL;
    g_assert_true(g_file_get_contents(schema_path, &schema_text, NULL, NULL));
    g_assert_true(g_file_get_contents(errors_path, &errors, NULL, NULL));
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmSchema) schema = compile_json(arena, schema_text);
    g_auto(GStrv) lines = g_strsplit(g_strstrip(errors), "\n", -1);
    for (size_t i = 0; lines[i]; i++)
        compare_report(schema, folder, read_json(arena, lines[i]));
    g_assert_cmpuint(g_strv_length(lines), ==, 297);
}

static void
openapi_descriptions_have_the_verdicts_of_two_other_validators(void)
{
    g_autofree char *folder = oracle_data("openapi/v3.1-dev/as-front-matter");
    if (!folder)
        return;
    g_autofree char *schema_path = g_build_filename(folder, "schema.json", NULL);
    g_autofree char *expected_path = g_build_filename(folder, "expected.tsv", NULL);
    g_autofree char *schema_text = NULL;
    g_autofree char *expected = NULL;
    g_assert_true(g_file_get_contents(schema_path, &schema_text, NULL, NULL));
    g_assert_true(g_file_get_contents(expected_path, &expected, NULL, NULL));
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmSchema) schema = compile_json(arena, schema_text);
    g_auto(GStrv) lines = g_strsplit(g_strstrip(expected), "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        g_auto(GStrv) fields = g_strsplit(lines[i], "\t", -1); /* file, suite, two validators */
        g_autofree char *path = g_build_filename(folder, fields[0], NULL);
        g_autofree char *text = NULL;
        gsize length;
        g_assert_true(g_file_get_contents(path, &text, &length, NULL));
        const PmSource *source = pm_source_new(arena, path, text, length);
        const PmNode *node = read_yaml(arena, source, front_matter(text, length));
        if (pm_schema_accepts(schema, node) != (strcmp(fields[2], "valid") == 0))
            g_error("%s is %s", path, fields[2]);
    }
    g_assert_cmpuint(g_strv_length(lines), ==, 46);
}

void
test_schema_reports(void)
{
    g_test_add_func("/schema/reports/real reports have the verdicts of two other validators",
                    real_reports_have_the_verdicts_of_two_other_validators);
    g_test_add_func(
        "/schema/reports/OpenAPI descriptions have the verdicts of two other validators",
        openapi_descriptions_have_the_verdicts_of_two_other_validators);
}
