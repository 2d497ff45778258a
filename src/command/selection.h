/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the words of a command line select: documents of the ledger by id, path or folder, and files
 * that are none of it.
 */
#pragma once

#include "command/command.h"
#include "ledger/corpus.h"

typedef struct {
    GPtrArray *entries; /* const PmCorpusEntry *, in the order of the words, each once */
    GPtrArray *files;   /* char *: other files, and "-" for standard input */
} PmSelection;

/* `corpus`: NULL where there is no ledger. PM_ERROR_NOT_FOUND with "did you mean". */
bool pm_selection_read(PmContext *context, const PmCorpus *corpus, char **words,
                       PmSelection *out_selection, GError **error);
void pm_selection_clear(PmSelection *selection);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmSelection, pm_selection_clear)

/* The same of words that can only name what a corpus has that is on no disk: a commit's. */
bool pm_selection_read_recorded(PmContext *context, const PmCorpus *corpus, char **words,
                                PmSelection *out_selection, GError **error);

/* The document of the ledger at a path as the user typed it, there or not; NULL where it can be
 * none. */
const PmCorpusEntry *pm_selection_at(PmContext *context, const PmCorpus *corpus, const char *path);
