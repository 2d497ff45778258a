/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which commit of a range brought each finding. Told is what the documents at its end have that
 * came in the range; a secret also where it is gone again, because its commit stays in every clone.
 */
#pragma once

#include "command/revision.h"
#include "command/selection.h"
#include "command/state.h"
#include "report/report.h"

/* `at`: the state of `range->to`; `only` (may be NULL): these documents of it. */
bool pm_check_range_run(const PmState *at, const PmRevision *range, const PmSelection *only,
                        PmReport *report, GError **error);
