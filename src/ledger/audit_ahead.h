/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents that an audit will come to, read by the other cores meanwhile. What is judged, and in
 * which order, is not changed by it: a reading is a function of its bytes and its policy, and where
 * the policy turned out to be another, nothing was won.
 */
#pragma once

#include "base/ahead.h"
#include "ledger/audit_step.h"

/* A document, read or about to be. */
typedef struct {
    PmAheadJob job;
    PmRepository *repository;
    PmArena *arena; /* its own */
    const PmPolicy *policy;
    const char *path;
    bool adopted;
    PmOid blob;
    GBytes *bytes;              /* NULL: can't be read, or is too large */
    const PmDocument *document; /* NULL: the same */
} PmAuditRead;

/* Have it read. pm_audit_read_free() waits for it. */
PmAuditRead *pm_audit_read_begin(PmAudit *audit, const PmPolicy *policy, const char *path,
                                 const PmOid *blob);
void pm_audit_read_wait(PmAudit *audit, PmAuditRead *read);
void pm_audit_read_free(PmAudit *audit, PmAuditRead *read);

/* Begin to read what comes up to some steps behind `index`, and let go what is before it. */
void pm_audit_ahead_reach(PmAudit *audit, size_t index);
/* What this step changes below `folder`; NULL: that has to be looked at. g_ptr_array_unref() */
GPtrArray *pm_audit_ahead_deltas(PmAudit *audit, size_t index, const char *folder);
/* The document as this step has it, by this policy; NULL: it was not read ahead, or can't be. */
const PmAuditRead *pm_audit_ahead_find(PmAudit *audit, const PmAuditStep *step,
                                       const PmTreeDelta *delta);
/* Nothing more will be asked for. */
void pm_audit_ahead_end(PmAudit *audit);
