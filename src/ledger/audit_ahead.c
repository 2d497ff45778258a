/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/audit_ahead.h"

#include "document/name.h"

#define STEPS_AHEAD 32

/* What one step to come changes. */
typedef struct {
    size_t index;
    GPtrArray *deltas; /* NULL: its trees can't be read */
    GPtrArray *reads;  /* PmAuditRead * */
} StepAhead;

struct PmAuditAhead {
    PmAhead *workers;
    char *folder;   /* that the deltas are of */
    GQueue *steps;  /* StepAhead *, in order */
    size_t reached; /* the first step that nobody looked at */
};

static void
read_document(PmAheadJob *job, void *data)
{
    PmAuditRead *read = (PmAuditRead *)job;
    (void)data;
    read->bytes = pm_content_blob(read->repository, &read->blob, PM_AUDIT_DOCUMENT_LIMIT, NULL);
    if (read->bytes != NULL)
        read->document = pm_audit_parse(&(PmAuditReading){ .arena = read->arena,
                                                           .policy = read->policy,
                                                           .path = read->path,
                                                           .bytes = read->bytes },
                                        read->adopted);
}

static PmAuditAhead *
ahead_of(PmAudit *audit)
{
    if (audit->ahead != NULL)
        return audit->ahead;
    audit->ahead = g_new0(PmAuditAhead, 1);
    audit->ahead->workers = pm_ahead_new(read_document, NULL);
    audit->ahead->steps = g_queue_new();
    return audit->ahead;
}

PmAuditRead *
pm_audit_read_begin(PmAudit *audit, const PmPolicy *policy, const char *path, const PmOid *blob)
{
    PmAuditRead *read = g_new0(PmAuditRead, 1);
    read->repository = audit->repository;
    read->arena = pm_arena_new();
    read->policy = policy;
    read->path = pm_arena_strdup(read->arena, path);
    read->adopted = pm_audit_is_adopted(audit, policy, path);
    read->blob = *blob;
    pm_ahead_push(ahead_of(audit)->workers, &read->job);
    return read;
}

void
pm_audit_read_wait(PmAudit *audit, PmAuditRead *read)
{
    pm_ahead_wait(audit->ahead->workers, &read->job);
}

void
pm_audit_read_free(PmAudit *audit, PmAuditRead *read)
{
    pm_audit_read_wait(audit, read);
    g_clear_pointer(&read->bytes, g_bytes_unref);
    pm_arena_free(read->arena);
    g_free(read);
}

static void
let_go(PmAudit *audit, StepAhead *step)
{
    for (guint i = 0; i < step->reads->len; i++)
        pm_audit_read_free(audit, step->reads->pdata[i]);
    g_ptr_array_unref(step->reads);
    g_clear_pointer(&step->deltas, g_ptr_array_unref);
    g_free(step);
}

void
pm_audit_ahead_end(PmAudit *audit)
{
    PmAuditAhead *ahead = audit->ahead;
    if (ahead == NULL)
        return;
    while (!g_queue_is_empty(ahead->steps))
        let_go(audit, g_queue_pop_head(ahead->steps));
    g_queue_free(ahead->steps);
    pm_ahead_free(ahead->workers);
    g_free(ahead->folder);
    g_free(ahead);
    audit->ahead = NULL;
}

static bool
is_worth_it(PmAudit *audit, const PmTreeDelta *delta)
{
    return (delta->new_mode & 0170000) == 0100000 && !pm_audit_is_signoff_path(delta->path) &&
           pm_name_is_document(audit->documents_folder, delta->path, audit->policy->config->ignore);
}

static void
look_at(PmAudit *audit, size_t index)
{
    StepAhead *step = g_new0(StepAhead, 1);
    step->index = index;
    step->reads = g_ptr_array_new();
    step->deltas =
        pm_history_delta(audit->repository, pm_steps_get(audit->steps, index - 1),
                         pm_steps_get(audit->steps, index), audit->documents_folder, true, NULL);
    for (guint i = 0; step->deltas != NULL && i < step->deltas->len; i++) {
        const PmTreeDelta *delta = step->deltas->pdata[i];
        if (is_worth_it(audit, delta))
            g_ptr_array_add(step->reads, pm_audit_read_begin(audit, audit->policy, delta->path,
                                                             &delta->new_blob));
    }
    g_queue_push_tail(audit->ahead->steps, step);
}

void
pm_audit_ahead_reach(PmAudit *audit, size_t index)
{
    PmAuditAhead *ahead = ahead_of(audit);
    StepAhead *first;
    if (g_strcmp0(ahead->folder, audit->documents_folder) != 0) {
        while (!g_queue_is_empty(ahead->steps))
            let_go(audit, g_queue_pop_head(ahead->steps));
        g_free(ahead->folder);
        ahead->folder = g_strdup(audit->documents_folder);
        ahead->reached = index;
    }
    while ((first = g_queue_peek_head(ahead->steps)) != NULL && first->index < index)
        let_go(audit, g_queue_pop_head(ahead->steps));
    size_t end = MIN(index + STEPS_AHEAD, pm_steps_count(audit->steps));
    for (ahead->reached = MAX(ahead->reached, index); ahead->reached < end; ahead->reached++)
        look_at(audit, ahead->reached);
}

static const StepAhead *
step_of(const PmAudit *audit, size_t index)
{
    const StepAhead *first = audit->ahead != NULL ? g_queue_peek_head(audit->ahead->steps) : NULL;
    return first != NULL && first->index == index ? first : NULL;
}

GPtrArray *
pm_audit_ahead_deltas(PmAudit *audit, size_t index, const char *folder)
{
    const StepAhead *step = step_of(audit, index);
    bool known = step != NULL && step->deltas != NULL && g_str_equal(audit->ahead->folder, folder);
    return known ? g_ptr_array_ref(step->deltas) : NULL;
}

const PmAuditRead *
pm_audit_ahead_find(PmAudit *audit, const PmAuditStep *step, const PmTreeDelta *delta)
{
    const StepAhead *here = step_of(audit, step->index);
    for (guint i = 0; here != NULL && i < here->reads->len; i++) {
        PmAuditRead *read = here->reads->pdata[i];
        if (!g_str_equal(read->path, delta->path) || read->policy != step->policy ||
            read->adopted != pm_audit_is_adopted(audit, step->policy, delta->path) ||
            !g_str_equal(read->blob.hex, delta->new_blob.hex))
            continue;
        pm_audit_read_wait(audit, read);
        return read->document != NULL ? read : NULL;
    }
    return NULL;
}
