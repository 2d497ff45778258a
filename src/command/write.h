/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all writing verbs share: from new bytes to one commit, with the user's message, signature,
 * --dry-run and
 * --no-commit; and edits of one document, re-made and re-checked against whatever the tip is.
 */
#pragma once

#include "check/check.h"
#include "command/command.h"
#include "data/edit.h"
#include "document/document.h"
#include "git/commit.h"
#include "ledger/corpus.h"
#include "ledger/event.h"

typedef struct PmWrite PmWrite;

/* One attempt: called again after a lost race. Its arena lives until the next one. */
typedef struct {
    const PmWrite *write;
    PmArena *arena;
    PmContent *tip; /* NULL on an unborn branch */
    PmOid tip_oid;
    GArray *changes;     /* private: pm_write_add() */
    PmEvent event;       /* a copy of the write's, to be completed */
    size_t step;         /* of an edit in several steps: 0, 1 … */
    const char *message; /* private */
} PmWriteAttempt;

struct PmWrite {
    PmContext *context;
    const PmWriteOptions *options;
    PmEvent event;
    const char *ref;     /* NULL: HEAD's branch */
    PmCommitFlags flags; /* PM_COMMIT_UNBORN, PM_COMMIT_ALLOW_DIRTY */
    bool (*make)(PmWriteAttempt *attempt, void *data, GError **error);
    void *data;
};

/* Put `bytes` (NULL: delete) at `path`; `expected` is what the working file must hold (NULL: not
 * exist). Borrowed. */
void pm_write_add(PmWriteAttempt *attempt, const char *path, GBytes *bytes, GBytes *expected);

typedef struct {
    bool committed; /* false: --dry-run or --no-commit */
    PmCommitResult commit;
} PmWriteResult;

bool pm_write_run(const PmWrite *write, PmWriteResult *out_result, GError **error);

/* "  committed 4ba1c9e  <what>", or what --no-commit did; with --json one object with id, path,
 * commit and event. */
void pm_write_report(PmContext *context, const PmWriteOptions *options, const PmWriteResult *result,
                     const char *id, const char *path, const char *event, const char *what);

/* The document that `word` names, read from the context's content. */
typedef struct {
    const PmCorpusEntry *entry;
    GBytes *bytes; /* owned by the caller: g_bytes_unref() */
    const PmSource *source;
    const PmDocument *document;
} PmTarget;
bool pm_target_open(PmContext *context, PmArena *arena, const char *word, PmTarget *out_target,
                    GError **error);
void pm_target_clear(PmTarget *target);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmTarget, pm_target_clear)

/*
 * Edit one document and commit: `edit` adds splices; it is called again with fresh bytes after a
 * lost race. What comes out must still be YAML without errors, and must not break the gate of the
 * document's status; else PM_ERROR_REFUSED says what it would break. `also` (may be NULL) may add
 * more changes, given the new bytes.
 */
typedef struct {
    PmContext *context;
    const PmWriteOptions *options;
    const char *word; /* id */
    const char *event;
    const char *subject; /* after "postmortem: "; %s is not expanded */
    bool (*edit)(PmEdit *edit, const PmDocument *document, PmWriteAttempt *attempt, void *data,
                 GError **error);
    bool (*also)(PmWriteAttempt *attempt, const PmTarget *target, GBytes *new_bytes, void *data,
                 GError **error);
    size_t
        steps; /* how often `edit` is called, each time with what the step before made; 0: once */
    PmStatus gate; /* judge the result as this status; PM_STATUS_NONE: as its own */
    void *data;
} PmDocumentWrite;

/* On success `*out_id` and `*out_path` live in the context's arena. */
bool pm_write_document(const PmDocumentWrite *write, PmWriteResult *out_result, const char **out_id,
                       const char **out_path, GError **error);

/* A checker for the context's config and schema. */
PmChecker *pm_write_checker(PmContext *context, GError **error);
/* Today in the config's time zone, "2026-01-20"; in the arena. */
const char *pm_write_today(PmContext *context);
/*
 * The user's text from -m, -F or -e; NULL in *out_text when none was given. In the context's arena.
 */
bool pm_write_message(PmContext *context, const PmWriteOptions *options, const char *about,
                      const char **out_text, GError **error);
/* Now as the committer's clock says (GIT_COMMITTER_DATE), RFC 3339 in UTC; in the arena. */
const char *pm_write_now(PmContext *context);
