/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The objects of one commit: written, flushed to the disk, and then read back through a database
 * opened anew, because libgit2 reports success for objects that a full disk never took.
 */
#pragma once

#include "git/journal.h"

#include <git2.h>

typedef struct PmObjectWriter PmObjectWriter;

PmObjectWriter *pm_object_writer_new(const PmRepository *repository);
void pm_object_writer_free(PmObjectWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmObjectWriter, pm_object_writer_free)

bool pm_object_write_blob(PmObjectWriter *writer, GBytes *bytes, PmOid *out_blob, GError **error);
/* The tree of commit `tip` (PM_OID_ZERO: an empty one) with the journal's new modes and blobs. */
bool pm_object_write_tree(PmObjectWriter *writer, const PmJournal *journal, const PmOid *tip,
                          PmOid *out_tree, GError **error);
/* A commit from its text without a signature; `signature` may be NULL. */
bool pm_object_write_commit(PmObjectWriter *writer, const char *payload, const char *signature,
                            PmOid *out_commit, GError **error);

/* Flush, read back, compare: after this the commit may be published. */
bool pm_object_writer_prove(PmObjectWriter *writer, GError **error);
