/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A shared branch: its line as verify would judge it, from the tip that it has.
 */
#pragma once

#include "command/push_judging.h"

/* Of the new tip's line, what came after `old`; NULL: all of it. */
bool pm_push_judge_line(PmJudging *self, const PmOid *old, GError **error);
/* And whether it may move there at all. */
bool pm_push_judge_shared(PmJudging *self, GError **error);
