/* SPDX-License-Identifier: Apache-2.0 */
/*
 * May this new text of a document get into the ledger? One answer for what our verbs make and for
 * what people wrote by hand (PRODUCT section 4).
 */
#pragma once

#include "command/target.h"
#include "ledger/gate.h"

typedef enum {
    /* A draft is refused for nothing but what makes it unreadable, and secrets; a later status for
     * any error. */
    PM_ADMIT_WRITTEN,
    /* The edit came from arguments: it is refused for values that can't be, in a draft too, and for
     * errors that it adds. */
    PM_ADMIT_TYPED,
} PmAdmitMode;

typedef struct {
    PmContext *context;
    const PmChecker *checker;
    const PmCorpus *corpus;
    const PmCorpusEntry *entry;
    const PmSource *before, *after; /* before: NULL, it is new */
    const char *file;               /* that comes with it, or NULL */
    GBytes *file_bytes;
    const PmOid *tip; /* of the branch; its sign-offs count */
    PmStatus gate;    /* judge as this status; PM_STATUS_NONE: as its own */
    bool has_reason;  /* the user says why, with -m */
    PmAdmitMode mode;
} PmAdmitting;

/* In the context's arena. */
typedef struct {
    PmStatus from, to;
    PmDiagnostics *findings; /* all of the new text; of an adopted one written by hand, the new */
    GPtrArray *values;       /* const PmDiagnostic *: values that can't be; PM_ADMIT_TYPED alone */
    GPtrArray *refused;      /* other findings that may not get into the ledger */
    GPtrArray *let;          /* findings that it adds, and that are let be */
    PmGate gate;             /* what the status that it moves to lacks */
    bool needs_reason;       /* it goes back, and nobody says why */
    bool makes_stale;        /* there are sign-offs, and it changes what they are for */
    bool changes_closed;     /* the same of a document that stays closed: nobody may sign it then */
} PmAdmission;

/* Fails only where it can't be judged. */
bool pm_admit(const PmAdmitting *admitting, PmAdmission *out_admission, GError **error);
void pm_admission_clear(PmAdmission *admission);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmAdmission, pm_admission_clear)

bool pm_admission_is_granted(const PmAdmission *admission);
/* Say what stands in the way: a list goes to err, and the exit code comes back; one thing is an
 * error, and -1. `verb`: "set", as in "cannot set". */
int pm_admission_refuse(PmContext *context, const PmAdmission *admission, const char *verb,
                        const char *id, GError **error);
/* The hint to a change that makes its document's sign-offs stale; %s: its id. */
#define PM_ADMISSION_STALE "its sign-offs are stale now; a reviewer's git postmortem approve %s"
/* Hints to a change that was made: errors that are left, sign-offs that are stale. */
void pm_admission_hint(PmContext *context, const PmAdmission *admission, const char *id);

/* What a draft may not have either: it can't be read, or holds a secret. */
bool pm_admission_is_barred(const PmDiagnostic *found);
