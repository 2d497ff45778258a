/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fold a document's sign-offs into the state of its review: for each thing that the policy demands,
 * one word.
 */
#pragma once

#include "ledger/record.h"

typedef enum {
    PM_DEMAND_SATISFIED,
    PM_DEMAND_EXCUSED,
    PM_DEMAND_OVERRIDDEN,
    PM_DEMAND_STALE,
    PM_DEMAND_OBJECTED,
    PM_DEMAND_UNKNOWN,
    PM_DEMAND_MISSING,
} PmDemandState;
const char *pm_demand_state_name(PmDemandState state);

typedef struct {
    PmDemand demand;
    PmDemandState state;
    const PmSignoffRecord *const *records; /* that count for it now, or did: current approvals, else
                                              stale ones, the objection, the excuse */
    size_t record_count;
    const char *changed; /* of a stale one: the material places changed since */
    bool excusable; /* a party that was excused from another text, or that has no members to sign */
} PmDemandStatus;

typedef struct {
    const PmDemandStatus *demands;
    size_t count;
    bool satisfied; /* each is satisfied, excused or overridden, and no objection stands */
    const PmSignoffRecord *objection; /* that stands, or NULL */
} PmReviewState;

/*
 * `records`: PmSignoffRecord *, in the order in which they entered. `document`: the text as it is
 * now.
 */
PmReviewState pm_state_fold(PmArena *arena, const PmPolicy *policy, const PmDocument *document,
                            const GPtrArray *records);
/*
 * Is what this record signs the text of `document`, follow-up changes aside? Else `*out_changed`
 * names the places.
 */
bool pm_state_is_current(PmArena *arena, const PmSignoffRecord *record, const PmDocument *document,
                         const char **out_changed);
