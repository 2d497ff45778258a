/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One writer a repository, all its working trees together: an flock in $GIT_COMMON_DIR/postmortem/,
 * which the kernel gives back when the process dies. Who holds it knows that every journal and
 * every marked index.lock that it finds belongs to the dead. While it is held, new files are as
 * core.sharedRepository wants them.
 */
#pragma once

#include "git/repository.h"

typedef struct PmWriterLock PmWriterLock;

/* PM_ERROR_CONFLICT when one other git-postmortem has been writing for 20 s. */
PmWriterLock *pm_writer_lock_take(const PmRepository *repository, GError **error);
void pm_writer_lock_release(PmWriterLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmWriterLock, pm_writer_lock_release)

/* $GIT_DIR/postmortem, where this working tree's journal and staged files are; made when missing.
 * g_free() */
char *pm_writer_folder(const PmRepository *repository, GError **error);

/* Whether what we write must reach the disk before we go on: not under core.fsync=none. */
bool pm_writer_durable(const PmRepository *repository);

/* Sleep a random moment, longer with each `attempt`, so that two who collided don't do so again. */
void pm_writer_pause(unsigned attempt);
