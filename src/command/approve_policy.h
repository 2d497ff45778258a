/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sign a change of the policy, before it is made or on a branch that collects its sign-offs.
 */
#pragma once

#include "command/place.h"

typedef struct {
    PmContext *context;
    const PmWriteOptions *options;
    const char *role; /* NULL: the first that waits for them */
    const PmPlace *place;
} PmPolicyApproval;

/* Exit code, or -1 with an error. */
int pm_approve_policy(const PmPolicyApproval *approval, GError **error);
