/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking a commit back, or seeing it through, from its journal: in the run that failed, and in a
 * later one. Twice is as once.
 */
#pragma once

#include "git/index_lock.h"
#include "git/journal.h"

/*
 * Bring index and working files to what the ref says. `lock` is held; `intact` when it has been
 * since the journal was written, so that nobody else can have touched the index. Then drop the
 * journal. `*out_commit` is the commit by which the change is in the branch, PM_OID_ZERO when it
 * was taken back. After a failure the journal stays, and with it the chance to try again.
 */
bool pm_commit_settle(PmRepository *repository, const PmJournal *journal, bool intact,
                      PmOid *out_commit, GError **error);

/*
 * Remove the ref's lock if it holds our commit: libgit2 goes on when it can't remove it after the
 * ref has moved, and the next to write would wait for nobody. False: it could not be removed.
 */
bool pm_commit_unlock_ref(const PmRepository *repository, const PmJournal *journal);

/*
 * Whether `ancestor` is `tip` or in its history, as far as that is at hand and 10,000 commits go.
 */
bool pm_commit_is_ancestor(const PmRepository *repository, const PmOid *ancestor, const PmOid *tip);

/*
 * Whether anything of ours lies about, of the dead or of somebody who is writing now, which the
 * writer's lock tells. Changes nothing.
 */
bool pm_commit_is_interrupted(const PmRepository *repository);

/* pm_git_recover() for who holds the writer's lock. */
bool pm_commit_recover(PmRepository *repository, bool *out_recovered, GError **error);
