/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a commit itself wrote of a document: not what it has from its parents, from where it moved
 * or copied the document, or from git's own merge.
 */
#pragma once

#include "ledger/renames.h"

typedef struct {
    PmRepository *repository; /* borrowed */
    PmRenames *renames;
    char *unread; /* path of a version that is there and can't be read; NULL: none */
} PmWritten;

/* The bytes at a path of a commit; NULL: none. When they can't be read, too: then nobody knows who
 * wrote what, and `unread` names the path. g_bytes_unref() */
GBytes *pm_written_read(PmWritten *self, const PmOid *commit, const char *path);

/* What a commit did to the document at a path. */
typedef struct {
    const PmCommit *commit;
    const char *path;
    const GPtrArray *names;  /* char *: paths that it had before, as a side of a merge still may */
    const GPtrArray *copied; /* GBytes *: texts that it is a copy of */
    GPtrArray *sources;      /* char *; gets the paths that the commit moved it from */
    GPtrArray *actions;      /* char *; gets the ids of the actions that the commit added */
} PmWriting;

/*
 * Did the commit write material text: is there a place that it has from none of the texts before,
 * nor from git's own merge of them? Who moves a document has to give it another id. A new action is
 * a follow-up, and told apart.
 */
bool pm_written_by(PmWritten *self, const PmWriting *writing);

/* Has this text an action of one of these ids (char *)? */
bool pm_written_has_action(GBytes *text, const GPtrArray *ids);
