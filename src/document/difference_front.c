/* SPDX-License-Identifier: Apache-2.0 */
/* Front matter against front matter: LEDGER section 3's list of follow-up changes, row by row. */
#include "document/comparison.h"
#include "document/residue.h"

#include <string.h>

static bool
is_scalar(const PmNode *node)
{
    return node != NULL && node->kind != PM_NODE_LIST && node->kind != PM_NODE_MAP;
}

static void
note_value(PmComparison *self, bool material, const char *where, const PmNode *old_node,
           const PmNode *new_node)
{
    pm_comparison_note(self, material, where, is_scalar(old_node) ? old_node->text : NULL,
                       is_scalar(new_node) ? new_node->text : NULL);
}

static bool
is_one_of(const char *key, const char *const *keys)
{
    for (size_t i = 0; keys[i] != NULL; i++)
        if (g_str_equal(key, keys[i]))
            return true;
    return false;
}

/* The members of two maps; those named in `follow_up` don't count as material. */
static void
compare_members(PmComparison *self, const char *where, const PmNode *old_map, const PmNode *new_map,
                const char *const *follow_up)
{
    const char *gap = where[0] == '\0' ? "" : " ";
    for (size_t i = 0; old_map != NULL && i < old_map->count; i++) {
        const PmNode *old_node = old_map->items[i];
        const PmNode *new_node = pm_node_get_length(new_map, old_node->key, old_node->key_length);
        if (!pm_node_equal(old_node, new_node))
            note_value(self, !is_one_of(old_node->key, follow_up),
                       pm_arena_printf(self->arena, "%s%s%s", where, gap, old_node->key), old_node,
                       new_node);
    }
    for (size_t i = 0; new_map != NULL && i < new_map->count; i++) {
        const PmNode *new_node = new_map->items[i];
        if (pm_node_get_length(old_map, new_node->key, new_node->key_length) == NULL)
            note_value(self, !is_one_of(new_node->key, follow_up),
                       pm_arena_printf(self->arena, "%s%s%s", where, gap, new_node->key), NULL,
                       new_node);
    }
}

/* Items by their ids, when every item is a map with an id of its own; else NULL. */
static GHashTable *
items_by_id(const PmNode *list)
{
    g_autoptr(GHashTable) items = g_hash_table_new(g_str_hash, g_str_equal);
    if (list == NULL || list->kind == PM_NODE_NULL)
        return g_steal_pointer(&items);
    if (list->kind != PM_NODE_LIST)
        return NULL;
    for (size_t i = 0; i < list->count; i++) {
        const char *id = pm_node_string(pm_node_get(list->items[i], "id"));
        if (id == NULL || !g_hash_table_insert(items, (void *)id, (void *)list->items[i]))
            return NULL;
    }
    return g_steal_pointer(&items);
}

/* The item at or after `at` that the other list has too. */
static const char *
next_common(const PmNode *list, GHashTable *others, size_t *at)
{
    while (list != NULL && *at < list->count) {
        const char *id = pm_node_string(pm_node_get(list->items[(*at)++], "id"));
        if (g_hash_table_contains(others, id))
            return id;
    }
    return NULL;
}

/* Do the items that both lists have follow each other alike? */
static bool
is_same_order(const PmNode *old_list, GHashTable *old_items, const PmNode *new_list,
              GHashTable *new_items)
{
    size_t i = 0, k = 0;
    const char *old_id, *new_id;
    do {
        old_id = next_common(old_list, new_items, &i);
        new_id = next_common(new_list, old_items, &k);
        if (g_strcmp0(old_id, new_id) != 0)
            return false;
    } while (old_id != NULL);
    return true;
}

/*
 * A list whose items have ids. `follow_up`: the members of an existing item that may change;
 * `may_grow`: a new item is no material change. NULL follow_up: nothing may.
 */
static void
compare_items(PmComparison *self, const char *name, const PmNode *old_list, const PmNode *new_list,
              const char *const *follow_up, bool may_grow)
{
    g_autoptr(GHashTable) old_items = items_by_id(old_list);
    g_autoptr(GHashTable) new_items = items_by_id(new_list);
    if (old_items == NULL || new_items == NULL) { /* no identity: nothing can be told apart */
        pm_comparison_note(self, true, name, NULL, NULL);
        return;
    }
    for (size_t i = 0; old_list != NULL && i < old_list->count; i++) {
        const char *id = pm_node_string(pm_node_get(old_list->items[i], "id"));
        const PmNode *now = g_hash_table_lookup(new_items, id);
        const char *where = pm_arena_printf(self->arena, "%s %s", name, id);
        if (now == NULL)
            pm_comparison_note_item(self, true, name, old_list->items[i], NULL);
        else
            compare_members(self, where, old_list->items[i], now, follow_up);
    }
    for (size_t i = 0; new_list != NULL && i < new_list->count; i++) {
        const char *id = pm_node_string(pm_node_get(new_list->items[i], "id"));
        if (!g_hash_table_contains(old_items, id))
            pm_comparison_note_item(self, !may_grow, name, NULL, new_list->items[i]);
    }
    if (!is_same_order(old_list, old_items, new_list, new_items))
        pm_comparison_note(self, true, pm_arena_printf(self->arena, "order of %s", name), NULL,
                           NULL);
}

static const char *const nothing[] = { NULL };

static void
compare_actions(PmComparison *self, const PmNode *old_node, const PmNode *new_node)
{
    static const char *const progress[] = {
        "status",  "owner",   "due",          "ticket",       "priority",   "proof",      "reason",
        "done_at", "done_by", "confirmed_at", "confirmed_by", "dropped_at", "dropped_by", NULL
    };
    compare_items(self, "actions", old_node, new_node, progress, true);
}

static void
compare_findings(PmComparison *self, const PmNode *old_node, const PmNode *new_node)
{
    compare_items(self, "findings", old_node, new_node, nothing, false);
}

static void
compare_times(PmComparison *self, const PmNode *old_node, const PmNode *new_node)
{
    static const char *const later[] = { "disclosed", NULL };
    bool maps = (old_node == NULL || old_node->kind == PM_NODE_MAP) &&
                (new_node == NULL || new_node->kind == PM_NODE_MAP);
    if (maps)
        compare_members(self, "times", old_node, new_node, later);
    else
        note_value(self, true, "times", old_node, new_node);
}

/* Duties are matched by their place: one more, one less or another order is material. */
static void
compare_external(PmComparison *self, const PmNode *old_node, const PmNode *new_node)
{
    static const char *const notified[] = { "notified", "ref", "late", NULL };
    if (!pm_node_is(old_node, PM_NODE_LIST) || !pm_node_is(new_node, PM_NODE_LIST) ||
        old_node->count != new_node->count) {
        pm_comparison_note(self, true, "external", NULL, NULL);
        return;
    }
    for (size_t i = 0; i < old_node->count; i++) {
        const char *where = pm_arena_printf(self->arena, "external %zu", i + 1);
        if (pm_node_is(old_node->items[i], PM_NODE_MAP) &&
            pm_node_is(new_node->items[i], PM_NODE_MAP))
            compare_members(self, where, old_node->items[i], new_node->items[i], notified);
        else if (!pm_node_equal(old_node->items[i], new_node->items[i]))
            note_value(self, true, where, old_node->items[i], new_node->items[i]);
    }
}

static void
compare_follow_up(PmComparison *self, const PmNode *old_node, const PmNode *new_node)
{
    const PmNode *any = old_node != NULL ? old_node : new_node;
    note_value(self, false, any->key, old_node, new_node);
}

/* Top-level fields that are not simply material. */
static const struct {
    const char *key;
    void (*compare)(PmComparison *self, const PmNode *old_node, const PmNode *new_node);
} rows[] = {
    { "status", compare_follow_up },  { "tags", compare_follow_up },
    { "related", compare_follow_up }, { "next_update", compare_follow_up },
    { "times", compare_times },       { "external", compare_external },
    { "findings", compare_findings }, { "actions", compare_actions },
};

static void
compare_field(PmComparison *self, const PmNode *old_node, const PmNode *new_node)
{
    const PmNode *any = old_node != NULL ? old_node : new_node;
    if (pm_node_equal(old_node, new_node))
        return;
    if (g_str_has_prefix(any->key, "x-")) {
        compare_follow_up(self, old_node, new_node);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (g_str_equal(rows[i].key, any->key)) {
            rows[i].compare(self, old_node, new_node);
            return;
        }
    note_value(self, true, any->key, old_node, new_node);
}

void
pm_comparison_front(PmComparison *self, const PmDocument *old_version,
                    const PmDocument *new_version)
{
    g_autoptr(GString) old_text = pm_comparison_text(old_version->source, old_version->split.front);
    g_autoptr(GString) new_text = pm_comparison_text(new_version->source, new_version->split.front);
    if (old_version->split.state == new_version->split.state && g_string_equal(old_text, new_text))
        return;
    if (!old_version->front_clean || !new_version->front_clean) {
        pm_comparison_note(self, true, "front matter", NULL, NULL);
        return;
    }
    const PmNode *old_map = old_version->front, *new_map = new_version->front;
    for (size_t i = 0; i < old_map->count; i++)
        compare_field(
            self, old_map->items[i],
            pm_node_get_length(new_map, old_map->items[i]->key, old_map->items[i]->key_length));
    for (size_t i = 0; i < new_map->count; i++)
        if (pm_node_get_length(old_map, new_map->items[i]->key, new_map->items[i]->key_length) ==
            NULL)
            compare_field(self, NULL, new_map->items[i]);
    g_autofree char *old_residue = pm_residue(old_version);
    g_autofree char *new_residue = pm_residue(new_version);
    if (!g_str_equal(old_residue, new_residue))
        pm_comparison_note(self, true, "comments in the front matter", NULL, NULL);
}
