/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A merge that nobody made: its objects are in memory, and gone with the repository's handle.
 */
#pragma once

#include "git/history.h"

typedef struct {
    PmOid commit; /* of `ours` and `theirs`; or, with conflicts, `theirs` on top of `fork` */
    PmOid fork;
    bool conflicts;
} PmTrialMerge;

/*
 * Merge `theirs` into `ours` by three trees, as git does where histories don't cross. From then on
 * whatever this handle writes stays in memory. Where the two conflict, the commit is the step from
 * where they parted to `theirs`. PM_ERROR_NOT_FOUND: they have no commit in common.
 */
bool pm_trial_merge(PmRepository *repository, const PmOid *ours, const PmOid *theirs,
                    PmTrialMerge *out_merge, GError **error);
