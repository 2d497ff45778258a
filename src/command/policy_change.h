/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A change of the policy that is not in force yet: in the working tree, or committed on a branch
 * that collects sign-offs for it (LEDGER section 5).
 */
#pragma once

#include "command/place.h"
#include "ledger/audit.h"
#include "ledger/gate.h"

typedef struct {
    PmContext *context;
    const char *ref;   /* the branch that is looked at, or NULL: HEAD's, and the working tree */
    const char *words; /* " --on pr", for commands */
    PmOid tip;
    PmAudit *audit;
    PmPolicyInForce in_force; /* judges who may */
    PmContent *before, *after;
    PmContent *worktree; /* after, where it is the working tree; borrowed */
    const PmPolicy *next;
    GBytes *manifest; /* of what it becomes: what is signed */
    bool committed;   /* on the branch already */
} PmPolicyChange;

/* PM_ERROR_REFUSED where nothing changes; PM_ERROR_STATE for a file that git does not have, or that
 * it would commit otherwise. `place`: may be NULL. */
bool pm_policy_change_open(PmContext *context, const PmPlace *place, PmPolicyChange *out_change,
                           GError **error);
void pm_policy_change_clear(PmPolicyChange *change);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmPolicyChange, pm_policy_change_clear)

/* Is this path of the bundle? */
bool pm_policy_change_has(const PmPolicyChange *change, const char *path);
/* Paths of the bundle that differ between before and after. Elements char *; g_ptr_array_unref() */
GPtrArray *pm_policy_change_paths(const PmPolicyChange *change, GError **error);
/* The difference, as git prints one. g_free() */
char *pm_policy_change_diff(const PmPolicyChange *change, GError **error);

/* Who has signed just now. */
typedef struct {
    const char *role, *email;
} PmPolicySigner;

/* The sign-offs that are missing, with who may give them and the command. `more`: one that the
 * ledger had not when the change was opened, or NULL. */
PmGate pm_policy_change_missing(const PmPolicyChange *change, const PmPolicySigner *more);
/* What a policy asks of every change of it, nothing signed yet. */
PmGate pm_policy_change_asked(PmContext *context, const PmPolicy *policy);
