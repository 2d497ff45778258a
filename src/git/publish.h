/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A commit that exists as objects becomes the branch's tip: index and working files first, under a
 * journal, the ref last. Steps 3 to 8 of commit.c.
 */
#pragma once

#include "git/commit_check.h"

typedef enum {
    PM_PUBLISH_DONE,
    PM_PUBLISH_LOST,   /* the branch moved: everything is as before, make the commit again */
    PM_PUBLISH_FAILED, /* with an error; everything is as before, or the error says what is not */
} PmPublish;

typedef struct {
    PmRepository *repository;
    const PmCommitPlan *plan;
    const PmCommitTarget *target;
    const PmCommitAttempt *attempt;
    PmJournal *journal; /* paths as pm_commit_check_tip() made them; the rest is filled here */
    const char *reflog;
    PmIndexCopy *index; /* as it was before index.lock, or NULL; taken */
    PmOid commit;       /* out: by which the change is in the branch */
} PmPublication;

PmPublish pm_publish(PmPublication *publication, GError **error);

/* Step 5 alone, without a journal: a file at a time, and all put back when one can't be written. */
bool pm_publish_files(const PmWorkTree *tree, PmJournal *journal, const PmChange *changes,
                      size_t count, GError **error);
