/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The revision or range among the words of a command line, as gitrevisions(7) writes them.
 */
#pragma once

#include "command/command.h"

typedef struct {
    const char *word; /* as typed; NULL: there is none */
    bool range;       /* "from..to": what is behind `to` and not behind `from` */
    PmOid from, to;
} PmRevision;

/*
 * Tell it from the other words, which go into `*out_rest` (borrowed; g_free() the array); of
 * "REV:path", the path. A word that names a file, a document or "-" is that and no revision, but a
 * ref comes before a mere part of an id. PM_ERROR_USAGE for a second one.
 */
bool pm_revision_take(PmContext *context, char **words, PmRevision *out_revision, char ***out_rest,
                      GError **error);
