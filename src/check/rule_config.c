/* SPDX-License-Identifier: Apache-2.0 */
/* .postmortem/config.yaml, where it says something that nothing can follow. */
#include "base/text.h"
#include "check/config.h"
#include "check/rule.h"

#include <string.h>

/* One config under way. */
typedef struct {
    PmArena *arena;
    const PmConfig *config;
    const PmSource *source;
    PmDiagnostics *diagnostics;
} Judgement;

static PmDiagnostic *
report(const Judgement *self, const char *rule, PmSpan span, const char *message)
{
    PmSeverity level =
        pm_config_level(self->config, rule, pm_rule_find(rule)->severity[PM_STATUS_NONE]);
    return pm_diagnostics_report(self->diagnostics, rule, level, self->source, span, "%s", message);
}

/* GLib takes what it does not know for UTC, or for nothing. */
static void
time_zone(const Judgement *self)
{
    const PmNode *node = pm_node_get(self->config->root, "timezone");
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(self->config->time_zone);
    if (node == NULL || zone != NULL)
        return;
    PmDiagnostic *found =
        report(self, "config/time-zone", node->span,
               pm_arena_printf(self->arena, "the time zone '%s' is not known here, UTC stands in",
                               self->config->time_zone));
    if (found != NULL)
        found->help = "a name of the tz database as Europe/Berlin, or an offset as +09:00; the "
                      "package tzdata has the names";
}

/* Is it a check, or a group of them? */
static bool
is_check(const char *name)
{
    size_t length = strlen(name);
    if (pm_rule_find(name) != NULL)
        return true;
    for (const char *const *id = pm_rule_ids(); *id != NULL; id++)
        if (strncmp(*id, name, length) == 0 && (*id)[length] == '/')
            return true;
    return false;
}

static void
unknown_check(const Judgement *self)
{
    const PmNode *levels = pm_node_get(pm_node_get(self->config->root, "checks"), "levels");
    for (size_t i = 0; pm_node_is(levels, PM_NODE_MAP) && i < levels->count; i++) {
        const PmNode *level = levels->items[i];
        if (is_check(level->key))
            continue;
        PmDiagnostic *found =
            report(self, "config/unknown-check", level->key_span,
                   pm_arena_printf(self->arena, "there is no check '%s'", level->key));
        const char *near = pm_text_closest(level->key, pm_rule_ids());
        if (found != NULL && near != NULL)
            found->label = pm_arena_printf(self->arena, "did you mean '%s'?", near);
    }
}

const PmConfig *
pm_check_config(PmArena *arena, const PmSource *source, PmDiagnostics *diagnostics)
{
    Judgement self = { .arena = pm_diagnostics_arena(diagnostics),
                       .config = pm_config_load(arena, source, diagnostics),
                       .source = source,
                       .diagnostics = diagnostics };
    if (self.config == NULL)
        return NULL;
    time_zone(&self);
    unknown_check(&self);
    return self.config;
}

const PmRule pm_rules_config[] = {
    { .id = "config/time-zone",
      .summary = "The config's time zone is known",
      .explanation = "Ids and times without a zone are of the config's time zone. Where its name "
                     "is mistyped, or this machine has no tz database, they are taken for UTC, and "
                     "two people get two ids for one incident.",
      .severity = PM_ALWAYS(WARNING) },
    { .id = "config/unknown-check",
      .summary = "Levels are set for checks that there are",
      .explanation = "A mistyped name in checks.levels changes nothing, and nobody notices. 'git "
                     "postmortem explain' lists the checks; a group such as timeline sets all of "
                     "its checks.",
      .severity = PM_ALWAYS(WARNING) },
    { .id = NULL },
};
