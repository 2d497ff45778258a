/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Typed access to the front matter (PRODUCT section 3). A value of the wrong type is PM_FIELD_BAD
 * here and a schema finding elsewhere: readers of fields never fail.
 */
#pragma once

#include "data/node.h"

typedef enum {
    PM_FIELD_MISSING, /* absent or null */
    PM_FIELD_BAD,     /* there, but not of its type */
    PM_FIELD_UNKNOWN, /* the word `unknown` */
    PM_FIELD_GIVEN,
} PmFieldState;

typedef struct {
    PmFieldState state;
    const PmNode *node; /* NULL when missing */
    int64_t value;      /* times: seconds since the epoch */
} PmField;

typedef enum {
    PM_STATUS_NONE, /* no status, or none of ours */
    PM_STATUS_DRAFT,
    PM_STATUS_IN_REVIEW,
    PM_STATUS_REVIEWED,
    PM_STATUS_CLOSED,
    PM_STATUS_WITHDRAWN,
} PmStatus;
#define PM_STATUS_COUNT 6
const char *pm_status_name(PmStatus status); /* "in-review"; "none" */
PmStatus pm_status_parse(const char *name);  /* NULL-safe */

typedef enum {
    PM_TIME_STARTED,
    PM_TIME_DETECTED,
    PM_TIME_RESPONDED,
    PM_TIME_MITIGATED,
    PM_TIME_RESOLVED,
    PM_TIME_DISCLOSED,
    PM_TIME_AWARE,      /* of what a law calls an incident; not given: when it was detected */
    PM_TIME_CLASSIFIED, /* as major */
    PM_TIME_COUNT,
} PmTimeName;
const char *pm_time_name(PmTimeName name); /* "started" */

/* Strings are NULL when missing or no string. Lists of strings end with NULL and are never NULL. */
typedef struct {
    const PmNode *node;
    const char *id, *class_name, *text, *accepted;
    const char *const *evidence;
} PmFinding;

typedef struct {
    const PmNode *node;
    const char *id, *text, *effect, *work, *owner, *ticket, *no_ticket, *done_when, *status,
        *reason, *proof;
    const char *due;             /* "2026-02-01" */
    const char *const *findings; /* for: */
    const char *const *consulted;
    PmField priority;
} PmAction;

typedef struct {
    const PmNode *node;
    const char *team, *role;
} PmParty;

typedef struct {
    const PmNode *node;
    const char *id, *what, *at, *sha256;
    PmField size;
} PmEvidence;

typedef struct {
    const PmNode *root; /* NULL: no front matter that could be read */
    const char *id, *title, *kind, *status_text, *owner, *summary, *detected_by, *convened_by;
    PmStatus status;
    PmField severity; /* 1 … 5; SEV1, sev-1 and 1 read as 1 */
    PmField times[PM_TIME_COUNT];
    PmField customers;
    const char *data_breach;
    const char *const *services;
    const char *const *tags;
    const char *const *related;
    const char *const *considered;
    const PmFinding *findings;
    size_t finding_count;
    const PmAction *actions;
    size_t action_count;
    const PmParty *parties;
    size_t party_count;
    const PmEvidence *evidence;
    size_t evidence_count;
    const PmNode *response; /* the map, or NULL */
} PmFields;

/* A corpus's own key for one of ours; `theirs` is a key or a JSON Pointer. */
typedef struct {
    const char *ours;
    const char *theirs;
} PmFieldAlias;

/* A corpus's own word for one of our severities: "down" for 1. */
typedef struct {
    const char *word;
    int severity;
} PmSeverityWord;

/* A section by the titles that it may have. */
typedef struct {
    const char *id; /* "timeline" */
    const char *const
        *titles; /* of ours English first, then Korean, then aliases; ends with NULL */
} PmSectionName;

typedef struct {
    const PmFieldAlias *aliases;
    size_t alias_count;
    const PmSeverityWord *severities;
    size_t severity_count;
    const char *time_zone;         /* of times without a zone; NULL: UTC */
    const PmSectionName *sections; /* ours first, in their order; ends with a NULL id; NULL: ours */
} PmFieldReading;

/*
 * The pointer of the corpus's own key that stands for `ours` ("times.started") in this front
 * matter; NULL: ours does. In a document that has become one of ours, by its key "schema", ours
 * comes first. In the arena.
 */
const char *pm_fields_theirs(PmArena *arena, const PmNode *root, const PmFieldReading *reading,
                             const char *ours);

PmFields pm_fields_read(PmArena *arena, const PmNode *root, const PmFieldReading *reading);

/*
 * Full (PRODUCT section 4): customers hit, data breached, or nobody knows; kind security or data;
 * never a near miss.
 */
bool pm_fields_is_full(const PmFields *fields);

const PmFinding *pm_fields_finding(const PmFields *fields, const char *id);
const PmAction *pm_fields_action(const PmFields *fields, const char *id);
/* When the incident was over, as far as is known: resolved, or else mitigated, or begun. */
bool pm_fields_end(const PmFields *fields, int64_t *out_time);
/* Is it still to be done: neither done nor confirmed nor dropped? */
bool pm_action_is_open(const PmAction *action);

/*
 * RFC 3339 (also with a space, without seconds, without zone, or a bare date) to seconds since the
 * epoch. `*out_zoned` tells whether it named its zone.
 */
bool pm_time_parse(const char *text, const char *time_zone, int64_t *out_seconds, bool *out_zoned);
/* "2026-01-14T16:58:00Z". */
char *pm_time_format(PmArena *arena, int64_t seconds);
/* A severity as people write it: 1, "1", "SEV1", "sev-1", "S1", "P1". */
bool pm_severity_parse(const char *text, int *out_severity);
/* "SEV1"; what is written there where that is none of ours; NULL when missing. */
const char *pm_severity_format(PmArena *arena, const PmField *severity);
