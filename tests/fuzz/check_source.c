/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a document, judged as any status, ours or adopted. Every finding must have a row in
 * the catalogue and a place in the text, and what a command repeats of the document must be one
 * word of a shell. No comment takes away a finding of a rule that is firm.
 */
#include "check/rule.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
path_exists(const char *path, void *data)
{
    (void)data;
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    for (size_t i = 0; parts[i] != NULL; i++)
        g_assert_true(*parts[i] != '\0' && !g_str_equal(parts[i], ".."));
    return strlen(path) % 2 == 0;
}

static void
judge(const PmDiagnostic *found, size_t size)
{
    g_assert_nonnull(pm_rule_find(found->rule));
    g_assert_nonnull(found->message);
    g_assert_cmpuint(found->span.start, <=, found->span.end);
    g_assert_cmpuint(found->span.end, <=, size);
    g_auto(GStrv) words = NULL;
    if (found->command != NULL)
        g_assert_true(g_shell_parse_argv(found->command, NULL, &words, NULL));
}

/* Findings of rules that no document suppresses. */
static size_t
count_firm(const PmDiagnostics *found)
{
    size_t count = 0;
    for (size_t i = 0; i < pm_diagnostics_count(found); i++) {
        const char *id = pm_diagnostics_get(found, i)->rule;
        count += pm_rule_find(id)->needs & PM_RULE_FIRM && !g_str_has_prefix(id, "suppress/");
    }
    return count;
}

/* Break the word that makes a comment a suppression; false where there is none. */
static bool
disarm(char *text, size_t size)
{
    bool any = false;
    for (char *at = text; (at = memmem(at, size - (size_t)(at - text), "postmortem-ignore", 17));) {
        at[16] = 'f';
        any = true;
    }
    return any;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmChecker) checker = pm_checker_new(pm_config_defaults(arena), NULL, NULL);
    const PmCheckLookups lookups = { .path_exists = path_exists, .today = "2026-01-20" };
    PmStatus as = data[0] % PM_STATUS_COUNT;
    PmDocumentFlags flags = data[0] & 0x80 ? PM_DOCUMENT_FOREIGN : PM_DOCUMENT_WHOLE;
    g_autofree char *text = g_malloc(size); /* the heap shows reads past its end */
    memcpy(text, data + 1, size - 1);
    const PmSource *source = pm_source_new(arena, "postmortems/2026/x.md", text, size - 1);
    PmDiagnostics *found = pm_diagnostics_new(arena);
    pm_check_source(checker, arena, source, "x", flags, as, &lookups, found);
    pm_diagnostics_sort(found);
    for (size_t i = 0; i < pm_diagnostics_count(found); i++)
        judge(pm_diagnostics_get(found, i), size - 1);
    if (!disarm(text, size - 1) || pm_diagnostics_dropped(found) > 0)
        return 0;
    PmDiagnostics *armless = pm_diagnostics_new(arena);
    pm_check_source(checker, arena, pm_source_new(arena, source->name, text, size - 1), "x", flags,
                    as, &lookups, armless);
    pm_diagnostics_sort(armless);
    g_assert_cmpuint(pm_diagnostics_suppressed(armless), ==, 0);
    g_assert_cmpuint(count_firm(armless), ==, count_firm(found));
    return 0;
}
