/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a config. With an error nothing of it is obeyed, and the error has a place; without,
 * every text that others rely on is there, and no folder leads out of the repository.
 */
#include "base/text.h"
#include "config/config.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
judge_levels(const PmLevel *levels, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pm_config_level(levels, count, levels[i].rule, levels[i].status, PM_SEVERITY_OFF);
}

static void
judge(const PmConfig *config)
{
    const char *const texts[] = { config->ledger,    config->documents, config->layout,
                                  config->time_zone, config->language,  config->default_kind };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_assert_nonnull(texts[i]);
    g_assert_cmpuint(strlen(config->ledger), ==, 36);
    g_assert_true(*config->documents == '\0' || g_str_has_suffix(config->documents, "/"));
    g_auto(GStrv) parts = g_strsplit(config->documents, "/", -1);
    for (size_t i = 0; parts[i] != NULL; i++)
        g_assert_true((*parts[i] != '\0' || parts[i + 1] == NULL) && !g_str_equal(parts[i], "..") &&
                      !g_str_equal(parts[i], ".git"));
    g_assert_true(g_str_has_suffix(config->layout, "{id}.md"));
    for (size_t i = 0; i < config->person_count; i++)
        g_assert_true(pm_config_person(config, config->people[i].email) != NULL);
    for (size_t i = 0; i < config->team_count; i++)
        for (size_t k = 0; config->teams[i].members[k] != NULL; k++)
            g_assert_true(
                pm_config_is_member(config, config->teams[i].name, config->teams[i].members[k]));
    judge_levels(config->levels, config->level_count);
    g_assert_cmpuint(config->path_count, <=, PM_CONFIG_PATHS_MAX);
    for (size_t i = 0; i < config->path_count; i++) {
        judge_levels(config->paths[i].levels, config->paths[i].level_count);
        pm_text_matches(config->paths[i].path, "postmortems/2019/x.md");
    }
    for (size_t i = 0; i < config->severity_count; i++)
        g_assert_true(config->severities[i].severity >= 1 && config->severities[i].severity <= 5);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autofree char *text = g_memdup2(size > 0 ? data : (const uint8_t *)"", MAX(size, 1));
    const PmSource *source = pm_source_new(arena, PM_CONFIG_PATH, text, size);
    PmDiagnostics *found = pm_diagnostics_new(arena);
    const PmConfig *config = pm_config_load(arena, source, found);
    const PmDiagnostic *fault = pm_config_fault(found);
    g_assert_cmpint(config == NULL, ==, fault != NULL);
    if (config != NULL)
        judge(config);
    else
        g_assert_cmpuint(fault->span.end, <=, size);
    return 0;
}
