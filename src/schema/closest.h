/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of the branches of anyOf and oneOf that all fail, the one that the author meant: of the right
 * type, with the right discriminator, and wrong as deep inside as possible. What the branches have
 * to say in common is said once ("must be text or null").
 */
#pragma once

#include "schema/validate.h"

typedef struct {
    PmRun *run;
    bool active;    /* somebody wants findings */
    guint start;    /* of all branches' findings in the run's list */
    GArray *starts; /* of each branch's */
} PmClosest;

void pm_closest_init(PmClosest *closest, PmRun *run);
void pm_closest_clear(PmClosest *closest);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmClosest, pm_closest_clear)
/* Another branch begins. */
void pm_closest_next(PmClosest *closest);
/* Leave no findings when the value `fits`, else those of one branch, or of all as one. */
void pm_closest_end(PmClosest *closest, const PmConstraint *constraint, const PmNode *instance,
                    bool fits);
