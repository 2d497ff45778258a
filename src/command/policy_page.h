/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A review policy on one page.
 */
#pragma once

#include "command/command.h"
#include "ledger/policy.h"

#include <jansson.h>

/* `commit`: whose policy it is. */
void pm_policy_page_print(PmContext *context, const PmPolicy *policy, const PmOid *commit);
void pm_policy_page_json(PmContext *context, const PmPolicy *policy, const PmOid *commit);

const char *pm_policy_signature_name(PmSignaturePolicy signature);
