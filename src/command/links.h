/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What other documents have to do with one: all of them as they are now, read once a command.
 */
#pragma once

#include "command/as_of.h"
#include "document/likeness.h"

typedef struct {
    PmContext *context;
    PmGists *gists;
    const PmCorpus *corpus; /* as it is now */
    GPtrArray *now;         /* PmGist *, of each of its documents */
    GHashTable *places;     /* path → its place in the corpus, from 1 */
    GHashTable *folded;     /* a service as it is written → folded name */
    GHashTable *by_service; /* folded name → GArray of guint, places from 0 */
    PmAsOfLine line;        /* not read before it is asked for */
    PmAsOf as_of;           /* of the last moment that was asked for */
    bool has_as_of;
    PmLikeness *likeness; /* of all actions; not made before it is asked for */
    GArray *texts;        /* PmLinkText, in its order */
} PmLinks;

/* Which action a text is of. */
typedef struct {
    guint place; /* of the document */
    guint action;
} PmLinkText;

/* `corpus`: of the context's content; borrowed. */
PmLinks *pm_links_open(PmContext *context, const PmCorpus *corpus, GError **error);
void pm_links_close(PmLinks *links);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmLinks, pm_links_close)

/* The gist of a document now; NULL: it is not there. */
const PmGist *pm_links_gist(const PmLinks *links, const char *path);
const PmCorpusEntry *pm_links_entry(const PmLinks *links, const char *path);
/* One name for all spellings of a service that are one to `actions --service`. Borrowed. */
const char *pm_links_service(const PmLinks *links, const char *name);
/* The documents as the branch had them at a moment. Borrowed, until another is asked for. */
const PmAsOf *pm_links_as_of(PmLinks *links, int64_t moment, GError **error);
