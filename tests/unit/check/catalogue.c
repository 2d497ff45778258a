/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue of rules: every row says what it does and does what it says. */
#include "fixture.h"

#include <string.h>

static size_t
count_of(const PmChecker *checker, const char *text, const char *rule)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *found =
        fixture_check(arena, checker, "x", text, strlen(text), PM_DOCUMENT_WHOLE, PM_STATUS_NONE);
    size_t count = 0;
    for (size_t i = 0; i < pm_diagnostics_count(found); i++) {
        const PmDiagnostic *item = pm_diagnostics_get(found, i);
        g_assert_nonnull(pm_rule_find(item->rule));
        g_assert_nonnull(item->message);
        g_assert_cmpuint(item->span.start, <=, item->span.end);
        g_assert_cmpuint(item->span.end, <=, strlen(text));
        count += g_str_equal(item->rule, rule);
    }
    return count;
}

static void
examples_do_what_they_say(void)
{
    static const char *const elsewhere[] = { "action/due-limit", "id/duplicate", "review/complete",
                                             NULL };
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmChecker) checker = fixture_checker(fixture_config(arena));
    for (const char *const *id = pm_rule_ids(); *id != NULL; id++) {
        const PmRule *rule = pm_rule_find(*id);
        if (rule->failing != NULL && count_of(checker, rule->failing, *id) == 0)
            g_error("the failing example of %s does not fail", *id);
        if (rule->passing != NULL && count_of(checker, rule->passing, *id) > 0)
            g_error("the passing example of %s does not pass", *id);
        /* what other files, and a config, do to this one can't be shown by one example: golden
         * tests do */
        if (rule->run != NULL && (rule->failing == NULL || rule->passing == NULL))
            g_assert_true(g_strv_contains(elsewhere, *id));
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

/* Has the gate to this status, and no earlier one, the rule? */
static bool
is_of_gate(const PmRule *rule, PmStatus status)
{
    return rule->severity[status] == PM_SEVERITY_ERROR &&
           rule->severity[PM_STATUS_IN_REVIEW] != PM_SEVERITY_ERROR;
}

/* What a comment of the author's must not take from those who rely on it. */
static void
what_gates_ask_for_is_not_to_be_suppressed(void)
{
    static const char *const groups[] = { "yaml", "json", "file", "id", "config", "suppress" };
    for (const char *const *id = pm_rule_ids(); *id != NULL; id++) {
        const PmRule *rule = pm_rule_find(*id);
        bool firm = is_of_gate(rule, PM_STATUS_REVIEWED) || is_of_gate(rule, PM_STATUS_CLOSED);
        for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
            firm |= g_str_has_prefix(*id, groups[i]) && (*id)[strlen(groups[i])] == '/' &&
                    !g_str_equal(*id, "yaml/ambiguous") && !g_str_equal(*id, "file/bom");
        if (firm && !(rule->needs & PM_RULE_FIRM))
            g_error("%s can be suppressed", *id);
        bool secret = g_str_has_prefix(*id, "secret/");
        g_assert_cmpint(secret, ==, (rule->needs & PM_RULE_NARROW) != 0);
    }
}

void test_check_catalogue(void);

void
test_check_catalogue(void)
{
    g_test_add_func("/check/catalogue/rows are complete and unique", rows_are_complete_and_unique);
    g_test_add_func("/check/catalogue/what gates ask for is not to be suppressed",
                    what_gates_ask_for_is_not_to_be_suppressed);
    g_test_add_func("/check/catalogue/examples do what they say", examples_do_what_they_say);
}
