/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one door into history: a change of a few paths becomes one commit, so that nothing is lost.
 * The order of the steps, and what each protects, is in commit.c; it is the design's "How a commit
 * is made", and the fault sweep in tests/ holds it.
 */
#pragma once

#include "git/content.h"

/* One path of a change. */
typedef struct {
    const char *path;
    GBytes *bytes; /* the new content; NULL: delete */
    /*
     * What the working file held when the edit was made from it: written over only if it still
     * does. NULL: the file must not exist, or hold `bytes` already. Ignored where there is no
     * working tree.
     */
    GBytes *expected;
} PmChange;

/* What one attempt may see and must fill. Lives until the next attempt. */
typedef struct {
    PmContent *tip; /* the tip's tree; NULL on an unborn branch */
    PmOid tip_oid;  /* PM_OID_ZERO when unborn */
    const PmChange *changes;
    size_t change_count;
    const char *message; /* complete; ends with its trailers */
} PmCommitAttempt;

/* Sign `payload` (a commit object without its signature): armour to `*out_signature`, g_free(). */
typedef bool (*PmCommitSigner)(const char *payload, char **out_signature, void *data,
                               GError **error);

typedef enum {
    PM_COMMIT_DEFAULT = 0,
    PM_COMMIT_NO_VERIFY = 1, /* don't run commit-msg */
    PM_COMMIT_UNBORN = 2,    /* allowed on an unborn branch: init alone */
    PM_COMMIT_ALLOW_DIRTY =
        4, /* our paths may differ from the index or tip in the working tree: `commit`, `edit` */
} PmCommitFlags;

typedef struct {
    const char *ref; /* a branch that is not checked out (or any in a bare repository); NULL: HEAD's
                        branch */
    /* Make the commit on this one, and let no branch have it: the caller pushes it. NULL: ref's. */
    const PmOid *parent;
    PmCommitFlags flags;
    PmCommitSigner signer; /* NULL: unsigned */
    /*
     * Make the change against the tip; called again after a lost race. May return false with an
     * error to give up. Changes and message are borrowed until the next call or the end.
     */
    bool (*prepare)(PmCommitAttempt *attempt, void *data, GError **error);
    void *data; /* for prepare and signer */
} PmCommitPlan;

typedef struct {
    /* ours; or, where a git that ran at the same time committed our change along with its own,
     * that one's */
    PmOid commit;
    PmOid parent; /* PM_OID_ZERO for the first */
    char ref[256];
} PmCommitResult;

/*
 * Make the commit. Errors: PM_ERROR_STATE (detached, mid-merge, foreign changes in our paths, …),
 * PM_ERROR_CONFLICT (the branch moved 16 times; a file changed under us; the index stayed locked
 * for 5 s), PM_ERROR_FAILED (disk full, I/O, signer, hook): in every case nothing has changed.
 */
bool pm_git_commit(PmRepository *repository, const PmCommitPlan *plan, PmCommitResult *out_result,
                   GError **error);

/*
 * Write changes to the working tree alone (--no-commit), with the same care for links and
 * concurrent edits.
 */
bool pm_git_write_files(PmRepository *repository, const PmChange *changes, size_t count,
                        GError **error);

/*
 * Finish or take back what a killed process left (a journal, our marked index.lock). A writing verb
 * calls it before it reads what it will change: pm_git_commit does so, too, but what was read
 * before a recovery may be what the recovery takes back, and is then a PM_ERROR_CONFLICT.
 * `*out_recovered` tells whether there was anything.
 */
bool pm_git_recover(PmRepository *repository, bool *out_recovered, GError **error);
