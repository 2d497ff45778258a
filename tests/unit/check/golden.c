/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tests/golden/check/<group>/<name>.md and, beside each, what is found in it. A document is judged
 * as its own status. With PM_GOLDEN_UPDATE=1 the expected texts are written anew, for review.
 */
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

static char *
findings_of(const PmChecker *checker, const char *path)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *bytes = NULL;
    gsize length;
    g_file_get_contents(path, &bytes, &length, &error);
    g_assert_no_error(error);
    g_autofree char *id = g_path_get_basename(path);
    id[strlen(id) - strlen(".md")] = '\0';
    PmDiagnostics *found =
        fixture_check(arena, checker, id, bytes, length, PM_DOCUMENT_WHOLE, PM_STATUS_NONE);
    g_autoptr(GString) out = g_string_new(NULL);
    for (size_t i = 0; i < pm_diagnostics_count(found); i++)
        print(out, pm_diagnostics_get(found, i));
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
    g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".md"));
    g_autofree char *expected_path = g_strconcat(stem, ".txt", NULL);
    assert_golden(expected_path, now);
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
        } else if (g_str_has_suffix(name, ".md")) {
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
        g_string_append(out, rule->needs & PM_RULE_FOREIGN ? ", adopted too\n" : "\n");
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
    g_test_add_func("/check/golden/findings are as written down", findings_are_as_written_down);
}
