/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who stands too near to an action to confirm it: who owns it, and who said that it is done or
 * dropped, by the history, whatever the text claims.
 */
#pragma once

#include "command/command.h"

/*
 * The authors of the commits that gave the action of the document at `path` this status, last,
 * through .mailmap: e-mails (char *), g_ptr_array_unref(). Empty: no commit has it.
 */
GPtrArray *pm_action_markers(PmContext *context, const char *path, const char *action,
                             const char *status, GError **error);

/* Is the address this person's, who is told through .mailmap? */
bool pm_action_is_person(PmContext *context, const char *address, const char *person);
/* The owner is an address, somebody's name, or a team, which is one person where it has one. */
bool pm_action_is_owner(PmContext *context, const char *owner, const char *person);
