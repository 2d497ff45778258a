/* SPDX-License-Identifier: Apache-2.0 */
#include "git/range.h"

#include "git/shallow.h"
#include "git/walk.h"
#include "git/walk_delta.h"

static void
step_free(gpointer data)
{
    PmRangeStep *step = data;

    g_free(step->parents);
    g_ptr_array_unref(step->deltas);
    g_free(step);
}

/* Add all that is behind `tip` to a set of PmWalkNode *. */
static bool
add_behind(PmWalk *walk, const PmOid *tip, GHashTable *seen, GError **error)
{
    g_autoptr(GPtrArray) pending = g_ptr_array_new();
    PmWalkNode *node = pm_walk_tip(walk, tip, error);

    if (node == NULL)
        return false;
    g_ptr_array_add(pending, node);
    while (pending->len > 0) {
        node = g_ptr_array_steal_index_fast(pending, pending->len - 1);
        if (!g_hash_table_add(seen, node))
            continue;
        if (!pm_walk_parents(walk, node, error))
            return false;
        for (guint i = 0; i < node->parent_count; i++)
            g_ptr_array_add(pending, node->parents[i]);
    }
    return true;
}

static GHashTable *
behind(PmWalk *walk, const PmOid *tips, size_t count, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    for (size_t i = 0; i < count; i++)
        if (!add_behind(walk, &tips[i], seen, error))
            return NULL;
    return g_steal_pointer(&seen);
}

static bool
add_step(PmRepository *repository, const PmWalkNode *node, const char *prefix, GPtrArray *steps,
         GError **error)
{
    g_autoptr(GPtrArray) deltas = pm_walk_delta(repository, node, prefix, NULL, error);

    if (deltas == NULL || deltas->len == 0)
        return deltas != NULL;
    PmRangeStep *step = g_new0(PmRangeStep, 1);
    step->oid = pm_native_oid(&node->id);
    step->parents = g_new0(PmOid, node->parent_count + 1);
    step->parent_count = node->parent_count;
    for (guint i = 0; i < node->parent_count; i++)
        step->parents[i] = pm_native_oid(&node->parent_ids[i]);
    step->deltas = g_steal_pointer(&deltas);
    g_ptr_array_add(steps, step);
    return true;
}

GPtrArray *
pm_range_steps_beyond(PmRepository *repository, const PmOid *hidden, size_t count, const PmOid *tip,
                      const char *prefix, GError **error)
{
    g_autoptr(PmWalk) walk = pm_walk_new(repository);
    g_autoptr(GHashTable) old = behind(walk, hidden, count, error);
    PmWalkNode *last = old ? pm_walk_tip(walk, tip, error) : NULL;
    g_autoptr(GPtrArray) order = last ? pm_walk_order(walk, last, error) : NULL;
    g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func(step_free);

    for (guint i = 0; order && i < order->len; i++) {
        PmWalkNode *node = order->pdata[i];
        if (g_hash_table_contains(old, node))
            continue;
        if (pm_shallow_has(repository, &node->id)) {
            pm_error_set(error, PM_ERROR_STATE,
                         "fetch the rest with: git fetch --unshallow (in CI: fetch-depth: 0)",
                         "history is cut off at %.12s, inside of the range",
                         pm_native_oid(&node->id).hex);
            return NULL;
        }
        if (!add_step(repository, node, prefix, steps, error))
            return NULL;
    }
    return order ? g_steal_pointer(&steps) : NULL;
}

GPtrArray *
pm_range_steps(PmRepository *repository, const PmOid *hidden, const PmOid *tip, const char *prefix,
               GError **error)
{
    return pm_range_steps_beyond(repository, hidden, 1, tip, prefix, error);
}

bool
pm_range_fork(PmRepository *repository, const PmOid *a, const PmOid *b, PmOid *out_fork,
              GError **error)
{
    g_autoptr(PmWalk) walk = pm_walk_new(repository);
    g_autoptr(GHashTable) ours = behind(walk, a, 1, error);
    PmWalkNode *last = ours ? pm_walk_tip(walk, b, error) : NULL;
    g_autoptr(GPtrArray) order = last ? pm_walk_order(walk, last, error) : NULL;

    if (order == NULL)
        return false;
    for (guint i = order->len; i > 0; i--) { /* children before parents */
        const PmWalkNode *node = order->pdata[i - 1];
        if (!g_hash_table_contains(ours, node))
            continue;
        *out_fork = pm_native_oid(&node->id);
        return true;
    }
    pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "%.12s and %.12s have no commit in common",
                 a->hex, b->hex);
    return false;
}
