/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which rules of a policy ask something of a document, and by which of its fields.
 */
#pragma once

#include "command/command.h"
#include "ledger/policy.h"

typedef struct {
    const PmPolicyRule *rule;
    bool asks;                     /* it holds of this document, or nobody knows */
    const PmFilterReason *reasons; /* of a rule with a `when`: why, or why not */
    size_t reason_count;
} PmRuleAnswer;

/* One for each rule of the policy, in its order; in the arena. */
const PmRuleAnswer *pm_policy_rules(PmArena *arena, const PmPolicy *policy,
                                    const PmDocument *document);

/* The requirement of this rule that asks for `demand`; NULL: none does. */
const PmRequirement *pm_policy_rule_of(const PmRuleAnswer *answer, const PmDemand *demand);

/* "when severity<=2, line 21", "always"; not escaped; in the arena. */
const char *pm_policy_rule_text(PmArena *arena, const PmPolicyRule *rule, unsigned line);
/* "2 of sre", "party, each of them"; not escaped; in the arena. */
const char *pm_policy_requirement_text(PmArena *arena, const PmRequirement *requirement);
