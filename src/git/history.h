/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commits, read and walked: by look-up and a queue, shallow boundaries as parentless, because
 * libgit2's revwalk yields nothing in a shallow clone and believes a commit-graph file.
 */
#pragma once

#include "git/content.h"

/* One commit, from its raw object. Strings live as long as it. */
typedef struct {
    PmOid oid;
    PmOid tree;
    PmOid *parents;
    size_t parent_count;
    bool boundary; /* its parents are cut off (shallow) */
    char *author_name, *author_email;
    int64_t author_time;
    int author_offset; /* minutes east of UTC */
    char *committer_name, *committer_email;
    int64_t committer_time;
    int committer_offset;
    char *message;   /* UTF-8 (converted from its encoding header where that is known) */
    char *signature; /* gpgsig header unfolded, or NULL */
    char *payload; /* the raw object without the gpgsig header: what the signature covers; NULL when
                      unsigned */
} PmCommit;

PmCommit *pm_commit_read(PmRepository *repository, const PmOid *oid, GError **error);
/* The same by strict parsing of the raw object, whose hash is checked: for audits. Doubled or
 * unknown-order headers, and NUL in the message, are PM_ERROR_UNTRUSTED. Replace refs and grafts
 * have no say. */
PmCommit *pm_commit_read_strict(PmRepository *repository, const PmOid *oid, GError **error);
/* The raw commit object, its hash checked: `git cat-file commit`. */
GBytes *pm_commit_bytes(PmRepository *repository, const PmOid *oid, GError **error);
void pm_commit_free(PmCommit *commit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmCommit, pm_commit_free)

/* Ids of the first-parent line from `tip`, oldest first (elements PmOid, g_array_unref()).
 * `*out_cut` tells whether it ends at a shallow boundary. Strict reads. */
GArray *pm_history_first_parents(PmRepository *repository, const PmOid *tip, bool *out_cut,
                                 GError **error);

/* One path whose entry differs between two trees. */
typedef struct {
    char *path;
    PmOid old_blob, new_blob;    /* PM_OID_ZERO: absent */
    unsigned old_mode, new_mode; /* 0: absent */
} PmTreeDelta;

/*
 * Differences under `prefix` ("" for all) between two commits' trees; `old_commit` may be NULL
 * (empty). Raw trees compared, equal subtrees skipped. With `strict`: duplicate or unsorted
 * entries, odd modes and `.git` look-alikes are PM_ERROR_UNTRUSTED. Elements PmTreeDelta *;
 * g_ptr_array_unref().
 */
GPtrArray *pm_history_delta(PmRepository *repository, const PmOid *old_commit,
                            const PmOid *new_commit, const char *prefix, bool strict,
                            GError **error);
/* The same of two contents that are commits (pm_content_commit()); `old_tree` may be NULL. */
GPtrArray *pm_history_delta_of_trees(const PmContent *old_tree, const PmContent *new_tree,
                                     const char *prefix, bool strict, GError **error);
/* The same, not strict, of those paths that `only` wants: nothing is made of the others. */
GPtrArray *pm_history_delta_of(PmRepository *repository, const PmOid *old_commit,
                               const PmOid *new_commit, const char *prefix,
                               const PmPathFilter *only, GError **error);
/* The names of what a folder ("" or "docs/") has in a content that is a commit, as char *; none:
 * there is no such folder. g_ptr_array_unref() */
GPtrArray *pm_history_names(const PmContent *tree, const char *folder, GError **error);

/*
 * Commits reachable from `tip` that changed anything under one of `prefixes` (a path, or "dir/";
 * NULL-terminated), newest first, merges that took one side whole left out (as `git log`
 * simplifies). Elements PmOid; g_array_unref(). `*out_cut`: shallow.
 */
GArray *pm_history_of(PmRepository *repository, const PmOid *tip, const char *const *prefixes,
                      bool *out_cut, GError **error);

/*
 * Every commit reachable from `tip`, side branches included, that adds `path` (absent in all its
 * parents), oldest commit first. Elements PmOid; g_array_unref().
 */
GArray *pm_history_adding(PmRepository *repository, const PmOid *tip, const char *path,
                          GError **error);

/* What one commit changed. */
typedef struct {
    PmOid commit;
    GPtrArray *deltas; /* PmTreeDelta *: entries that differ from those of each parent, told against
                          the first */
} PmHistoryChange;

/*
 * The commits reachable from `tip` that added, changed or removed anything under `prefix` ("" for
 * all) that `only` wants (NULL: everything), parents before children, oldest first. One walk.
 * Elements PmHistoryChange *; g_ptr_array_unref().
 */
GPtrArray *pm_history_changes(PmRepository *repository, const PmOid *tip, const char *prefix,
                              const PmPathFilter *only, bool *out_cut, GError **error);
/* The same by path (char *, borrowed) → GArray of PmOid, the commits in that order.
 * g_hash_table_unref() */
GHashTable *pm_history_by_path(const GPtrArray *changes);

bool pm_history_is_ancestor(PmRepository *repository, const PmOid *ancestor,
                            const PmOid *descendant, bool *out_answer, GError **error);
