/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of a timeline in the order of their times, where that says the same as before.
 */
#pragma once

#include "check/rule.h"

/*
 * Offer to sort the timeline: one table or one list, all of whose times are exact. Not where it
 * would take a row's day from another row than now, nor where something stands between the rows.
 */
void pm_timeline_offer_order(PmCheck *check, PmDiagnostic *found);
