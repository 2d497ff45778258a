/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What older steps are found to have only since the push: .mailmap says who is who for all of
 * history, and can make a reviewer of then one person with the author.
 */
#pragma once

#include "command/push_judging.h"

/* Does .mailmap say the same at both? */
bool pm_push_same_people(const PmJudging *self, const PmOid *old, const PmOid *now);
/*
 * Of what was `found` at `now`, refuse what is of steps up to `old` and was not found there, in the
 * name of the commit that changed .mailmap.
 */
bool pm_push_judge_past(PmJudging *self, const PmOid *old, const PmOid *now,
                        const PmDiagnostics *found, GError **error);
