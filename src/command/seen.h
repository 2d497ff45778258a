/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What somebody should have seen before they sign: nobody signs a text that they don't know.
 */
#pragma once

#include "command/review.h"

/*
 * The difference since this person's last sign-off in this role; on a terminal the whole document
 * when there was none.
 */
void pm_seen_print(PmContext *context, const PmReview *review, const PmDemand *demand,
                   const char *email);

/* A warning when the upstream branch, as far as it was fetched, has another text. */
void pm_seen_warn_newer(PmContext *context, const PmReview *review);
