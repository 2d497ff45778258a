/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all writing verbs share: from new bytes to one commit, with the user's signature, --dry-run
 * and --no-commit.
 */
#pragma once

#include "command/command.h"
#include "git/commit.h"
#include "git/push.h"
#include "ledger/event.h"

typedef struct PmWrite PmWrite;

/* One attempt: called again after a lost race. Its arena lives until the next one. */
typedef struct {
    const PmWrite *write;
    PmArena *arena;
    PmContent *tip; /* NULL on an unborn branch */
    PmOid tip_oid;
    GArray *changes; /* private: pm_write_add() */
    PmEvent event;   /* a copy of the write's, to be completed */
} PmWriteAttempt;

struct PmWrite {
    PmContext *context;
    const PmWriteOptions *options;
    PmEvent event;
    const char *ref;     /* NULL: HEAD's branch */
    const PmPush *push;  /* or a remote's, which is pushed to; no branch here is moved */
    PmCommitFlags flags; /* PM_COMMIT_UNBORN, PM_COMMIT_ALLOW_DIRTY */
    /* Make the change; without any, nothing is committed, and that is no error. */
    bool (*make)(PmWriteAttempt *attempt, void *data, GError **error);
    void *data;
};

/* Put `bytes` (NULL: delete) at `path`; `expected` is what the working file must hold (NULL: not
 * exist). Borrowed. */
void pm_write_add(PmWriteAttempt *attempt, const char *path, GBytes *bytes, GBytes *expected);

typedef struct {
    bool committed;         /* false: --dry-run, --no-commit, or nothing to change */
    bool unchanged;         /* nothing to change */
    const char *difference; /* of --dry-run; printed already, but with --json */
    PmCommitResult commit;
    struct json_t *more; /* members for --json (an object, borrowed), or NULL */
} PmWriteResult;

bool pm_write_run(const PmWrite *write, PmWriteResult *out_result, GError **error);

/* "  committed 4ba1c9e  <what>", or what else became of it; with --json one object with id, path,
 * commit and event, and the diff of a dry run. */
void pm_write_report(PmContext *context, const PmWriteOptions *options, const PmWriteResult *result,
                     const char *id, const char *path, const char *event, const char *what);
/* Is there a next step to tell: something was written, and for people? */
bool pm_write_has_next(const PmWriteOptions *options, const PmWriteResult *result);

/* Today in the config's time zone, "2026-01-20"; in the arena. */
const char *pm_write_today(PmContext *context);
/* Now as the committer's clock says (GIT_COMMITTER_DATE), RFC 3339 in UTC; in the arena. */
const char *pm_write_now(PmContext *context);
