/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The git hooks of a repository.
 */
#pragma once

#include "command/command.h"

/* Install every hook that there is, and say so. PM_ERROR_REFUSED where somebody else's is there. */
bool pm_hooks_install(PmContext *context, GError **error);

/* Is each of them there? */
bool pm_hooks_installed(PmContext *context, bool *out_installed, GError **error);
