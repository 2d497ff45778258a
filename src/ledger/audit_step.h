/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of an audit: what the walk carries from step to step. For audit*.c alone.
 */
#pragma once

#include "ledger/audit.h"

#define PM_AUDIT_DOCUMENT_LIMIT (16 * 1024 * 1024)

struct PmAudit {
    PmArena *arena;
    PmRepository *repository;
    const PmAuditOptions *options;
    PmDiagnostics *diagnostics;
    PmSteps *steps;
    const char *documents_folder; /* at the tip */
    const char *only_stem;        /* options->only without ".md", or NULL */
    GHashTable *documents;        /* path → PmDocumentRecord */
    GPtrArray *policy_records;    /* PmSignoffRecord * of the bundle */
    GHashTable *checkers;         /* PmPolicy * → PmChecker */
    const PmPolicy *policy;       /* after the steps judged so far; NULL before genesis */
    const char *commit;           /* of the step that is being judged */
    PmAuditCounts counts;
};

/* Judge step `index`. False only when objects can't be read. */
bool pm_audit_step(PmAudit *audit, size_t index, GError **error);

PmDocumentRecord *pm_audit_record(PmAudit *audit, const char *path, bool create);
/* An error about `path` at the step being judged. */
PmDiagnostic *pm_audit_report(PmAudit *audit, const char *rule, const char *path,
                              const char *message);
const PmChecker *pm_audit_checker(PmAudit *audit, const PmPolicy *policy);
/* A document of some tree; its bytes are copied into the arena. */
const PmDocument *pm_audit_load(PmAudit *audit, const char *path, GBytes *bytes);

/* One document that a step changes. */
typedef struct {
    PmContent *old_tree, *new_tree;
    size_t index;
    const PmPolicy *policy; /* before the step */
    bool genesis;
} PmAuditStep;

/* The transition pass: was every gate up to the new status held? */
void pm_audit_transition(PmAudit *audit, const PmAuditStep *step, const PmTreeDelta *delta);
/* The policy pass: the bundle changed in this step. */
bool pm_audit_policy_change(PmAudit *audit, const PmAuditStep *step, const GPtrArray *deltas,
                            GError **error);
