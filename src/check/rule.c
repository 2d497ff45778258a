/* SPDX-License-Identifier: Apache-2.0 */
#include "check/rule.h"

#include "base/text.h"

#include <string.h>

const PmRule *const pm_rule_groups[] = {
    pm_rules_file, pm_rules_text, pm_rules_schema, pm_rules_front_matter, NULL,
};

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
        if (check->rule->severity[status] == PM_SEVERITY_ERROR)
            return status;
    return PM_STATUS_NONE;
}

PmDiagnostic *
pm_check_report(PmCheck *check, PmSpan span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    PmStatus needs = check->rule->needs & PM_RULE_PENDING && check->level < PM_SEVERITY_ERROR
                         ? status_that_needs(check)
                         : PM_STATUS_NONE;
    return pm_diagnostics_report(check->diagnostics, check->rule->id, check->level,
                                 check->document->source, span, "%s%s%s", message,
                                 needs != PM_STATUS_NONE ? ", needed for " : "",
                                 needs != PM_STATUS_NONE ? pm_status_name(needs) : "");
}

void
pm_check_mend(PmCheck *check, PmDiagnostic *found, const char *verb, const char *rest)
{
    if (found == NULL || check->document->id == NULL)
        return;
    found->command = pm_arena_printf(check->arena, "git postmortem %s %s%s", verb,
                                     pm_check_word(check, check->document->id), rest);
}

PmSpan
pm_check_front_span(const PmCheck *check)
{
    const PmSplit *split = &check->document->split;
    size_t start = split->bom ? 3 : 0;
    return split->state == PM_SPLIT_FOUND ? (PmSpan){ start, start + 3 } : (PmSpan){ start, start };
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
        return pm_arena_printf(check->arena, "%s %zu of the list", noun, index + 1);
    g_autofree char *safe = shortened(id);
    return pm_arena_printf(check->arena, "%s %s", noun, safe);
}

const char *
pm_check_quote(PmCheck *check, const char *text)
{
    g_autofree char *safe = shortened(text);
    return pm_arena_printf(check->arena, "'%s'", safe);
}

const char *
pm_check_word(PmCheck *check, const char *text)
{
    bool plain = *text != '\0' && *text != '-' && *text != '~';
    for (const char *p = text; plain && *p != '\0'; p++)
        plain = g_ascii_isalnum(*p) || strchr("-_.,/@+:=", *p) != NULL || (*p & 0x80) != 0;
    if (plain)
        return text;
    g_autofree char *quoted = g_shell_quote(text);
    return pm_arena_strdup(check->arena, quoted);
}

bool
pm_check_has(const char *text)
{
    return text != NULL && text[strspn(text, " \t\r\n")] != '\0';
}
