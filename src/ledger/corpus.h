/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The documents of one state of a ledger: their paths and ids.
 */
#pragma once

#include "config/config.h"
#include "document/document.h"
#include "git/content.h"

typedef struct {
    const char *path;
    const char *id;
    PmOid blob;           /* PM_OID_ZERO in the working tree */
    bool adopted;         /* listed in .postmortem/adopted, or moved from where it was (moved.h) */
    PmOid adopted_blob;   /* its content then */
    PmContentStamp stamp; /* in the working tree */
} PmCorpusEntry;

typedef struct {
    const PmConfig *config;
    const PmCorpusEntry *entries; /* sorted by path */
    size_t count;
    size_t adopted_count;
} PmCorpus;

/* List the documents of `content`. Lives in `arena`. */
const PmCorpus *pm_corpus_open(PmArena *arena, PmContent *content, const PmConfig *config,
                               GError **error);
/*
 * The entry of a path of the repository, also when the file is not there (any more); NULL when it
 * can't be a document.
 */
const PmCorpusEntry *pm_corpus_at(PmArena *arena, const PmCorpus *corpus, const char *path);
/*
 * The one document that `word` names: its id, its path, or any unambiguous part of its id.
 * PM_ERROR_NOT_FOUND, with the near ids, or the several that it could be, in the hint.
 */
const PmCorpusEntry *pm_corpus_resolve(const PmCorpus *corpus, const char *word, GError **error);

/*
 * The listing of adopted documents: path (char *) → PmOid *, empty when there is none.
 * g_hash_table_unref()
 */
GHashTable *pm_corpus_adopted(PmContent *content, GError **error);
/* The text of that file for these entries (adopted: id of the blob, two blanks, path). g_free() */
char *pm_corpus_adopted_text(const PmContentEntry *const *entries, size_t count);
