/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A document of the ledger is a plain file, mode 644. Plain git, and other file systems, make
 * executables of them.
 */
#pragma once

#include "command/command.h"
#include "git/content.h"

/* Is what `content` has at `path` a file, and executable? */
bool pm_plain_file_is_executable(PmContent *content, const char *path);

typedef enum {
    PM_PLAIN_FILE_STAGE,
    PM_PLAIN_FILE_COMMIT,
} PmPlainFileHow;

/* The shell command that makes a plain file of it, which works where the user is; NULL without a
 * working tree. In the arena. */
const char *pm_plain_file_command(PmContext *context, const char *path, PmPlainFileHow how);
