/* SPDX-License-Identifier: Apache-2.0 */
#include "git/line.h"

#include "git/tree_delta.h"
#include "git/walk.h"

GArray *
pm_line_read(PmRepository *repository, const PmOid *tip, bool *out_cut, GError **error)
{
    g_autoptr(PmWalk) walk = pm_walk_new(repository);
    g_autoptr(GArray) line = g_array_new(FALSE, FALSE, sizeof(PmLineStep));
    PmWalkNode *node = pm_walk_tip(walk, tip, error);

    while (node) {
        PmLineStep step = { .commit = pm_native_oid(&node->id),
                            .tree = pm_native_oid(&node->tree),
                            .time = node->time };
        g_array_append_val(line, step);
        if (node->parent_count == 0) {
            *out_cut = pm_walk_is_cut(walk);
            return g_steal_pointer(&line);
        }
        node = pm_walk_node(walk, &node->parent_ids[0], error);
    }
    return NULL;
}

gssize
pm_line_at(const GArray *line, int64_t time)
{
    for (guint i = 0; i < line->len; i++)
        if (g_array_index(line, PmLineStep, i).time <= time)
            return (gssize)i;
    return -1;
}

GPtrArray *
pm_line_delta(PmRepository *repository, const GArray *line, guint step, const char *prefix,
              const PmPathFilter *only, GError **error)
{
    g_autoptr(GPtrArray) deltas = pm_tree_deltas_new();
    PmTreeCompare compare = { repository, false, deltas, only };
    bool first = step + 1 == line->len;
    git_oid before, after;

    if (!pm_native_oid_parse(&g_array_index(line, PmLineStep, step).tree, &after, error) ||
        (!first &&
         !pm_native_oid_parse(&g_array_index(line, PmLineStep, step + 1).tree, &before, error)) ||
        !pm_tree_compare(&compare, first ? NULL : &before, &after, prefix, error))
        return NULL;
    return g_steal_pointer(&deltas);
}
