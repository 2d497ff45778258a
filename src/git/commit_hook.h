/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user's hooks around a commit, run as git would run them; githooks(5).
 */
#pragma once

#include "git/repository.h"

/* Let commit-msg judge and edit the message. `*out_message` is what it left, g_free(). */
bool pm_commit_hook_message(const PmRepository *repository, const char *message, char **out_message,
                            GError **error);
/* post-commit can only look: its exit code has no say. */
void pm_commit_hook_done(const PmRepository *repository);
