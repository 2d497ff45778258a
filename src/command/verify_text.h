/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What verify says: what is proved, what is claimed, what was not checked, and the verdict.
 */
#pragma once

#include "command/verify_question.h"

typedef struct {
    const PmVerifyQuestion *question;
    const PmVerifyScope *scope; /* the question's */
    const PmAudit *audit;       /* NULL: the answer is an earlier one (verify_memory.h) */
    const PmAuditCounts *counts;
    GPtrArray *claimed_changes; /* char *: of the policy; borrowed */
    bool checkpoint_is_proved;
    PmDiagnostics *diagnostics; /* sorted */
    const PmCheckpoint *known;  /* that was given; NULL: none */
    bool fine;                  /* nothing is violated, and nothing was left unchecked */
} PmVerified;

void pm_verify_print(PmContext *context, const PmVerified *verified);
void pm_verify_print_json(PmContext *context, const PmVerified *verified);
