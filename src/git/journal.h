/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a commit is about to do to the working tree, the index and the ref, on the disk before it
 * does it: $GIT_DIR/postmortem/journal. With it a later run finishes or takes back what a killed
 * one left.
 */
#pragma once

#include "git/index_copy.h"
#include "git/work_file.h"

/* One path. Modes are 0 and blobs PM_OID_ZERO where there is nothing. */
typedef struct {
    char *path;
    unsigned tip_mode, new_mode; /* in the old and in the new commit */
    PmOid tip_blob, new_blob;
    PmIndexEntry staged; /* the index entry before */
    bool writes;         /* the working file is written, or removed */
    PmOid held_blob;     /* what it held before */
    GBytes *held_bytes;  /* NULL: there was none */
    unsigned held_mode;  /* its permissions */
    unsigned parents;    /* folders to be made for it */
} PmJournalPath;

typedef struct {
    char *nonce; /* the marker of index.lock, the names of staged files */
    char *index_path;
    bool had_index;
    char *ref;
    PmOid old_commit, new_commit;
    GPtrArray *paths; /* of PmJournalPath * */
} PmJournal;

PmJournal *pm_journal_new(void); /* with a nonce of its own and no paths */
void pm_journal_free(PmJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmJournal, pm_journal_free)
PmJournalPath *pm_journal_add(PmJournal *journal, const char *path);

/* The part of a path that concerns the working tree; borrows from it. */
PmWorkFile pm_journal_file(const PmJournal *journal, size_t number);

bool pm_journal_save(const PmJournal *journal, const PmRepository *repository, GError **error);
/* `*out_journal` is NULL when there is none. */
bool pm_journal_load(const PmRepository *repository, PmJournal **out_journal, GError **error);
bool pm_journal_drop(const PmRepository *repository, GError **error);
