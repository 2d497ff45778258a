/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each commit did to a document's text. The inside of authors.h: for authors.c, contribution.c
 * and settling.c alone.
 */
#pragma once

#include "git/mailmap.h"
#include "ledger/authors.h"
#include "ledger/origins.h"
#include "ledger/written.h"

/* A commit's part in a document's text. */
typedef struct {
    PmOid commit;
    size_t step;        /* that brought it in */
    guint position;     /* of the commit by which it came here, in the order of `changes` */
    bool wrote;         /* material text; else it only moved the document, or nothing of the kind */
    GPtrArray *actions; /* char *: ids of the actions that it added */
    GPtrArray *people;  /* char *: the author and Co-authored-by */
    GPtrArray *addresses; /* char *: theirs, as the commit has them */
    GPtrArray *signers;   /* char *: of Co-authored-by, those who also signed in it */
    GPtrArray *sources;   /* char *: where the text was before the commit moved it */
} PmContribution;

struct PmAuthors {
    PmRepository *repository;
    PmMailmap *mailmap; /* as the tip has it: no working tree and no user's file has a say */
    const PmSteps *steps;
    char *prefix;
    bool cut;
    GPtrArray *changes;          /* of documents, of the bundle, and of texts anywhere */
    GHashTable *versions;        /* text → what settling read of it; NULL: nothing yet */
    GHashTable *positions;       /* commit → its place in `changes` */
    GHashTable *touching;        /* path → GArray of PmOid, oldest first */
    GHashTable *policy_touching; /* those below .postmortem/ */
    PmOrigins *origins;          /* once somebody asks who wrote something */
    PmWritten written;
    GHashTable *contributions; /* path → GPtrArray of PmContribution, by position */
    GHashTable *histories;     /* path → GPtrArray of PmContribution, those of its sources, too */
};

/* Whoever wrote at this path. Elements PmContribution *, borrowed. */
const GPtrArray *pm_contributions_at(PmAuthors *authors, const char *path);
/* Whoever wrote the text, at this path and at those that it was moved from. */
const GPtrArray *pm_contributions_to(PmAuthors *authors, const char *path);
/* The person of a name and an e-mail, through .mailmap; pm_authors_person(). g_free() */
char *pm_contributions_person(const PmAuthors *authors, const char *name, const char *email);
/* The people of a commit, the author first, then those of Co-authored-by. Elements char *;
 * g_ptr_array_unref() */
GPtrArray *pm_contributions_people(PmAuthors *authors, const PmCommit *commit);
/* Its place in the order of `changes`. */
guint pm_contributions_position(const PmAuthors *authors, const PmOid *commit);
