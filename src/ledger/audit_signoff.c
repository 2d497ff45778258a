/* SPDX-License-Identifier: Apache-2.0 */
/* The pass over sign-offs: each is judged when it enters, and stands as it is from then on. */
#include "ledger/audit_step.h"

#include "document/name.h"

#include <string.h>

bool
pm_audit_is_signoff_path(const char *path)
{
    return strstr(path, ".signoffs/") != NULL || g_str_has_prefix(path, PM_CONFIG_SIGNOFFS);
}

/* The sign-offs of the folder that `path` is in, of a document or of the policy; may be NULL. */
static GPtrArray *
records_of(PmAudit *audit, const char *document)
{
    if (document == NULL)
        return audit->policy_records;
    PmDocumentRecord *owner = pm_audit_record(audit, document, false);
    return owner != NULL ? owner->records : NULL;
}

PmSignoffRecord *
pm_audit_find_record(const GPtrArray *records, const char *path)
{
    for (guint i = 0; records != NULL && i < records->len; i++)
        if (g_str_equal(((const PmSignoffRecord *)records->pdata[i])->path, path))
            return records->pdata[i];
    return NULL;
}

const char *
pm_audit_describe_commit(PmAudit *audit, const char *hex)
{
    PmOid oid;
    g_strlcpy(oid.hex, hex, sizeof oid.hex);
    g_autoptr(PmCommit) commit = pm_commit_read(audit->repository, &oid, NULL);
    if (commit == NULL)
        return pm_arena_printf(audit->arena, "in %.7s", hex);
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(commit->committer_time);
    g_autofree char *day = time != NULL ? g_date_time_format(time, "%Y-%m-%d") : g_strdup("?");
    return pm_arena_printf(audit->arena, "in %.7s, %s, by %s", hex, day, commit->author_email);
}

/* Never changed, never taken away. */
static void
judge_change(PmAudit *audit, const PmTreeDelta *delta, PmSignoffRecord *record)
{
    bool deleted = delta->new_mode == 0;
    PmDiagnostic *found = pm_audit_report(audit, "signoff/append-only", delta->path,
                                          deleted ? "it was deleted after it entered the ledger"
                                                  : "it was changed after it entered the ledger");
    const char *now = pm_audit_describe_commit(audit, audit->commit);
    if (found != NULL && record != NULL)
        found->help = pm_arena_printf(audit->arena, "entered %s\n%s %s",
                                      pm_audit_describe_commit(audit, record->step.hex),
                                      deleted ? "deleted" : "changed", now);
    else if (found != NULL)
        found->help = pm_arena_printf(audit->arena, "%s %s", deleted ? "deleted" : "changed", now);
    if (record == NULL)
        return;
    record->gone = true;
    record->why = deleted ? "its file was deleted" : "its file was changed";
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

/* Is it a plain file right inside the folder, of a name of ours? */
static bool
has_form(const PmTreeDelta *delta)
{
    g_autofree char *folder = g_path_get_dirname(delta->path);
    g_autofree char *name = g_path_get_basename(delta->path);
    g_autofree char *slash = g_strconcat(folder, "/", NULL);
    bool inside = g_str_has_suffix(folder, ".signoffs") || g_str_equal(slash, PM_CONFIG_SIGNOFFS);
    return inside && delta->new_mode == 0100644 && pm_signoff_is_name(name, NULL);
}

/* A content has the digest in its name, whoever signs it. */
static void
judge_content(PmAudit *audit, const PmAuditStep *step, const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *digest = NULL;
    g_autoptr(GBytes) bytes = pm_content_read(step->new_tree, path, PM_AUDIT_DOCUMENT_LIMIT, NULL);
    g_autofree char *actual =
        bytes == NULL ? NULL : g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    if (!pm_signoff_is_name(name, &digest) || g_strcmp0(actual, digest) != 0)
        pm_audit_report(audit, "signoff/content", path, "its name is not the digest of its bytes");
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

void
pm_audit_forget_time(PmAudit *audit, size_t step)
{
    g_array_append_val(audit->forgotten, step);
    pm_steps_forget_time(audit->steps, step);
}

/* An acknowledged date that was ahead holds nothing back any more. */
static void
forget_clock(PmAudit *audit, const char *commit)
{
    size_t index;
    if (pm_steps_is_step(audit->steps, commit) && pm_steps_find(audit->steps, commit, &index) &&
        pm_steps_is_ahead(audit->steps, index))
        pm_audit_forget_time(audit, index);
}

static void
judge_signoff(PmAudit *audit, const PmAuditStep *step, const PmTreeDelta *delta,
              const char *document)
{
    g_autofree char *id = NULL;
    if (document != NULL)
        id = pm_name_id(step->policy->config->documents, document,
                        pm_audit_is_adopted(audit, step->policy, document));
    const PmPolicy *undisputed = document == NULL ? pm_audit_undisputed_policy(audit) : NULL;
    PmEntry entry = { .arena = audit->arena,
                      .verifier = audit->verifier,
                      .steps = audit->steps,
                      .authors = audit->authors,
                      .step_index = step->index,
                      .policy = undisputed != NULL ? undisputed : step->policy,
                      .old_tree = step->old_tree,
                      .new_tree = step->new_tree,
                      .document_path = document,
                      .document_id = id };
    PmSignoffRecord *record = pm_record_judge(&entry, delta->path);
    record->blob = delta->new_blob;
    GPtrArray *records =
        document == NULL ? audit->policy_records : pm_audit_record(audit, document, true)->records;
    pm_record_order(&entry, record, records);
    g_ptr_array_add(records, record);
    g_ptr_array_sort(records, by_record_time);
    if (record->judgement == PM_JUDGED_INVALID)
        pm_audit_report(audit, record->rule, delta->path, record->why);
    if (pm_record_counts(record) && record->signoff.statement.verdict == PM_SIGN_ACKNOWLEDGE)
        forget_clock(audit, record->signoff.statement.document + strlen(PM_SIGNOFF_STEP));
}

/* One that comes back as it was has entered before, and is what it was then. */
static void
judge_return(PmAudit *audit, const PmTreeDelta *delta, PmSignoffRecord *record)
{
    record->gone = !g_str_equal(record->blob.hex, delta->new_blob.hex);
    if (record->gone)
        pm_audit_report(audit, "signoff/append-only", delta->path,
                        "it was deleted, and came back as another");
}

/* What a word that was recorded for somebody rests on stays as it was. */
static void
judge_proof(PmAudit *audit, const PmAuditStep *step, const PmTreeDelta *delta)
{
    g_autofree char *document = owner_path(step, delta->path);
    const GPtrArray *records = records_of(audit, document);
    for (guint i = 0; records != NULL && i < records->len; i++) {
        PmSignoffRecord *record = records->pdata[i];
        if (g_strcmp0(record->proof, delta->path) != 0)
            continue;
        const char *why = pm_record_judge_proof(record, step->new_tree);
        if (why != NULL)
            pm_audit_report(audit, "signoff/proof", delta->path,
                            pm_arena_printf(audit->arena, "sign-off %.7s rests on it: %s",
                                            record->signoff.digest, why));
    }
}

static void
judge_delta(PmAudit *audit, const PmAuditStep *step, const PmTreeDelta *delta)
{
    bool bundle = g_str_has_prefix(delta->path, PM_CONFIG_SIGNOFFS);
    g_autofree char *document = bundle ? NULL : owner_path(step, delta->path);
    PmSignoffRecord *known = pm_audit_find_record(records_of(audit, document), delta->path);
    if (delta->old_mode != 0) {
        judge_change(audit, delta, known);
        return;
    }
    if (!has_form(delta)) {
        pm_audit_report(audit, "signoff/form", delta->path,
                        "nothing but sign-offs and their contents may be in this folder");
        return;
    }
    if (g_str_has_suffix(delta->path, ".content"))
        judge_content(audit, step, delta->path);
    else if (known != NULL)
        judge_return(audit, delta, known);
    else
        judge_signoff(audit, step, delta, document);
}

void
pm_audit_signoffs(PmAudit *audit, const PmAuditStep *step, const GPtrArray *deltas)
{
    for (guint i = 0; i < deltas->len; i++) {
        const PmTreeDelta *delta = deltas->pdata[i];
        if (pm_audit_is_signoff_path(delta->path) && pm_audit_is_wanted(audit, delta->path))
            judge_delta(audit, step, delta);
        else if (strstr(delta->path, ".evidence/") != NULL &&
                 pm_audit_is_wanted(audit, delta->path))
            judge_proof(audit, step, delta);
    }
}
