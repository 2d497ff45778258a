/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder of the repository, as people type it.
 */
#pragma once

#include "command/command.h"

/*
 * From the current directory, or from the root in a bare repository: "docs/postmortems/", "" for
 * all of it. PM_ERROR_USAGE for git's folder and ours. In the context's arena.
 */
const char *pm_folder_read(PmContext *context, const char *typed, GError **error);
