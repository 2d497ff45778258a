/* SPDX-License-Identifier: Apache-2.0 */
#include "git/walk_delta.h"

#include "git/tree_delta.h"

/* Drop those deltas whose path is not among `others`. */
static void
keep_common(GPtrArray *deltas, const GPtrArray *others)
{
    g_autoptr(GHashTable) paths = g_hash_table_new(g_str_hash, g_str_equal);
    guint kept = 0;

    for (guint i = 0; i < others->len; i++)
        g_hash_table_add(paths, ((PmTreeDelta *)others->pdata[i])->path);
    for (guint i = 0; i < deltas->len; i++) {
        PmTreeDelta *delta = deltas->pdata[i];
        if (g_hash_table_contains(paths, delta->path)) {
            deltas->pdata[i] = deltas->pdata[kept];
            deltas->pdata[kept++] = delta;
        }
    }
    g_ptr_array_set_size(deltas, (int)kept);
}

GPtrArray *
pm_walk_delta(const PmRepository *repository, const PmWalkNode *node, const char *prefix,
              const PmPathFilter *only, GError **error)
{
    g_autoptr(GPtrArray) result = pm_tree_deltas_new();
    PmTreeCompare compare = { repository, false, result, only };

    if (!pm_tree_compare(&compare, node->parent_count ? &node->parents[0]->tree : NULL, &node->tree,
                         prefix, error))
        return NULL;
    for (guint i = 1; result->len > 0 && i < node->parent_count; i++) {
        g_autoptr(GPtrArray) others = pm_tree_deltas_new();
        compare.deltas = others;
        if (!pm_tree_compare(&compare, &node->parents[i]->tree, &node->tree, prefix, error))
            return NULL;
        keep_common(result, others);
    }
    return g_steal_pointer(&result);
}
