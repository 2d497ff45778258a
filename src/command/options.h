/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The options of a verb: from the words of the command line into its struct, by its rows.
 */
#pragma once

#include "command/command.h"

/* Take the options out of `arguments` and into `values`, a zeroed struct of the command's, and -q
 * into `*quiet`. PM_ERROR_USAGE, with "did you mean" or with what the option wants. */
bool pm_options_parse(const PmCommand *command, char ***arguments, void *values, bool *quiet,
                      GError **error);
/* Release the strings in `values`. */
void pm_options_clear(const PmCommand *command, void *values);
