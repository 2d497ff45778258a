/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/renames.h"

#include "document/name.h"
#include "git/content.h"

#define TEXT_LIMIT ((size_t)16 * 1024 * 1024)

struct PmRenames {
    PmRepository *repository;
    GHashTable *changes; /* commit → PmHistoryChange */
    GHashTable *removed; /* commit → GPtrArray of PmRemoved */
};

static void
free_removed(void *data)
{
    PmRemoved *removed = data;
    pm_similarity_free(removed->likeness);
    g_bytes_unref(removed->bytes);
    g_free(removed);
}

PmRenames *
pm_renames_new(PmRepository *repository, const GPtrArray *changes)
{
    PmRenames *renames = g_new0(PmRenames, 1);
    renames->repository = repository;
    renames->changes = g_hash_table_new(g_str_hash, g_str_equal);
    renames->removed =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < changes->len; i++) {
        PmHistoryChange *change = changes->pdata[i];
        g_hash_table_insert(renames->changes, change->commit.hex, change);
    }
    return renames;
}

void
pm_renames_free(PmRenames *renames)
{
    if (renames == NULL)
        return;
    g_hash_table_unref(renames->changes);
    g_hash_table_unref(renames->removed);
    g_free(renames);
}

const PmHistoryChange *
pm_renames_change(PmRenames *renames, const PmOid *commit)
{
    return g_hash_table_lookup(renames->changes, commit->hex);
}

/* Sign-offs and their contents go with their document; other files may become one. */
static bool
may_be_moved(const char *path)
{
    g_autofree char *owner = pm_name_owner(path);
    return owner == NULL || g_str_has_suffix(path, ".md");
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
    const PmHistoryChange *change = pm_renames_change(renames, &commit->oid);
    for (guint i = 0; change != NULL && !commit->boundary && i < change->deltas->len; i++) {
        const PmTreeDelta *delta = change->deltas->pdata[i];
        const char *path = delta->path;
        bool gone = delta->new_mode == 0 && may_be_moved(path);
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
pm_renames_of(PmRenames *renames, const PmCommit *commit, GBytes *bytes, GBytes *over)
{
    const GPtrArray *removed = removed_by(renames, commit);
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < removed->len; i++)
        if (g_bytes_equal(((PmRemoved *)removed->pdata[i])->bytes, bytes))
            g_ptr_array_add(found, removed->pdata[i]);
    if (found->len > 0 || removed->len == 0)
        return found;
    g_autoptr(PmSimilarity) likeness = pm_similarity_new(bytes);
    g_autoptr(PmSimilarity) stood = over != NULL ? pm_similarity_new(over) : NULL;
    int enough = MAX(PM_SIMILARITY_RENAMED, pm_similarity_percent(likeness, stood) + 1);
    for (guint i = 0; i < removed->len; i++)
        if (pm_similarity_percent(likeness, ((PmRemoved *)removed->pdata[i])->likeness) >= enough)
            g_ptr_array_add(found, removed->pdata[i]);
    return found;
}
