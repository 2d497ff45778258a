/* SPDX-License-Identifier: Apache-2.0 */
/* .postmortem/config.yaml, where it says something that nothing can follow. */
#include "base/text.h"
#include "check/config.h"
#include "check/duties.h"
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
    PmSeverity level = pm_config_level(self->config->levels, self->config->level_count, rule,
                                       pm_status_name(PM_STATUS_DRAFT),
                                       pm_rule_find(rule)->severity[PM_STATUS_DRAFT]);
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
unknown_checks_in(const Judgement *self, const PmNode *levels)
{
    for (size_t i = 0; pm_node_is(levels, PM_NODE_MAP) && i < levels->count; i++) {
        const PmNode *level = levels->items[i];
        if (is_check(level->key))
            continue;
        PmDiagnostic *found =
            report(self, "config/unknown-check", level->key_span,
                   pm_arena_printf(self->arena, "there is no check '%s'", level->key));
        const char *near = found != NULL ? pm_text_closest(level->key, pm_rule_ids()) : NULL;
        if (near != NULL)
            found->label = pm_arena_printf(self->arena, "did you mean '%s'?", near);
    }
}

static void
unknown_check(const Judgement *self)
{
    const PmNode *checks = pm_node_get(self->config->root, "checks");
    unknown_checks_in(self, pm_node_get(checks, "levels"));
    const PmNode *paths = pm_node_get(checks, "paths");
    for (size_t i = 0; pm_node_is(paths, PM_NODE_LIST) && i < paths->count; i++)
        unknown_checks_in(self, pm_node_get(paths->items[i], "levels"));
}

/* Can a document have a path that this glob matches? As far as what is before its first '*' or '?'
 * tells. */
static bool
can_match(const PmConfig *config, const char *glob)
{
    size_t literal = strcspn(glob, "*?");
    size_t folder = strlen(config->documents);
    if (strncmp(glob, config->documents, MIN(literal, folder)) != 0)
        return false;
    return glob[literal] != '\0' || (literal > folder && g_str_has_suffix(glob, ".md"));
}

static void
unmatched_path(const Judgement *self)
{
    const PmNode *paths = pm_node_get(pm_node_get(self->config->root, "checks"), "paths");
    for (size_t i = 0; pm_node_is(paths, PM_NODE_LIST) && i < paths->count; i++) {
        const PmNode *path = pm_node_get(paths->items[i], "path");
        if (can_match(self->config, pm_node_string(path)))
            continue;
        PmDiagnostic *found = report(
            self, "config/unmatched-path", path->span,
            pm_arena_printf(self->arena, "no document can be at '%s'", pm_node_string(path)));
        if (found != NULL)
            found->help = pm_arena_printf(
                self->arena, "a path begins at the repository's root, and documents are in '%s'",
                *self->config->documents != '\0' ? self->config->documents : ".");
    }
}

static void
report_section(const Judgement *self, const PmNode *node, const char *message, const char *help)
{
    PmDiagnostic *found = report(self, "config/section", node->span, message);
    if (found != NULL)
        found->help = help;
}

/* A title belongs to one section. */
static void
judge_title(const Judgement *self, const char *id, const PmNode *node, GHashTable *owners)
{
    const char *text = pm_node_string(node);
    if (text == NULL)
        return;
    const char *title = pm_section_normalise(self->arena, text);
    const char *owner = g_hash_table_lookup(owners, title);
    if (owner == NULL)
        g_hash_table_insert(owners, (void *)title, (void *)id);
    else if (!g_str_equal(owner, id))
        report_section(
            self, node,
            pm_arena_printf(self->arena, "'%s' is a title of the section %s already", text, owner),
            "the first one has it");
}

static void
judge_section(const Judgement *self, const PmNode *item, GHashTable *owners)
{
    const PmNode *required = pm_node_get(item, "required"), *aliases = pm_node_get(item, "aliases");
    const char *id = pm_node_string(pm_node_get(item, "id"));
    if (required != NULL && !required->boolean && pm_section_name(id) != NULL)
        report_section(self, required,
                       pm_arena_printf(self->arena, "a full postmortem needs the section %s", id),
                       "only documents that may be short can do without it");
    judge_title(self, id, pm_node_get(item, "title"), owners);
    for (size_t i = 0; pm_node_is(aliases, PM_NODE_LIST) && i < aliases->count; i++)
        judge_title(self, id, aliases->items[i], owners);
}

static void
sections(const Judgement *self)
{
    const PmNode *list = pm_node_get(self->config->root, "sections");
    if (!pm_node_is(list, PM_NODE_LIST))
        return;
    g_autoptr(GHashTable) owners = g_hash_table_new(g_str_hash, g_str_equal);
    for (const PmSectionName *name = pm_section_names; name->id != NULL; name++)
        for (const char *const *title = name->titles; *title != NULL; title++)
            g_hash_table_insert(owners, pm_section_normalise(self->arena, *title),
                                (void *)name->id);
    for (size_t i = 0; i < list->count; i++)
        judge_section(self, list->items[i], owners);
}

/* Which documents a duty is for. */
static void
judge_when(const Judgement *self, const PmNode *when)
{
    g_autoptr(GError) error = NULL;
    const char *text = pm_node_string(when);
    const PmFilter *filter =
        text != NULL ? pm_filter_parse(self->arena, text, PM_FILTER_OURS, &error) : NULL;
    if (text == NULL || (filter != NULL && pm_filter_is_typed(filter)))
        return;
    size_t length = 0;
    const char *hint = filter == NULL ? pm_error_hint(error, &length)
                                      : "name a field, for example service:checkout";
    PmDiagnostic *found = report(
        self, "config/duty", when->span,
        filter == NULL ? pm_arena_strndup(self->arena, error->message, length)
                       : "a word by itself is looked for in id and title, and is no condition");
    if (found != NULL)
        found->help = pm_arena_strdup(self->arena, hint);
}

/* What a clock begins with is a time of the document, or another duty. */
static void
judge_after(const Judgement *self, const PmDutyBook *book, const PmDutySetting *duty)
{
    const char *names[PM_TIME_COUNT + 1] = { NULL };
    for (PmTimeName name = 0; name < PM_TIME_COUNT; name++)
        names[name] = pm_time_name(name);
    bool itself = g_str_equal(duty->after, duty->duty);
    if (!itself &&
        (g_strv_contains(names, duty->after) || pm_duty_clock(book, duty->after) != NULL))
        return;
    PmDiagnostic *found = report(
        self, "config/duty", pm_node_get(duty->node, "after")->span,
        pm_arena_printf(self->arena, "'%s' is neither a time nor another duty", duty->after));
    const char *near = found != NULL ? pm_text_closest(duty->after, names) : NULL;
    if (near != NULL && !itself)
        found->label = pm_arena_printf(self->arena, "did you mean '%s'?", near);
}

static void
duties(const Judgement *self)
{
    PmDutyBook book = pm_duties_book(self->arena, self->config);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < self->config->duty_profile_count; i++)
        judge_when(self, self->config->duty_profiles[i].when_node);
    for (size_t i = 0; i < self->config->duty_count; i++) {
        const PmDutySetting *duty = &self->config->duties[i];
        judge_when(self, pm_node_get(duty->node, "when"));
        judge_after(self, &book, duty);
        if (!g_hash_table_add(seen, (void *)duty->duty))
            report(self, "config/duty", pm_node_get(duty->node, "duty")->span,
                   pm_arena_printf(self->arena, "'%s' is there already", duty->duty));
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
    sections(&self);
    unknown_check(&self);
    unmatched_path(&self);
    duties(&self);
    return self.config;
}

const PmRule pm_rules_config[] = {
    { .id = "config/time-zone",
      .summary = "The config's time zone is known",
      .explanation = "Ids and times without a zone are of the config's time zone. Where its name "
                     "is mistyped, or this machine has no tz database, they are taken for UTC, and "
                     "two people get two ids for one incident.",
      .severity = PM_ALWAYS(WARNING),
      .needs = PM_RULE_FIRM },
    { .id = "config/section",
      .summary = "The config's sections have titles of their own",
      .explanation = "'sections' adds titles and sections. A title that another section has stays "
                     "with that one. 'required: false' takes one of ours from documents that may "
                     "be short; a full postmortem needs it whatever the config says.",
      .severity = PM_ALWAYS(WARNING),
      .needs = PM_RULE_FIRM },
    { .id = "config/unknown-check",
      .summary = "Levels are set for checks that there are",
      .explanation = "A mistyped name in checks.levels, or in the levels of checks.paths, changes "
                     "nothing, and nobody notices. 'git postmortem explain' lists the checks; a "
                     "group such as timeline sets all of its checks.",
      .severity = PM_ALWAYS(WARNING),
      .needs = PM_RULE_FIRM },
    { .id = "config/unmatched-path",
      .summary = "Levels by path are set for paths that documents can have",
      .explanation =
          "A path in checks.paths is a glob for paths from the repository's root, as "
          "'postmortems/2019/*': '*' stands for any text, '/' too, '?' for one character. One "
          "that begins outside of the documents folder, or names a file that is no Markdown, "
          "changes nothing.",
      .severity = PM_ALWAYS(WARNING),
      .needs = PM_RULE_FIRM },
    { .id = "config/duty",
      .summary = "The duties that the config sets can be timed",
      .explanation =
          "'external' says whom laws (profiles gdpr, nis2, dora) and contracts (clocks) say to "
          "tell. 'when' is an expression as 'list' reads it; one that can't be read leaves the "
          "duty to every document. A clock begins 'after' a time of the document (aware, detected, "
          "classified …), or after another duty is met, and ends 'within' 72h, 14d, 2w or 1mo.",
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FIRM },
    { .id = NULL },
};
