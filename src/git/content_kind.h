/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a kind of content must be able to do: the working tree, the index and commits each have one
 * row.
 */
#pragma once

#include "git/content.h"
#include "git/native.h"

/* What one listing may hold, and how deep its folders may go: a tree that names one subtree often,
 * many times over, has more paths than a disk. */
#define PM_CONTENT_ENTRIES_MAX 1000000
#define PM_CONTENT_DEPTH_MAX 128

typedef struct {
    bool (*list)(PmContent *content, const char *prefix, const PmPathFilter *only,
                 GPtrArray *entries, GError **error);
    /* PM_ERROR_NOT_FOUND for what is there, but a folder */
    bool (*find)(PmContent *content, const char *path, PmContentEntry *out_entry, GError **error);
    GBytes *(*read)(PmContent *content, const char *path, size_t limit, GError **error);
} PmContentKind;

struct PmContent {
    const PmContentKind *kind;
    PmRepository *repository; /* borrowed */
    int root;                 /* working tree: the folder, else -1 */
    git_index *index;
    git_tree *tree;
};

bool pm_content_wants(const PmPathFilter *only, const char *path);
/* Append an entry; false with PM_ERROR_LIMIT when there are too many. Takes `path`. */
bool pm_content_add(GPtrArray *entries, char *path, const git_oid *blob, unsigned mode,
                    GError **error);
bool pm_content_check_depth(unsigned depth, const char *path, GError **error);
/* For kinds that know blobs: find, check the kind of entry, read. */
GBytes *pm_content_read_found(PmContent *content, const char *path, size_t limit, GError **error);
void pm_content_absent(const char *path, GError **error); /* sets PM_ERROR_NOT_FOUND */
/* A folder whose place a link has taken can hide what it would list: PM_ERROR_UNTRUSTED. */
void pm_content_linked(const char *path, GError **error);
