/* SPDX-License-Identifier: Apache-2.0 */
#include "command/catalogue.h"

#include "check/rule.h"
#include "ledger/audit_rule.h"

static PmSeverity
gravest(const PmRule *rule)
{
    PmSeverity level = PM_SEVERITY_OFF;
    for (size_t i = 0; i < G_N_ELEMENTS(rule->severity); i++)
        level = MAX(level, rule->severity[i]);
    return level;
}

bool
pm_catalogue_find(const char *id, PmReportRule *out_rule)
{
    const PmRule *rule = pm_rule_find(id);
    const PmAuditRule *audit_rule = pm_audit_rule_find(id);
    if (rule != NULL)
        *out_rule = (PmReportRule){ id, rule->summary, rule->explanation, gravest(rule) };
    else if (audit_rule != NULL)
        *out_rule =
            (PmReportRule){ id, audit_rule->summary, audit_rule->explanation, PM_SEVERITY_ERROR };
    return rule != NULL || audit_rule != NULL;
}
