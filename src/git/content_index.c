/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is staged. An entry that is only announced (git add -N) or in conflict is not there, as for
 * `git commit`.
 */
#include "git/content_kind.h"

#include <string.h>

static bool
is_staged(const git_index_entry *entry)
{
    return git_index_entry_stage(entry) == 0 &&
           !(entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD);
}

static const git_index_entry *
staged(git_index *index, const char *path)
{
    const git_index_entry *entry = git_index_get_bypath(index, path, 0);

    return entry && is_staged(entry) ? entry : NULL;
}

static bool
index_list(PmContent *content, const char *prefix, const PmPathFilter *only, GPtrArray *entries,
           GError **error)
{
    g_autofree char *start = *prefix ? g_strconcat(prefix, "/", NULL) : g_strdup("");
    const git_index_entry *link = *prefix ? staged(content->index, prefix) : NULL;
    size_t position = 0;

    if (link && link->mode == GIT_FILEMODE_LINK) {
        pm_content_linked(prefix, error);
        return false;
    }
    if (*start && git_index_find_prefix(&position, content->index, start) != 0)
        return true;
    for (; position < git_index_entrycount(content->index); position++) {
        const git_index_entry *entry = git_index_get_byindex(content->index, position);
        if (!g_str_has_prefix(entry->path, start))
            return true;
        if (is_staged(entry) && pm_content_wants(only, entry->path) &&
            !pm_content_add(entries, g_strdup(entry->path), &entry->id, entry->mode, error))
            return false;
    }
    return true;
}

static bool
index_find(PmContent *content, const char *path, PmContentEntry *out_entry, GError **error)
{
    const git_index_entry *entry = staged(content->index, path);

    if (entry == NULL) {
        pm_content_absent(path, error);
        return false;
    }
    out_entry->blob = pm_native_oid(&entry->id);
    out_entry->mode = entry->mode;
    return true;
}

/* libgit2 reads neither split nor sparse indexes. */
static void
explain_failure(GError **error)
{
    const git_error *last = git_error_last();
    const char *words = last && last->message ? last->message : "";

    if (strstr(words, "'link'"))
        pm_error_set(error, PM_ERROR_STATE, "make it whole with: git update-index --no-split-index",
                     "the index is split into two files");
    else if (strstr(words, "'sdir'"))
        pm_error_set(error, PM_ERROR_STATE,
                     "make it whole with: git sparse-checkout reapply --no-sparse-index",
                     "the index is sparse");
    else
        pm_native_error(error, PM_ERROR_FAILED, "see: git status", "cannot read the index");
}

PmContent *
pm_content_index(PmRepository *repository, GError **error)
{
    static const PmContentKind kind = {
        .list = index_list,
        .find = index_find,
        .read = pm_content_read_found,
    };
    g_autoptr(git_index) index = NULL;

    /*
     * A fresh one: the repository's own is shared, and sorted without regard to letter case where
     * core.ignoreCase is set.
     */
    if (git_index_open(&index, pm_repository_index_path(repository)) != 0) {
        explain_failure(error);
        return NULL;
    }
    PmContent *content = g_new0(PmContent, 1);
    content->kind = &kind;
    content->repository = repository;
    content->root = -1;
    content->index = g_steal_pointer(&index);
    return content;
}
