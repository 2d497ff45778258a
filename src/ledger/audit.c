/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/audit.h"

#include "base/text.h"
#include "document/name.h"
#include "ledger/audit_step.h"
#include "ledger/event.h"

#include <string.h>

static void
free_document(void *data)
{
    PmDocumentRecord *document = data;
    for (guint i = 0; i < document->records->len; i++)
        pm_record_clear(document->records->pdata[i]);
    g_ptr_array_unref(document->records);
    g_free(document);
}

void
pm_audit_free(PmAudit *audit)
{
    if (audit == NULL)
        return;
    g_clear_pointer(&audit->documents, g_hash_table_unref);
    g_clear_pointer(&audit->policy_records, g_ptr_array_unref);
    g_clear_pointer(&audit->checkers, g_hash_table_unref);
    g_clear_pointer(&audit->steps, pm_steps_close);
    g_free(audit);
}

PmDocumentRecord *
pm_audit_record(PmAudit *audit, const char *path, bool create)
{
    PmDocumentRecord *found = g_hash_table_lookup(audit->documents, path);
    if (found != NULL || !create)
        return found;
    found = g_new0(PmDocumentRecord, 1);
    found->path = pm_arena_strdup(audit->arena, path);
    found->judged = true;
    found->records = g_ptr_array_new();
    g_hash_table_insert(audit->documents, (void *)found->path, found);
    return found;
}

PmDiagnostic *
pm_audit_report(PmAudit *audit, const char *rule, const char *path, const char *message)
{
    return pm_diagnostics_add(audit->diagnostics,
                              &(PmDiagnostic){
                                  .rule = rule,
                                  .severity = PM_SEVERITY_ERROR,
                                  .path = pm_arena_strdup(audit->arena, path),
                                  .commit = pm_arena_strdup(audit->arena, audit->commit),
                                  .message = pm_arena_strdup(audit->arena, message),
                              });
}

const PmChecker *
pm_audit_checker(PmAudit *audit, const PmPolicy *policy)
{
    PmChecker *checker = g_hash_table_lookup(audit->checkers, policy);
    if (checker != NULL)
        return checker;
    g_autoptr(GError) error = NULL;
    const PmSource *schema = NULL;
    if (policy->schema_text != NULL)
        schema = pm_source_new(audit->arena, PM_CONFIG_SCHEMA, policy->schema_text,
                               strlen(policy->schema_text));
    checker = pm_checker_new(policy->config, schema, &error);
    if (checker ==
        NULL) { /* a schema that can't be compiled judges nothing: the built-in one does */
        pm_audit_report(audit, "policy/schema", PM_CONFIG_SCHEMA, error->message);
        checker = pm_checker_new(policy->config, NULL, NULL);
    }
    g_hash_table_insert(audit->checkers, (void *)policy, checker);
    return checker;
}

/* The tip must have what was known earlier in its history. */
static bool
check_expected(PmAudit *audit, const PmAuditOptions *options, GError **error)
{
    if (options->expect_commit == NULL)
        return true;
    PmOid expected;
    bool answer = false;
    g_autoptr(GError) found = NULL;
    if (!pm_repository_resolve(audit->repository, options->expect_commit, &expected, &found)) {
        if (!g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND)) {
            g_propagate_error(error, g_steal_pointer(&found));
            return false;
        }
    } else if (!pm_history_is_ancestor(audit->repository, &expected, &options->tip, &answer,
                                       error)) {
        return false;
    }
    if (!answer)
        pm_audit_report(audit, "audit/rewritten", NULL,
                        pm_arena_printf(audit->arena,
                                        "the history no longer holds %s, which was known",
                                        options->expect_commit));
    return true;
}

/* A reviewed document's sign-offs must still be of its text, and no objection may stand. */
static void
judge_now(PmAudit *audit, const PmDocumentRecord *record)
{
    if (!record->exists || !record->judged || !pm_gate_needs_signoffs(record->status))
        return;
    g_autoptr(PmContent) tree = pm_content_commit(audit->repository, &audit->options->tip, NULL);
    g_autoptr(GBytes) bytes =
        tree == NULL ? NULL : pm_content_read(tree, record->path, PM_AUDIT_DOCUMENT_LIMIT, NULL);
    if (bytes == NULL)
        return;
    const PmDocument *document = pm_audit_load(audit, record->path, bytes);
    PmReviewState state = pm_state_fold(audit->arena, record->policy, document, record->records);
    if (state.satisfied)
        return;
    PmGate gate = pm_gate_signoffs(audit->arena, &state);
    for (size_t i = 0; i < gate.count; i++) {
        bool stale = strstr(gate.items[i].what, "is stale") != NULL;
        PmDiagnostic *found =
            pm_audit_report(audit, stale ? "signoff/stale" : "signoff/unsatisfied", record->path,
                            pm_arena_printf(audit->arena, "it is %s, but %s",
                                            pm_status_name(record->status), gate.items[i].what));
        if (found != NULL) {
            found->commit = NULL;
            g_autofree char *word = pm_text_shell_word(record->id);
            found->command = pm_arena_printf(audit->arena, "git postmortem approve %s", word);
        }
    }
}

static int
by_path(gconstpointer a, gconstpointer b)
{
    const PmDocumentRecord *const *left = a, *const *right = b;
    return strcmp((*left)->path, (*right)->path);
}

static void
finish(PmAudit *audit)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    GHashTableIter iterator;
    void *value;
    g_hash_table_iter_init(&iterator, audit->documents);
    while (g_hash_table_iter_next(&iterator, NULL, &value))
        g_ptr_array_add(all, value);
    g_ptr_array_sort(all, by_path);
    for (guint i = 0; i < all->len; i++) {
        const PmDocumentRecord *record = all->pdata[i];
        judge_now(audit, record);
        audit->counts.documents += record->exists && record->judged ? 1 : 0;
        audit->counts.not_judged += record->exists && !record->judged ? 1 : 0;
        for (guint k = 0; k < record->records->len; k++) {
            const PmSignoffRecord *signoff = record->records->pdata[k];
            audit->counts.signoffs++;
            audit->counts.signed_signoffs += signoff->judgement == PM_JUDGED_PROVED ? 1 : 0;
            audit->counts.claimed_signoffs += signoff->judgement == PM_JUDGED_CLAIMED ? 1 : 0;
            audit->counts.unknown_signoffs += signoff->judgement == PM_JUDGED_UNKNOWN ? 1 : 0;
        }
    }
    audit->counts.cut = pm_steps_is_cut(audit->steps);
    audit->counts.steps = pm_steps_count(audit->steps);
}

/* The documents of one ledger are below the folder that its tip names. */
static bool
find_prefix(PmAudit *audit, GError **error)
{
    g_autoptr(PmContent) tree = pm_content_commit(audit->repository, &audit->options->tip, error);
    if (tree == NULL)
        return false;
    g_autoptr(GError) found = NULL;
    const PmPolicy *policy = pm_policy_load(audit->arena, tree, &found);
    if (found != NULL)
        pm_audit_report(audit, "policy/unreadable", PM_CONFIG_PATH, found->message);
    audit->documents_folder = policy != NULL ? policy->config->documents : "postmortems/";
    if (audit->options->only != NULL) {
        g_autofree char *signoffs = pm_name_signoffs(audit->options->only);
        size_t stem = strlen(signoffs) - strlen(".signoffs/");
        audit->only_stem = pm_arena_strndup(audit->arena, signoffs, stem);
    }
    return true;
}

PmAudit *
pm_audit_run(PmArena *arena, PmRepository *repository, const PmAuditOptions *options,
             PmDiagnostics *diagnostics, GError **error)
{
    g_autoptr(PmAudit) audit = g_new0(PmAudit, 1);
    audit->arena = arena;
    audit->repository = repository;
    audit->options = options;
    audit->diagnostics = diagnostics;
    audit->documents = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_document);
    audit->policy_records = g_ptr_array_new_with_free_func((GDestroyNotify)pm_record_clear);
    audit->checkers = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)pm_checker_free);
    if (!find_prefix(audit, error))
        return NULL;
    audit->steps = pm_steps_open(repository, &options->tip, audit->documents_folder, error);
    if (audit->steps == NULL || !check_expected(audit, options, error))
        return NULL;
    for (size_t i = 0; i < pm_steps_count(audit->steps); i++)
        if (!pm_audit_step(audit, i, error))
            return NULL;
    audit->commit = NULL;
    finish(audit);
    return g_steal_pointer(&audit);
}

const PmAuditCounts *
pm_audit_counts(const PmAudit *audit)
{
    return &audit->counts;
}

const PmPolicy *
pm_audit_policy(const PmAudit *audit)
{
    return audit->policy;
}

PmSteps *
pm_audit_steps(const PmAudit *audit)
{
    return audit->steps;
}

const PmDocumentRecord *
pm_audit_document(const PmAudit *audit, const char *path)
{
    return g_hash_table_lookup(audit->documents, path);
}

PmReviewState
pm_audit_state(const PmAudit *audit, const char *path, const PmDocument *document)
{
    const PmDocumentRecord *record = pm_audit_document(audit, path);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    return pm_state_fold(audit->arena, audit->policy, document,
                         record != NULL ? record->records : none);
}
