/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Real reports that nobody wrote for this program: adopted, they bring few findings, and no error.
 */
#include "fixture.h"

#include <string.h>

typedef struct {
    size_t documents, findings, errors;
} Tally;

static void
check_file(const PmChecker *checker, const char *path, Tally *tally)
{
    g_autofree char *bytes = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *found =
        fixture_check(arena, checker, "x", bytes, length, PM_DOCUMENT_FOREIGN, PM_STATUS_NONE);
    tally->documents++;
    tally->findings += pm_diagnostics_count(found);
    tally->errors += pm_diagnostics_count_of(found, PM_SEVERITY_ERROR);
    for (size_t i = 0; i < pm_diagnostics_count(found); i++)
        g_test_message("%s: %s", path, pm_diagnostics_get(found, i)->message);
    /* a gate judges them without mercy, and must know every rule that it names */
    found =
        fixture_check(arena, checker, "x", bytes, length, PM_DOCUMENT_FOREIGN, PM_STATUS_REVIEWED);
    g_assert_cmpuint(pm_diagnostics_count_of(found, PM_SEVERITY_ERROR), >, 0);
    for (size_t i = 0; i < pm_diagnostics_count(found); i++)
        g_assert_nonnull(pm_rule_find(pm_diagnostics_get(found, i)->rule));
}

static void
check_folder(const PmChecker *checker, const char *folder, Tally *tally)
{
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    if (names == NULL)
        return;
    for (const char *name = g_dir_read_name(names); name != NULL; name = g_dir_read_name(names)) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            check_folder(checker, path, tally);
        else if (g_str_has_suffix(name, ".md") || strchr(name, '.') == NULL)
            check_file(checker, path, tally);
    }
}

static void
check_corpus(const char *name, size_t least, size_t most)
{
    const char *data = g_getenv("PM_TEST_DATA");
    g_autofree char *folder =
        data != NULL ? g_build_filename(data, "postmortems", name, NULL) : NULL;
    if (folder == NULL || !g_file_test(folder, G_FILE_TEST_IS_DIR)) {
        g_test_skip("PM_TEST_DATA has no postmortems");
        return;
    }
    g_autoptr(PmArena) arena = pm_arena_new();
    static const PmFieldName fields[] = { { "times.started", "date" },
                                          { "times.resolved", "resolvedWhen" } };
    PmConfig config = *pm_config_defaults(arena);
    config.fields = fields;
    config.field_count = G_N_ELEMENTS(fields);
    g_autoptr(PmChecker) checker = fixture_checker(&config);
    Tally tally = { 0 };
    check_folder(checker, folder, &tally);
    g_test_message("%s: %zu findings in %zu documents", name, tally.findings, tally.documents);
    g_assert_cmpuint(tally.documents, >=, least);
    g_assert_cmpuint(tally.findings, <=, most);
    g_assert_cmpuint(tally.errors, ==, 0);
}

static void
jenkins(void)
{
    check_corpus("jenkins-status", 297, 10);
}

static void
dfds(void)
{
    check_corpus("dfds", 39, 5);
}

static void
posthog(void)
{
    check_corpus("posthog", 7, 5);
}

void test_check_corpora(void);

void
test_check_corpora(void)
{
    g_test_add_func("/check/corpora/the reports of jenkins bring no flood", jenkins);
    g_test_add_func("/check/corpora/the reports of dfds bring no flood", dfds);
    g_test_add_func("/check/corpora/the reports of posthog bring no flood", posthog);
}
