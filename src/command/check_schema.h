/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `check --schema`: the front matter of any file by any JSON Schema 2020-12, and nothing else.
 */
#pragma once

#include "command/command.h"

/* Exit 0 all valid, 1 not; -1 with an error when schema or files can't be read. "-" is standard
 * input. */
int pm_check_schema_run(PmContext *context, const char *schema, const char *format, char **files,
                        GError **error);
