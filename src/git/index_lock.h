/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git's own lock on the index, index.lock, taken so that no git writes the index while we work on a
 * copy of it. Ours holds a marker with the nonce of the run, from the first instant that it exists:
 * what a killed run left can be told from a foreign lock, which is never removed.
 */
#pragma once

#include "git/repository.h"

typedef struct PmIndexLock PmIndexLock;

/* Waits up to 5 s for a foreign lock, then PM_ERROR_CONFLICT with its age and owner. */
PmIndexLock *pm_index_lock_take(const char *index_path, const char *nonce, GError **error);
/* The marked lock that stands there, whose owner is known to be dead; `nonce` NULL: of any run.
 * NULL: none. */
PmIndexLock *pm_index_lock_adopt(const char *index_path, const char *nonce);
/* Whether it is still ours; somebody may have removed it by hand. */
bool pm_index_lock_stands(const PmIndexLock *lock);
/* Remove it, when it is still ours. NULL is accepted. */
void pm_index_lock_release(PmIndexLock *lock);
/* Forget it, and leave it standing for the recovery. */
void pm_index_lock_leave(PmIndexLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmIndexLock, pm_index_lock_release)
