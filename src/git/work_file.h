/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of the working tree, replaced so that no byte of somebody else's is lost: beneath the root,
 * through no link, only regular files, only while they hold what was read. The new file is staged
 * in the git directory; by an exchange of names the old one takes its place there, and comes back
 * by a rename where the change is taken back, which needs no space on the disk.
 */
#pragma once

#include "git/repository.h"

#include <sys/stat.h>

typedef struct PmWorkTree PmWorkTree;

/* One file of a change; `number` names its staged file. Everything is borrowed. */
typedef struct {
    size_t number;
    const char *path;
    PmOid old_blob; /* what the working file holds, as git would name it; PM_OID_ZERO: there is none
                     */
    PmOid new_blob; /* what it shall hold; PM_OID_ZERO: be gone */
    mode_t mode;    /* of a file made anew */
    GBytes *old_bytes; /* to restore it from where the file itself is lost; may be NULL */
    unsigned parents;  /* folders that were missing above it */
} PmWorkFile;

/* `nonce` names the run's staged files. */
PmWorkTree *pm_work_tree_open(const PmRepository *repository, const char *nonce, GError **error);
void pm_work_tree_close(PmWorkTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmWorkTree, pm_work_tree_close)

/* The blob id of the file's bytes, PM_OID_ZERO when there is none; `*out_file` (may be NULL) is set
 * when there is one, `*out_parents` (may be NULL) to the number of missing folders.
 * PM_ERROR_UNTRUSTED for what is no regular file, or behind a link. */
bool pm_work_file_identify(const PmWorkTree *tree, const char *path, PmOid *out_blob,
                           struct stat *out_file, unsigned *out_parents, GError **error);

/* Write the new file where it disturbs nobody. */
bool pm_work_file_stage(const PmWorkTree *tree, const PmWorkFile *file, GBytes *bytes,
                        GError **error);
/* Put the staged file into place, or take the file away. PM_ERROR_CONFLICT when it is not what it
 * was. */
bool pm_work_file_publish(const PmWorkTree *tree, const PmWorkFile *file, GBytes *bytes,
                          GError **error);
/* Take that back, wherever it stopped; a file that holds anything but our bytes is not touched. */
bool pm_work_file_restore(const PmWorkTree *tree, const PmWorkFile *file, GError **error);
/* Forget the old file: the change stands. False when something of ours stays beside it. */
bool pm_work_file_settle(const PmWorkTree *tree, const PmWorkFile *file);
/* Remove what killed runs left in the staging folder, of a bare repository, too. */
bool pm_work_stage_sweep(const PmRepository *repository, GError **error);
