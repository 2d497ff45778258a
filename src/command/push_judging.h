/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One ref under judgement: what is known of its commits, and what is told of them. The parts of
 * push.c share it.
 */
#pragma once

#include "command/push.h"
#include "ledger/audit.h"

typedef struct {
    const PmPush *push;
    PmContext *context;
    PmRepository *repository;
    const PmRefUpdate *update;
    PmDiagnostics *found;
} PmJudging;

bool pm_judging_is_zero(const PmOid *oid);
/* Is it there, and here? What the other side has need not have been fetched. */
bool pm_judging_knows(const PmJudging *self, const PmOid *oid);
bool pm_judging_has_ledger(const PmJudging *self, const PmOid *commit);
/* Does any commit after `old` touch what is judged? */
bool pm_judging_touches(PmJudging *self, const PmOid *old, bool *out_touches, GError **error);

/* NULL where there is no more room. */
PmDiagnostic *pm_judging_tell(PmJudging *self, PmSeverity severity, const char *rule,
                              const char *message);
/* What is so now, and can be mended by what comes later, is told of the documents that the push
 * touches; `deltas` (PmTreeDelta *) NULL: of all. */
void pm_judging_tell_present(PmJudging *self, const GPtrArray *deltas, const PmDiagnostic *found);

/* As verify would; `known`: what the line had, or NULL. Findings go to `found`. */
PmAudit *pm_judging_audit(PmJudging *self, const PmOid *tip, const PmOid *known,
                          PmDiagnostics *found, GError **error);
/* Ids of the line behind a commit, in hex; g_hash_table_unref() */
GHashTable *pm_judging_line(PmJudging *self, const PmOid *tip, GError **error);
