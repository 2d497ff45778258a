/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a commit itself wrote of a document: not what it has from its parents, from where it moved
 * the document, or from git's own merge.
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

/*
 * Did `commit` write material text at `path`: is there a place that it has from none of the texts
 * before, nor from git's own merge of them? Who moves a document has to give it another id. Adds
 * to `sources` (char *) the paths that it moved the text from.
 */
bool pm_written_by(PmWritten *self, const PmCommit *commit, const char *path, GPtrArray *sources);
