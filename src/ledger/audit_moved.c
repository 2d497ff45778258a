/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents that are not judged may be moved by plain git: where they went, they are not judged
 * either. What is judged has no such way out: its deletion is found, and its new place is that of a
 * new document.
 */
#include "ledger/audit_step.h"

#include "document/name.h"
#include "ledger/moved.h"

#include <string.h>

static bool
is_gone(const PmDocumentRecord *record)
{
    return !record->judged && !record->exists && *record->last.hex != '\0';
}

/* Note the last text of what this step takes away. */
static void
note_gone(PmAudit *audit, const PmAuditStep *step, const PmTreeDelta *delta)
{
    PmDocumentRecord *record = pm_audit_record(audit, delta->path, false);
    /* in a walk about some documents, of the others only the listing tells what they were */
    if (record == NULL && pm_audit_is_partial(audit) &&
        pm_policy_is_adopted(step->policy, delta->path)) {
        record = pm_audit_record(audit, delta->path, true);
        record->judged = false;
    }
    if (record == NULL || record->judged)
        return;
    record->exists = false;
    record->last = delta->old_blob;
}

static bool
is_new(PmAudit *audit, const PmAuditStep *step, const PmTreeDelta *delta)
{
    if (delta->old_mode != 0 || (delta->new_mode & 0170000) != 0100000 ||
        pm_audit_is_signoff_path(delta->path) || !pm_audit_is_wanted(audit, delta->path) ||
        pm_audit_record(audit, delta->path, false) != NULL)
        return false;
    g_autofree char *owner = pm_name_owner(delta->path);
    return owner == NULL && (!g_str_has_suffix(delta->path, ".md") ||
                             pm_name_is_document(audit->documents_folder, delta->path,
                                                 step->policy->config->ignore));
}

static GArray *
list_here(PmAudit *audit, const PmAuditStep *step, const GPtrArray *deltas)
{
    GArray *here = pm_moved_here();
    for (guint i = 0; i < deltas->len; i++) {
        const PmTreeDelta *delta = deltas->pdata[i];
        if (!is_new(audit, step, delta))
            continue;
        g_autoptr(GBytes) text = pm_content_read(step->new_tree, delta->path,
                                                 step->policy->config->document_limit, NULL);
        if (text != NULL)
            pm_moved_add(here, delta->path, text);
    }
    return here;
}

static int
by_path(gconstpointer a, gconstpointer b)
{
    return strcmp(((const PmMovedGone *)a)->path, ((const PmMovedGone *)b)->path);
}

static GArray *
list_gone(PmAudit *audit)
{
    GArray *gone = g_array_new(FALSE, FALSE, sizeof(PmMovedGone));
    GHashTableIter iterator;
    void *value;
    g_hash_table_iter_init(&iterator, audit->documents);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        const PmDocumentRecord *record = value;
        PmMovedGone one = { .path = record->path, .blob = record->last };
        if (is_gone(record))
            g_array_append_val(gone, one);
    }
    g_array_sort(gone, by_path);
    return gone;
}

static void
move(PmAudit *audit, const PmAuditStep *step, PmDocumentRecord *from, const PmMovedHere *to)
{
    PmDocumentRecord *record = pm_audit_record(audit, to->path, true);
    g_autoptr(GBytes) bytes =
        pm_content_read(step->new_tree, to->path, PM_AUDIT_DOCUMENT_LIMIT, NULL);
    record->judged = false;
    record->moved = from->moved || pm_policy_is_adopted(step->policy, from->path);
    record->ours = to->text == NULL;
    if (bytes != NULL)
        record->status = pm_audit_read_status(audit, step->policy, to->path, bytes);
    record->status_step = from->status_step;
    record->policy = from->policy;
    record->reviewed_policy = from->reviewed_policy;
    pm_audit_free_id(audit, from);
    from->last = (PmOid){ "" };
}

void
pm_audit_moves(PmAudit *audit, const PmAuditStep *step, const GPtrArray *deltas)
{
    for (guint i = 0; i < deltas->len; i++)
        if (((const PmTreeDelta *)deltas->pdata[i])->new_mode == 0)
            note_gone(audit, step, deltas->pdata[i]);
    g_autoptr(GArray) here = list_here(audit, step, deltas);
    if (here->len == 0)
        return;
    g_autoptr(GArray) gone = list_gone(audit);
    g_autoptr(GArray) found = pm_moved_match(audit->repository, here, gone);
    for (guint i = 0; i < here->len; i++) {
        gssize index = g_array_index(found, gssize, i);
        if (index < 0)
            continue;
        const char *was = g_array_index(gone, PmMovedGone, (guint)index).path;
        move(audit, step, pm_audit_record(audit, was, false), &g_array_index(here, PmMovedHere, i));
    }
}
