/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file anywhere, of no repository, rewritten with the care that a file of a working tree gets.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * Put `bytes` in the place of what the file holds, if that is `expected` still: through a file
 * beside it, so that a reader sees the old text or the new one, with the permissions that it has.
 * PM_ERROR_UNTRUSTED for a symbolic link and what is no regular file, PM_ERROR_CONFLICT when it
 * holds something else, PM_ERROR_FAILED when it is read-only or can't be written; nothing has
 * changed then.
 */
bool pm_loose_file_rewrite(const char *path, GBytes *expected, GBytes *bytes, GError **error);
/* Refuse a file that its owner made read-only, which a rename would write over all the same. */
bool pm_loose_file_check_writable(const char *path, GError **error);
