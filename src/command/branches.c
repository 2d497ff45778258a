/* SPDX-License-Identifier: Apache-2.0 */
#include "command/branches.h"

#include "document/name.h"
#include "git/range.h"

#include <string.h>

struct PmBranches {
    PmRepository *repository;
    const PmConfig *config;
    PmOid tip;
    GHashTable *by_id; /* id → GPtrArray of PmBranchDocument * */
};

static void
document_free(gpointer data)
{
    PmBranchDocument *document = data;
    g_free(document->path);
    g_free(document->branch);
    g_free(document);
}

/* Where the two lines parted: which ids were there already? A document that one of them moved has
 * two paths and is one all the same. */
typedef struct {
    GHashTable *ids; /* NULL: not asked yet */
} Fork;

static void
fork_clear(Fork *fork)
{
    g_clear_pointer(&fork->ids, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fork, fork_clear)

static void
read_fork(const PmBranches *self, const PmOid *branch, Fork *fork)
{
    PmOid at;
    fork->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!pm_range_fork(self->repository, &self->tip, branch, &at, NULL))
        return;
    g_autoptr(PmContent) tree = pm_content_commit(self->repository, &at, NULL);
    g_autoptr(GPtrArray) files =
        tree != NULL ? pm_content_list(tree, self->config->documents, NULL) : NULL;
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const PmContentEntry *entry = files->pdata[i];
        g_hash_table_add(fork->ids, pm_name_id(self->config->documents, entry->path, false));
    }
}

static void
add(PmBranches *self, char *id, const char *path, const char *branch)
{
    PmBranchDocument *document = g_new0(PmBranchDocument, 1);
    document->path = g_strdup(path);
    document->branch = g_strdup(branch);
    GPtrArray *list = g_hash_table_lookup(self->by_id, id);
    if (list == NULL) {
        list = g_ptr_array_new_with_free_func(document_free);
        g_hash_table_insert(self->by_id, id, list);
    } else
        g_free(id);
    g_ptr_array_add(list, document);
}

/* What the branch has and the tip has not. */
static void
look_at(PmBranches *self, const PmOid *branch, const char *name)
{
    const PmConfig *config = self->config;
    g_auto(Fork) fork = { 0 };
    g_autoptr(GPtrArray) deltas =
        pm_history_delta(self->repository, &self->tip, branch, config->documents, false, NULL);
    for (guint i = 0; deltas != NULL && i < deltas->len; i++) {
        const PmTreeDelta *delta = deltas->pdata[i];
        if (delta->old_mode != 0 ||
            !pm_name_is_document(config->documents, delta->path, config->ignore))
            continue;
        if (fork.ids == NULL)
            read_fork(self, branch, &fork);
        char *id = pm_name_id(config->documents, delta->path, false);
        if (g_hash_table_contains(fork.ids, id))
            g_free(id);
        else
            add(self, id, delta->path, name);
    }
}

PmBranches *
pm_branches_new(PmRepository *repository, const PmConfig *config, const PmOid *tip)
{
    static const char *const prefixes[] = { "refs/heads/", "refs/remotes/" };
    PmBranches *self = g_new0(PmBranches, 1);
    *self = (PmBranches){ .repository = repository, .config = config, .tip = *tip };
    self->by_id =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    g_auto(GStrv) refs = pm_repository_refs(repository, NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(seen, g_strdup(tip->hex));
    for (size_t i = 0; refs != NULL && refs[i] != NULL; i++)
        for (size_t k = 0; k < G_N_ELEMENTS(prefixes); k++) {
            PmOid oid;
            if (g_str_has_prefix(refs[i], prefixes[k]) &&
                pm_repository_resolve(repository, refs[i], &oid, NULL) &&
                g_hash_table_add(seen, g_strdup(oid.hex)))
                look_at(self, &oid, refs[i] + strlen(prefixes[k]));
        }
    return self;
}

void
pm_branches_free(PmBranches *branches)
{
    if (branches == NULL)
        return;
    g_hash_table_unref(branches->by_id);
    g_free(branches);
}

const PmBranchDocument *
pm_branches_find(const PmBranches *branches, const char *id, const char *path)
{
    const GPtrArray *list = g_hash_table_lookup(branches->by_id, id);
    for (guint i = 0; list != NULL && i < list->len; i++) {
        const PmBranchDocument *document = list->pdata[i];
        if (!g_str_equal(document->path, path))
            return document;
    }
    return NULL;
}
