/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/steps.h"

#include "ledger/policy.h"

#include <string.h>

#define DAY 86400 /* seconds */

/* A commit behind the tip. */
typedef struct Node Node;
struct Node {
    PmOid oid;
    Node **parents; /* none at a shallow boundary */
    size_t parent_count;
    GPtrArray *children; /* Node *, borrowed */
    int64_t time;        /* the committer's */
    size_t step;         /* that brought it in */
    bool marked;         /* `step` is set */
    bool ahead;          /* of the clock of a later step */
    unsigned holds;      /* HOLDS_…: this commit, or one that it comes after */
};

enum {
    HOLDS_KNOWN = 1,  /* the commit that is known to be on the line */
    HOLDS_LEDGER = 2, /* one that adds a config */
};

struct PmSteps {
    PmRepository *repository;
    GHashTable *nodes; /* hex → Node */
    GPtrArray *line;   /* Node *, oldest first */
    GArray *times;     /* int64_t, never falling */
    GArray *turns;     /* PmOid */
    GArray *rivals;    /* PmRival */
    bool cut;
};

static void
node_free(void *data)
{
    Node *node = data;
    g_free(node->parents);
    g_ptr_array_unref(node->children);
    g_free(node);
}

void
pm_steps_close(PmSteps *steps)
{
    if (steps == NULL)
        return;
    g_clear_pointer(&steps->line, g_ptr_array_unref);
    g_clear_pointer(&steps->times, g_array_unref);
    g_clear_pointer(&steps->turns, g_array_unref);
    g_clear_pointer(&steps->rivals, g_array_unref);
    g_clear_pointer(&steps->nodes, g_hash_table_unref);
    g_free(steps);
}

/* A new one goes into the queue, to be read. */
static Node *
node_of(PmSteps *steps, const PmOid *oid, GPtrArray *queue)
{
    Node *node = g_hash_table_lookup(steps->nodes, oid->hex);
    if (node != NULL)
        return node;
    node = g_new0(Node, 1);
    node->oid = *oid;
    node->children = g_ptr_array_new();
    g_hash_table_insert(steps->nodes, node->oid.hex, node);
    g_ptr_array_add(queue, node);
    return node;
}

/* All that is behind the tip, each commit read once. */
static bool
load(PmSteps *steps, const PmOid *tip, GError **error)
{
    g_autoptr(GPtrArray) queue = g_ptr_array_new();
    node_of(steps, tip, queue);
    while (queue->len > 0) {
        Node *node = g_ptr_array_steal_index(queue, queue->len - 1);
        g_autoptr(PmCommit) commit = pm_commit_read(steps->repository, &node->oid, error);
        if (commit == NULL)
            return false;
        node->time = commit->committer_time;
        node->parent_count = commit->boundary ? 0 : commit->parent_count;
        node->parents = g_new0(Node *, node->parent_count + 1);
        steps->cut |= commit->boundary;
        for (size_t i = 0; i < node->parent_count; i++) {
            node->parents[i] = node_of(steps, &commit->parents[i], queue);
            g_ptr_array_add(node->parents[i]->children, node);
        }
    }
    return true;
}

/* `commit`, if it is behind the tip, and all that come after it hold `what`. */
static void
mark_onwards(PmSteps *steps, const PmOid *commit, unsigned what)
{
    g_autoptr(GPtrArray) queue = g_ptr_array_new();
    Node *node = g_hash_table_lookup(steps->nodes, commit->hex);
    if (node != NULL)
        g_ptr_array_add(queue, node);
    while (queue->len > 0) {
        node = g_ptr_array_steal_index(queue, queue->len - 1);
        if ((node->holds & what) != 0)
            continue;
        node->holds |= what;
        for (guint i = 0; i < node->children->len; i++)
            g_ptr_array_add(queue, node->children->pdata[i]);
    }
}

/*
 * The parent that the line goes on with: the first, unless another alone holds the known commit;
 * and where none does, unless another alone has a ledger.
 */
static Node *
next_of(PmSteps *steps, const Node *node)
{
    static const unsigned marks[] = { HOLDS_KNOWN, HOLDS_LEDGER };
    for (size_t k = 0; k < G_N_ELEMENTS(marks); k++) {
        if ((node->parents[0]->holds & marks[k]) != 0)
            break;
        for (size_t i = 1; i < node->parent_count; i++) {
            if ((node->parents[i]->holds & marks[k]) == 0)
                continue;
            if (marks[k] == HOLDS_KNOWN)
                g_array_append_val(steps->turns, node->oid);
            return node->parents[i];
        }
    }
    return node->parents[0];
}

static void
reverse(GPtrArray *nodes)
{
    for (guint i = 0; i < nodes->len / 2; i++) {
        void *kept = nodes->pdata[i];
        nodes->pdata[i] = nodes->pdata[nodes->len - 1 - i];
        nodes->pdata[nodes->len - 1 - i] = kept;
    }
}

/* The commits of the line are read strictly: what they say of their trees is what is judged. */
static bool
follow_line(PmSteps *steps, const PmOid *tip, GError **error)
{
    Node *node = g_hash_table_lookup(steps->nodes, tip->hex);
    while (node != NULL) {
        g_autoptr(PmCommit) commit = pm_commit_read_strict(steps->repository, &node->oid, error);
        if (commit == NULL)
            return false;
        g_ptr_array_add(steps->line, node);
        node = node->parent_count > 0 ? next_of(steps, node) : NULL;
    }
    reverse(steps->line);
    return true;
}

/* Everything behind step `index` that no earlier step has came with it. */
static void
mark_step(PmSteps *steps, size_t index)
{
    g_autoptr(GPtrArray) queue = g_ptr_array_new();
    Node *step = steps->line->pdata[index];
    g_ptr_array_add(queue, step);
    while (queue->len > 0) {
        Node *node = g_ptr_array_steal_index(queue, queue->len - 1);
        if (node->marked)
            continue;
        node->marked = true;
        node->step = index;
        for (size_t i = 0; i < node->parent_count; i++)
            g_ptr_array_add(queue, node->parents[i]);
    }
}

/* From a step on: no step is before an earlier one. */
static void
set_times(PmSteps *steps, size_t from)
{
    g_array_set_size(steps->times, steps->line->len);
    int64_t latest = from > 0 ? g_array_index(steps->times, int64_t, from - 1) : 0;
    for (size_t i = from; i < steps->line->len; i++) {
        latest = MAX(latest, ((const Node *)steps->line->pdata[i])->time);
        g_array_index(steps->times, int64_t, i) = latest;
    }
}

static void
find_ahead(PmSteps *steps)
{
    int64_t earliest = INT64_MAX;
    for (size_t i = steps->line->len; i-- > 0;) {
        Node *node = steps->line->pdata[i];
        node->ahead = node->time - DAY > earliest;
        earliest = MIN(earliest, node->time);
    }
}

/* Adds a config, and nothing before it has one. */
static bool
is_beginning(const Node *node)
{
    for (size_t i = 0; i < node->parent_count; i++)
        if ((node->parents[i]->holds & HOLDS_LEDGER) != 0)
            return false;
    return true;
}

/* A ledger that began apart: a merge brought it in, though the line before the merge had one. */
static void
find_rivals(PmSteps *steps, const GArray *additions)
{
    for (guint i = 0; i < additions->len; i++) {
        const Node *node =
            g_hash_table_lookup(steps->nodes, g_array_index(additions, PmOid, i).hex);
        if (node == NULL || node->step == 0 || !is_beginning(node))
            continue;
        const Node *before = steps->line->pdata[node->step - 1];
        if ((before->holds & HOLDS_LEDGER) == 0)
            continue; /* the line's own beginning */
        PmRival rival = { .merge = ((const Node *)steps->line->pdata[node->step])->oid,
                          .beginning = node->oid };
        g_array_append_val(steps->rivals, rival);
    }
}

/* The commits that add a policy. A file of that name that holds none is no beginning of anything,
 * nor may it turn the line away from one. */
static GArray *
list_beginnings(PmSteps *steps, const PmOid *tip, GError **error)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    GArray *additions = pm_history_adding(steps->repository, tip, PM_CONFIG_PATH, error);
    for (guint i = additions != NULL ? additions->len : 0; i-- > 0;) {
        const PmOid *commit = &g_array_index(additions, PmOid, i);
        g_autoptr(PmContent) tree = pm_content_commit(steps->repository, commit, NULL);
        if (tree == NULL || pm_policy_load(arena, tree, NULL) == NULL)
            g_array_remove_index(additions, i);
    }
    return additions;
}

PmSteps *
pm_steps_open(PmRepository *repository, const PmOid *tip, const PmOid *known, GError **error)
{
    g_autoptr(PmSteps) steps = g_new0(PmSteps, 1);
    steps->repository = repository;
    steps->nodes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, node_free);
    steps->times = g_array_new(FALSE, FALSE, sizeof(int64_t));
    steps->turns = g_array_new(FALSE, FALSE, sizeof(PmOid));
    steps->rivals = g_array_new(FALSE, FALSE, sizeof(PmRival));
    steps->line = g_ptr_array_new();
    if (!load(steps, tip, error))
        return NULL;
    g_autoptr(GArray) additions = list_beginnings(steps, tip, error);
    if (additions == NULL)
        return NULL;
    for (guint i = 0; i < additions->len; i++)
        mark_onwards(steps, &g_array_index(additions, PmOid, i), HOLDS_LEDGER);
    if (known != NULL)
        mark_onwards(steps, known, HOLDS_KNOWN);
    if (!follow_line(steps, tip, error))
        return NULL;
    for (size_t i = 0; i < steps->line->len; i++)
        mark_step(steps, i);
    set_times(steps, 0);
    find_ahead(steps);
    find_rivals(steps, additions);
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
    return &((const Node *)steps->line->pdata[index])->oid;
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

const GArray *
pm_steps_rivals(const PmSteps *steps)
{
    return steps->rivals;
}

bool
pm_steps_holds_known(const PmSteps *steps, size_t index)
{
    return (((const Node *)steps->line->pdata[index])->holds & HOLDS_KNOWN) != 0;
}

bool
pm_steps_find(const PmSteps *steps, const char *commit, size_t *out_index)
{
    const Node *node = g_hash_table_lookup(steps->nodes, commit);
    if (node == NULL || !node->marked)
        return false;
    *out_index = node->step;
    return true;
}

bool
pm_steps_is_step(const PmSteps *steps, const char *commit)
{
    size_t index;
    return pm_steps_find(steps, commit, &index) &&
           g_str_equal(pm_steps_get(steps, index)->hex, commit);
}

bool
pm_steps_is_behind(const PmSteps *steps, const char *earlier, const char *later)
{
    const Node *wanted = g_hash_table_lookup(steps->nodes, earlier);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    g_autoptr(GPtrArray) queue = g_ptr_array_new();
    Node *start = g_hash_table_lookup(steps->nodes, later);
    if (wanted == NULL || start == NULL)
        return false;
    g_ptr_array_add(queue, start);
    while (queue->len > 0) {
        const Node *node = g_ptr_array_steal_index(queue, queue->len - 1);
        for (size_t i = 0; i < node->parent_count; i++) {
            if (node->parents[i] == wanted)
                return true;
            if (g_hash_table_add(seen, node->parents[i]))
                g_ptr_array_add(queue, node->parents[i]);
        }
    }
    return false;
}

int64_t
pm_steps_time(const PmSteps *steps, size_t index)
{
    return g_array_index(steps->times, int64_t, index);
}

bool
pm_steps_is_ahead(const PmSteps *steps, size_t index)
{
    return ((const Node *)steps->line->pdata[index])->ahead;
}

void
pm_steps_forget_time(PmSteps *steps, size_t index)
{
    ((Node *)steps->line->pdata[index])->time = 0;
    set_times(steps, index);
}
