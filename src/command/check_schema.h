/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `check --schema`: the front matter of any file by any JSON Schema 2020-12, and nothing else.
 */
#pragma once

#include "command/command.h"

/* Exit 0 all valid, 1 not; -1 with an error when schema or files can't be read. */
int pm_check_schema_run(PmContext *context, const char *schema, const char *format, char **files,
                        GError **error);

/* The bytes of a file that the user named; "-" is standard input's name elsewhere. Regular files of
 * at most `limit`. */
bool pm_check_schema_read(const char *path, size_t limit, GBytes **out_bytes, GError **error);
