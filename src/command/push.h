/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a push would do to a ledger (LEDGER sections 5 and 6).
 *
 * A shared branch is a line, and is judged as verify would, from the tip that it has: what can
 * never be mended is refused, what a later commit can complete is only told. It keeps its old tip
 * on its first-parent line, and is not deleted. Any other branch is judged as one step, from the
 * tip of the first shared branch to a trial merge with it; it may be rewritten or deleted, as long
 * as no sign-off gets lost. Tags and other refs carry no ledger. No ref may bring a secret.
 */
#pragma once

#include "base/diagnostic.h"
#include "command/command.h"

typedef struct {
    const char *ref; /* as the receiving side calls it */
    PmOid old, new;  /* PM_OID_ZERO: it does not exist */
} PmRefUpdate;

typedef struct {
    PmContext *context;
    const char *const *shared; /* the refs of shared branches; ends with NULL */
    PmOid line;                /* where the first of them will be; PM_OID_ZERO: it does not exist */
} PmPush;

/*
 * Judge one. What is refused goes to `found` as errors, the rest as warnings; `commit` and
 * `command` of each are for whoever pushes. Fails when objects can't be read.
 */
bool pm_push_judge(const PmPush *push, const PmRefUpdate *update, PmDiagnostics *found,
                   GError **error);
