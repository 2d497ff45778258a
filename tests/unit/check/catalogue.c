/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue of rules: every row says what it does and does what it says. */
#include "check/rule.h"

#include <string.h>

/* Answers of a repository that has one evidence file, x.evidence/graph.png, which holds the letter
 * "x". */
static bool
path_exists(const char *path, void *data)
{
    (void)data;
    return g_str_has_suffix(path, "x.evidence/graph.png");
}

static char *
digest(const char *path, void *data)
{
    return path_exists(path, data) ? g_compute_checksum_for_string(G_CHECKSUM_SHA256, "x", 1)
                                   : NULL;
}

static const char *
other_with_id(const char *id, const char *path, void *data)
{
    (void)path;
    (void)data;
    return g_str_equal(id, "taken") ? "postmortems/2025/taken.md" : NULL;
}

static bool
id_exists(const char *id, void *data)
{
    (void)data;
    return g_str_equal(id, "known");
}

static const PmCheckLookups lookups = { .path_exists = path_exists,
                                        .digest = digest,
                                        .other_with_id = other_with_id,
                                        .id_exists = id_exists,
                                        .today = "2026-02-20" };

static const PmConfig *
config_of(PmArena *arena)
{
    static const char text[] = "schema: 1\n"
                               "ledger: 5f0c1c1e-6f0b-4f5e-9a53-0d5c3ad1b2aa\n"
                               "services: [checkout]\n"
                               "tags: [database]\n"
                               "people:\n"
                               "  - {email: dana@example.org, name: Dana Doe}\n"
                               "teams:\n"
                               "  sre: {members: [dana@example.org]}\n"
                               "  payments: {}\n";
    PmDiagnostics *wrong = pm_diagnostics_new(arena);
    const PmConfig *config =
        pm_config_load(arena, pm_source_new(arena, "config", text, strlen(text)), wrong);
    g_assert_nonnull(config);
    return config;
}

static size_t
count_of(const PmChecker *checker, const char *text, const char *rule)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *found = pm_diagnostics_new(arena);
    const PmSource *source = pm_source_new(arena, "postmortems/2026/x.md", text, strlen(text));
    pm_check_source(checker, arena, source, "x", PM_DOCUMENT_WHOLE, PM_STATUS_NONE, &lookups,
                    found);
    size_t count = 0;
    for (size_t i = 0; i < pm_diagnostics_count(found); i++) {
        const PmDiagnostic *item = pm_diagnostics_get(found, i);
        g_assert_nonnull(pm_rule_find(item->rule));
        g_assert_nonnull(item->message);
        g_assert_cmpuint(item->span.end, <=, strlen(text));
        count += g_str_equal(item->rule, rule);
    }
    return count;
}

static void
examples_do_what_they_say(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(PmChecker) checker = pm_checker_new(config_of(arena), NULL, &error);
    g_assert_no_error(error);
    for (const char *const *id = pm_rule_ids(); *id != NULL; id++) {
        const PmRule *rule = pm_rule_find(*id);
        if (rule->failing != NULL && count_of(checker, rule->failing, *id) == 0)
            g_error("the failing example of %s does not fail", *id);
        if (rule->passing != NULL && count_of(checker, rule->passing, *id) > 0)
            g_error("the passing example of %s does not pass", *id);
        /* what another file does to this one can't be shown by one example: rules.c does */
        if (rule->run != NULL && (rule->failing == NULL || rule->passing == NULL))
            g_assert_cmpstr(*id, ==, "id/duplicate");
    }
}

static void
rows_are_complete_and_unique(void)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    size_t count = 0;
    for (size_t g = 0; pm_rule_groups[g] != NULL; g++)
        for (const PmRule *rule = pm_rule_groups[g]; rule->id != NULL; rule++, count++) {
            g_assert_true(g_regex_match_simple("^[a-z]+/[$a-zA-Z-]+$", rule->id, 0, 0));
            g_assert_true(g_hash_table_add(seen, (void *)rule->id));
            g_assert_cmpuint(strlen(rule->summary), >, 10);
            g_assert_cmpuint(strlen(rule->summary), <, 90);
            g_assert_false(g_str_has_suffix(rule->summary, "."));
            g_assert_true(g_str_has_suffix(rule->explanation, "."));
            g_assert_cmpuint(rule->severity[PM_STATUS_NONE], ==, rule->severity[PM_STATUS_DRAFT]);
            if (rule->needs & PM_RULE_PENDING)
                g_assert_cmpuint(rule->severity[PM_STATUS_CLOSED], ==, PM_SEVERITY_ERROR);
        }
    size_t listed = 0;
    for (const char *const *id = pm_rule_ids(); *id != NULL; id++, listed++)
        g_assert_true(listed == 0 || strcmp(id[-1], id[0]) < 0);
    g_assert_cmpuint(listed, ==, count);
}

void test_check_catalogue(void);

void
test_check_catalogue(void)
{
    g_test_add_func("/check/catalogue/rows are complete and unique", rows_are_complete_and_unique);
    g_test_add_func("/check/catalogue/examples do what they say", examples_do_what_they_say);
}
