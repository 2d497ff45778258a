/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first-parent line of a ledger, and who wrote what on it: what is judged is a step, old tree
 * to new tree, so that a merge, a squash, a rebase and a direct commit are one case (LEDGER section
 * 5).
 */
#pragma once

#include "git/history.h"

typedef struct PmSteps PmSteps;

/* The steps up to `tip`, and all commits that touched a path below `prefix`. */
PmSteps *pm_steps_open(PmRepository *repository, const PmOid *tip, const char *prefix,
                       GError **error);
void pm_steps_close(PmSteps *steps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmSteps, pm_steps_close)

size_t pm_steps_count(const PmSteps *steps);
const PmOid *pm_steps_get(const PmSteps *steps, size_t index); /* 0: the oldest */
bool pm_steps_is_cut(const PmSteps *steps); /* history ends at a shallow boundary */

/*
 * Did this person (e-mail, through .mailmap) write any of the material text of the document at
 * `path`, in a commit that step `index` or an earlier one brought in? Authors and Co-authored-by
 * count. Who only recorded the assessment (`response`) is no author: that is a reviewer's act, and
 * never the owner's.
 */
bool pm_steps_is_author(PmSteps *steps, const char *path, size_t index, const char *email);
/* All of them, for messages: e-mails, NULL-terminated. g_strfreev() */
char **pm_steps_authors(PmSteps *steps, const char *path, size_t index);

/*
 * The author's e-mail (mapped) of the earliest reachable commit that adds `path`, side branches
 * included; NULL when there is none. g_free()
 */
char *pm_steps_adder(PmSteps *steps, const char *path);
