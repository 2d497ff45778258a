/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From argv to a verb and back to an exit code: global options, the verb, what it needs, its run,
 * and its error as "fatal: …" with a "hint: …".
 */
#pragma once

#include "command/command.h"

int pm_dispatch_main(int argc, char **argv);

/* Find the row of `name` among the verbs of `path` ("finding"; "" for those of the program); NULL
 * with PM_ERROR_USAGE and "did you mean". */
const PmCommand *pm_dispatch_find(const PmCommand *const *verbs, const char *path, const char *name,
                                  GError **error);
