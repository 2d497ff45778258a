/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents that an earlier checkout gave other line ends. Where core.autocrlf or core.eol says so,
 * git writes CRLF for LF, and takes it back, unless an attribute forbids both, as ours do: files
 * that were there before the attribute would be edits from then on, each line of them.
 */
#pragma once

#include "command/command.h"

/* Is `now` what git made of the committed text by its configuration, and no edit? */
bool pm_line_ends_are_gits(PmContext *context, GBytes *committed, GBytes *now);

/*
 * Write such files below `folder` ("" or with a slash) as they are committed, each only if it still
 * holds just that text. `*out_count` tells how many there were.
 */
bool pm_line_ends_restore(PmContext *context, const char *folder, size_t *out_count,
                          GError **error);
