/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/audit_step.h"

#include "document/name.h"
#include "ledger/bundle.h"
#include "ledger/corpus.h"
#include "ledger/event.h"

#include <string.h>

/* The paths that a step changes, as far as the ledger looks. */
static GPtrArray *
deltas_of(PmAudit *audit, const PmOid *old_commit, const PmOid *new_commit, GError **error)
{
    g_autoptr(GPtrArray) documents = pm_history_delta(audit->repository, old_commit, new_commit,
                                                      audit->documents_folder, true, error);
    if (documents == NULL || *audit->documents_folder == '\0')
        return g_steal_pointer(&documents);
    g_autoptr(GPtrArray) bundle =
        pm_history_delta(audit->repository, old_commit, new_commit, PM_CONFIG_FOLDER, true, error);
    if (bundle == NULL)
        return NULL;
    g_ptr_array_extend_and_steal(documents, g_steal_pointer(&bundle));
    return g_steal_pointer(&documents);
}

static bool
is_signoff_path(const char *path)
{
    return strstr(path, ".signoffs/") != NULL || g_str_has_prefix(path, PM_CONFIG_SIGNOFFS);
}

/* Only our two forms, never changed, never taken away. */
static void
judge_append_only(PmAudit *audit, const PmTreeDelta *delta)
{
    bool form =
        g_str_has_suffix(delta->path, ".signoff") || g_str_has_suffix(delta->path, ".content");
    if (delta->old_mode == 0 && (!form || delta->new_mode != 0100644))
        pm_audit_report(audit, "signoff/form", delta->path,
                        "nothing but sign-offs and their contents may be in this folder");
    else if (delta->old_mode != 0 && delta->new_mode == 0)
        pm_audit_report(audit, "signoff/append-only", delta->path,
                        "it was deleted after it entered the ledger");
    else if (delta->old_mode != 0)
        pm_audit_report(audit, "signoff/append-only", delta->path,
                        "it was changed after it entered the ledger");
}

/* The document that owns a sign-off folder: with ".md", or an adopted one without. */
static char *
owner_path(const PmAuditStep *step, const char *signoff)
{
    g_autofree char *stem = pm_name_owner(signoff);
    if (stem == NULL)
        return NULL;
    g_autofree char *path = g_strconcat(stem, ".md", NULL);
    PmContentEntry entry = { 0 };
    PmContent *trees[] = { step->new_tree, step->old_tree };
    for (size_t i = 0; i < G_N_ELEMENTS(trees); i++) {
        const char *candidates[] = { path, stem };
        for (size_t k = 0; k < G_N_ELEMENTS(candidates); k++)
            if (trees[i] != NULL && pm_content_find(trees[i], candidates[k], &entry, NULL)) {
                g_free(entry.path);
                return g_strdup(candidates[k]);
            }
    }
    return g_steal_pointer(&path);
}

static bool
is_adopted(const PmAuditStep *step, const char *path)
{
    g_autoptr(GHashTable) adopted = pm_corpus_adopted(step->new_tree, NULL);
    return adopted != NULL && g_hash_table_contains(adopted, path);
}

static void
judge_signoff(PmAudit *audit, const PmAuditStep *step, const char *path)
{
    bool bundle = g_str_has_prefix(path, PM_CONFIG_SIGNOFFS);
    g_autofree char *document = bundle ? NULL : owner_path(step, path);
    g_autofree char *id = NULL;
    if (!bundle && document == NULL)
        return;
    if (!bundle)
        id = pm_name_id(step->policy->config->documents, document, is_adopted(step, document));
    PmEntry entry = { .arena = audit->arena,
                      .steps = audit->steps,
                      .step_index = step->index,
                      .policy = step->policy,
                      .old_tree = step->old_tree,
                      .new_tree = step->new_tree,
                      .document_path = document,
                      .document_id = bundle ? PM_SIGNOFF_POLICY : id };
    PmSignoffRecord *record = pm_record_judge(&entry, path);
    if (bundle) {
        g_ptr_array_add(audit->policy_records, record);
    } else {
        PmDocumentRecord *owner = pm_audit_record(audit, document, true);
        g_ptr_array_add(owner->records, record);
        if (pm_record_counts(record))
            owner->policy = step->policy;
    }
    if (record->judgement == PM_JUDGED_INVALID)
        pm_audit_report(audit, record->rule, path, record->why);
}

/*
 * Sign-offs of one step in the order of their own time, then name: several may come in one merge.
 */
static int
by_record_time(gconstpointer a, gconstpointer b)
{
    const PmSignoffRecord *const *left = a, *const *right = b;
    if ((*left)->step_index != (*right)->step_index)
        return (*left)->step_index < (*right)->step_index ? -1 : 1;
    const char *when[] = { (*left)->signoff.statement.time, (*right)->signoff.statement.time };
    int order = g_strcmp0(when[0], when[1]);
    return order != 0 ? order : strcmp((*left)->path, (*right)->path);
}

static bool
is_wanted(const PmAudit *audit, const char *path)
{
    return audit->only_stem == NULL || g_str_has_prefix(path, audit->only_stem) ||
           g_str_has_prefix(path, PM_CONFIG_FOLDER);
}

static void
judge_signoffs(PmAudit *audit, const PmAuditStep *step, const GPtrArray *deltas)
{
    for (guint i = 0; i < deltas->len; i++) {
        const PmTreeDelta *delta = deltas->pdata[i];
        if (!is_signoff_path(delta->path) || !is_wanted(audit, delta->path))
            continue;
        judge_append_only(audit, delta);
        if (delta->old_mode == 0 && g_str_has_suffix(delta->path, ".signoff"))
            judge_signoff(audit, step, delta->path);
    }
    GHashTableIter iterator;
    void *value;
    g_hash_table_iter_init(&iterator, audit->documents);
    while (g_hash_table_iter_next(&iterator, NULL, &value))
        g_ptr_array_sort(((PmDocumentRecord *)value)->records, by_record_time);
}

/* What was there before the ledger is taken as it is. */
static bool
take_over(PmAudit *audit, const PmAuditStep *step, GError **error)
{
    const PmCorpus *corpus =
        pm_corpus_open(audit->arena, step->new_tree, step->policy->config, error);
    if (corpus == NULL)
        return false;
    for (size_t i = 0; i < corpus->count; i++) {
        if (!is_wanted(audit, corpus->entries[i].path))
            continue;
        PmDocumentRecord *record = pm_audit_record(audit, corpus->entries[i].path, true);
        g_autoptr(GBytes) bytes =
            pm_content_read(step->new_tree, record->path, PM_AUDIT_DOCUMENT_LIMIT, NULL);
        record->id = corpus->entries[i].id;
        record->exists = true;
        record->judged = false;
        record->status = bytes == NULL ? PM_STATUS_NONE
                                       : pm_audit_load(audit, record->path, bytes)->fields.status;
        record->policy = step->policy;
    }
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
judge(PmAudit *audit, PmAuditStep *step, const GPtrArray *deltas, GError **error)
{
    bool bundle = has_bundle(audit, deltas);
    if (step->policy == NULL) { /* before genesis, or at it */
        if (!bundle || !pm_audit_policy_change(audit, step, deltas, error))
            return !bundle;
        step->policy = audit->policy;
        step->genesis = step->policy != NULL;
        if (!step->genesis || !take_over(audit, step, error))
            return !step->genesis;
    }
    judge_signoffs(audit, step, deltas);
    for (guint i = 0; i < deltas->len; i++) {
        const PmTreeDelta *delta = deltas->pdata[i];
        const char *documents = step->policy->config->documents;
        bool document = pm_name_is_document(documents, delta->path, step->policy->config->ignore) ||
                        pm_audit_record(audit, delta->path, false) != NULL;
        if (!step->genesis && document && !is_signoff_path(delta->path) &&
            is_wanted(audit, delta->path))
            pm_audit_transition(audit, step, delta);
    }
    return step->genesis || !bundle || pm_audit_policy_change(audit, step, deltas, error);
}

bool
pm_audit_step(PmAudit *audit, size_t index, GError **error)
{
    const PmOid *oid = pm_steps_get(audit->steps, index);
    const PmOid *parent = index > 0 ? pm_steps_get(audit->steps, index - 1) : NULL;
    audit->commit = oid->hex;
    g_autoptr(GPtrArray) deltas = NULL;
    g_autoptr(GError) found = NULL;
    deltas = deltas_of(audit, parent, oid, &found);
    if (deltas == NULL && g_error_matches(found, PM_ERROR, PM_ERROR_UNTRUSTED)) {
        pm_audit_report(audit, "audit/object", NULL, found->message);
        return true;
    }
    if (deltas == NULL) {
        g_propagate_error(error, g_steal_pointer(&found));
        return false;
    }
    if (deltas->len == 0)
        return true;
    g_autoptr(PmContent) old_tree = NULL;
    if (parent != NULL) {
        old_tree = pm_content_commit(audit->repository, parent, error);
        if (old_tree == NULL)
            return false;
    }
    g_autoptr(PmContent) new_tree = pm_content_commit(audit->repository, oid, error);
    if (new_tree == NULL)
        return false;
    count_event(audit, oid);
    PmAuditStep step = {
        .old_tree = old_tree, .new_tree = new_tree, .index = index, .policy = audit->policy
    };
    return judge(audit, &step, deltas, error);
}
