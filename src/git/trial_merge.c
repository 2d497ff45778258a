/* SPDX-License-Identifier: Apache-2.0 */
#include "git/trial_merge.h"

#include "git/handle.h"
#include "git/merge_text.h"
#include "git/native.h"

#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <string.h>

/* Before all other places of objects: it gets what is written. */
#define PRIORITY 1000

static bool
keep_in_memory(PmRepository *repository, GError **error)
{
    g_autoptr(git_odb) odb = NULL;
    git_odb_backend *memory = NULL;

    if (repository->in_memory)
        return true;
    if (git_repository_odb(&odb, repository->git) == 0 && git_mempack_new(&memory) == 0) {
        repository->in_memory = git_odb_add_backend(odb, memory, PRIORITY) == 0;
        if (repository->in_memory)
            return true;
        memory->free(memory);
    }
    pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot keep objects in memory");
    return false;
}

static git_tree *
tree_of(PmRepository *repository, const PmOid *commit, GError **error)
{
    g_autoptr(git_commit) object = NULL;
    git_tree *tree = NULL;
    git_oid oid;

    if (!pm_native_oid_parse(commit, &oid, error))
        return NULL;
    if (git_commit_lookup(&object, pm_repository_handle(repository), &oid) != 0 ||
        git_commit_tree(&tree, object) != 0)
        pm_native_error(error, PM_ERROR_UNTRUSTED, "run: git fsck",
                        "cannot read the tree of commit %s", commit->hex);
    return tree;
}

/* The merged tree; `*out_conflicts` instead where a person must decide. */
static bool
merge_trees(PmRepository *repository, const PmOid *commits, git_oid *out_tree, bool *out_conflicts,
            GError **error)
{
    g_autoptr(git_tree) base = tree_of(repository, &commits[0], error);
    g_autoptr(git_tree) ours = base ? tree_of(repository, &commits[1], error) : NULL;
    g_autoptr(git_tree) theirs = ours ? tree_of(repository, &commits[2], error) : NULL;
    g_autoptr(git_index) index = NULL;
    git_merge_options options;
    git_repository *handle = pm_repository_handle(repository);

    if (theirs == NULL)
        return false;
    git_merge_options_init(&options, GIT_MERGE_OPTIONS_VERSION); /* finds renames, as git does */
    if (git_merge_trees(&index, handle, base, ours, theirs, &options) == 0) {
        *out_conflicts = git_index_has_conflicts(index) != 0;
        if (*out_conflicts) {
            git_oid_cpy(out_tree, git_tree_id(theirs));
            return true;
        }
        if (git_index_write_tree_to(out_tree, index, handle) == 0)
            return true;
    }
    pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot merge %.12s into %.12s", commits[2].hex,
                    commits[1].hex);
    return false;
}

static int64_t
time_of(PmRepository *repository, const PmOid *oid)
{
    g_autoptr(PmCommit) commit = pm_commit_read(repository, oid, NULL);

    return commit ? commit->committer_time : 0;
}

/* Of nobody whose word counts for anything. */
static bool
write_commit(PmRepository *repository, const git_oid *tree, const PmOid *parents, PmOid *out_commit,
             GError **error)
{
    static const char nobody[] = "trial merge <trial@merge.invalid>";
    g_autoptr(git_odb) odb = NULL;
    int64_t now = MAX(time_of(repository, &parents[0]), time_of(repository, &parents[1]));
    PmOid tree_id = pm_native_oid(tree);
    g_autofree char *text =
        g_strdup_printf("tree %s\nparent %s\nparent %s\nauthor %s %" G_GINT64_FORMAT
                        " +0000\ncommitter %s %" G_GINT64_FORMAT " +0000\n\nTrial merge\n",
                        tree_id.hex, parents[0].hex, parents[1].hex, nobody, now, nobody, now);
    git_oid oid;

    if (git_repository_odb(&odb, pm_repository_handle(repository)) != 0 ||
        git_odb_write(&oid, odb, text, strlen(text), GIT_OBJECT_COMMIT) != 0) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot make a commit in memory");
        return false;
    }
    *out_commit = pm_native_oid(&oid);
    return true;
}

bool
pm_trial_merge(PmRepository *repository, const PmOid *ours, const PmOid *theirs,
               PmTrialMerge *out_merge, GError **error)
{
    PmTrialMerge merge = { .conflicts = false };
    git_oid tree;

    if (!pm_history_merge_base(repository, ours, theirs, &merge.fork)) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "%.12s and %.12s have no commit in common",
                     ours->hex, theirs->hex);
        return false;
    }
    const PmOid commits[] = { merge.fork, *ours, *theirs };
    if (!keep_in_memory(repository, error) ||
        !merge_trees(repository, commits, &tree, &merge.conflicts, error))
        return false;
    const PmOid parents[] = { merge.conflicts ? merge.fork : *ours, *theirs };
    if (!write_commit(repository, &tree, parents, &merge.commit, error))
        return false;
    *out_merge = merge;
    return true;
}
