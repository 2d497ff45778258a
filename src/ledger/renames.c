/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/renames.h"

#include "document/name.h"
#include "git/content.h"

#define TEXT_LIMIT ((size_t)16 * 1024 * 1024)

struct PmRenames {
    PmRepository *repository;
    GHashTable *touching; /* path → GArray of PmOid */
    GHashTable *touched;  /* commit → GPtrArray of paths */
    GHashTable *removed;  /* commit → GPtrArray of PmRemoved */
};

static void
free_removed(void *data)
{
    PmRemoved *removed = data;
    pm_similarity_free(removed->likeness);
    g_bytes_unref(removed->bytes);
    g_free(removed);
}

/* The table, the other way round. */
static void
turn_round(PmRenames *renames)
{
    GHashTableIter iterator;
    void *path, *commits;
    g_hash_table_iter_init(&iterator, renames->touching);
    while (g_hash_table_iter_next(&iterator, &path, &commits))
        for (guint i = 0; i < ((GArray *)commits)->len; i++) {
            const char *commit = g_array_index((GArray *)commits, PmOid, i).hex;
            GPtrArray *paths = g_hash_table_lookup(renames->touched, commit);
            if (paths == NULL) {
                paths = g_ptr_array_new();
                g_hash_table_insert(renames->touched, (void *)commit, paths);
            }
            g_ptr_array_add(paths, path);
        }
}

PmRenames *
pm_renames_new(PmRepository *repository, GHashTable *touching)
{
    PmRenames *renames = g_new0(PmRenames, 1);
    renames->repository = repository;
    renames->touching = touching;
    renames->touched =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    renames->removed =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    turn_round(renames);
    return renames;
}

void
pm_renames_free(PmRenames *renames)
{
    if (renames == NULL)
        return;
    g_hash_table_unref(renames->touched);
    g_hash_table_unref(renames->removed);
    g_free(renames);
}

const GPtrArray *
pm_renames_touched(PmRenames *renames, const PmOid *commit)
{
    return g_hash_table_lookup(renames->touched, commit->hex);
}

static bool
has(PmContent *tree, const char *path)
{
    PmContentEntry entry = { 0 };
    bool found = pm_content_find(tree, path, &entry, NULL);
    g_free(entry.path);
    return found;
}

/* What was at a path in the first parent that has it. */
static GBytes *
read_before(PmRenames *renames, const PmCommit *commit, const char *path)
{
    for (size_t i = 0; i < commit->parent_count; i++) {
        g_autoptr(PmContent) tree =
            pm_content_commit(renames->repository, &commit->parents[i], NULL);
        GBytes *bytes = tree != NULL ? pm_content_read(tree, path, TEXT_LIMIT, NULL) : NULL;
        if (bytes != NULL)
            return bytes;
    }
    return NULL;
}

static const GPtrArray *
removed_by(PmRenames *renames, const PmCommit *commit)
{
    GPtrArray *removed = g_hash_table_lookup(renames->removed, commit->oid.hex);
    if (removed != NULL)
        return removed;
    removed = g_ptr_array_new_with_free_func(free_removed);
    g_hash_table_insert(renames->removed, g_strdup(commit->oid.hex), removed);
    const GPtrArray *paths = pm_renames_touched(renames, &commit->oid);
    g_autoptr(PmContent) tree = pm_content_commit(renames->repository, &commit->oid, NULL);
    for (guint i = 0; tree != NULL && !commit->boundary && paths != NULL && i < paths->len; i++) {
        const char *path = paths->pdata[i];
        g_autofree char *owner = pm_name_owner(path); /* of a sign-off, its content or evidence */
        bool gone = owner == NULL && !has(tree, path);
        g_autoptr(GBytes) bytes = gone ? read_before(renames, commit, path) : NULL;
        if (bytes == NULL)
            continue;
        PmRemoved *one = g_new0(PmRemoved, 1);
        one->path = path;
        one->likeness = pm_similarity_new(bytes);
        one->bytes = g_steal_pointer(&bytes);
        g_ptr_array_add(removed, one);
    }
    return removed;
}

GPtrArray *
pm_renames_of(PmRenames *renames, const PmCommit *commit, GBytes *bytes)
{
    const GPtrArray *removed = removed_by(renames, commit);
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < removed->len; i++)
        if (g_bytes_equal(((PmRemoved *)removed->pdata[i])->bytes, bytes))
            g_ptr_array_add(found, removed->pdata[i]);
    if (found->len > 0 || removed->len == 0)
        return found;
    g_autoptr(PmSimilarity) likeness = pm_similarity_new(bytes);
    for (guint i = 0; i < removed->len; i++)
        if (pm_similarity_percent(likeness, ((PmRemoved *)removed->pdata[i])->likeness) >=
            PM_SIMILARITY_RENAMED)
            g_ptr_array_add(found, removed->pdata[i]);
    return found;
}
