/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Something to do with each of many documents: read in order by one thread, worked on by as many as
 * there are cores, finished in order by the first. Only so many are in flight at once, so that
 * memory does not grow with their number.
 */
#pragma once

#include "command/command.h"
#include "ledger/corpus.h"

typedef struct {
    const PmCorpusEntry *entry;
    GBytes *bytes; /* NULL: could not be read, see error */
    GError *error;
    PmArena *arena; /* of this job alone; reset after finish */
    void *result;   /* the work's; in the arena */
    bool done;      /* private */
} PmEachJob;

typedef struct {
    /* NULL: from the content, up to the config's limit */
    GBytes *(*read)(PmEachJob *job, void *data, GError **error);
    bool (*prepare)(PmEachJob *job,
                    void *data); /* may be NULL; false: leave this one out of the work */
    void (*work)(PmEachJob *job, void *data);   /* in any thread */
    void (*finish)(PmEachJob *job, void *data); /* in order */
    void *data;
} PmEach;

/* `content` may be NULL where `read` is given. */
bool pm_each_run(const PmEach *each, PmContext *context, PmContent *content,
                 const PmCorpusEntry *const *entries, size_t count, GError **error);
/* All entries of a corpus. */
bool pm_each_of_corpus(const PmEach *each, PmContext *context, PmContent *content,
                       const PmCorpus *corpus, GError **error);
