/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The document that a verb is about, and the checker that judges it.
 */
#pragma once

#include "check/check.h"
#include "command/command.h"
#include "ledger/corpus.h"

typedef struct {
    const PmCorpus *corpus;
    const PmCorpusEntry *entry;
    GBytes *bytes; /* owned by the caller: g_bytes_unref() */
    const PmSource *source;
    const PmDocument *document;
} PmTarget;

/* The document that `word` names, read from the context's content. */
bool pm_target_open(PmContext *context, PmArena *arena, const char *word, PmTarget *out_target,
                    GError **error);
/* A document of a corpus, read from `content`: the working tree, or a commit's. */
bool pm_target_read(PmContext *context, PmArena *arena, PmContent *content, const PmCorpus *corpus,
                    const PmCorpusEntry *entry, PmTarget *out_target, GError **error);
void pm_target_clear(PmTarget *target);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmTarget, pm_target_clear)

/* Bytes of a document as a source; borrows them. */
const PmSource *pm_target_source(PmArena *arena, const char *path, GBytes *bytes);
/* How a document of the corpus is loaded and checked. */
PmDocumentFlags pm_target_flags(const PmCorpusEntry *entry);
/* A checker for the context's config and schema. */
PmChecker *pm_target_checker(PmContext *context, GError **error);
