/* SPDX-License-Identifier: Apache-2.0 */
#include "check/rule.h"

#include "base/text.h"

#include <string.h>

/* No word of a vocabulary is longer. */
#define LONG_WORD 64

/* One a line: */
/* clang-format off */
const PmRule *const pm_rule_groups[] = {
    pm_rules_file,
    pm_rules_text,
    pm_rules_schema,
    pm_rules_front_matter,
    pm_rules_times,
    pm_rules_calendar,
    pm_rules_section,
    pm_rules_heading,
    pm_rules_placeholder,
    pm_rules_timeline,
    pm_rules_finding,
    pm_rules_action,
    pm_rules_follow_up,
    pm_rules_external,
    pm_rules_response,
    pm_rules_security,
    pm_rules_review,
    pm_rules_evidence,
    pm_rules_link,
    pm_rules_secret,
    pm_rules_credential,
    pm_rules_wording,
    pm_rules_suppress,
    pm_rules_config,
    NULL,
};
/* clang-format on */

const PmRule *
pm_rule_find(const char *id)
{
    for (size_t g = 0; pm_rule_groups[g] != NULL; g++)
        for (const PmRule *rule = pm_rule_groups[g]; rule->id != NULL; rule++)
            if (g_str_equal(rule->id, id))
                return rule;
    return NULL;
}

static int
compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **
sorted_ids(void)
{
    GPtrArray *ids = g_ptr_array_new();
    for (size_t g = 0; pm_rule_groups[g] != NULL; g++)
        for (const PmRule *rule = pm_rule_groups[g]; rule->id != NULL; rule++)
            g_ptr_array_add(ids, (void *)rule->id);
    g_ptr_array_sort(ids, compare_ids);
    g_ptr_array_add(ids, NULL);
    return (const char **)g_ptr_array_free(ids, FALSE);
}

const char *const *
pm_rule_ids(void)
{
    static const char **ids = NULL; /* made once, by whoever asks first */
    if (g_once_init_enter(&ids))
        g_once_init_leave(&ids, sorted_ids());
    return ids;
}

/* The first status in which the running rule's finding is an error. */
static PmStatus
status_that_needs(const PmCheck *check)
{
    for (PmStatus status = check->status; status <= PM_STATUS_CLOSED; status++)
        if (check->levels[status] == PM_SEVERITY_ERROR)
            return status;
    return PM_STATUS_NONE;
}

static PmDiagnostic *
report(PmCheck *check, PmSeverity level, bool pending, PmSpan span, const char *message)
{
    PmStatus needs =
        pending && level < PM_SEVERITY_ERROR ? status_that_needs(check) : PM_STATUS_NONE;
    if (needs == PM_STATUS_NONE)
        return pm_diagnostics_report(check->diagnostics, check->rule->id, level,
                                     check->document->source, span, "%s", message);
    return pm_diagnostics_report(check->diagnostics, check->rule->id, level,
                                 check->document->source, span, "%s, needed for %s", message,
                                 pm_status_name(needs));
}

PmDiagnostic *
pm_check_report(PmCheck *check, PmSpan span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return report(check, check->level, check->rule->needs & PM_RULE_PENDING, span, message);
}

PmDiagnostic *
pm_check_warn(PmCheck *check, PmSpan span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return report(check, MIN(check->level, PM_SEVERITY_WARNING), false, span, message);
}

const char *
pm_check_text(PmCheck *check, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return pm_arena_strdup(pm_diagnostics_arena(check->diagnostics), text);
}

static void
give_command(PmCheck *check, PmDiagnostic *found, const char *verb, const char *tail)
{
    if (found != NULL && check->document->id != NULL && !check->lookups->loose)
        found->command = pm_check_text(check, "git postmortem %s %s%s", verb,
                                       pm_check_word(check, check->document->id), tail);
}

void
pm_check_edit(PmCheck *check, PmDiagnostic *found)
{
    give_command(check, found, "edit", "");
}

void
pm_check_mend(PmCheck *check, PmDiagnostic *found, const char *verb, const char *rest, ...)
{
    va_list arguments;
    va_start(arguments, rest);
    g_autofree char *tail = g_strdup_vprintf(rest, arguments);
    va_end(arguments);
    give_command(check, found, verb, tail);
}

void
pm_check_suggest(PmCheck *check, PmDiagnostic *found, const char *word, const char *const *words)
{
    const char *near =
        found != NULL && strlen(word) <= LONG_WORD ? pm_text_closest(word, words) : NULL;
    if (near != NULL)
        found->label = pm_check_text(check, "did you mean %s?", pm_check_quote(check, near));
}

const char *const *
pm_check_teams(PmCheck *check)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (size_t i = 0; i < check->config->team_count; i++) {
        const PmTeam *team = &check->config->teams[i];
        g_ptr_array_add(names, (void *)team->name);
        for (size_t k = 0; team->aliases[k] != NULL; k++)
            g_ptr_array_add(names, (void *)team->aliases[k]);
    }
    const char **out = pm_arena_new0(check->arena, const char *, names->len + 1);
    for (guint i = 0; i < names->len; i++)
        out[i] = names->pdata[i];
    return out;
}

static size_t
section_index(const PmCheck *check, const char *id)
{
    size_t index = 0;
    while (!g_str_equal(check->sections[index].id, id))
        index++;
    return index;
}

bool
pm_check_section(PmCheck *check, const char *id, PmSection *out_section)
{
    size_t name = section_index(check, id);
    for (size_t i = 0; i < check->parts.count; i++)
        if (check->parts.items[i].name == name) {
            *out_section = pm_section_of(check->document->outline, check->parts.items[i].heading);
            return true;
        }
    return false;
}

bool
pm_check_section_is_empty(PmCheck *check, const char *id)
{
    const PmOutline *outline = check->document->outline;
    size_t name = section_index(check, id);
    for (size_t i = 0; i < check->parts.count; i++) {
        if (check->parts.items[i].name != name)
            continue;
        PmSection section = pm_section_of(outline, check->parts.items[i].heading);
        if (!pm_section_is_empty(outline, &section))
            return false;
    }
    return true;
}

const char *
pm_check_section_title(const PmCheck *check, const char *id)
{
    for (size_t i = 0; i < check->config->section_count; i++)
        if (g_str_equal(check->config->sections[i].id, id) &&
            check->config->sections[i].title != NULL)
            return check->config->sections[i].title;
    const char *const *titles = check->sections[section_index(check, id)].titles;
    bool korean = g_str_equal(check->config->language, "ko") && pm_section_name(id) != NULL;
    return titles[korean && titles[1] != NULL ? 1 : 0];
}

const PmTimeline *
pm_check_timeline(PmCheck *check)
{
    if (check->timeline == NULL) {
        PmTimeline *timeline = pm_arena_new0(check->arena, PmTimeline, 1);
        *timeline = pm_timeline_read(check->arena, check->document, check->config->time_zone);
        check->timeline = timeline;
    }
    return check->timeline;
}

const PmWording *
pm_check_wording(PmCheck *check)
{
    if (check->wording == NULL) {
        PmWording *wording = pm_arena_new0(check->arena, PmWording, 1);
        *wording = pm_wording_read(check->arena, check->document, &check->parts);
        check->wording = wording;
    }
    return check->wording;
}

PmSpan
pm_check_front_span(const PmCheck *check)
{
    size_t start = check->document->split.bom ? 3 : 0;
    return (PmSpan){ start, start };
}

PmSpan
pm_check_key_span(const PmCheck *check, const PmNode *member)
{
    if (member == NULL || member->key_span.end == member->key_span.start)
        return pm_check_front_span(check);
    return member->key_span;
}

PmSpan
pm_check_item_span(const PmNode *item)
{
    const PmNode *id = pm_node_get(item, "id");
    if (id != NULL)
        return id->span;
    return item->kind == PM_NODE_MAP && item->count > 0 ? item->items[0]->key_span : item->span;
}

static char *
shortened(const char *text)
{
    g_autofree char *safe = pm_text_escape(text, -1, PM_ESCAPE_LINE);
    return pm_text_ellipsize(safe, 40);
}

const char *
pm_check_item(PmCheck *check, const char *noun, const char *id, size_t index)
{
    if (!pm_check_has(id))
        return pm_check_text(check, "%s %zu of the list", noun, index + 1);
    g_autofree char *safe = shortened(id);
    return pm_check_text(check, "%s %s", noun, safe);
}

const char *
pm_check_quote(PmCheck *check, const char *text)
{
    g_autofree char *safe = shortened(text);
    return pm_check_text(check, "'%s'", safe);
}

const char *
pm_check_word(PmCheck *check, const char *text)
{
    g_autofree char *word = pm_text_shell_word(text);
    return pm_check_text(check, "%s", word);
}

bool
pm_check_has(const char *text)
{
    return text != NULL && text[strspn(text, " \t\r\n")] != '\0';
}
