/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commit what was changed by hand in the policy, as a step of its own, once it has the sign-offs
 * that the policy in force asks for.
 */
#pragma once

#include "command/command.h"
#include "config/config.h"

/* Exit code, or -1 with an error. */
int pm_policy_commit(PmContext *context, const PmWriteOptions *options, GError **error);

/*
 * May a verb change the policy all at once? Where it is guarded, no: then what is missing is
 * printed, with `how` to collect it, and `*out_code` is the exit code.
 */
bool pm_policy_is_open(PmContext *context, const char *verb, const char *how, int *out_code,
                       GError **error);

/* A hint where the working tree's policy is another than HEAD's. */
void pm_policy_hint_changed(PmContext *context);
/* For a commit by plain git, whose index is the context's content: a warning that lists the
 * sign-offs that a change of the policy in it has not got. */
void pm_policy_warn_missing(PmContext *context);
