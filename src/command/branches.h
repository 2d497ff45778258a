/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents of other branches that this line of history does not have. Two of one id at different
 * paths never conflict in git: nobody would notice before both are merged.
 */
#pragma once

#include "config/config.h"
#include "git/repository.h"

typedef struct PmBranches PmBranches;

typedef struct {
    char *path;
    char *branch; /* "topic", "origin/topic" */
} PmBranchDocument;

/* Look at the local and the remote-tracking branches beside `tip`. What can't be read is left out.
 */
PmBranches *pm_branches_new(PmRepository *repository, const PmConfig *config, const PmOid *tip);
void pm_branches_free(PmBranches *branches);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmBranches, pm_branches_free)

/* Another document of this id, not one at `path`; NULL: there is none. Borrowed. */
const PmBranchDocument *pm_branches_find(const PmBranches *branches, const char *id,
                                         const char *path);
