/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What verify says: what is proved, what is claimed, what was not checked, and the verdict.
 */
#pragma once

#include "command/command.h"
#include "ledger/audit.h"

/* `fine`: nothing is violated, and nothing was left unchecked up to `tip`. */
void pm_verify_print(PmContext *context, const PmAudit *audit, PmDiagnostics *diagnostics,
                     const PmOid *tip, bool fine);
void pm_verify_print_json(PmContext *context, const PmAudit *audit,
                          const PmDiagnostics *diagnostics, const PmOid *tip, bool fine);
