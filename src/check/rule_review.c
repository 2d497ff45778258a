/* SPDX-License-Identifier: Apache-2.0 */
/* How far the review has come. */
#include "check/rule.h"

static void
complete(PmCheck *check)
{
    const PmDocument *document = check->document;
    const PmCheckLookups *lookups = check->lookups;
    if (document->fields.status != PM_STATUS_IN_REVIEW || lookups->is_signed_off == NULL ||
        !lookups->is_signed_off(document->source->name, lookups->data))
        return;
    PmDiagnostic *found =
        pm_check_report(check, pm_check_key_span(check, pm_node_get(document->front, "status")),
                        "all its sign-offs are there, and it is still in-review");
    pm_check_mend(check, found, "set", " status=reviewed");
}

const PmRule pm_rules_review[] = {
    { .id = "review/complete",
      .summary = "A document that has all its sign-offs is reviewed",
      .explanation =
          "The approval that satisfies the policy moves the status. Where two people approved in "
          "two clones, each saw only their own, and after the merge nobody moved it. Setting the "
          "status does, and so does a further approval; both hold it to the gate.",
      .severity = PM_LEVELS(OFF, WARNING, OFF, OFF, OFF),
      .needs = PM_NEEDS_FRONT | PM_NEEDS_CORPUS | PM_RULE_FIRM,
      .run = complete },
    { .id = NULL },
};
