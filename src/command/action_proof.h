/* SPDX-License-Identifier: Apache-2.0 */
/* What was looked at before an action was confirmed. */
#pragma once

#include "command/command.h"

/*
 * As it is kept: a file of this repository by its digest, so that a third person sees the same;
 * all else is words. In the context's arena. PM_ERROR_REFUSED: no commit has the file. NULL-safe.
 */
bool pm_action_proof_read(PmContext *context, const char *given, const char **out_kept,
                          GError **error);
/* The hint, where what was `given` looks like a file and was `kept` as words. */
void pm_action_proof_tell(PmContext *context, const char *given, const char *kept);
