/* SPDX-License-Identifier: Apache-2.0 */
/* What of front matter is merged by what. */
#include "document/merge_part.h"

#include <string.h>

/* Lists of words in which an order means nothing, wherever they are. */
static const char *const sets[] = { "services",   "tags",      "related",    "for",
                                    "evidence",   "consulted", "considered", "incidents",
                                    "supersedes", "recurs",    "variety",    "motive" };

/* Lists whose items have no id. */
static const struct {
    const char *name;
    const char *members[4];
} named[] = { { "parties", { "team", "person", "organisation", "role" } },
              { "external", { "organisation", "kind", "duty" } } };

bool
pm_merge_is_empty(const PmNode *node)
{
    return node == NULL || node->kind == PM_NODE_NULL ||
           ((node->kind == PM_NODE_LIST || node->kind == PM_NODE_MAP) && node->count == 0);
}

static bool
is_scalar(const PmNode *node)
{
    return node->kind != PM_NODE_LIST && node->kind != PM_NODE_MAP;
}

static const char *
named_key(PmArena *arena, const PmNode *child)
{
    for (size_t i = 0; i < G_N_ELEMENTS(named); i++) {
        if (g_strcmp0(child->parent->key, named[i].name) != 0)
            continue;
        g_autoptr(GString) key = g_string_new(NULL);
        for (size_t k = 0; k < G_N_ELEMENTS(named[i].members) && named[i].members[k]; k++) {
            const PmNode *member = pm_node_get(child, named[i].members[k]);
            if (member != NULL && is_scalar(member))
                g_string_append(key, member->text);
            g_string_append_c(key, '\x1f');
        }
        return pm_arena_strdup(arena, key->str);
    }
    return NULL;
}

const char *
pm_merge_key(PmArena *arena, PmMergeKind kind, const PmNode *child)
{
    if (kind == PM_MERGE_MAP)
        return strlen(child->key) == child->key_length && *child->key != '\0' ? child->key : NULL;
    if (kind == PM_MERGE_SET)
        return is_scalar(child) && child->kind != PM_NODE_NULL &&
                       strlen(child->text) == child->length
                   ? pm_arena_printf(arena, "%d%s", (int)child->kind, child->text)
                   : NULL;
    if (child->kind != PM_NODE_MAP)
        return NULL;
    if (kind == PM_MERGE_NAMED)
        return named_key(arena, child);
    const char *id = pm_node_string(pm_node_get(child, "id"));
    return id != NULL && *id != '\0' ? id : NULL;
}

/* Has each child a key of its own? */
static bool
has_keys(PmArena *arena, PmMergeKind kind, const PmNode *node)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < node->count; i++) {
        const char *key = pm_merge_key(arena, kind, node->items[i]);
        if (key == NULL || !g_hash_table_add(seen, (void *)key))
            return false;
    }
    return true;
}

static bool
all_have_keys(PmArena *arena, PmMergeKind kind, const PmNode *const nodes[PM_SIDE_COUNT])
{
    PmNodeKind wanted = kind == PM_MERGE_MAP ? PM_NODE_MAP : PM_NODE_LIST;
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        if (!pm_merge_is_empty(nodes[i]) &&
            (nodes[i]->kind != wanted || !has_keys(arena, kind, nodes[i])))
            return false;
    return true;
}

static bool
is_set(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sets); i++)
        if (g_str_equal(sets[i], name))
            return true;
    return false;
}

PmMergeKind
pm_merge_kind(const char *name, const PmNode *const nodes[PM_SIDE_COUNT])
{
    static const PmMergeKind kinds[] = { PM_MERGE_MAP, PM_MERGE_ITEMS, PM_MERGE_SET,
                                         PM_MERGE_NAMED };
    if (pm_merge_is_empty(nodes[PM_SIDE_OURS]) && pm_merge_is_empty(nodes[PM_SIDE_THEIRS]))
        return PM_MERGE_ATOM;
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if ((kinds[i] != PM_MERGE_SET || is_set(name)) && all_have_keys(arena, kinds[i], nodes))
            return kinds[i];
    return PM_MERGE_ATOM;
}
