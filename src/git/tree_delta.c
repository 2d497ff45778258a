/* SPDX-License-Identifier: Apache-2.0 */
#include "git/tree_delta.h"

#include <string.h>

/* See content_kind.h: a tree can hold more paths than a disk. */
#define DELTAS_MAX 1000000
#define DEPTH_MAX 128

static void
delta_free(gpointer data)
{
    PmTreeDelta *delta = data;

    g_free(delta->path);
    g_free(delta);
}

GPtrArray *
pm_tree_deltas_new(void)
{
    return g_ptr_array_new_with_free_func(delta_free);
}

/* One difference at `path`; either side may be NULL. */
static bool
add(PmTreeCompare *compare, const char *path, const PmRawEntry *old_entry,
    const PmRawEntry *new_entry, GError **error)
{
    if (compare->only && !compare->only->wants(path, compare->only->data))
        return true;
    PmTreeDelta *delta = g_new0(PmTreeDelta, 1);

    delta->path = g_strdup(path);
    delta->old_blob = old_entry ? pm_native_oid(&old_entry->id) : PM_OID_ZERO;
    delta->new_blob = new_entry ? pm_native_oid(&new_entry->id) : PM_OID_ZERO;
    delta->old_mode = old_entry ? old_entry->mode : 0;
    delta->new_mode = new_entry ? new_entry->mode : 0;
    g_ptr_array_add(compare->deltas, delta);
    if (compare->deltas->len <= DELTAS_MAX)
        return true;
    pm_error_set(error, PM_ERROR_LIMIT, NULL, "more than %d files differ", DELTAS_MAX);
    return false;
}

static const PmRawEntry *
entry_at(const PmRawTree *tree, guint at)
{
    return at < tree->entries->len ? &g_array_index(tree->entries, PmRawEntry, at) : NULL;
}

/* The order of what is left on the two sides; the exhausted one comes last. */
static int
order_of(const PmRawEntry *old_entry, const PmRawEntry *new_entry)
{
    if (old_entry == NULL || new_entry == NULL)
        return old_entry ? -1 : 1;
    return pm_raw_entry_compare(old_entry, new_entry);
}

static bool
same(const PmRawEntry *a, const PmRawEntry *b)
{
    return a && b && a->mode == b->mode && git_oid_equal(&a->id, &b->id);
}

static bool compare_folders(PmTreeCompare *compare, const git_oid *old_id, const git_oid *new_id,
                            GString *path, unsigned depth, GError **error);

/* Two entries of one name and kind, or one of them alone. */
static bool
compare_entries(PmTreeCompare *compare, const PmRawEntry *old_entry, const PmRawEntry *new_entry,
                GString *path, unsigned depth, GError **error)
{
    const PmRawEntry *any = new_entry ? new_entry : old_entry;
    size_t length = path->len;
    bool done = true;

    if (same(old_entry, new_entry))
        return true;
    g_string_append(path, any->name);
    if (!pm_raw_entry_is_folder(any)) {
        done = add(compare, path->str, old_entry, new_entry, error);
    } else {
        g_string_append_c(path, '/');
        done = compare_folders(compare, old_entry ? &old_entry->id : NULL,
                               new_entry ? &new_entry->id : NULL, path, depth + 1, error);
    }
    g_string_truncate(path, length);
    return done;
}

static bool
compare_folders(PmTreeCompare *compare, const git_oid *old_id, const git_oid *new_id, GString *path,
                unsigned depth, GError **error)
{
    PmRawTreeCheck check = compare->strict ? PM_RAW_TREE_STRICT : PM_RAW_TREE_ANY;

    if (depth > DEPTH_MAX) {
        if (compare->only && !compare->only->wants(path->str, compare->only->data))
            return true; /* nobody asked for this folder: it must not hold up the others */
        pm_error_set(error, PM_ERROR_LIMIT, NULL, "folders more than %d deep at '%.200s'",
                     DEPTH_MAX, path->str);
        return false;
    }
    g_autoptr(PmRawTree) old_tree = pm_raw_tree_read(compare->repository, old_id, check, error);
    if (old_tree == NULL)
        return false;
    g_autoptr(PmRawTree) new_tree = pm_raw_tree_read(compare->repository, new_id, check, error);
    if (new_tree == NULL)
        return false;
    for (guint i = 0, j = 0; i < old_tree->entries->len || j < new_tree->entries->len;) {
        const PmRawEntry *old_entry = entry_at(old_tree, i);
        const PmRawEntry *new_entry = entry_at(new_tree, j);
        int order = order_of(old_entry, new_entry);

        i += order <= 0;
        j += order >= 0;
        if (!compare_entries(compare, order <= 0 ? old_entry : NULL, order >= 0 ? new_entry : NULL,
                             path, depth, error))
            return false;
    }
    return true;
}

/* The folder at `prefix`; `*out_found` is false when there is none. */
static bool
find_folder(const PmTreeCompare *compare, const git_oid *tree, const char *prefix, git_oid *out_id,
            bool *out_found, GError **error)
{
    PmRawEntry entry = { 0 };

    if (tree &&
        !pm_raw_tree_find(compare->repository, tree, prefix,
                          compare->strict ? PM_RAW_TREE_ORDERED : PM_RAW_TREE_ANY, &entry, error))
        return false;
    *out_found = pm_raw_entry_is_folder(&entry);
    if (*out_found)
        git_oid_cpy(out_id, &entry.id);
    return true;
}

bool
pm_tree_compare(PmTreeCompare *compare, const git_oid *old_tree, const git_oid *new_tree,
                const char *prefix, GError **error)
{
    g_autoptr(GString) path = g_string_new(prefix);
    bool has_old = false, has_new = false;
    git_oid old_id, new_id;

    if (old_tree && git_oid_equal(old_tree, new_tree) && !compare->strict)
        return true;
    if (path->len > 0 && path->str[path->len - 1] != '/')
        g_string_append_c(path, '/');
    if (!find_folder(compare, old_tree, path->str, &old_id, &has_old, error) ||
        !find_folder(compare, new_tree, path->str, &new_id, &has_new, error))
        return false;
    if (has_old == has_new && (!has_old || git_oid_equal(&old_id, &new_id)))
        return true;
    return compare_folders(compare, has_old ? &old_id : NULL, has_new ? &new_id : NULL, path, 0,
                           error);
}
