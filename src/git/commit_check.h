/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What forbids a commit: states of the repository, other working trees, and paths that carry
 * changes which are not the one at hand. Looks only; every refusal says what to do.
 */
#pragma once

#include "git/commit.h"
#include "git/journal.h"

/* Where a commit goes. */
typedef struct {
    char *ref;
    bool checked_out; /* the index and the working tree follow */
} PmCommitTarget;

/* The branch that `plan` names, or HEAD's; refused when it is checked out in another working tree,
 * or an operation is under way in this one. */
bool pm_commit_target(const PmRepository *repository, const PmCommitPlan *plan,
                      PmCommitTarget *out_target, GError **error);
void pm_commit_target_clear(PmCommitTarget *target);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmCommitTarget, pm_commit_target_clear)

/* Paths that may be written, each once. */
bool pm_commit_check_changes(const PmChange *changes, size_t count, GError **error);

/* The journal's rows, as far as tip and change tell: modes and blobs before and after. */
bool pm_commit_check_tip(const PmRepository *repository, const PmOid *tip, const PmChange *changes,
                         size_t count, PmJournal *journal, GError **error);

/*
 * The rest of the rows, from the index and the working tree; refused when those hold other changes.
 */
bool pm_commit_check_paths(const PmIndexCopy *index, const PmWorkTree *tree,
                           const PmChange *changes, PmCommitFlags flags, PmJournal *journal,
                           GError **error);
/* The working tree's part of it, alone. */
bool pm_commit_check_file(const PmWorkTree *tree, const PmChange *change, PmCommitFlags flags,
                          PmJournalPath *path, GError **error);
