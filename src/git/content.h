/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths and bytes of one state: the working tree, the index, or a commit's tree.
 */
#pragma once

#include "git/repository.h"

typedef struct PmContent PmContent;

/* By this a file on disk is told from what it was: nobody can set the time of its last change. */
typedef struct {
    uint64_t inode;
    int64_t size, changed; /* bytes; nanoseconds since the epoch */
} PmContentStamp;

typedef struct {
    char *path;
    PmOid blob;           /* PM_OID_ZERO in the working tree */
    unsigned mode;        /* 0100644, 0100755, 0120000, 0160000 */
    PmContentStamp stamp; /* in the working tree; else zero */
} PmContentEntry;

/* Which paths to look at. */
typedef struct {
    bool (*wants)(const char *path, const void *data);
    const void *data;
} PmPathFilter;

PmContent *pm_content_worktree(PmRepository *repository, GError **error); /* refused when bare */
PmContent *pm_content_index(PmRepository *repository,
                            GError **error); /* GIT_INDEX_FILE is honoured */
PmContent *pm_content_commit(PmRepository *repository, const PmOid *commit, GError **error);
void pm_content_close(PmContent *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmContent, pm_content_close)

/* What it was opened from. */
PmRepository *pm_content_repository(const PmContent *content);

/*
 * All regular files (and links, as links) whose path begins with `prefix` ("" or "dir/"), sorted by
 * path. In the working tree: everything on disk but .git, links never followed. Elements are
 * PmContentEntry *; g_ptr_array_unref() frees.
 */
GPtrArray *pm_content_list(PmContent *content, const char *prefix, GError **error);
/* The same of those paths that `only` wants (NULL: all); nothing else is asked of the disk. */
GPtrArray *pm_content_list_of(PmContent *content, const char *prefix, const PmPathFilter *only,
                              GError **error);

/* The entry at a path; false with PM_ERROR_NOT_FOUND. */
bool pm_content_find(PmContent *content, const char *path, PmContentEntry *out_entry,
                     GError **error);

/*
 * The bytes at a path. PM_ERROR_NOT_FOUND; PM_ERROR_LIMIT over `limit` bytes; PM_ERROR_UNTRUSTED
 * when its object is missing, when it is not a regular file, or a link is on the way (working tree:
 * opened beneath the root with openat2, RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS |
 * RESOLVE_BENEATH, or an O_NOFOLLOW walk without it).
 */
GBytes *pm_content_read(PmContent *content, const char *path, size_t limit, GError **error);
/* The bytes of a blob. A blob missing in a partial clone: the hint names the filter. */
GBytes *pm_content_blob(PmRepository *repository, const PmOid *blob, size_t limit, GError **error);

/* The id that git gives these bytes as a blob. */
PmOid pm_content_hash(const void *bytes, size_t length);

/* A unified diff as `git diff --no-index` prints it, three lines of context; NULL bytes: the file
 * does not exist on that side. Empty string when equal. g_free() */
char *pm_content_diff(const char *path, GBytes *old_bytes, GBytes *new_bytes, GError **error);
