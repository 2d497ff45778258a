/* SPDX-License-Identifier: Apache-2.0 */
#include "git/history.h"

#include "git/content_kind.h"
#include "git/raw_tree.h"
#include "git/tree_delta.h"
#include "git/walk.h"
#include "git/walk_delta.h"

#include <string.h>

static GArray *
oids_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(PmOid));
}

static void
oids_add(GArray *oids, const git_oid *id)
{
    PmOid oid = pm_native_oid(id);

    g_array_append_val(oids, oid);
}

static void
oids_reverse(GArray *oids)
{
    for (guint i = 0; i < oids->len / 2; i++) {
        PmOid *first = &g_array_index(oids, PmOid, i);
        PmOid *last = &g_array_index(oids, PmOid, oids->len - 1 - i);
        PmOid kept = *first;
        *first = *last;
        *last = kept;
    }
}

GArray *
pm_history_first_parents(PmRepository *repository, const PmOid *tip, bool *out_cut, GError **error)
{
    g_autoptr(GArray) oids = oids_new();
    PmOid next = *tip;

    for (;;) {
        g_autoptr(PmCommit) commit = pm_commit_read_strict(repository, &next, error);
        if (commit == NULL)
            return NULL;
        g_array_append_val(oids, commit->oid);
        if (commit->boundary || commit->parent_count == 0) {
            *out_cut = commit->boundary;
            oids_reverse(oids);
            return g_steal_pointer(&oids);
        }
        next = commit->parents[0];
    }
}

static bool
read_tree_id(PmRepository *repository, const PmOid *commit, bool strict, git_oid *out_tree,
             GError **error)
{
    g_autoptr(PmCommit) object = strict ? pm_commit_read_strict(repository, commit, error)
                                        : pm_commit_read(repository, commit, error);

    return object && pm_native_oid_parse(&object->tree, out_tree, error);
}

static bool
compare_commits(PmTreeCompare *compare, const PmOid *old_commit, const PmOid *new_commit,
                const char *prefix, GError **error)
{
    PmRepository *repository = (PmRepository *)compare->repository;
    git_oid old_tree, new_tree;

    return (old_commit == NULL ||
            read_tree_id(repository, old_commit, compare->strict, &old_tree, error)) &&
           read_tree_id(repository, new_commit, compare->strict, &new_tree, error) &&
           pm_tree_compare(compare, old_commit ? &old_tree : NULL, &new_tree, prefix, error);
}

GPtrArray *
pm_history_delta(PmRepository *repository, const PmOid *old_commit, const PmOid *new_commit,
                 const char *prefix, bool strict, GError **error)
{
    g_autoptr(GPtrArray) deltas = pm_tree_deltas_new();
    PmTreeCompare compare = { repository, strict, deltas, NULL };

    return compare_commits(&compare, old_commit, new_commit, prefix, error)
               ? g_steal_pointer(&deltas)
               : NULL;
}

GPtrArray *
pm_history_delta_of(PmRepository *repository, const PmOid *old_commit, const PmOid *new_commit,
                    const char *prefix, const PmPathFilter *only, GError **error)
{
    g_autoptr(GPtrArray) deltas = pm_tree_deltas_new();
    PmTreeCompare compare = { repository, false, deltas, only };

    return compare_commits(&compare, old_commit, new_commit, prefix, error)
               ? g_steal_pointer(&deltas)
               : NULL;
}

GPtrArray *
pm_history_delta_of_trees(const PmContent *old_tree, const PmContent *new_tree, const char *prefix,
                          bool strict, GError **error)
{
    g_autoptr(GPtrArray) deltas = pm_tree_deltas_new();
    PmTreeCompare compare = { new_tree->repository, strict, deltas, NULL };

    if (!pm_tree_compare(&compare, old_tree ? git_tree_id(old_tree->tree) : NULL,
                         git_tree_id(new_tree->tree), prefix, error))
        return NULL;
    return g_steal_pointer(&deltas);
}

GPtrArray *
pm_history_names(const PmContent *tree, const char *folder, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    PmRawEntry found;

    if (!pm_raw_tree_find(tree->repository, git_tree_id(tree->tree), folder, PM_RAW_TREE_ANY,
                          &found, error))
        return NULL;
    if (!pm_raw_entry_is_folder(&found))
        return g_steal_pointer(&names);
    g_autoptr(PmRawTree) listing =
        pm_raw_tree_read(tree->repository, &found.id, PM_RAW_TREE_ANY, error);
    for (guint i = 0; listing != NULL && i < listing->entries->len; i++)
        g_ptr_array_add(names, g_strdup(g_array_index(listing->entries, PmRawEntry, i).name));
    return listing != NULL ? g_steal_pointer(&names) : NULL;
}

/* What a commit has at each of some paths. */
typedef struct {
    const PmRepository *repository;
    PmWalk *walk;
    const char *const *paths;
    guint count;
} Watch;

/* The entries of a commit at the watched paths, kept in its node; NULL with an error. */
static const PmRawEntry *
watched(const Watch *watch, PmWalkNode *node, GError **error)
{
    if (node->data)
        return node->data;
    g_autofree PmRawEntry *entries = g_new0(PmRawEntry, watch->count + 1);
    for (guint i = 0; i < watch->count; i++) {
        if (!pm_raw_tree_find(watch->repository, &node->tree, watch->paths[i], PM_RAW_TREE_ANY,
                              &entries[i], error))
            return NULL;
    }
    node->data = g_steal_pointer(&entries);
    return node->data;
}

static bool
same_entries(const Watch *watch, const PmRawEntry *a, const PmRawEntry *b)
{
    for (guint i = 0; i < watch->count; i++) {
        if (a[i].mode != b[i].mode || (a[i].mode && !git_oid_equal(&a[i].id, &b[i].id)))
            return false;
    }
    return true;
}

static bool
has_entries(const Watch *watch, const PmRawEntry *entries)
{
    for (guint i = 0; i < watch->count; i++) {
        if (entries[i].mode)
            return true;
    }
    return false;
}

/*
 * Whether the commit changed a watched path. When it took all of them from one parent, only that
 * parent is followed: `*out_only`.
 */
static bool
judge(const Watch *watch, PmWalkNode *node, bool *out_changed, PmWalkNode **out_only,
      GError **error)
{
    const PmRawEntry *mine = watched(watch, node, error);

    *out_only = NULL;
    if (mine == NULL || !pm_walk_parents(watch->walk, node, error))
        return false;
    for (guint i = 0; i < node->parent_count; i++) {
        const PmRawEntry *theirs = watched(watch, node->parents[i], error);
        if (theirs == NULL)
            return false;
        if (same_entries(watch, mine, theirs)) {
            *out_changed = false;
            *out_only = node->parents[i];
            return true;
        }
    }
    *out_changed = node->parent_count > 0 || has_entries(watch, mine);
    return true;
}

GArray *
pm_history_of(PmRepository *repository, const PmOid *tip, const char *const *prefixes,
              bool *out_cut, GError **error)
{
    g_autoptr(PmWalk) walk = pm_walk_new(repository);
    g_autoptr(GArray) oids = oids_new();
    Watch watch = { repository, walk, prefixes, g_strv_length((char **)prefixes) };
    PmWalkNode *node = pm_walk_tip(walk, tip, error);

    if (node == NULL)
        return NULL;
    pm_walk_push(walk, node);
    while ((node = pm_walk_pop(walk)) != NULL) {
        PmWalkNode *only = NULL;
        bool changed = false;
        if (!judge(&watch, node, &changed, &only, error))
            return NULL;
        if (changed)
            oids_add(oids, &node->id);
        if (only)
            pm_walk_push(walk, only);
        for (guint i = 0; !only && i < node->parent_count; i++)
            pm_walk_push(walk, node->parents[i]);
    }
    *out_cut = pm_walk_is_cut(walk);
    return g_steal_pointer(&oids);
}

static bool
is_file(const PmRawEntry *entry)
{
    return entry->mode && !pm_raw_entry_is_folder(entry);
}

/* Whether the watched path is a file here, and in no parent. */
static bool
adds(const Watch *watch, PmWalkNode *node, bool *out_answer, GError **error)
{
    const PmRawEntry *mine = watched(watch, node, error);
    bool answer = mine && is_file(mine);

    if (mine == NULL)
        return false;
    for (guint i = 0; answer && i < node->parent_count; i++) {
        const PmRawEntry *theirs = watched(watch, node->parents[i], error);
        if (theirs == NULL)
            return false;
        answer = !is_file(theirs);
    }
    *out_answer = answer;
    return true;
}

GArray *
pm_history_adding(PmRepository *repository, const PmOid *tip, const char *path, GError **error)
{
    const char *const paths[] = { path, NULL };
    g_autoptr(PmWalk) walk = pm_walk_new(repository);
    g_autoptr(GArray) oids = oids_new();
    Watch watch = { repository, walk, paths, 1 };
    PmWalkNode *last = pm_walk_tip(walk, tip, error);
    g_autoptr(GPtrArray) order = last ? pm_walk_order(walk, last, error) : NULL;

    for (guint i = 0; order && i < order->len; i++) {
        PmWalkNode *node = order->pdata[i];
        bool answer = false;
        if (!adds(&watch, node, &answer, error))
            return NULL;
        if (answer)
            oids_add(oids, &node->id);
    }
    return order ? g_steal_pointer(&oids) : NULL;
}

static void
free_change(void *data)
{
    PmHistoryChange *change = data;

    g_ptr_array_unref(change->deltas);
    g_free(change);
}

GPtrArray *
pm_history_changes(PmRepository *repository, const PmOid *tip, const char *prefix,
                   const PmPathFilter *only, bool *out_cut, GError **error)
{
    g_autoptr(PmWalk) walk = pm_walk_new(repository);
    g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func(free_change);
    PmWalkNode *last = pm_walk_tip(walk, tip, error);
    g_autoptr(GPtrArray) order = last ? pm_walk_order(walk, last, error) : NULL;

    for (guint i = 0; order && i < order->len; i++) {
        PmWalkNode *node = order->pdata[i];
        g_autoptr(GPtrArray) deltas = pm_walk_delta(repository, node, prefix, only, error);
        if (deltas == NULL)
            return NULL;
        if (deltas->len == 0)
            continue;
        PmHistoryChange *change = g_new0(PmHistoryChange, 1);
        change->commit = pm_native_oid(&node->id);
        change->deltas = g_steal_pointer(&deltas);
        g_ptr_array_add(changes, change);
    }
    if (order == NULL)
        return NULL;
    *out_cut = pm_walk_is_cut(walk);
    return g_steal_pointer(&changes);
}

GHashTable *
pm_history_by_path(const GPtrArray *changes)
{
    GHashTable *table =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);

    for (guint i = 0; i < changes->len; i++) {
        const PmHistoryChange *change = changes->pdata[i];
        for (guint k = 0; k < change->deltas->len; k++) {
            char *path = ((PmTreeDelta *)change->deltas->pdata[k])->path;
            GArray *oids = g_hash_table_lookup(table, path);
            if (oids == NULL) {
                oids = oids_new();
                g_hash_table_insert(table, path, oids);
            }
            g_array_append_val(oids, change->commit);
        }
    }
    return table;
}

bool
pm_history_is_ancestor(PmRepository *repository, const PmOid *ancestor, const PmOid *descendant,
                       bool *out_answer, GError **error)
{
    g_autoptr(PmWalk) walk = pm_walk_new(repository);
    PmWalkNode *node = pm_walk_tip(walk, descendant, error);
    git_oid wanted;
    bool found = false;

    if (node == NULL || !pm_native_oid_parse(ancestor, &wanted, error))
        return false;
    pm_walk_push(walk, node);
    while (!found && (node = pm_walk_pop(walk)) != NULL) {
        found = git_oid_equal(&node->id, &wanted);
        if (!found && !pm_walk_parents(walk, node, error))
            return false;
        for (guint i = 0; !found && i < node->parent_count; i++)
            pm_walk_push(walk, node->parents[i]);
    }
    if (!found && pm_walk_is_cut(walk)) {
        pm_error_set(error, PM_ERROR_NOT_FOUND,
                     "fetch the rest with: git fetch --unshallow (in CI: fetch-depth: 0)",
                     "history is cut off: whether %s is an ancestor of %s cannot be told",
                     ancestor->hex, descendant->hex);
        return false;
    }
    *out_answer = found;
    return true;
}
