/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that somebody else may have put there: opened so that a FIFO or a device in a file's place
 * holds nobody up. Results are 0 or an errno, for the caller's own words.
 */
#pragma once

#include <glib.h>

/* The first `most` bytes, or all that there are; ENOTSUP when it is no regular file. */
int pm_file_read(const char *path, size_t most, GBytes **out_bytes);
/* The whole file mapped; ENOTSUP when it is no regular file. */
int pm_file_map(const char *path, GMappedFile **out_file);
