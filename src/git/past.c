/* SPDX-License-Identifier: Apache-2.0 */
#include "git/past.h"

#include "git/raw_tree.h"
#include "git/walk.h"

#include <string.h>

/* What is known of a commit; the data of its node. The entries at the paths are behind it. */
typedef struct {
    PmWalkNode *step; /* of the first-parent line, that brought it in */
    PmRawEntry entries[];
} Mark;

typedef struct {
    PmRepository *repository;
    PmWalk *walk;
    const char *const *paths;
    guint count;
    GPtrArray *order; /* PmWalkNode *, newest first */
} Past;

static Mark *
mark_of(Past *self, PmWalkNode *node, GError **error)
{
    if (node->data)
        return node->data;
    g_autofree Mark *mark = g_malloc0(sizeof(Mark) + self->count * sizeof(PmRawEntry));

    for (guint i = 0; i < self->count; i++) {
        if (!pm_raw_tree_find(self->repository, &node->tree, self->paths[i], PM_RAW_TREE_ANY,
                              &mark->entries[i], error))
            return NULL;
    }
    node->data = g_steal_pointer(&mark);
    return node->data;
}

static bool
is_same(const Past *self, const Mark *a, const Mark *b)
{
    for (guint i = 0; i < self->count; i++) {
        const PmRawEntry *left = &a->entries[i], *right = &b->entries[i];
        if (left->mode != right->mode || (left->mode && !git_oid_equal(&left->id, &right->id)))
            return false;
    }
    return true;
}

static bool
is_file(const PmRawEntry *entry)
{
    return entry->mode && !pm_raw_entry_is_folder(entry);
}

/* Read all commits behind the tip, newest first. */
static bool
load(Past *self, PmWalkNode *tip, GError **error)
{
    pm_walk_push(self->walk, tip);
    for (PmWalkNode *node = pm_walk_pop(self->walk); node; node = pm_walk_pop(self->walk)) {
        if (mark_of(self, node, error) == NULL || !pm_walk_parents(self->walk, node, error))
            return false;
        g_ptr_array_add(self->order, node);
        for (guint i = 0; i < node->parent_count; i++)
            pm_walk_push(self->walk, node->parents[i]);
    }
    return true;
}

/* Each commit belongs to the oldest step of the line that has it behind it. */
static void
mark_steps(PmWalkNode *tip)
{
    g_autoptr(GPtrArray) line = g_ptr_array_new();
    g_autoptr(GPtrArray) pending = g_ptr_array_new();

    for (PmWalkNode *node = tip; node; node = node->parent_count ? node->parents[0] : NULL)
        g_ptr_array_add(line, node);
    for (guint i = line->len; i > 0; i--) {
        PmWalkNode *step = line->pdata[i - 1];
        g_ptr_array_add(pending, step);
        while (pending->len > 0) {
            PmWalkNode *node = g_ptr_array_steal_index_fast(pending, pending->len - 1);
            Mark *mark = node->data;
            if (mark->step)
                continue;
            mark->step = step;
            for (guint k = 0; k < node->parent_count; k++)
                g_ptr_array_add(pending, node->parents[k]);
        }
    }
}

static PmPast
judge(const Past *self, const PmWalkNode *node)
{
    const Mark *mark = node->data;
    PmPast past = { .commit = pm_native_oid(&node->id),
                    .bringer = PM_OID_ZERO,
                    .parents = node->parent_count };

    for (guint i = 0; i < self->count; i++)
        past.has |= mark->entries[i].mode ? 1U << i : 0;
    past.changed = node->parent_count > 0 || past.has != 0;
    past.took = past.changed;
    past.adds = is_file(&mark->entries[0]);
    for (guint i = 0; i < node->parent_count; i++) {
        const Mark *theirs = node->parents[i]->data;
        bool same = is_same(self, mark, theirs);
        past.changed = past.changed && !same;
        past.took = past.took && (i > 0 || !same);
        past.adds = past.adds && !is_file(&theirs->entries[0]);
    }
    if (mark->step != node)
        past.bringer = pm_native_oid(&mark->step->id);
    return past;
}

GArray *
pm_past_of(PmRepository *repository, const PmOid *tip, const char *const *paths, bool *out_cut,
           GError **error)
{
    g_autoptr(PmWalk) walk = pm_walk_new(repository);
    g_autoptr(GPtrArray) order = g_ptr_array_new();
    g_autoptr(GArray) pasts = g_array_new(FALSE, FALSE, sizeof(PmPast));
    g_autoptr(GHashTable) bringers = g_hash_table_new(NULL, NULL); /* nodes */
    Past self = { .repository = repository,
                  .walk = walk,
                  .paths = paths,
                  .count = g_strv_length((char **)paths),
                  .order = order };
    PmWalkNode *node = pm_walk_tip(walk, tip, error);

    bool loaded = node && load(&self, node, error);
    if (!loaded)
        return NULL;
    mark_steps(node);
    for (guint i = 0; i < order->len; i++) {
        node = order->pdata[i];
        if (judge(&self, node).changed && ((Mark *)node->data)->step != node)
            g_hash_table_add(bringers, ((Mark *)node->data)->step);
    }
    for (guint i = 0; i < order->len; i++) {
        PmPast past = judge(&self, order->pdata[i]);
        past.turn = i;
        if (past.changed || g_hash_table_contains(bringers, order->pdata[i]))
            g_array_append_val(pasts, past);
    }
    *out_cut = pm_walk_is_cut(walk);
    return g_steal_pointer(&pasts);
}
