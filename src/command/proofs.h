/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of evidence that the recorded word of somebody rests on: they stay as they are.
 */
#pragma once

#include "ledger/audit.h"

/* The sign-off that rests on the file at this path; NULL: none. `audit`: of its document. */
const PmSignoffRecord *pm_proof_record(const PmAudit *audit, const char *path);
/* May it become `bytes` (NULL: be taken away)? Not where a sign-off rests on it as it is. */
bool pm_proof_may_become(const PmAudit *audit, const char *path, GBytes *bytes, GError **error);
