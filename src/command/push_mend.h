/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command that takes what is refused out of a push.
 */
#pragma once

#include "command/push_judging.h"

/* Is it refused for what a commit of the push brought? */
bool pm_push_is_of_commit(const PmDiagnostic *found);
/* In the arena; NULL: there is none. */
const char *pm_push_mend(PmJudging *self);
