/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Known and unfixed: the actions of other documents about the same services that were open when an
 * incident began, and what became of them.
 */
#pragma once

#include "command/links.h"

/* Where nothing is ever done, all of it is known at every incident. */
#define PM_KNOWN_MOST 100

/* Where it is known from that an action was open then. */
typedef enum {
    PM_KNOWN_BY_HISTORY, /* the branch had it so */
    PM_KNOWN_BY_ITSELF, /* its document is younger in this history than the incident, and says so */
} PmKnownBasis;

/* Strings are raw; those that may be missing are NULL then. */
typedef struct {
    const char *id, *path;       /* of its document now */
    const char *action, *text;   /* as it was then */
    const char *const *services; /* what both are about, as this document writes them */
    const char *then, *now;      /* its status; now NULL: it is gone */
    const char *became;          /* "still open", "done since" */
    PmKnownBasis basis;
    int64_t began;       /* the other incident; PM_GIST_NO_TIME: not known */
    int64_t since;       /* when it is known first; PM_GIST_NO_TIME: it is not known */
    bool at_least;       /* longer than that: history is cut off there */
    int64_t days;        /* from then to the incident; -1: not known */
    guint place;         /* in its document */
    PmAsOfSince in_line; /* private */
} PmKnownOpen;

typedef struct {
    bool asked; /* the document says when it began, and of what services */
    int64_t moment;
    bool cut;      /* history is cut off before that moment: nothing is known */
    PmOid commit;  /* what the branch was at then; PM_OID_ZERO: nothing */
    GArray *found; /* PmKnownOpen, those of the oldest incident first; PM_KNOWN_MOST at most */
    guint count;   /* of all */
} PmKnown;

/*
 * Of the document at `path`. How long they were open is found out of the first `dated` of them
 * (for that all of history is walked). Strings live as long as `links`, or in its context's arena.
 */
bool pm_known_open_find(PmLinks *links, const char *path, const PmFields *fields, guint dated,
                        PmKnown *out_known, GError **error);
void pm_known_clear(PmKnown *known);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmKnown, pm_known_clear)
