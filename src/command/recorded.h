/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The word of somebody who doesn't use git, on its way into the ledger with its proof.
 */
#pragma once

#include "command/write.h"
#include "ledger/signoff.h"

typedef struct {
    PmProxy proxy;    /* its comment: the recorder's, or NULL */
    const char *name; /* of whose word it is */
    const char *path; /* of the proof in the repository */
    GBytes *bytes;    /* of the proof; owned */
} PmRecorded;

/* May these options go together? Else PM_ERROR_USAGE. */
bool pm_recorded_check(const char *speaker, const char *proof, bool policy, GError **error);

typedef struct {
    const char *speaker; /* an e-mail */
    const char *proof;   /* the file that the user names */
    const PmConfig *config;
} PmRecordedFor;

/*
 * Read the proof of somebody's word: a file anywhere. Its copy is named as it is, or otherwise
 * where the document at `document` has other evidence of that name. Strings live in the context's
 * arena. `tree`: of the branch that it is for.
 */
bool pm_recorded_open(PmContext *context, const PmRecordedFor *whose, PmContent *tree,
                      const char *document, PmRecorded *out_recorded, GError **error);
void pm_recorded_clear(PmRecorded *recorded);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmRecorded, pm_recorded_clear)

/* Add the proof to a commit, where the tip has it not. */
bool pm_recorded_add(const PmRecorded *recorded, PmWriteAttempt *attempt, GError **error);

/* The comment that says it, with what the recorder adds (NULL: nothing). g_free() */
char *pm_recorded_comment(const PmRecorded *recorded, const char *comment, GError **error);
