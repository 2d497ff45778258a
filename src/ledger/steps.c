/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/steps.h"

#include <string.h>

struct PmSteps {
    PmRepository *repository;
    GArray *line;  /* PmOid, oldest first */
    GArray *times; /* int64_t, never falling */
    GArray *turns; /* PmOid */
    bool cut;
    GHashTable *step_of; /* hex → GSIZE_TO_POINTER(index + 1) */
};

void
pm_steps_close(PmSteps *steps)
{
    if (steps == NULL)
        return;
    g_clear_pointer(&steps->line, g_array_unref);
    g_clear_pointer(&steps->times, g_array_unref);
    g_clear_pointer(&steps->turns, g_array_unref);
    g_clear_pointer(&steps->step_of, g_hash_table_unref);
    g_free(steps);
}

static void
note_time(PmSteps *steps, size_t index, int64_t time)
{
    int64_t before = index > 0 ? g_array_index(steps->times, int64_t, index - 1) : 0;
    int64_t latest = MAX(before, time);
    g_array_append_val(steps->times, latest);
}

/* Everything reachable from step `index` that no earlier step reached came with it. */
static bool
mark_step(PmSteps *steps, size_t index, GError **error)
{
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(PmOid));
    g_array_append_val(queue, g_array_index(steps->line, PmOid, index));
    while (queue->len > 0) {
        PmOid oid = g_array_index(queue, PmOid, queue->len - 1);
        g_array_set_size(queue, queue->len - 1);
        if (g_hash_table_contains(steps->step_of, oid.hex))
            continue;
        g_hash_table_insert(steps->step_of, g_strdup(oid.hex), GSIZE_TO_POINTER(index + 1));
        g_autoptr(PmCommit) commit = pm_commit_read(steps->repository, &oid, error);
        if (commit == NULL)
            return false;
        if (steps->times->len == index) /* the step itself comes first */
            note_time(steps, index, commit->committer_time);
        steps->cut |= commit->boundary;
        if (!commit->boundary)
            g_array_append_vals(queue, commit->parents, (guint)commit->parent_count);
    }
    return true;
}

static bool
holds(PmSteps *steps, const PmOid *tip, const PmOid *known)
{
    bool answer = false;
    return pm_history_is_ancestor(steps->repository, known, tip, &answer, NULL) && answer;
}

/* The parent that the line goes on with: the first, unless another alone holds the known commit. */
static const PmOid *
next_parent(PmSteps *steps, const PmCommit *commit, const PmOid *known)
{
    bool looking = known != NULL && commit->parent_count > 1;
    if (!looking || holds(steps, &commit->parents[0], known))
        return &commit->parents[0];
    for (size_t i = 1; i < commit->parent_count; i++)
        if (holds(steps, &commit->parents[i], known)) {
            g_array_append_val(steps->turns, commit->oid);
            return &commit->parents[i];
        }
    return &commit->parents[0];
}

static void
reverse(GArray *oids)
{
    for (guint i = 0; i < oids->len / 2; i++) {
        PmOid *first = &g_array_index(oids, PmOid, i);
        PmOid *last = &g_array_index(oids, PmOid, oids->len - 1 - i);
        PmOid kept = *first;
        *first = *last;
        *last = kept;
    }
}

static bool
follow_line(PmSteps *steps, const PmOid *tip, const PmOid *known, GError **error)
{
    PmOid next = *tip;
    for (;;) {
        g_autoptr(PmCommit) commit = pm_commit_read_strict(steps->repository, &next, error);
        if (commit == NULL)
            return false;
        g_array_append_val(steps->line, commit->oid);
        if (known != NULL && g_str_equal(commit->oid.hex, known->hex))
            known = NULL; /* from here on the line is the one that was known */
        if (commit->boundary || commit->parent_count == 0)
            break;
        next = *next_parent(steps, commit, known);
    }
    reverse(steps->line);
    return true;
}

PmSteps *
pm_steps_open(PmRepository *repository, const PmOid *tip, const PmOid *known, GError **error)
{
    g_autoptr(PmSteps) steps = g_new0(PmSteps, 1);
    steps->repository = repository;
    steps->step_of = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    steps->times = g_array_new(FALSE, FALSE, sizeof(int64_t));
    steps->line = g_array_new(FALSE, FALSE, sizeof(PmOid));
    steps->turns = g_array_new(FALSE, FALSE, sizeof(PmOid));
    if (!follow_line(steps, tip, known, error))
        return NULL;
    for (size_t i = 0; i < steps->line->len; i++)
        if (!mark_step(steps, i, error))
            return NULL;
    return g_steal_pointer(&steps);
}

size_t
pm_steps_count(const PmSteps *steps)
{
    return steps->line->len;
}

const PmOid *
pm_steps_get(const PmSteps *steps, size_t index)
{
    return &g_array_index(steps->line, PmOid, index);
}

bool
pm_steps_is_cut(const PmSteps *steps)
{
    return steps->cut;
}

const GArray *
pm_steps_turns(const PmSteps *steps)
{
    return steps->turns;
}

bool
pm_steps_find(const PmSteps *steps, const char *commit, size_t *out_index)
{
    size_t found = GPOINTER_TO_SIZE(g_hash_table_lookup(steps->step_of, commit));
    if (found == 0)
        return false;
    *out_index = found - 1;
    return true;
}

bool
pm_steps_is_step(const PmSteps *steps, const char *commit)
{
    size_t index;
    return pm_steps_find(steps, commit, &index) &&
           g_str_equal(pm_steps_get(steps, index)->hex, commit);
}

int64_t
pm_steps_time(const PmSteps *steps, size_t index)
{
    return g_array_index(steps->times, int64_t, index);
}
