/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A commit to a branch of a remote, by git's own push: no other program knows all the ways there.
 */
#pragma once

#include "git/repository.h"

/* What a remote-tracking branch follows. */
typedef struct {
    char *remote; /* "origin" */
    char *branch; /* "refs/heads/pr", as the remote has it */
} PmTracked;

/* Of "refs/remotes/origin/pr", by the remote's refspecs. PM_ERROR_NOT_FOUND: no remote follows. */
bool pm_tracked_find(const PmRepository *repository, const char *ref, PmTracked *out_tracked,
                     GError **error);
void pm_tracked_clear(PmTracked *tracked);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmTracked, pm_tracked_clear)

typedef struct {
    PmTracked tracked;
    PmOid tip; /* that the branch must have */
} PmPush;

/*
 * Push `commit`, whose parent is the tip. What git and the server say goes to stderr.
 * PM_ERROR_CONFLICT: the branch has moved; PM_ERROR_FAILED: it was refused, or did not get there.
 */
bool pm_git_push(const PmRepository *repository, const PmPush *push, const PmOid *commit,
                 bool no_verify, GError **error);
