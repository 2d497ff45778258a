/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A word about a change of the policy, before it is made or on a branch that collects its
 * sign-offs: to approve it, or to take that back.
 */
#pragma once

#include "command/place.h"

typedef struct {
    PmContext *context;
    const PmWriteOptions *options;
    const char *role; /* NULL: the first that waits for them */
    const PmPlace *place;
    const char *reason; /* of a revocation where the user says none; NULL: they must */
} PmPolicySignoff;

/* --policy or a document, and not both: else PM_ERROR_USAGE. */
bool pm_policy_or_document(bool policy, const char *word, GError **error);

/* Exit code, or -1 with an error. */
int pm_policy_approve(const PmPolicySignoff *signoff, GError **error);
int pm_policy_revoke(const PmPolicySignoff *signoff, GError **error);
