/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A branch that is nobody's line: one step to a trial merge with the shared one; and that no
 * sign-off gets lost with it.
 */
#pragma once

#include "command/push_judging.h"

bool pm_push_judge_branch(PmJudging *self, GError **error);
