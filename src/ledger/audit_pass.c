/* SPDX-License-Identifier: Apache-2.0 */
/* The passes over one step: transitions of documents, and changes of the bundle. */
#include "ledger/audit_step.h"

#include "document/name.h"
#include "ledger/bundle.h"
#include "ledger/corpus.h"

#include <string.h>

const PmDocument *
pm_audit_load(PmAudit *audit, const char *path, GBytes *bytes)
{
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    const char *copy = pm_arena_strndup(audit->arena, data != NULL ? data : "", length);
    const PmSource *source = pm_source_new(audit->arena, path, copy, length);
    return pm_document_load(audit->arena, source, NULL, PM_DOCUMENT_WHOLE, NULL,
                            pm_diagnostics_new(audit->arena));
}

static const char *
document_id(PmAudit *audit, const PmAuditStep *step, const char *path)
{
    g_autoptr(GHashTable) adopted = pm_corpus_adopted(step->new_tree, NULL);
    bool is_adopted = adopted != NULL && g_hash_table_contains(adopted, path);
    g_autofree char *id = pm_name_id(step->policy->config->documents, path, is_adopted);
    return pm_arena_strdup(audit->arena, id);
}

/* The look-ups of an audit read the tree under judgement. */
static bool
path_exists(const char *path, void *data)
{
    PmContentEntry entry = { 0 };
    if (!pm_content_find(data, path, &entry, NULL))
        return false;
    g_free(entry.path);
    return true;
}

static char *
digest(const char *path, void *data)
{
    g_autoptr(GBytes) bytes = pm_content_read(data, path, 512 * 1024 * 1024, NULL);
    return bytes == NULL ? NULL : g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
}

/* The gate of the new status, and of all that were jumped over, must hold in the new tree. */
static void
judge_gates(PmAudit *audit, const PmAuditStep *step, PmDocumentRecord *record,
            const PmDocument *document, PmStatus from)
{
    PmCheckLookups lookups = { .path_exists = path_exists,
                               .digest = digest,
                               .data = step->new_tree,
                               .today = audit->options->today };
    PmStatus to = document->fields.status;
    const PmChecker *checker = pm_audit_checker(audit, step->policy);
    /* gates are cumulative: the checks for a status hold all that an earlier one asks for */
    PmGate missing = { 0 };
    if (to > PM_STATUS_DRAFT)
        missing = pm_gate_content(audit->arena, checker, document->source, record->id,
                                  PM_DOCUMENT_WHOLE, to, &lookups);
    for (size_t i = 0; i < missing.count; i++)
        pm_audit_report(audit, "status/gate", record->path,
                        pm_arena_printf(audit->arena, "it became %s although %s",
                                        pm_status_name(to), missing.items[i].what));
    if (!pm_gate_needs_signoffs(to) || pm_gate_needs_signoffs(from))
        return;
    PmReviewState state = pm_state_fold(audit->arena, step->policy, document, record->records);
    missing = pm_gate_signoffs(audit->arena, &state);
    for (size_t i = 0; i < missing.count; i++)
        pm_audit_report(audit, "status/signoffs", record->path,
                        pm_arena_printf(audit->arena, "it became %s although %s",
                                        pm_status_name(to), missing.items[i].what));
}

static void
judge_deletion(PmAudit *audit, PmDocumentRecord *record)
{
    record->exists = false;
    pm_audit_report(audit, "document/deleted", record->path,
                    "a document of the ledger was deleted; one is withdrawn instead");
}

void
pm_audit_transition(PmAudit *audit, const PmAuditStep *step, const PmTreeDelta *delta)
{
    PmDocumentRecord *record = pm_audit_record(audit, delta->path, true);
    record->id = document_id(audit, step, delta->path);
    if (delta->new_mode == 0) {
        judge_deletion(audit, record);
        return;
    }
    record->exists = true;
    if (delta->new_mode != 0100644) {
        pm_audit_report(audit, "document/mode", delta->path, "it is no plain file of mode 644");
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes =
        pm_content_read(step->new_tree, delta->path, PM_AUDIT_DOCUMENT_LIMIT, &error);
    if (bytes == NULL) {
        pm_audit_report(audit, "document/unreadable", delta->path, error->message);
        return;
    }
    const PmDocument *document = pm_audit_load(audit, delta->path, bytes);
    PmStatus from = record->status, to = document->fields.status;
    if (record->judged && pm_gate_needs_signoffs(from) && to == PM_STATUS_NONE)
        pm_audit_report(audit, "status/unknown", delta->path,
                        "it was reviewed, and now has no status that can be read");
    record->status = to;
    if (to == from)
        return;
    record->status_step = step->index;
    /* an adopted document is judged from its submission on */
    record->judged |= to >= PM_STATUS_IN_REVIEW;
    if (to == PM_STATUS_WITHDRAWN || to < from)
        return;
    record->policy = step->policy;
    judge_gates(audit, step, record, document, from);
}

/* A requirement of `review.change` by the sign-offs for exactly this new manifest. */
static size_t
count_approvals(const PmAudit *audit, const char *role, const char *manifest_digest)
{
    g_autoptr(GHashTable) people = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < audit->policy_records->len; i++) {
        const PmSignoffRecord *record = audit->policy_records->pdata[i];
        const PmStatement *statement = &record->signoff.statement;
        if (pm_record_counts(record) && statement->verdict == PM_SIGN_APPROVE &&
            g_str_equal(statement->role, role) && g_str_equal(statement->content, manifest_digest))
            g_hash_table_add(people, (void *)statement->reviewer);
    }
    return g_hash_table_size(people);
}

static void
judge_approval(PmAudit *audit, const PmPolicy *old_policy, const PmPolicy *new_policy)
{
    for (size_t i = 0; i < old_policy->change_count; i++) {
        const PmRequirement *requirement = &old_policy->change[i];
        size_t count = count_approvals(audit, requirement->role, new_policy->digest);
        if (count < (size_t)requirement->count)
            pm_audit_report(
                audit, "policy/unapproved", PM_CONFIG_PATH,
                pm_arena_printf(audit->arena,
                                "the policy changed with %zu of %d sign-offs of role '%s'", count,
                                requirement->count, requirement->role));
    }
    if (!g_str_equal(old_policy->config->ledger, new_policy->config->ledger))
        pm_audit_report(audit, "policy/ledger", PM_CONFIG_PATH,
                        "the ledger's UUID changed; it is written once");
}

/* A change of the bundle is a step of its own. */
static void
judge_alone(PmAudit *audit, const GPtrArray *deltas)
{
    for (guint i = 0; i < deltas->len; i++) {
        const PmTreeDelta *delta = deltas->pdata[i];
        if (pm_bundle_step_may_have(delta->path, audit->documents_folder))
            continue;
        pm_audit_report(audit, "policy/mixed", delta->path,
                        "a step that changes the policy changes nothing else");
        return;
    }
}

bool
pm_audit_policy_change(PmAudit *audit, const PmAuditStep *step, const GPtrArray *deltas,
                       GError **error)
{
    (void)error;
    g_autoptr(GError) found = NULL;
    const PmPolicy *now = pm_policy_load(audit->arena, step->new_tree, &found);
    if (now == NULL && step->policy == NULL && found == NULL)
        return true; /* something in .postmortem/ before there is a config */
    if (now == NULL) {
        pm_audit_report(audit, "policy/unreadable", PM_CONFIG_PATH,
                        found != NULL ? found->message : "the policy was deleted");
        return true; /* the old one goes on judging */
    }
    if (step->policy == NULL) {
        const char *pin = audit->options->expect_policy;
        audit->counts.genesis_policy = now->digest;
        audit->counts.policy_pinned = g_strcmp0(pin, now->digest) == 0;
        if (pin != NULL && !audit->counts.policy_pinned)
            pm_audit_report(
                audit, "policy/pin", PM_CONFIG_PATH,
                pm_arena_printf(audit->arena, "the ledger began with policy %s", now->digest));
    } else {
        audit->counts.policy_changes++;
        judge_alone(audit, deltas);
        judge_approval(audit, step->policy, now);
    }
    audit->policy = now;
    return true;
}
