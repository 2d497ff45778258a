/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What becomes of an action, a step at a time: done, dropped, confirmed. What the verbs share.
 */
#pragma once

#include "command/edit_fields.h"

/* One step of one action, as a command line asks for it. */
typedef struct {
    const char *action;      /* its id */
    const char *email, *now; /* who is at the keyboard, and when */
} PmActionStep;

/* Complete `email` and `now`. */
bool pm_action_step_begin(PmContext *context, PmActionStep *step, GError **error);
/* The action of the document; PM_ERROR_NOT_FOUND names those that it has. */
const PmAction *pm_action_step_find(const PmDocumentStep *step, const char *action, GError **error);
/* "open" where it has no status. */
const char *pm_action_step_status(const PmAction *action);
/* Set its keys: "" removes one, NULL leaves it. */
bool pm_action_step_set(PmDocumentStep *step, const char *action, const PmEditGiven *members,
                        size_t count, GError **error);
/* Subject and report: "drop action A1 of x", "action A1 is dropped". */
void pm_action_step_tell(PmDocumentStep *step, const char *action, const char *verb,
                         const char *outcome);

extern const PmCommand pm_action_done, pm_action_drop, pm_action_confirm;
