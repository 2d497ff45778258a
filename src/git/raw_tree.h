/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tree from its raw object: "mode name NUL id" for each entry, sorted as if folders ended with
 * '/' (git-fsck(1)).
 */
#pragma once

#include "git/native.h"

typedef struct {
    const char *name; /* ends with NUL; borrowed from the tree */
    git_oid id;
    unsigned mode; /* as written; 0: absent */
} PmRawEntry;

/* How much a tree must be in order. */
typedef enum {
    PM_RAW_TREE_ANY,
    PM_RAW_TREE_ORDERED, /* sorted, nothing twice: looking up can't be deceived */
    PM_RAW_TREE_STRICT,  /* and only names and modes that git writes */
} PmRawTreeCheck;

/* Shared (tree_cache.h): not to be changed. */
typedef struct {
    git_odb_object *object;
    GArray *entries; /* PmRawEntry */
} PmRawTree;

/* `id` may be NULL: the empty tree. What is not in order is PM_ERROR_UNTRUSTED. */
PmRawTree *pm_raw_tree_read(const PmRepository *repository, const git_oid *id, PmRawTreeCheck check,
                            GError **error);
void pm_raw_tree_free(PmRawTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmRawTree, pm_raw_tree_free)

/* Order of two entries in a tree: a file `a` comes before `a.b`, a folder `a` behind it. */
int pm_raw_entry_compare(const PmRawEntry *a, const PmRawEntry *b);
bool pm_raw_entry_is_folder(const PmRawEntry *entry);

/*
 * The entry at `path` ("" gives the tree itself) beneath the tree `id`; mode 0 when it is absent.
 * With a slash at its end, only a folder counts. Its name is NULL.
 */
bool pm_raw_tree_find(const PmRepository *repository, const git_oid *id, const char *path,
                      PmRawTreeCheck check, PmRawEntry *out_entry, GError **error);
