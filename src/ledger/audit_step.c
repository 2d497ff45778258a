/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/audit_ahead.h"

#include "document/name.h"
#include "ledger/bundle.h"
#include "ledger/corpus.h"
#include "ledger/event.h"
#include "ledger/moved.h"

#include <string.h>

bool
pm_audit_is_partial(const PmAudit *audit)
{
    return audit->only_stem != NULL || audit->stems != NULL;
}

bool
pm_audit_is_wanted(const PmAudit *audit, const char *path)
{
    if (audit->stems != NULL && !g_str_has_prefix(path, PM_CONFIG_FOLDER)) {
        g_autofree char *owner = pm_name_owner(path);
        g_autofree char *stem = owner == NULL ? pm_name_stem(path) : NULL;
        return g_hash_table_contains(audit->stems, owner != NULL ? owner : stem);
    }
    return audit->only_stem == NULL || g_str_has_prefix(path, audit->only_stem) ||
           g_str_has_prefix(path, PM_CONFIG_FOLDER);
}

static GPtrArray *
delta(const PmAuditStep *step, const char *prefix, GError **error)
{
    return pm_history_delta_of_trees(step->old_tree, step->new_tree, prefix, true, error);
}

/*
 * What was there before the ledger is taken as it is: what the listing names, and what lay in the
 * old tree, as it was there. Where the history is cut off nobody knows what was there. The rest
 * came in this step, and is judged like all that comes.
 */
static void
take_over_one(PmAudit *audit, const PmAuditStep *step, const PmCorpusEntry *entry)
{
    bool unknown = step->old_tree == NULL && pm_steps_is_cut(audit->steps);
    PmContent *tree = entry->adopted || unknown ? step->new_tree : step->old_tree;
    g_autoptr(GBytes) bytes =
        tree != NULL ? pm_content_read(tree, entry->path, PM_AUDIT_DOCUMENT_LIMIT, NULL) : NULL;
    if (bytes == NULL && !entry->adopted)
        return;
    PmDocumentRecord *record = pm_audit_record(audit, entry->path, true);
    record->id = entry->id;
    record->exists = true;
    record->judged = false;
    record->moved = entry->adopted && !pm_policy_is_adopted(step->policy, entry->path);
    record->policy = step->policy;
    pm_audit_take_id(audit, record);
    if (bytes == NULL)
        return;
    record->ours = pm_moved_is_ours(bytes);
    record->status = pm_audit_read_status(audit, step->policy, record->path, bytes);
}

static bool
take_over(PmAudit *audit, const PmAuditStep *step, GError **error)
{
    const PmCorpus *corpus =
        pm_corpus_open(audit->arena, step->new_tree, step->policy->config, error);
    if (corpus == NULL)
        return false;
    for (size_t i = 0; i < corpus->count; i++)
        if (pm_audit_is_wanted(audit, corpus->entries[i].path))
            take_over_one(audit, step, &corpus->entries[i]);
    return true;
}

static bool
has_bundle(const PmAudit *audit, const GPtrArray *deltas)
{
    for (guint i = 0; i < deltas->len; i++)
        if (pm_bundle_has(((const PmTreeDelta *)deltas->pdata[i])->path, audit->documents_folder))
            return true;
    return false;
}

static void
count_event(PmAudit *audit, const PmOid *oid)
{
    g_autoptr(PmCommit) commit = pm_commit_read(audit->repository, oid, NULL);
    g_autofree char *name = NULL;
    g_autofree char *document = NULL;
    if (commit != NULL)
        pm_event_read(commit->message, &name, &document);
    audit->counts.events += name != NULL ? 1 : 0;
}

static bool
is_of_document(PmAudit *audit, const PmAuditStep *step, const char *path)
{
    bool document =
        pm_name_is_document(audit->documents_folder, path, step->policy->config->ignore) ||
        pm_audit_record(audit, path, false) != NULL;
    return document && !pm_audit_is_signoff_path(path) && pm_audit_is_wanted(audit, path);
}

/* What goes comes first: its id may be free for what comes. Before genesis there was no ledger. */
static void
judge_documents(PmAudit *audit, const PmAuditStep *step, const GPtrArray *deltas)
{
    if (!step->genesis)
        pm_audit_moves(audit, step, deltas);
    for (int goes = step->genesis ? 0 : 1; goes >= 0; goes--)
        for (guint i = 0; i < deltas->len; i++) {
            const PmTreeDelta *change = deltas->pdata[i];
            if ((change->new_mode == 0) == (goes == 1) && is_of_document(audit, step, change->path))
                pm_audit_transition(audit, step, change);
        }
}

/* Where a ledger is, in the order of what judges what: all by the policy before the step. */
static bool
judge(PmAudit *audit, PmAuditStep *step, const GPtrArray *bundle, GError **error)
{
    if (!step->genesis && !pm_audit_is_partial(audit))
        pm_audit_ahead_reach(audit, step->index);
    g_autoptr(GPtrArray) documents =
        pm_audit_ahead_deltas(audit, step->index, audit->documents_folder);
    if (documents == NULL)
        documents = delta(step, audit->documents_folder, error);
    if (documents == NULL)
        return false;
    pm_audit_shape_above(audit, step);
    if (bundle->len == 0 && documents->len == 0)
        return true;
    count_event(audit, step->new_commit);
    bool changes_policy = has_bundle(audit, bundle) || has_bundle(audit, documents);
    if (*audit->documents_folder != '\0') /* else they are among the documents' deltas */
        pm_audit_signoffs(audit, step, bundle);
    pm_audit_signoffs(audit, step, documents);
    pm_audit_shape(audit, step, documents);
    judge_documents(audit, step, documents);
    return step->genesis || !changes_policy || pm_audit_policy_change(audit, step, error);
}

/* The oldest step that contains a config; its own policy judges what came with it. */
static bool
find_genesis(PmAudit *audit, PmAuditStep *step, const GPtrArray *bundle, GError **error)
{
    if (bundle->len == 0)
        return true;
    if (!pm_audit_policy_change(audit, step, error))
        return false;
    step->policy = audit->policy;
    step->genesis = audit->policy != NULL;
    return !step->genesis || take_over(audit, step, error);
}

static bool
judge_trees(PmAudit *audit, PmAuditStep *step, GError **error)
{
    g_autoptr(GPtrArray) bundle = delta(step, PM_CONFIG_FOLDER, error);
    if (bundle == NULL || (step->policy == NULL && !find_genesis(audit, step, bundle, error)))
        return false;
    return step->policy == NULL || judge(audit, step, bundle, error);
}

bool
pm_audit_step(PmAudit *audit, size_t index, GError **error)
{
    const PmOid *oid = pm_steps_get(audit->steps, index);
    const PmOid *parent = index > 0 ? pm_steps_get(audit->steps, index - 1) : NULL;
    audit->commit = oid->hex;
    g_autoptr(PmContent) old_tree = NULL;
    if (parent != NULL) {
        old_tree = pm_content_commit(audit->repository, parent, error);
        if (old_tree == NULL)
            return false;
    }
    g_autoptr(PmContent) new_tree = pm_content_commit(audit->repository, oid, error);
    if (new_tree == NULL)
        return false;
    PmAuditStep step = { .old_tree = old_tree,
                         .new_tree = new_tree,
                         .old_commit = parent,
                         .new_commit = oid,
                         .index = index,
                         .policy = audit->policy };
    g_autoptr(GError) found = NULL;
    if (judge_trees(audit, &step, &found))
        return true;
    if (!g_error_matches(found, PM_ERROR, PM_ERROR_UNTRUSTED)) {
        g_propagate_error(error, g_steal_pointer(&found));
        return false;
    }
    pm_audit_report_failure(audit, "audit/object", NULL, found);
    return true;
}
