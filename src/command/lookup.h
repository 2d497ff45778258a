/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What rules may ask of the corpus, answered from one state of the repository.
 */
#pragma once

#include "check/check.h"
#include "command/command.h"
#include "ledger/corpus.h"

typedef struct PmLookup PmLookup;

/* `content` (NULL: of no repository) and `corpus` (NULL: of no ledger) are borrowed. Safe for
 * several threads. */
PmLookup *pm_lookup_new(PmContent *content, const PmCorpus *corpus, const char *today);
void pm_lookup_free(PmLookup *lookup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmLookup, pm_lookup_free)
/* A file that comes with the document that is asked about; borrowed. NULL: none. */
void pm_lookup_expect_file(PmLookup *lookup, const char *path, GBytes *bytes);
/* Whose history is asked about sign-offs, and whose branches there are besides; without it, HEAD's.
 */
void pm_lookup_set_tip(PmLookup *lookup, const PmOid *tip);
/* Know people by more than one address, from now on. Borrowed. */
void pm_lookup_set_people(PmLookup *lookup, const PmRepository *repository);
/* Know what hour it is, in seconds since the epoch, from now on. */
void pm_lookup_set_clock(PmLookup *lookup, int64_t now);
/* Also know the documents of other branches, from now on. Not while others ask. */
void pm_lookup_watch_branches(PmLookup *lookup, const PmConfig *config);
const PmCheckLookups *pm_lookup_get(const PmLookup *lookup);
/*
 * Look whether this document has all its sign-offs, by the history of the tip, for whoever asks
 * later. In one thread. `bytes` NULL: read here, where they are needed. Costs nothing worth
 * mentioning where it is not in review or has none.
 */
void pm_lookup_judge_signoffs(PmLookup *lookup, PmContext *context, const PmCorpusEntry *entry,
                              GBytes *bytes);
