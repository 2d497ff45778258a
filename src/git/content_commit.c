/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree of a commit.
 */
#include "git/content_kind.h"

#include <string.h>

/* What is listed, and where we are. */
typedef struct {
    PmContent *content;
    const PmPathFilter *only;
    GPtrArray *entries;
    GString *path; /* of the folder, with its slash */
} Listing;

static bool list_tree(const Listing *listing, const git_oid *id, unsigned depth, GError **error);

/* The entry whose path is complete. */
static bool
list_entry(const Listing *listing, const git_tree_entry *entry, unsigned depth, GError **error)
{
    const git_oid *id = git_tree_entry_id(entry);
    unsigned mode = git_tree_entry_filemode(entry);

    if (mode == GIT_FILEMODE_TREE)
        return list_tree(listing, id, depth + 1, error);
    return !pm_content_wants(listing->only, listing->path->str) ||
           pm_content_add(listing->entries, g_strdup(listing->path->str), id, mode, error);
}

static bool
list_tree(const Listing *listing, const git_oid *id, unsigned depth, GError **error)
{
    git_repository *git = pm_repository_handle(listing->content->repository);
    g_autoptr(git_tree) tree = NULL;
    GString *path = listing->path;

    if (!pm_content_check_depth(depth, path->str, error))
        return false;
    if (git_tree_lookup(&tree, git, id) != 0) {
        pm_native_error(error, PM_ERROR_UNTRUSTED, "run: git fsck", "cannot read folder '%s'",
                        path->str);
        return false;
    }
    if (path->len > 0)
        g_string_append_c(path, '/');
    size_t length = path->len;
    for (size_t i = 0; i < git_tree_entrycount(tree); i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
        g_string_append(path, git_tree_entry_name(entry));
        if (!list_entry(listing, entry, depth, error))
            return false;
        g_string_truncate(path, length);
    }
    return true;
}

/*
 * The entry at `path`, or NULL without an error when there is none; a link or a folder that can't
 * be read on the way is an error. libgit2 says "not found" of a folder's missing object, too.
 */
static git_tree_entry *
find_entry(PmContent *content, const char *path, GError **error)
{
    git_tree_entry *entry = NULL;

    int status = git_tree_entry_bypath(&entry, content->tree, path);
    if (status == 0)
        return entry;
    const git_error *last = git_error_last();
    if (status != GIT_ENOTFOUND || (last != NULL && last->klass == GIT_ERROR_ODB))
        pm_native_error(error, PM_ERROR_UNTRUSTED, "run: git fsck", "cannot read '%s'", path);
    return NULL;
}

static bool
commit_list(PmContent *content, const char *prefix, const PmPathFilter *only, GPtrArray *entries,
            GError **error)
{
    g_autoptr(GError) reason = NULL;
    g_autoptr(GString) path = g_string_new(prefix);
    const Listing listing = { content, only, entries, path };

    if (*prefix == '\0')
        return list_tree(&listing, git_tree_id(content->tree), 0, error);
    g_autoptr(git_tree_entry) entry = find_entry(content, prefix, &reason);
    if (reason) {
        g_propagate_error(error, g_steal_pointer(&reason));
        return false;
    }
    if (entry && git_tree_entry_filemode(entry) == GIT_FILEMODE_LINK) {
        pm_content_linked(prefix, error);
        return false;
    }
    if (entry == NULL || git_tree_entry_filemode(entry) != GIT_FILEMODE_TREE)
        return true;
    return list_tree(&listing, git_tree_entry_id(entry), 0, error);
}

static bool
commit_find(PmContent *content, const char *path, PmContentEntry *out_entry, GError **error)
{
    g_autoptr(GError) reason = NULL;
    g_autoptr(git_tree_entry) entry = find_entry(content, path, &reason);

    if (reason) {
        g_propagate_error(error, g_steal_pointer(&reason));
        return false;
    }
    if (entry == NULL || git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE) {
        pm_content_absent(path, error);
        return false;
    }
    out_entry->blob = pm_native_oid(git_tree_entry_id(entry));
    out_entry->mode = git_tree_entry_filemode(entry);
    return true;
}

PmContent *
pm_content_commit(PmRepository *repository, const PmOid *commit, GError **error)
{
    static const PmContentKind kind = {
        .list = commit_list,
        .find = commit_find,
        .read = pm_content_read_found,
    };
    g_autoptr(git_commit) object = NULL;
    g_autoptr(git_tree) tree = NULL;
    git_oid oid;

    if (!pm_native_oid_parse(commit, &oid, error))
        return NULL;
    int status = git_commit_lookup(&object, pm_repository_handle(repository), &oid);
    if (status == 0)
        status = git_commit_tree(&tree, object);
    if (status != 0) {
        pm_native_error(error, status == GIT_ENOTFOUND ? PM_ERROR_NOT_FOUND : PM_ERROR_UNTRUSTED,
                        "run: git fsck", "cannot read the tree of commit %s", commit->hex);
        return NULL;
    }
    PmContent *content = g_new0(PmContent, 1);
    content->kind = &kind;
    content->repository = repository;
    content->root = -1;
    content->tree = g_steal_pointer(&tree);
    return content;
}
