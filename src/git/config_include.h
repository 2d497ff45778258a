/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files that a configuration file includes (git-config(1), "Includes"), before libgit2 opens
 * them unasked.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * Is all that reading `path` leads to a file? Conditions of an includeIf are taken to hold, and so
 * are includes of includes. PM_ERROR_UNTRUSTED for a FIFO or a device, PM_ERROR_LIMIT when files
 * include each other in too many ways. What is missing, or a bad file, is for its reader to say.
 */
bool pm_config_include_check(const char *path, GError **error);
