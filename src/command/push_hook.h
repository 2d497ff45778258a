/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hooks around a push; githooks(5). The shared branches are those that `git config
 * postmortem.protected` names; otherwise the one that HEAD of the receiving side names.
 */
#pragma once

#include "command/command.h"

/* pre-push: arguments are the remote's name and address; refs come on standard input. */
int pm_push_hook_client(PmContext *context, char **arguments, GError **error);
/* pre-receive: all refs of a push come on standard input, and none moves when one is refused. */
int pm_push_hook_receive(PmContext *context, char **arguments, GError **error);
/* update: arguments are the ref, its old and its new object. */
int pm_push_hook_update(PmContext *context, char **arguments, GError **error);
