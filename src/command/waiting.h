/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What waits for one person, over all documents of what is committed.
 */
#pragma once

#include "command/command.h"

/* In the order of their urgency; among what is due and whom to tell the time decides. */
typedef enum {
    PM_WAITING_NOTIFY,    /* somebody outside, who is late or within two days to be told */
    PM_WAITING_OVERDUE,   /* an action, due before today */
    PM_WAITING_OBJECTION, /* stands against a document of theirs */
    PM_WAITING_STALE,     /* a sign-off of theirs, of a text that has changed since */
    PM_WAITING_REVIEW,    /* a sign-off that they could give */
    PM_WAITING_MOVE,      /* a document has all its sign-offs, and is in review still */
    PM_WAITING_CONFIRM,   /* an action that somebody else has done or dropped */
    PM_WAITING_CLOSE,     /* a document of theirs in which nothing is left to do */
    PM_WAITING_DUE,       /* an action that is open */
    PM_WAITING_TELL,      /* somebody outside, who is to be told later */
    PM_WAITING_FINDING,   /* has neither an action nor accepted */
    PM_WAITING_DRAFT,     /* a document of theirs */
    PM_WAITING_OTHERS,    /* a document of theirs that waits for others */
    PM_WAITING_COUNT,
} PmWaitingKind;

/* Strings are NULL where they make no sense; none is escaped. In the context's arena. */
typedef struct {
    PmWaitingKind kind;
    const char *id, *path, *title; /* of the document; of an action or finding, its text */
    const char *item;              /* "A1", "F2", "nis2-notification" */
    const char *role, *party;
    const char *day; /* when it is due, or since when it waits */
    int64_t days;    /* late; below 0: to go */
    bool has_days;
    int64_t end;         /* of what has to be done: the last second; INT64_MAX: at any time */
    const char *told;    /* of those to be told: "due in 5 hours" */
    const char *detail;  /* "as security", "1 of 3 sign-offs" */
    const char *reason;  /* what the objector says, what changed since; in the title's place */
    const char *command; /* what to run; NULL: nothing */
} PmWaiting;

/* Who it is about: through .mailmap, and the teams of the config. */
typedef struct {
    PmContext *context; /* of the state that is looked at */
    const char *email;  /* as given, and as .mailmap has it */
    const char *person;
} PmWaitingFor;

/* PmWaiting, by urgency. g_array_unref() */
GArray *pm_waiting_find(PmContext *context, const char *email, GError **error);
const char *pm_waiting_name(PmWaitingKind kind); /* "sign off" */
const char *pm_waiting_key(PmWaitingKind kind);  /* the same for programs: "review" */
