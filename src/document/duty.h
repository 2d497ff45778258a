/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Duties to tell somebody outside, and by when: the list `external` of a document, held against the
 * clocks of laws and contracts.
 *
 * Hours are counted to the second; days and months end with the last hour of their day, in the
 * ledger's time zone, and a month that lacks the day with its last one (Regulation (EEC, Euratom)
 * No 1182/71, Article 3). No extension for weekends and holidays is counted: who uses one says so.
 */
#pragma once

#include "document/filter.h"

typedef enum { PM_PERIOD_HOURS, PM_PERIOD_DAYS, PM_PERIOD_MONTHS } PmPeriodUnit;

typedef struct {
    int count;
    PmPeriodUnit unit;
} PmPeriod;

/* "72h", "14d", "2w", "1mo"; false: it is none. NULL-safe. */
bool pm_period_parse(const char *text, PmPeriod *out);

/* A moment, or a whole day. */
typedef struct {
    const char *text; /* "2026-01-17T17:12:00Z", "2026-02-14"; NULL: not known */
    int64_t start;    /* seconds since the epoch; of a day its midnight */
    int64_t end;      /* its last second: what is later is late */
    bool is_day;
} PmDeadline;

/* As a document has it; one without a zone is in `zone`. No text where it is neither. NULL-safe. */
PmDeadline pm_deadline_read(PmArena *arena, const char *text, const char *zone);
PmDeadline pm_deadline_after(PmArena *arena, const PmDeadline *from, PmPeriod period,
                             const char *zone);
/* Is it too late for that deadline? As days, where one of them is no more than a day. */
bool pm_deadline_is_missed(const PmDeadline *deadline, const PmDeadline *moment, const char *zone);

/* "5 hours late", "due in 3 days"; by the hour within two days. In the arena. */
const char *pm_deadline_tell(PmArena *arena, const PmDeadline *deadline, int64_t now);

#define PM_DUTY_BOUNDS 2

typedef struct {
    const char *after; /* a time ("aware", "classified", "started" …), or an earlier duty, of which
                          its notification counts */
    const char *within; /* a period */
} PmDutyBound;

/* A step of a law's or a contract's clock. */
typedef struct {
    const char *name;         /* "nis2-early-warning" */
    const char *profile;      /* "nis2"; NULL: a ledger's own */
    const char *organisation; /* who is to be told, as far as it is known */
    const char *kind;         /* "regulator", or NULL */
    const char *source;       /* the article, or NULL */
    /* The earlier one counts; but where the first begins only after the second has passed, the
     * first alone. A NULL `after`: there is no second. */
    PmDutyBound bounds[PM_DUTY_BOUNDS];
    bool asked;           /* documents are asked for it, and not only their entries judged by it */
    const PmFilter *when; /* which documents; what nobody knows counts. NULL: all */
} PmDutyClock;

/* Those of the laws that we know, without `asked` and `when`; ends with a NULL name. */
extern const PmDutyClock pm_duty_laws[];
/* Which documents a law's profile is for where a config does not say; NULL: no such profile. */
const char *pm_duty_law_when(const char *profile);

typedef struct {
    const PmDutyClock *clocks;
    size_t count;
    const char *zone; /* the ledger's */
} PmDutyBook;

const PmDutyClock *pm_duty_clock(const PmDutyBook *book, const char *name); /* NULL-safe */

/* "did you mean 'gdpr-notification'?" of "gdpr": the name that is nearest, else those that have
 * `word` as a part. NULL: none. In the arena. */
const char *pm_duty_suggest(PmArena *arena, const PmDutyBook *book, const char *word);

/* An entry of `external`, or one that is missing there. */
typedef struct {
    const PmNode *node;       /* the entry; NULL: missing */
    size_t place;             /* in the list, from 1; 0: missing */
    const char *name;         /* its `duty`, or NULL */
    const PmDutyClock *clock; /* of that name; NULL: none */
    const char *organisation; /* "somebody outside" where nothing names one */
    const char *not_required; /* a reason, or NULL */
    const char *late;         /* the same, of a notification that was late */
    PmDeadline lawful;        /* by its clock */
    PmDeadline written;       /* by its `due` */
    PmDeadline due;           /* the earlier of the two */
    PmDeadline notified;
    bool is_late; /* it was notified, and too late */
} PmDuty;

/* Neither notified, nor not required. */
bool pm_duty_is_open(const PmDuty *duty);

/* Entries in their order, then what is missing, in the book's. In the arena. */
const PmDuty *pm_duties_read(PmArena *arena, const PmDutyBook *book, const PmDocument *document,
                             size_t *out_count);

/* How `external notified` names an entry: by its duty or organisation, where that is it alone and
 * neither a number nor an option, or by its place. In the arena. */
const char *pm_duty_handle(PmArena *arena, const PmDuty *duties, size_t count, const PmDuty *duty);
