/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes that the user names: a file anywhere, or standard input.
 */
#pragma once

#include "command/command.h"

#define PM_INPUT_STDIN "-"

/* At most `limit` bytes of the file, or of standard input for "-". PM_ERROR_NOT_FOUND,
 * PM_ERROR_LIMIT (hint: `remedy`, may be NULL), PM_ERROR_FAILED. */
GBytes *pm_input_read(const char *path, size_t limit, const char *remedy, GError **error);
/* The same of a document, by the limit of the config. */
GBytes *pm_input_read_document(PmContext *context, const char *path, GError **error);
