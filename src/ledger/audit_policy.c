/* SPDX-License-Identifier: Apache-2.0 */
/* The pass over the bundle: a change of what judges is a step of its own, signed as it asks. */
#include "ledger/audit_step.h"

#include "ledger/bundle.h"

#include <string.h>

/* Does this sign-off speak for the change from one policy to another? */
static bool
speaks_for(const GPtrArray *records, guint index, const char *role, const PmPolicyInForce *in_force,
           const PmPolicy *new_policy)
{
    const PmSignoffRecord *record = records->pdata[index];
    const PmStatement *statement = &record->signoff.statement;
    return pm_record_counts(record) && statement->verdict == PM_SIGN_APPROVE &&
           g_str_equal(statement->role, role) &&
           g_str_equal(statement->content, new_policy->digest) &&
           /* made for this change: what was said of an earlier one can't be used again */
           g_str_equal(statement->policy, in_force->policy->digest) &&
           record->step_index > in_force->since && !pm_record_is_replaced(records, index);
}

GPtrArray *
pm_audit_policy_approvals(const PmAudit *audit, const PmPolicyInForce *in_force, const char *role,
                          const PmPolicy *next)
{
    g_autoptr(GHashTable) people = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *approvals = g_ptr_array_new();
    for (guint i = 0; i < audit->policy_records->len; i++) {
        PmSignoffRecord *record = audit->policy_records->pdata[i];
        if (speaks_for(audit->policy_records, i, role, in_force, next) &&
            g_hash_table_add(people, (void *)record->person))
            g_ptr_array_add(approvals, record);
    }
    return approvals;
}

static void
judge_approval(PmAudit *audit, const PmPolicy *old_policy, const PmPolicy *new_policy)
{
    const PmPolicyInForce in_force = { old_policy, audit->policy_step };
    bool approved = true;
    if (old_policy->change_count == 0)
        g_ptr_array_add(audit->claimed_changes,
                        (void *)pm_audit_describe_commit(audit, audit->commit));
    for (size_t i = 0; i < old_policy->change_count; i++) {
        const PmRequirement *requirement = &old_policy->change[i];
        g_autoptr(GPtrArray) approvals =
            pm_audit_policy_approvals(audit, &in_force, requirement->role, new_policy);
        size_t count = approvals->len;
        if (count >= (size_t)requirement->count)
            continue;
        approved = false;
        pm_audit_report(audit, "policy/unapproved", PM_CONFIG_PATH,
                        pm_arena_printf(audit->arena,
                                        "the policy changed with %zu of %d sign-offs of role '%s'",
                                        count, requirement->count, requirement->role));
    }
    PmUnapproved change = { pm_arena_strdup(audit->arena, audit->commit), old_policy,
                            audit->policy_step };
    if (!approved)
        g_array_append_val(audit->unapproved, change);
    if (!g_str_equal(old_policy->config->ledger, new_policy->config->ledger))
        pm_audit_report(audit, "policy/ledger", PM_CONFIG_PATH,
                        "the ledger's UUID changed; it is written once");
}

/* Nothing of the whole repository but the bundle, and what is signed for it. */
static bool
judge_alone(PmAudit *audit, const PmAuditStep *step, const PmPolicy *now, GError **error)
{
    g_autoptr(GPtrArray) deltas =
        pm_history_delta(audit->repository, step->old_commit, step->new_commit, "", false, error);
    for (guint i = 0; deltas != NULL && i < deltas->len; i++) {
        const PmTreeDelta *delta = deltas->pdata[i];
        if (pm_bundle_step_may_have(delta->path, audit->documents_folder) ||
            pm_bundle_step_may_have(delta->path, now->config->documents))
            continue;
        PmDiagnostic *found =
            pm_audit_report(audit, "policy/mixed", delta->path,
                            "a step that changes the policy changes nothing else");
        if (found != NULL)
            found->help = "where a git pull merged two lines: git pull --rebase keeps them apart, "
                          "and verify --expect <a commit of the shared line> judges along that one";
        break;
    }
    return deltas != NULL;
}

static bool
follow_documents(PmAudit *audit, const PmPolicy *policy, GError **error)
{
    audit->documents_folder = policy->config->documents;
    g_clear_pointer(&audit->places, g_hash_table_unref); /* those of the other folder */
    g_clear_pointer(&audit->authors, pm_authors_free);
    audit->authors = pm_authors_new(audit->repository, &audit->options->tip, audit->steps,
                                    audit->documents_folder, error);
    return audit->authors != NULL;
}

/* A draft that went away has left nothing behind. */
static bool
has_documents(const PmAudit *audit)
{
    GHashTableIter iterator;
    void *value;
    g_hash_table_iter_init(&iterator, audit->documents);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        const PmDocumentRecord *record = value;
        if (record->exists || !record->judged || !pm_audit_may_go(record))
            return true;
    }
    return false;
}

/* Documents stay where they are: another folder would leave them all behind, unseen. */
static bool
judge_folder(PmAudit *audit, const PmPolicy *policy, GError **error)
{
    if (g_str_equal(audit->documents_folder, policy->config->documents))
        return true;
    if (!has_documents(audit))
        return follow_documents(audit, policy, error);
    pm_audit_report(audit, "policy/documents", PM_CONFIG_PATH,
                    pm_arena_printf(audit->arena,
                                    "the documents' folder became '%s'; the documents are in '%s'",
                                    policy->config->documents, audit->documents_folder));
    return true;
}

/* The policy with which the ledger began: is it the expected one? */
static void
note_genesis(PmAudit *audit, const PmPolicy *policy)
{
    const char *pin = audit->options->expect_policy;
    if (pin != NULL && g_str_has_prefix(pin, "sha256:"))
        pin += strlen("sha256:");
    audit->counts.genesis_policy = policy->digest;
    audit->counts.policy_pinned = g_strcmp0(pin, policy->digest) == 0;
}

bool
pm_audit_policy_resume(PmAudit *audit, GError **error)
{
    note_genesis(audit, g_array_index(audit->policies, PmPolicyInForce, 0).policy);
    audit->authors = pm_authors_new(audit->repository, &audit->options->tip, audit->steps,
                                    audit->documents_folder, error);
    return audit->authors != NULL;
}

static bool
begin(PmAudit *audit, const PmAuditStep *step, const PmPolicy *policy, GError **error)
{
    audit->genesis_step = step->index;
    note_genesis(audit, policy);
    if (audit->options->expect_policy != NULL && !audit->counts.policy_pinned)
        pm_audit_report(
            audit, "policy/pin", PM_CONFIG_PATH,
            pm_arena_printf(audit->arena, "the ledger began with policy %s", policy->digest));
    return follow_documents(audit, policy, error);
}

bool
pm_audit_policy_change(PmAudit *audit, const PmAuditStep *step, GError **error)
{
    g_autoptr(GError) found = NULL;
    const PmPolicy *now = pm_policy_load(audit->arena, step->new_tree, &found);
    if (now == NULL && step->policy == NULL && found == NULL)
        return true;   /* something in .postmortem/ before there is a config */
    if (now == NULL) { /* the old one goes on judging */
        if (found != NULL)
            pm_audit_report_failure(audit, "policy/unreadable", PM_CONFIG_PATH, found);
        else
            pm_audit_report(audit, "policy/unreadable", PM_CONFIG_PATH, "the policy was deleted");
        return true;
    }
    if (step->policy == NULL) {
        if (!begin(audit, step, now, error))
            return false;
    } else {
        audit->counts.policy_changes++;
        judge_approval(audit, step->policy, now);
        if (!judge_alone(audit, step, now, error) || !judge_folder(audit, now, error))
            return false;
    }
    PmPolicyInForce in_force = { now, step->index };
    g_array_append_val(audit->policies, in_force);
    audit->policy = now;
    audit->policy_step = step->index;
    return true;
}

/* The valid word of role `policy` about a step; NULL: none. */
static const PmSignoffRecord *
acknowledgement(const PmAudit *audit, const char *commit)
{
    for (guint i = 0; commit != NULL && i < audit->policy_records->len; i++) {
        const PmSignoffRecord *record = audit->policy_records->pdata[i];
        const PmStatement *statement = &record->signoff.statement;
        if (pm_record_counts(record) && statement->verdict == PM_SIGN_ACKNOWLEDGE &&
            g_str_has_suffix(statement->document, commit) &&
            !pm_record_is_replaced(audit->policy_records, i))
            return record;
    }
    return NULL;
}

/*
 * Nobody acknowledges, or goes on changing the policy, by a role or a key that came with a change
 * that was not approved: until that one is acknowledged, what held before it says who may.
 */
static const PmUnapproved *
first_unapproved(const PmAudit *audit)
{
    for (guint i = 0; i < audit->unapproved->len; i++) {
        const PmUnapproved *change = &g_array_index(audit->unapproved, PmUnapproved, i);
        if (acknowledgement(audit, change->commit) == NULL)
            return change;
    }
    return NULL;
}

const PmPolicy *
pm_audit_undisputed_policy(const PmAudit *audit)
{
    const PmUnapproved *change = first_unapproved(audit);
    return change != NULL ? change->before : NULL;
}

PmPolicyInForce
pm_audit_policy_in_force(const PmAudit *audit)
{
    const PmUnapproved *change = first_unapproved(audit);
    return change != NULL ? (PmPolicyInForce){ change->before, change->since }
                          : (PmPolicyInForce){ audit->policy, audit->policy_step };
}

PmOid
pm_audit_policy_step(const PmAudit *audit, const PmPolicyInForce *in_force)
{
    return *pm_steps_get(audit->steps, in_force->since);
}

static bool
is_open(const PmDiagnostic *found, void *data)
{
    return acknowledgement(data, found->commit) == NULL;
}

void
pm_audit_acknowledge(PmAudit *audit)
{
    g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(PmDiagnostic));
    for (size_t i = 0; i < pm_diagnostics_count(audit->diagnostics); i++) {
        PmDiagnostic copy = *pm_diagnostics_get(audit->diagnostics, i);
        const PmSignoffRecord *record = acknowledgement(audit, copy.commit);
        if (record == NULL)
            continue;
        copy.severity = PM_SEVERITY_WARNING;
        copy.help =
            pm_arena_printf(audit->arena, "acknowledged by %s: %s",
                            record->signoff.statement.reviewer, record->signoff.statement.comment);
        g_array_append_val(known, copy);
    }
    audit->counts.acknowledged = known->len;
    if (known->len == 0)
        return;
    pm_diagnostics_filter(audit->diagnostics, is_open, audit);
    for (guint i = 0; i < known->len; i++)
        pm_diagnostics_add(audit->diagnostics, &g_array_index(known, PmDiagnostic, i));
}
