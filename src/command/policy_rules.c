/* SPDX-License-Identifier: Apache-2.0 */
#include "command/policy_rules.h"

const PmRuleAnswer *
pm_policy_rules(PmArena *arena, const PmPolicy *policy, const PmDocument *document)
{
    PmRuleAnswer *out = pm_arena_new0(arena, PmRuleAnswer, policy->rule_count);
    for (size_t i = 0; i < policy->rule_count; i++) {
        const PmPolicyRule *rule = &policy->rules[i];
        out[i].rule = rule;
        out[i].asks = rule->when == NULL || pm_filter_ask(rule->when, document, "") != PM_ANSWER_NO;
        if (rule->when != NULL)
            out[i].reasons =
                pm_filter_reasons(arena, rule->when, document, "", &out[i].reason_count);
    }
    return out;
}

const PmRequirement *
pm_policy_rule_of(const PmRuleAnswer *answer, const PmDemand *demand)
{
    for (size_t i = 0; answer->asks && i < answer->rule->count; i++) {
        const PmRequirement *requirement = &answer->rule->require[i];
        bool each = requirement->each && g_str_equal(requirement->role, PM_ROLE_PARTY);
        if (g_str_equal(requirement->role, demand->role) && each == (demand->party != NULL))
            return requirement;
    }
    return NULL;
}

const char *
pm_policy_rule_text(PmArena *arena, const PmPolicyRule *rule, unsigned line)
{
    const char *when =
        rule->when_text != NULL ? pm_arena_printf(arena, "when %s", rule->when_text) : "always";
    /* what holds where the config says nothing has no line */
    return line > 0 ? pm_arena_printf(arena, "%s, line %u", when, line) : when;
}

const char *
pm_policy_requirement_text(PmArena *arena, const PmRequirement *requirement)
{
    bool party = g_str_equal(requirement->role, PM_ROLE_PARTY);
    const char *count =
        requirement->count > 1 ? pm_arena_printf(arena, "%d of ", requirement->count) : "";
    const char *each = party && requirement->each ? ", each of them" : "";
    const char *authors = requirement->authors == party ? ""
                          : requirement->authors        ? ", who may have written the text"
                                                        : ", who wrote none of the text";
    return pm_arena_printf(arena, "%s%s%s%s", count, requirement->role, each, authors);
}
