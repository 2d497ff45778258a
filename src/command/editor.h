/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user's own editor on a file, started as git starts it.
 */
#pragma once

#include "command/command.h"

/* Run it on `path` (absolute) and wait; false when there is none, it can't be started, or ends with
 * a failure. The file is then as it left it. */
bool pm_editor_run(PmContext *context, const char *path, GError **error);
