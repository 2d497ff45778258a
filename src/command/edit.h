/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user's editor on a file of the working tree.
 */
#pragma once

#include "command/command.h"

/* Runs it and waits; false when it can't be started or ends with a failure. The file is then as it
 * left it. */
bool pm_edit_open(PmContext *context, const char *path, GError **error);
