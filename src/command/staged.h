/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is about to be committed: the index as git's hook environment gives it, compared with HEAD.
 */
#pragma once

#include "command/command.h"

/*
 * Check the documents that the index changes, and refuse what may not happen to the ledger:
 * documents or sign-offs deleted, sign-offs changed, an old version of one put back, the config
 * taken away. The config is that of the index. `since` (may be NULL): of the findings, only those
 * that were not there at this revision (since.h). Exit 0, 1; -1 with an error.
 */
int pm_staged_check(PmContext *context, const char *format, const char *since, GError **error);
/*
 * The same as a hook: of a draft, only what makes it unreadable and secrets count (PRODUCT section
 * 4), and where there is nothing to say, nothing is said. A branch without a ledger passes.
 */
int pm_staged_hook(PmContext *context, GError **error);
