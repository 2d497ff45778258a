/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a policy asks for one document: by which rule and which field, how it stands, and who could
 * sign for it now.
 */
#pragma once

#include "command/review.h"

void pm_policy_test_print(PmContext *context, const PmReview *review);
void pm_policy_test_json(PmContext *context, const PmReview *review);
