/* SPDX-License-Identifier: Apache-2.0 */
/* The pass over the chain: is the history still the one that a checkpoint tells of? */
#include "ledger/audit_step.h"

#include "ledger/signature.h"

#include <string.h>

#define RULE "audit/checkpoint"

static void
report_signature(PmAudit *audit, const PmCheckpoint *known, size_t index)
{
    if (known->armour == NULL)
        return;
    PmSignatureClaim claim = { .text = known->text,
                               .length = known->text_length,
                               .armour = known->armour,
                               .email = known->by,
                               .time = pm_steps_time(audit->steps, index) };
    PmSignatureFinding found =
        pm_signature_judge(audit->arena, audit->policy, audit->verifier, &claim);
    audit->checkpoint_is_proved = found.verdict == PM_VERDICT_GOOD;
    if (!audit->checkpoint_is_proved)
        pm_audit_report(
            audit, RULE, NULL,
            pm_arena_printf(audit->arena, "the signature of the checkpoint %s", found.why));
}

/* What is not as it was, or NULL. */
static const char *
difference(PmAudit *audit, const PmCheckpoint *known, size_t index)
{
    const PmOid *tip = pm_steps_get(audit->steps, index);
    if (audit->policy == NULL || !g_str_equal(audit->policy->config->ledger, known->ledger))
        return "the checkpoint is of another ledger";
    if (!g_str_equal(tip->hex, known->tip.hex))
        return pm_arena_printf(audit->arena, "step %zu of the history was %.7s, and is %.7s now",
                               known->position, known->tip.hex, tip->hex);
    if (g_strcmp0(pm_chain_link(audit->chain), known->link) != 0)
        return "the commits up to here have the ids that the checkpoint knows, and not its content";
    if (!g_str_equal(audit->policy->digest, known->policy))
        return "the policy is not that of the checkpoint";
    return NULL;
}

static void
judge(PmAudit *audit, size_t index)
{
    const PmCheckpoint *known = audit->options->checkpoint;
    const char *what = difference(audit, known, index);
    audit->commit = NULL; /* nobody can acknowledge that it is another history */
    if (what != NULL)
        pm_audit_report(audit, RULE, NULL, what);
    else
        report_signature(audit, known, index);
}

bool
pm_audit_chain(PmAudit *audit, size_t index, GError **error)
{
    const PmCheckpoint *known = audit->options->checkpoint;
    const PmOid *old_commit = index > 0 ? pm_steps_get(audit->steps, index - 1) : NULL;
    if (audit->chain == NULL)
        return true;
    if (!pm_chain_add(audit->chain, old_commit, pm_steps_get(audit->steps, index),
                      audit->policy != NULL ? audit->documents_folder : NULL, error))
        return false;
    if (known != NULL && index + 1 == known->position)
        judge(audit, index);
    audit->commit = NULL;
    if (known != NULL && index + 1 == pm_steps_count(audit->steps) && index + 1 < known->position)
        pm_audit_report(audit, RULE, NULL,
                        pm_arena_printf(audit->arena,
                                        "the history had %zu steps at the checkpoint, and has %zu",
                                        known->position, index + 1));
    return true;
}
