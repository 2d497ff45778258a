/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A second opinion: whatever was cut and pasted, these are the values that have to be there. By
 * values alone, so that it shares no mistake with those who move bytes.
 */
#include "document/merge_part.h"

typedef struct {
    PmMergeTake take;
    bool conflicts;
} Proof;

static bool holds(const Proof *proof, const char *name, const PmNode *const nodes[PM_SIDE_COUNT],
                  const PmNode *merged);

/* The children of one version, by key. NULL: two have the same, or one has none. */
static GHashTable *
children_of(PmArena *arena, PmMergeKind kind, const PmNode *node)
{
    g_autoptr(GHashTable) children = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; !pm_merge_is_empty(node) && i < node->count; i++) {
        const char *key = pm_merge_key(arena, kind, node->items[i]);
        if (key == NULL || !g_hash_table_insert(children, (void *)key, node->items[i]))
            return NULL;
    }
    return g_steal_pointer(&children);
}

/* Each child that any version has is what it should be; and there are no others. */
static bool
children_hold(const Proof *proof, PmMergeKind kind, const PmNode *const nodes[PM_SIDE_COUNT],
              const PmNode *merged)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GHashTable) base = children_of(arena, kind, nodes[PM_SIDE_BASE]);
    g_autoptr(GHashTable) ours = children_of(arena, kind, nodes[PM_SIDE_OURS]);
    g_autoptr(GHashTable) theirs = children_of(arena, kind, nodes[PM_SIDE_THEIRS]);
    PmNodeKind wanted = kind == PM_MERGE_MAP ? PM_NODE_MAP : PM_NODE_LIST;
    g_autoptr(GHashTable) result = pm_merge_is_empty(merged) || merged->kind == wanted
                                       ? children_of(arena, kind, merged)
                                       : NULL;
    if (base == NULL || ours == NULL || theirs == NULL || result == NULL)
        return false;
    GHashTable *const tables[] = { base, ours, theirs, result };
    for (size_t t = 0; t < G_N_ELEMENTS(tables); t++) {
        GHashTableIter iter;
        void *key;
        g_hash_table_iter_init(&iter, tables[t]);
        while (g_hash_table_iter_next(&iter, &key, NULL)) {
            const PmNode *versions[] = { g_hash_table_lookup(base, key),
                                         g_hash_table_lookup(ours, key),
                                         g_hash_table_lookup(theirs, key) };
            const char *name = kind == PM_MERGE_MAP ? key : "";
            if (!holds(proof, name, versions, g_hash_table_lookup(result, key)))
                return false;
        }
    }
    return true;
}

static bool
holds(const Proof *proof, const char *name, const PmNode *const nodes[PM_SIDE_COUNT],
      const PmNode *merged)
{
    const PmNode *base = nodes[PM_SIDE_BASE], *ours = nodes[PM_SIDE_OURS],
                 *theirs = nodes[PM_SIDE_THEIRS];
    if (pm_node_equal(ours, theirs) || pm_node_equal(base, theirs))
        return pm_node_equal(merged, ours);
    if (pm_node_equal(base, ours))
        return pm_node_equal(merged, theirs);
    bool item = ours != NULL && ours->key == NULL;
    if (ours != NULL && theirs != NULL && (base != NULL || !item)) {
        PmMergeKind kind = pm_merge_kind(name, nodes);
        if (kind != PM_MERGE_ATOM && children_hold(proof, kind, nodes, merged))
            return true;
    }
    return proof->conflicts &&
           pm_node_equal(merged, proof->take == PM_MERGE_THEIRS ? theirs : ours);
}

bool
pm_merge_proof(const PmNode *const fronts[PM_SIDE_COUNT], const PmNode *merged, PmMergeTake take,
               bool conflicts)
{
    Proof proof = { .take = take, .conflicts = conflicts };
    return children_hold(&proof, PM_MERGE_MAP, fronts, merged);
}
