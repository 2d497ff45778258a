/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a document says of its actions, and of when and to what it happened: as much of it as is
 * asked of every other document when one is looked at. Of versions that were read once it is kept
 * between runs, so that ten thousand documents need not be read for one.
 */
#pragma once

#include "command/command.h"
#include "ledger/corpus.h"

#define PM_GIST_NO_TIME G_MININT64

/* Strings are NULL when missing. */
typedef struct {
    const char *id, *text, *status;
    bool open;
    int64_t settled; /* when it was first done, dropped or confirmed, as it says itself */
} PmGistAction;

typedef struct {
    PmOid blob;
    const char *const *services; /* ends with NULL */
    int64_t started;
    int64_t over; /* resolved, or else mitigated */
    bool withdrawn;
    const PmGistAction *actions;
    size_t action_count;
} PmGist;

/* The action of this id, or where it has none, of this text; NULL: there is none. */
const PmGistAction *pm_gist_action(const PmGist *gist, const PmGistAction *wanted);

typedef struct PmGists PmGists;

/* By the words of the context's config, whatever the version: what is compared is read alike. */
PmGists *pm_gists_open(PmContext *context);
/* Keeps what was read. */
void pm_gists_close(PmGists *gists);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmGists, pm_gists_close)

/*
 * Of all documents of a corpus, in its order; one that can't be read says nothing. Gists live as
 * long as `gists`; g_ptr_array_unref().
 */
GPtrArray *pm_gists_of_corpus(PmGists *gists, PmContent *content, const PmCorpus *corpus,
                              GError **error);
/* How many of those that were asked for could not be read. */
guint pm_gists_unread(const PmGists *gists);
/* Of one version of a document. */
const PmGist *pm_gists_of_blob(PmGists *gists, const PmOid *blob);
