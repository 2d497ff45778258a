/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is about to be committed: the index as git's hook environment gives it, compared with HEAD.
 */
#pragma once

#include "command/command.h"

/* Check the documents that the index changes, and refuse what may not happen to the ledger:
 * documents or sign-offs deleted, sign-offs changed, an old version of one put back. Exit 0, 1; -1
 * with an error. */
int pm_staged_run(PmContext *context, const char *format, GError **error);
