/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/audit.h"

#include "base/diagnostic_pack.h"
#include "document/name.h"
#include "ledger/audit_ahead.h"
#include "ledger/audit_pack.h"
#include "ledger/record_pack.h"

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

/* What the walk has found so far. */
static void
forget(PmAudit *audit)
{
    g_clear_pointer(&audit->documents, g_hash_table_unref);
    g_clear_pointer(&audit->ids, g_hash_table_unref);
    g_clear_pointer(&audit->places, g_hash_table_unref);
    g_clear_pointer(&audit->policy_records, g_ptr_array_unref);
    g_clear_pointer(&audit->claimed_changes, g_ptr_array_unref);
    g_clear_pointer(&audit->unapproved, g_array_unref);
    g_clear_pointer(&audit->policies, g_array_unref);
    g_clear_pointer(&audit->forgotten, g_array_unref);
}

void
pm_audit_free(PmAudit *audit)
{
    if (audit == NULL)
        return;
    pm_audit_ahead_end(audit);
    forget(audit);
    g_clear_pointer(&audit->stems, g_hash_table_unref);
    g_clear_pointer(&audit->authors, pm_authors_free);
    g_clear_pointer(&audit->verifier, pm_verifier_free);
    g_clear_pointer(&audit->checkers, g_hash_table_unref);
    g_clear_pointer(&audit->kept, g_variant_unref);
    g_clear_pointer(&audit->chain, pm_chain_free);
    g_clear_pointer(&audit->steps, pm_steps_close);
    g_free(audit);
}

static void
wake(PmAudit *audit, PmDocumentRecord *record)
{
    if (record->asleep && !pm_records_read_contents(audit->repository, record->records))
        pm_audit_report(audit, "audit/object", record->path,
                        "what was signed of it can't be read any more");
    record->asleep = false;
}

PmDocumentRecord *
pm_audit_record(PmAudit *audit, const char *path, bool create)
{
    PmDocumentRecord *found = g_hash_table_lookup(audit->documents, path);
    if (found != NULL)
        wake(audit, found);
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

void
pm_audit_report_failure(PmAudit *audit, const char *rule, const char *path, const GError *failure)
{
    size_t length;
    const char *hint = pm_error_hint(failure, &length);
    PmDiagnostic *found = pm_audit_report(audit, rule, path,
                                          pm_arena_strndup(audit->arena, failure->message, length));
    if (found != NULL && hint != NULL)
        found->help = pm_arena_strdup(audit->arena, hint);
}

const PmChecker *
pm_audit_checker(PmAudit *audit, const PmPolicy *policy)
{
    PmChecker *checker = g_hash_table_lookup(audit->checkers, policy);
    if (checker != NULL)
        return checker;
    g_autoptr(GError) error = NULL;
    checker = pm_policy_checker(audit->arena, policy, &error);
    if (checker ==
        NULL) { /* a schema that can't be compiled judges nothing: the built-in one does */
        pm_audit_report_failure(audit, "policy/schema", PM_CONFIG_SCHEMA, error);
        audit->said_once = true;
        checker = pm_checker_new(policy->config, NULL, NULL);
    }
    g_hash_table_insert(audit->checkers, (void *)policy, checker);
    return checker;
}

static int
by_path(gconstpointer a, gconstpointer b)
{
    const PmDocumentRecord *const *left = a, *const *right = b;
    return strcmp((*left)->path, (*right)->path);
}

static void
count_signoff(PmAuditCounts *counts, const PmSignoffRecord *signoff)
{
    counts->signoffs++;
    counts->signed_signoffs += signoff->judgement == PM_JUDGED_PROVED ? 1 : 0;
    counts->claimed_signoffs += signoff->judgement == PM_JUDGED_CLAIMED ? 1 : 0;
    counts->recorded_signoffs +=
        signoff->judgement == PM_JUDGED_CLAIMED && signoff->proof != NULL ? 1 : 0;
    counts->unknown_signoffs += signoff->judgement == PM_JUDGED_UNKNOWN ? 1 : 0;
    counts->outdated_signoffs += signoff->judgement == PM_JUDGED_OUTDATED ? 1 : 0;
    counts->squashed_signoffs +=
        pm_record_counts(signoff) && signoff->authorship == PM_AUTHORSHIP_SQUASHED ? 1 : 0;
}

static void
count_all(PmAudit *audit, const GPtrArray *documents)
{
    PmAuditCounts *counts = &audit->counts;
    for (guint i = 0; i < documents->len; i++) {
        const PmDocumentRecord *record = documents->pdata[i];
        counts->documents += record->exists && record->judged ? 1 : 0;
        counts->not_judged += record->exists && !record->judged ? 1 : 0;
        for (guint k = 0; k < record->records->len; k++)
            count_signoff(counts, record->records->pdata[k]);
    }
    for (guint i = 0; i < audit->policy_records->len; i++)
        count_signoff(counts, audit->policy_records->pdata[i]);
    counts->cut = pm_steps_is_cut(audit->steps);
    counts->steps = pm_steps_count(audit->steps);
}

/* After all that is acknowledged: is there nothing that is not fine? */
static bool
is_fine(const PmAudit *audit)
{
    return pm_diagnostics_count_of(audit->diagnostics, PM_SEVERITY_ERROR) == 0 &&
           !audit->counts.cut && audit->counts.unknown_signoffs == 0 && audit->authors != NULL;
}

static bool
finish(PmAudit *audit, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    g_autoptr(PmContent) tree = pm_content_commit(audit->repository, &audit->options->tip, error);
    GHashTableIter iterator;
    void *value;
    if (tree == NULL)
        return false;
    g_hash_table_iter_init(&iterator, audit->documents);
    while (g_hash_table_iter_next(&iterator, NULL, &value))
        g_ptr_array_add(all, value);
    g_ptr_array_sort(all, by_path);
    audit->commit = NULL;
    bool judged = pm_audit_now(audit, tree, all, error);
    pm_audit_ahead_end(audit);
    if (!judged)
        return false;
    if (audit->authors != NULL)
        pm_audit_merges(audit, tree);
    if (audit->looked && !pm_authors_looked(audit->authors))
        pm_authors_look(audit->authors, audit->resumed);
    const char *unread = audit->authors != NULL ? pm_authors_unread(audit->authors) : NULL;
    if (unread != NULL)
        pm_audit_report(audit, "audit/object", unread,
                        "a version in its history can't be read, so who wrote it is not known");
    count_all(audit, all);
    pm_audit_acknowledge(audit);
    return true;
}

/* Where it stands after the steps, with what they brought before anything is acknowledged. */
static void
keep(PmAudit *audit, GVariant *findings)
{
    bool may = findings != NULL && is_fine(audit) && !audit->said_once;
    GVariant *packed = may ? pm_audit_pack(audit, findings) : NULL;
    if (packed != NULL)
        audit->kept = g_variant_ref_sink(packed);
}

static void
set_only(PmAudit *audit)
{
    if (audit->options->only != NULL) {
        g_autofree char *stem = pm_name_stem(audit->options->only);
        audit->only_stem = pm_arena_strdup(audit->arena, stem);
    }
    if (audit->options->among == NULL)
        return;
    GHashTableIter iterator;
    void *path;
    audit->stems = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_iter_init(&iterator, audit->options->among);
    while (g_hash_table_iter_next(&iterator, &path, NULL))
        g_hash_table_add(audit->stems, pm_name_stem(path));
}

static void
begin(PmAudit *audit)
{
    audit->documents = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_document);
    audit->policy_records = g_ptr_array_new_with_free_func((GDestroyNotify)pm_record_clear);
    audit->claimed_changes = g_ptr_array_new();
    audit->unapproved = g_array_new(FALSE, FALSE, sizeof(PmUnapproved));
    audit->policies = g_array_new(FALSE, FALSE, sizeof(PmPolicyInForce));
    audit->forgotten = g_array_new(FALSE, FALSE, sizeof(size_t));
    audit->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    audit->counts = (PmAuditCounts){ 0 };
    audit->policy = NULL;
    audit->policy_step = audit->genesis_step = audit->resumed = 0;
}

/* Go on from where an earlier audit stood, if that can be. */
static bool
resume(PmAudit *audit, GError **error)
{
    const PmAuditMemory *memory = audit->options->memory;
    if (memory == NULL || memory->earlier == NULL || pm_audit_is_partial(audit) ||
        audit->chain != NULL)
        return true;
    if (pm_audit_unpack(audit, memory->earlier))
        return pm_audit_policy_resume(audit, error);
    forget(audit);
    begin(audit);
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
    audit->checkers = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)pm_checker_free);
    begin(audit);
    if (options->chain || options->checkpoint != NULL)
        audit->chain = pm_chain_new(repository);
    set_only(audit);
    audit->verifier = pm_verifier_new(repository, error);
    if (audit->verifier == NULL || !pm_audit_open(audit, error))
        return NULL;
    size_t before = pm_diagnostics_count(diagnostics);
    if (!resume(audit, error))
        return NULL;
    for (size_t i = audit->resumed; i < pm_steps_count(audit->steps); i++)
        if (!pm_audit_step(audit, i, error) || !pm_audit_chain(audit, i, error))
            return NULL;
    g_autoptr(GVariant) findings = NULL;
    if (options->memory != NULL && !pm_audit_is_partial(audit))
        findings = pm_diagnostics_pack(diagnostics, before);
    if (findings != NULL)
        g_variant_ref_sink(findings);
    pm_audit_report_line(audit);
    if (!finish(audit, error))
        return NULL;
    keep(audit, findings);
    return g_steal_pointer(&audit);
}

const PmAuditCounts *
pm_audit_counts(const PmAudit *audit)
{
    return &audit->counts;
}

GVariant *
pm_audit_kept(const PmAudit *audit)
{
    return audit->kept;
}

size_t
pm_audit_resumed(const PmAudit *audit)
{
    return audit->resumed;
}

const char *
pm_audit_link(const PmAudit *audit)
{
    return audit->chain != NULL ? pm_chain_link(audit->chain) : NULL;
}

bool
pm_audit_checkpoint_is_proved(const PmAudit *audit)
{
    return audit->checkpoint_is_proved;
}

const PmPolicy *
pm_audit_policy(const PmAudit *audit)
{
    return audit->policy;
}

const GPtrArray *
pm_audit_claimed_changes(const PmAudit *audit)
{
    return audit->claimed_changes;
}

const PmVerifier *
pm_audit_verifier(const PmAudit *audit)
{
    return audit->verifier;
}

PmAuthors *
pm_audit_authors(const PmAudit *audit)
{
    return audit->authors;
}

size_t
pm_audit_last_step(const PmAudit *audit)
{
    return pm_steps_count(audit->steps) - 1;
}

bool
pm_audit_holds_until(const PmAudit *audit, PmOid *out_step)
{
    size_t first = SIZE_MAX;
    for (size_t i = 0; i < pm_diagnostics_count(audit->diagnostics); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(audit->diagnostics, i);
        size_t index;
        if (found->severity == PM_SEVERITY_ERROR && found->commit != NULL &&
            pm_steps_find(audit->steps, found->commit, &index))
            first = MIN(first, index);
    }
    if (first == SIZE_MAX || first == 0)
        return false;
    *out_step = *pm_steps_get(audit->steps, first);
    return true;
}

bool
pm_audit_find_step(const PmAudit *audit, const char *commit, size_t *out_index)
{
    return pm_steps_find(audit->steps, commit, out_index);
}

bool
pm_audit_is_step(const PmAudit *audit, const PmOid *commit, PmOid *out_step)
{
    size_t index;
    bool known = pm_steps_find(audit->steps, commit->hex, &index);
    *out_step = known ? *pm_steps_get(audit->steps, index) : PM_OID_ZERO;
    return known && pm_steps_is_step(audit->steps, commit->hex);
}

int64_t
pm_audit_time(const PmAudit *audit)
{
    return pm_audit_time_of(audit, pm_audit_last_step(audit));
}

int64_t
pm_audit_time_of(const PmAudit *audit, size_t step)
{
    return pm_steps_time(audit->steps, step);
}

const PmDocumentRecord *
pm_audit_document(const PmAudit *audit, const char *path)
{
    return g_hash_table_lookup(audit->documents, path);
}

const PmPolicy *
pm_audit_policy_of(const PmAudit *audit, const char *path)
{
    const PmDocumentRecord *record = pm_audit_document(audit, path);
    bool settled = record != NULL && record->judged && pm_gate_needs_signoffs(record->status);
    return settled ? record->policy : audit->policy;
}

PmReviewState
pm_audit_state(const PmAudit *audit, const char *path, const PmDocument *document)
{
    const PmDocumentRecord *record = pm_audit_document(audit, path);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    return pm_state_fold(audit->arena, pm_audit_policy_of(audit, path), document,
                         record != NULL ? record->records : none);
}
