/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The branches that people share: those that `git config postmortem.protected` names, with blanks
 * between them; otherwise the one that HEAD of the receiving side names.
 */
#pragma once

#include "command/command.h"

/*
 * "refs/heads/main", …, NULL; in the context's arena. `remote`: the other side, as this clone knows
 * it; NULL: this repository is what people push to. `is_new` (may be NULL) tells of a branch that
 * the remote is just getting.
 */
const char *const *pm_shared_branches(PmContext *context, const char *remote,
                                      bool (*is_new)(const char *ref, void *data), void *data);
