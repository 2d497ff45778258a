/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first-parent line of a ledger: what is judged is a step, old tree to new tree, so that a
 * merge, a squash, a rebase and a direct commit are one case (LEDGER section 5).
 */
#pragma once

#include "git/history.h"

typedef struct PmSteps PmSteps;

/*
 * `known` (may be NULL): a commit that is known to be on the shared line. A pull without rebase
 * makes a merge whose first parent is the puller's own line and the shared one the second; where a
 * later parent alone holds the known commit, the line goes along that one. So it does, where none
 * does, when a later parent alone has a ledger: a commit behind it adds a policy that can be read.
 */
PmSteps *pm_steps_open(PmRepository *repository, const PmOid *tip, const PmOid *known,
                       GError **error);
void pm_steps_close(PmSteps *steps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmSteps, pm_steps_close)

size_t pm_steps_count(const PmSteps *steps);
const PmOid *pm_steps_get(const PmSteps *steps, size_t index); /* 0: the oldest */
bool pm_steps_is_cut(const PmSteps *steps); /* history ends at a shallow boundary */

/* The merges at which the line left the first parent, newest first. Elements PmOid. Borrowed. */
const GArray *pm_steps_turns(const PmSteps *steps);

/* A ledger that began apart from that of the line, and the merge on the line that brought it in:
 * which of them is the one that people share is not known. */
typedef struct {
    PmOid merge;
    PmOid beginning;
} PmRival;
const GArray *pm_steps_rivals(const PmSteps *steps); /* elements PmRival; borrowed */

/* Does the known commit lie behind this step, or is it the step? */
bool pm_steps_holds_known(const PmSteps *steps, size_t index);

/* The step that brought a commit in, the step itself or a side branch of it; false: none did. */
bool pm_steps_find(const PmSteps *steps, const char *commit, size_t *out_index);
/* Is this commit itself on the line? */
bool pm_steps_is_step(const PmSteps *steps, const char *commit);

/* Does `later` come after `earlier`, which is another commit behind the tip? */
bool pm_steps_is_behind(const PmSteps *steps, const char *earlier, const char *later);

/*
 * When a step was made, as far as the line knows: the latest committer's time of it and all steps
 * before it. Whoever makes a step chooses its date, but not those of the steps that stand already.
 */
int64_t pm_steps_time(const PmSteps *steps, size_t index);
/* Is its clock ahead of a later step's by more than a day? It holds back all that come after it. */
bool pm_steps_is_ahead(const PmSteps *steps, size_t index);
/* Its date is known to be wrong: from now on the steps behind it go by the others'. */
void pm_steps_forget_time(PmSteps *steps, size_t index);
