/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in schema, beside what Python's jsonschema says of it. */
#include "data/json.h"
#include "fixture.h"

#include <string.h>

static PmSchema *
built_in(PmArena *arena)
{
    size_t length;
    const char *text = pm_check_schema_text(&length);
    PmDiagnostics *none = pm_diagnostics_new(arena);
    const PmNode *root = pm_json_parse(arena, pm_source_new(arena, "schema", text, length), none);
    g_autoptr(GError) error = NULL;
    PmSchema *schema = pm_schema_compile(root, &(PmSchemaOptions){ 0 }, &error);
    g_assert_no_error(error);
    return schema;
}

static void
compare(const PmSchema *schema, const char *line)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *wrong = pm_diagnostics_new(arena);
    const PmNode *pair =
        pm_json_parse(arena, pm_source_new(arena, "line", line, strlen(line)), wrong);
    g_assert_true(pm_node_is(pair, PM_NODE_LIST) && pair->count == 2);
    if (pm_schema_accepts(schema, pair->items[0]) == pair->items[1]->boolean)
        return;
    g_test_message("jsonschema says %s: %s", pair->items[1]->text, line);
    g_test_fail();
}

static void
another_validator_agrees(void)
{
    g_autofree char *script =
        g_build_filename(g_getenv("PM_SOURCE"), "tests/unit/check", "schema_oracle.py", NULL);
    const char *argv[] = { "/usr/bin/python3", script, g_getenv("PM_SOURCE"), NULL };
    g_autofree char *out = NULL;
    g_autofree char *err = NULL;
    int status = 0;
    if (!g_spawn_sync(NULL, (char **)(void *)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err,
                      &status, NULL) ||
        g_str_has_prefix(out, "skip: ")) {
        g_test_skip("there is no Python with yaml and jsonschema");
        return;
    }
    if (status != 0)
        g_error("%s", err);
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmSchema) schema = built_in(arena);
    g_auto(GStrv) lines = g_strsplit(out, "\n", -1);
    size_t count = 0;
    for (; lines[count] != NULL && *lines[count] != '\0'; count++)
        compare(schema, lines[count]);
    g_test_message("%zu instances", count);
    g_assert_cmpuint(count, >, 1000);
}

static char *
filled(const char *name)
{
    static const char *const values[][2] = {
        { "{{id}}", "x" },
        { "{{title}}", "A title" },
        { "{{severity}}", "2" },
        { "{{owner}}", "dana@example.org" },
        { "{{services}}", "[checkout]" },
        { "{{timezone}}", "UTC" },
        { "{{started}}", "\"2026-01-14T16:58:00Z\"" },
    };
    g_autofree char *file = g_strconcat(name, ".md", NULL);
    g_autofree char *path = g_build_filename(g_getenv("PM_SOURCE"), "templates", file, NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_autoptr(GString) out = g_string_new(text);
    g_autofree char *kind = g_strndup(name, strcspn(name, "."));
    g_string_replace(out, "{{kind}}", kind, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
        g_string_replace(out, values[i][0], values[i][1], 0);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
templates_are_valid_drafts_and_no_more(void)
{
    static const char *const names[] = { "outage.en",   "outage.ko",    "security.en",
                                         "security.ko", "near-miss.en", "near-miss.ko" };
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmChecker) checker = fixture_checker(fixture_config(arena));
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *text = filled(names[i]);
        PmDiagnostics *found = fixture_check(arena, checker, "x", text, strlen(text),
                                             PM_DOCUMENT_WHOLE, PM_STATUS_NONE);
        for (size_t d = 0; d < pm_diagnostics_count(found); d++) {
            const PmDiagnostic *item = pm_diagnostics_get(found, d);
            g_test_message("%s: %s [%s]", names[i], item->message, item->rule);
            g_assert_cmpint(item->severity, <, PM_SEVERITY_ERROR);
            g_assert_false(g_str_has_prefix(item->rule, "schema/"));
        }
        /* as they are, nobody may submit them */
        found = fixture_check(arena, checker, "x", text, strlen(text), PM_DOCUMENT_WHOLE,
                              PM_STATUS_IN_REVIEW);
        g_assert_cmpuint(pm_diagnostics_count_of(found, PM_SEVERITY_ERROR), >=, 3);
    }
}

void test_check_schema(void);

void
test_check_schema(void)
{
    g_test_add_func("/check/schema/another validator agrees", another_validator_agrees);
    g_test_add_func("/check/schema/templates are valid drafts and no more",
                    templates_are_valid_drafts_and_no_more);
}
