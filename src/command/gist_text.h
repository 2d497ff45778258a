/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A gist as lines of text, in which it is kept: one for the document, one for each action, with
 * tabs between their parts.
 */
#pragma once

#include "command/gist.h"

/* `stamp`: of the file that has it, "" where none is known. */
void pm_gist_write(GString *out, const PmGist *gist, const char *stamp);

/*
 * The next gist of `*text`, which moves behind it, and whose bytes are changed and borrowed; NULL
 * at its end, and where it is none.
 */
PmGist *pm_gist_read(PmArena *arena, char **text, const char **out_stamp);
