/* SPDX-License-Identifier: Apache-2.0 */
#include "command/policy_page.h"

#include "base/text.h"
#include "command/json.h"
#include "command/policy_rules.h"
#include "report/wrap.h"

enum { COLUMN = 13 };

static const struct {
    const char *name, *text;
} signatures[] = {
    [PM_SIGNATURE_PREFERRED] = { "preferred", "preferred: what is unsigned counts as claimed" },
    [PM_SIGNATURE_REQUIRED] = { "required", "required: what is unsigned counts for nothing" },
    [PM_SIGNATURE_NONE] = { "none", "none: sign-offs are not signed, and count as claimed" },
};

const char *
pm_policy_signature_name(PmSignaturePolicy signature)
{
    return signatures[signature].name;
}

/* Prose behind the column of names, in as many lines as it needs. */
static void
print_row(PmContext *context, const char *name, const char *text)
{
    fprintf(context->out, "%-*s", COLUMN, name);
    pm_wrap_print(context->out, pm_context_safe(context, text), COLUMN, COLUMN, context->columns);
}

static const PmNode *
roles_of(const PmPolicy *policy)
{
    return pm_node_get(pm_node_get(policy->config->root, "review"), "roles");
}

/* Names in one column, people in the next. */
static void
print_people(PmContext *context, const char *name, size_t width, const char *people, bool first)
{
    g_autofree char *padded = pm_text_pad(pm_context_safe(context, name), width);
    size_t indent = COLUMN + width + 2;
    fprintf(context->out, "%-*s%s  ", COLUMN, first ? "roles" : "", padded);
    pm_wrap_print(context->out, pm_context_safe(context, people), indent, indent, context->columns);
}

static const char *
members_text(PmArena *arena, const PmNode *members)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; pm_node_is(members, PM_NODE_LIST) && i < members->count; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", pm_node_string(members->items[i]));
    return pm_arena_strdup(arena, text->len > 0 ? text->str : "nobody");
}

static void
print_roles(PmContext *context, const PmPolicy *policy)
{
    const PmNode *roles = roles_of(policy);
    size_t width = strlen(PM_ROLE_REVIEWER);
    size_t count = pm_node_is(roles, PM_NODE_MAP) ? roles->count : 0;
    for (size_t i = 0; i < count; i++)
        width = MAX(width, pm_text_width(roles->items[i]->key, -1));
    print_people(context, PM_ROLE_REVIEWER, width, "everybody", true);
    print_people(context, PM_ROLE_PARTY, width, "the members of the team that took part", false);
    for (size_t i = 0; i < count; i++)
        print_people(context, roles->items[i]->key, width,
                     members_text(context->arena, roles->items[i]), false);
}

static const char *
requirements_text(PmArena *arena, const PmRequirement *list, size_t count)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(text, "%s%s",
                               i == 0          ? ""
                               : i + 1 < count ? ", "
                                               : " and ",
                               pm_policy_requirement_text(arena, &list[i]));
    return pm_arena_strdup(arena, text->str);
}

static void
print_rules(PmContext *context, const PmPolicy *policy)
{
    PmArena *arena = context->arena;
    for (size_t i = 0; i < policy->rule_count; i++) {
        const PmPolicyRule *rule = &policy->rules[i];
        unsigned line = rule->count > 0 ? rule->require[0].line : 0;
        print_row(context, i == 0 ? "rules" : "",
                  pm_arena_printf(arena, "%s: %s", pm_policy_rule_text(arena, rule, line),
                                  requirements_text(arena, rule->require, rule->count)));
    }
    if (policy->rule_count == 0)
        print_row(context, "rules", "none: no sign-off is asked for");
}

/* Who may do what, where the policy says so, and what holds where it does not. */
static void
print_powers(PmContext *context, const PmPolicy *policy)
{
    const struct {
        const char *name;
        const PmRequirement *list;
        size_t count;
        const char *absent;
    } powers[] = {
        { "change", policy->change, policy->change_count,
          "anybody may change the policy; a change counts as claimed" },
        { "follow_up", policy->follow_up, policy->follow_up_count,
          "anybody but the owner of an action may confirm it" },
        { "override", policy->override, policy->override_count, "nobody may" },
        { "excuse", policy->excuse, policy->excuse_count,
          "anybody but the authors may excuse a party" },
        { "proxy", policy->proxy, policy->proxy_count, "nobody may record the word of others" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(powers); i++)
        print_row(context, powers[i].name,
                  powers[i].count == 0
                      ? powers[i].absent
                      : requirements_text(context->arena, powers[i].list, powers[i].count));
}

void
pm_policy_page_print(PmContext *context, const PmPolicy *policy, const PmOid *commit)
{
    print_row(context, "policy",
              pm_arena_printf(context->arena, "%s of %.7s", PM_CONFIG_PATH, commit->hex));
    print_row(context, "digest", policy->digest);
    print_row(context, "signature", signatures[policy->signature].text);
    fputc('\n', context->out);
    print_roles(context, policy);
    fputc('\n', context->out);
    print_rules(context, policy);
    fputc('\n', context->out);
    print_powers(context, policy);
}

static json_t *
json_of_requirements(const PmRequirement *list, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(
            array,
            json_pack("{s:o, s:i, s:b, s:b, s:o}", "role", pm_json_text(list[i].role), "count",
                      list[i].count, "each", list[i].each, "authors", list[i].authors, "line",
                      list[i].line > 0 ? json_integer(list[i].line) : json_null()));
    return array;
}

static json_t *
json_of_roles(const PmPolicy *policy)
{
    const PmNode *roles = roles_of(policy);
    json_t *object = json_object();
    for (size_t i = 0; pm_node_is(roles, PM_NODE_MAP) && i < roles->count; i++) {
        const PmNode *members = roles->items[i];
        json_t *list = json_array();
        for (size_t k = 0; pm_node_is(members, PM_NODE_LIST) && k < members->count; k++)
            json_array_append_new(list, pm_json_text(pm_node_string(members->items[k])));
        json_object_set_new(object, members->key, list);
    }
    return object;
}

void
pm_policy_page_json(PmContext *context, const PmPolicy *policy, const PmOid *commit)
{
    json_t *rules = json_array();
    for (size_t i = 0; i < policy->rule_count; i++)
        json_array_append_new(
            rules,
            json_pack("{s:o, s:o}", "when", pm_json_text(policy->rules[i].when_text), "require",
                      json_of_requirements(policy->rules[i].require, policy->rules[i].count)));
    json_t *page = json_pack(
        "{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "commit", commit->hex, "policy",
        policy->digest, "signature", pm_policy_signature_name(policy->signature), "roles",
        json_of_roles(policy), "rules", rules, "change",
        json_of_requirements(policy->change, policy->change_count), "follow_up",
        json_of_requirements(policy->follow_up, policy->follow_up_count), "override",
        json_of_requirements(policy->override, policy->override_count), "excuse",
        json_of_requirements(policy->excuse, policy->excuse_count), "proxy",
        json_of_requirements(policy->proxy, policy->proxy_count));
    pm_json_print(context, page, JSON_INDENT(1));
}
