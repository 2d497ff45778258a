/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a sign-off, of whatever can be signed: the statement, its signature, and the content that
 * it signs, in one commit.
 */
#pragma once

#include "command/place.h"
#include "command/recorded.h"
#include "ledger/audit.h"

/* What is signed: a document, the policy, or a step of the ledger. */
typedef struct {
    const char *document;   /* as the statement names it: an id, ".postmortem", "step:…" */
    const char *folder;     /* that its sign-offs are in, "….signoffs/" */
    GBytes *content;        /* borrowed */
    const PmPolicy *policy; /* that judges it */
    PmAudit *audit;         /* of its tip: the time, and who verifies */
} PmSignoffSubject;

typedef struct {
    PmContext *context;
    const PmWriteOptions *options;
    PmSignoffSubject subject;
    PmSignVerdict verdict;
    PmDemand demand;            /* role and party to sign in */
    const char *name, *email;   /* who */
    const PmRecorded *recorded; /* whose word it is, where they only record it; else NULL */
    const char *replaces;       /* digest of the earlier statement, or NULL */
    const PmPlace *place;       /* the branch that it is for */
    const char *comment;        /* one line (pm_signoff_read_comment), or NULL */
    const char *done;           /* in words: "approved" */
} PmSignoffRequest;

/* One that is made, and not written yet. */
typedef struct {
    PmSignoff signoff;
    const char *file; /* the statement with its signature */
    bool is_signed;
} PmSignoffMade;

/* What the user says with it, as a comment; NULL in `*out_comment` when nothing was said. */
bool pm_signoff_read_comment(PmContext *context, const PmWriteOptions *options,
                             const char **out_comment, GError **error);

/* PM_ERROR_REFUSED for a signature that would not count, or that is missing where it is needed.
 * Lives in the context's arena. */
bool pm_signoff_make(const PmSignoffRequest *request, PmSignoffMade *out_made, GError **error);

/* What else is to be known of the commit. */
typedef struct {
    /* May the branch still get it, which may have moved while it was made? */
    bool (*is_unchanged)(PmWriteAttempt *attempt, void *data, GError **error);
    /* Add what goes with it; may be NULL. */
    bool (*add)(PmWriteAttempt *attempt, void *data, GError **error);
    void *data;
    const char *document; /* that the event is of, or NULL: the ledger */
} PmSignoffCommit;

bool pm_signoff_write(const PmSignoffRequest *request, const PmSignoffMade *made,
                      const PmSignoffCommit *commit, PmWriteResult *out_result, GError **error);

/* "approved as party payments, signed"; in the arena. */
const char *pm_signoff_describe(const PmSignoffRequest *request, const PmSignoffMade *made);
/* Where the policy would rather have a signature: how to get a key. */
void pm_signoff_hint_unsigned(const PmSignoffRequest *request, const PmSignoffMade *made);

/* One's own standing statements among `records`, revocations apart, those too that somebody
 * recorded for one; or what one recorded for `speaker` (NULL: nobody). Elements PmSignoffRecord *,
 * borrowed; g_ptr_array_unref() */
GPtrArray *pm_signoff_own(const GPtrArray *records, const char *email, const char *speaker);
