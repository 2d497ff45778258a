/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last event of a branch, or of one document on it: what `undo` takes back.
 */
#pragma once

#include "command/command.h"
#include "git/history.h"

typedef struct {
    PmOid commit, parent;
    const char *name;     /* "set" */
    const char *document; /* the id of its document; NULL: the ledger itself */
    const char *subject;  /* "set x: severity=2" */
    const char *author;   /* e-mail, through .mailmap */
    GPtrArray *deltas;    /* PmTreeDelta *: all that it did */
} PmPastEvent;

/*
 * The last one of `document` (NULL: of any, or of none) along the first parents of `tip`. Strings
 * live in the context's arena. PM_ERROR_NOT_FOUND where there is none.
 */
bool pm_past_event_find(PmContext *context, const PmOid *tip, const char *document,
                        PmPastEvent *out_event, GError **error);
void pm_past_event_clear(PmPastEvent *event);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmPastEvent, pm_past_event_clear)

/* A tip that may have gone on since. */
typedef struct {
    const PmOid *oid;
    PmContent *tree;
} PmPastTip;

/* Is the path as the event left it? Else PM_ERROR_REFUSED names the commit that changed it since.
 */
bool pm_past_event_stands(PmContext *context, const PmPastEvent *event, const PmPastTip *tip,
                          const PmTreeDelta *delta, GError **error);
/* "4ba1c9e, set x: severity=3" of the last commit that touched the path; in the arena. */
const char *pm_past_event_last_touch(PmContext *context, const PmOid *tip, const char *path);
