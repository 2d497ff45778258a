/* SPDX-License-Identifier: Apache-2.0 */
/*
 * commit-msg: a commit made by hand does not pass for one that this tool made.
 */
#pragma once

#include "command/command.h"

/*
 * `arguments`: the file that holds the message. Refused (exit 1) are our trailers, unless this tool
 * wrote the message, or git took them from the commit that is amended, picked or rebased; and a
 * Postmortem-Signoff that names none of the sign-offs in the index. A repository without a ledger
 * passes.
 */
int pm_message_hook(PmContext *context, char **arguments, GError **error);
