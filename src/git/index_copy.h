/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A copy of the index in which a few entries are set, and which then takes the index's place: what
 * the user staged for other paths, and what git knows of their files, stays as it is. The caller
 * holds index.lock.
 */
#pragma once

#include "git/repository.h"

#include <sys/stat.h>

typedef struct PmIndexCopy PmIndexCopy;

/* An entry as git stores it, without what it knows of the file. */
typedef struct {
    unsigned mode; /* 0: there is no entry */
    PmOid blob;
    guint16 flags;    /* GIT_INDEX_ENTRY_VALID */
    guint16 extended; /* GIT_INDEX_ENTRY_EXTENDED_FLAGS: intent-to-add, skip-worktree */
} PmIndexEntry;

/* PM_ERROR_STATE for a split or sparse index, with the command that undoes it. */
PmIndexCopy *pm_index_copy_read(const char *index_path, GError **error);
/*
 * What was read earlier, or NULL, as it would be read now: the same, if the index has the checksum
 * that it had; a large index takes long to read. Takes `earlier`.
 */
PmIndexCopy *pm_index_copy_again(PmIndexCopy *earlier, const char *index_path, GError **error);
void pm_index_copy_free(PmIndexCopy *copy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmIndexCopy, pm_index_copy_free)

bool
pm_index_copy_existed(const PmIndexCopy *copy); /* false: there was no index, as after git init */
PmIndexEntry pm_index_copy_find(const PmIndexCopy *copy, const char *path);
/* Another path that can't be there together with this one ("a" and "a/b"), or that the path is
 * unmerged (itself). Borrowed; NULL: none. */
const char *pm_index_copy_obstacle(const PmIndexCopy *copy, const char *path);
/* `file` is what the working file is now; NULL when it is not known, or there is none. */
bool pm_index_copy_set(PmIndexCopy *copy, const char *path, const PmIndexEntry *entry,
                       const struct stat *file, GError **error);
bool pm_index_equal(const PmIndexEntry *a, const PmIndexEntry *b);

/* Write the copy and rename it into place; the old index stays beside it until
 * pm_index_backup_drop(). */
bool pm_index_copy_install(PmIndexCopy *copy, bool durable, GError **error);

/* Put the index back that the last installation replaced, if it replaced one; needs no space on the
 * disk. `existed`: whether there was one. */
bool pm_index_backup_restore(const char *index_path, bool existed, GError **error);
/* Whether there is an old index, or anything else that a run puts beside the index. */
bool pm_index_has_leftovers(const char *index_path);
/* Remove the old index, and what a killed run left beside the index. False when something stays. */
bool pm_index_backup_drop(const char *index_path);
