/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tests/golden/check/<group>/<name>.md and, beside each, what is found in it. A document is judged
 * as its own status, by <name>.schema.json where there is one; <name>.yaml is a config. With
 * PM_GOLDEN_UPDATE=1 the expected texts are written anew, for review.
 */
#include "check/config.h"
#include "fixture.h"

#include <string.h>

static void
print(GString *out, const PmDiagnostic *found)
{
    PmPosition at = pm_source_position(found->source, found->span.start);
    g_string_append_printf(out, "%u:%u: %s: %s [%s]\n", at.line, at.code_point,
                           pm_severity_name(found->severity), found->message, found->rule);
    if (found->label != NULL)
        g_string_append_printf(out, "    label: %s\n", found->label);
    if (found->command != NULL)
        g_string_append_printf(out, "    command: %s\n", found->command);
    if (found->fix_count > 0)
        g_string_append_printf(out, "    fixes: %zu\n", found->fix_count);
}

static const PmSource *
read_source(PmArena *arena, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *bytes = NULL;
    gsize length;
    g_file_get_contents(path, &bytes, &length, &error);
    g_assert_no_error(error);
    return pm_source_new(arena, path, pm_arena_strndup(arena, bytes, length), length);
}

/* With the schema that lies beside the document, if there is one. */
static PmDiagnostics *
check_document(PmArena *arena, const PmChecker *checker, const char *path)
{
    const PmSource *source = read_source(arena, path);
    g_autofree char *id = g_path_get_basename(path);
    id[strlen(id) - strlen(".md")] = '\0';
    const char *schema =
        pm_arena_printf(arena, "%.*s.schema.json", (int)(strlen(path) - strlen(".md")), path);
    g_autoptr(PmChecker) own = NULL;
    if (g_file_test(schema, G_FILE_TEST_EXISTS)) {
        g_autoptr(GError) error = NULL;
        own = pm_checker_new(pm_checker_config(checker), read_source(arena, schema), &error);
        g_assert_no_error(error);
    }
    return fixture_check(arena, own != NULL ? own : checker, id, source->bytes, source->length,
                         PM_DOCUMENT_WHOLE, PM_STATUS_NONE);
}

static PmDiagnostics *
check_config(PmArena *arena, const char *path)
{
    PmDiagnostics *found = pm_diagnostics_new(arena);
    pm_check_config(arena, read_source(arena, path), found);
    pm_diagnostics_sort(found);
    return found;
}

static char *
findings_of(const PmChecker *checker, const char *path)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *found = g_str_has_suffix(path, ".yaml") ? check_config(arena, path)
                                                           : check_document(arena, checker, path);
    g_autoptr(GString) out = g_string_new(NULL);
    for (size_t i = 0; i < pm_diagnostics_count(found); i++)
        print(out, pm_diagnostics_get(found, i));
    if (pm_diagnostics_suppressed(found) > 0)
        g_string_append_printf(out, "suppressed: %zu\n", pm_diagnostics_suppressed(found));
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
assert_golden(const char *expected_path, const char *now)
{
    g_autoptr(GError) error = NULL;
    if (g_getenv("PM_GOLDEN_UPDATE") != NULL) {
        g_file_set_contents(expected_path, now, -1, &error);
        g_assert_no_error(error);
    }
    g_autofree char *expected = NULL;
    g_file_get_contents(expected_path, &expected, NULL, &error);
    g_assert_no_error(error);
    if (!g_str_equal(now, expected)) {
        g_test_message("%s should be:\n%s", expected_path, now);
        g_test_fail();
    }
}

static void
compare(const PmChecker *checker, const char *path)
{
    g_autofree char *now = findings_of(checker, path);
    g_autofree char *stem = g_strndup(path, (gsize)(strrchr(path, '.') - path));
    g_autofree char *expected_path = g_strconcat(stem, ".txt", NULL);
    assert_golden(expected_path, now);
}

static bool
is_input(const char *name)
{
    return g_str_has_suffix(name, ".md") || g_str_has_suffix(name, ".yaml");
}

static size_t
compare_folder(const PmChecker *checker, const char *folder)
{
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    g_assert_nonnull(names);
    size_t count = 0;
    for (const char *name = g_dir_read_name(names); name != NULL; name = g_dir_read_name(names)) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
            count += compare_folder(checker, path);
        } else if (is_input(name)) {
            compare(checker, path);
            count++;
        }
    }
    return count;
}

static void
findings_are_as_written_down(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmChecker) checker = fixture_checker(fixture_config(arena));
    g_autofree char *folder = g_build_filename(g_getenv("PM_SOURCE"), "tests/golden/check", NULL);
    g_assert_cmpuint(compare_folder(checker, folder), >=, 20);
}

/* The rules that some expected text names, as "[group/name]" at the end of a line. */
static void
collect_rules(GHashTable *seen, const char *folder)
{
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    g_assert_nonnull(names);
    for (const char *name = g_dir_read_name(names); name != NULL; name = g_dir_read_name(names)) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *text = NULL;
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            collect_rules(seen, path);
        else if (g_str_has_suffix(name, ".txt") && g_file_get_contents(path, &text, NULL, NULL)) {
            g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
            for (size_t i = 0; lines[i] != NULL; i++) {
                char *rule = g_str_has_suffix(lines[i], "]") ? strrchr(lines[i], '[') : NULL;
                if (rule != NULL)
                    g_hash_table_add(seen, g_strndup(rule + 1, strlen(rule) - 2));
            }
        }
    }
}

/* Rows that no small document has for a finding, and why. */
static const char *const unseen[] = {
    "file/unreadable",    /* there is nothing to read: tests/cli/check.bats */
    "file/findings",      /* ten thousand findings: check.c has them */
    "json/depth",         /* said of a schema, which is refused as a whole then */
    "json/duplicate-key", /* the same */
    "json/syntax",        /* the same */
    "schema/$defs",       /* hold schemas, and judge nothing themselves */
    "schema/definitions",
    "schema/contentSchema",
    "schema/then", /* 'if' speaks for both */
    "schema/else",
    "schema/minContains", /* 'contains' counts for both */
    "schema/maxContains",
    "schema/format", /* a note, unless a meta-schema of one's own asks for more */
    NULL,
};

static void
every_rule_has_a_golden_example(void)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *folder = g_build_filename(g_getenv("PM_SOURCE"), "tests/golden/check", NULL);
    collect_rules(seen, folder);
    for (const char *const *id = pm_rule_ids(); *id != NULL; id++)
        if (g_hash_table_contains(seen, *id) == g_strv_contains(unseen, *id)) {
            g_test_message(g_hash_table_contains(seen, *id) ? "%s has an example after all"
                                                            : "%s has no golden example",
                           *id);
            g_test_fail();
        }
}

/* What each status asks for, on one page: a change of a gate shows in review. */
static void
levels_are_as_written_down(void)
{
    g_autoptr(GString) out = g_string_new("rule: draft, in-review, reviewed, closed, withdrawn\n");
    for (const char *const *id = pm_rule_ids(); *id != NULL; id++) {
        const PmRule *rule = pm_rule_find(*id);
        g_string_append_printf(out, "%s:", *id);
        for (PmStatus status = PM_STATUS_DRAFT; status < PM_STATUS_COUNT; status++)
            g_string_append_printf(out, " %s", pm_severity_name(rule->severity[status]));
        g_string_append_printf(out, "%s%s\n", rule->needs & PM_RULE_FOREIGN ? ", adopted too" : "",
                               rule->needs & PM_RULE_FIRM     ? ", not to be suppressed"
                               : rule->needs & PM_RULE_NARROW ? ", suppressed in its place"
                                                              : "");
    }
    g_autofree char *path =
        g_build_filename(g_getenv("PM_SOURCE"), "tests/golden/check/levels.txt", NULL);
    assert_golden(path, out->str);
}

void test_check_golden(void);

void
test_check_golden(void)
{
    g_test_add_func("/check/golden/levels are as written down", levels_are_as_written_down);
    g_test_add_func("/check/golden/every rule has a golden example",
                    every_rule_has_a_golden_example);
    g_test_add_func("/check/golden/findings are as written down", findings_are_as_written_down);
}
