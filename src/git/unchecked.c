/* SPDX-License-Identifier: Apache-2.0 */
#include "git/unchecked.h"

#include "git/handle.h"
#include "git/object_store.h"
#include "git/tree_cache.h"

struct PmUnchecked {
    PmRepository *repository;
    PmTreeCache *trees; /* what it had before */
};

static void
check_hashes(bool check)
{
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, (int)check);
}

PmUnchecked *
pm_unchecked_begin(PmRepository *repository, GError **error)
{
    g_autofree char *folder = pm_object_store_folder(pm_repository_common_dir(repository));
    /* not the repository's own by git_repository_set_odb(): those share one cache */
    git_odb *objects = pm_object_store_open(folder, NULL, error);

    if (objects == NULL)
        return NULL;
    PmUnchecked *unchecked = g_new0(PmUnchecked, 1);
    *unchecked = (PmUnchecked){ repository, repository->trees };
    repository->unchecked = objects;
    repository->trees = pm_tree_cache_new();
    check_hashes(false);
    return unchecked;
}

void
pm_unchecked_end(PmUnchecked *unchecked)
{
    if (unchecked == NULL)
        return;
    check_hashes(true);
    g_clear_pointer(&unchecked->repository->unchecked, git_odb_free);
    pm_tree_cache_free(unchecked->repository->trees);
    unchecked->repository->trees = unchecked->trees;
    g_free(unchecked);
}
