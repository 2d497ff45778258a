/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of an audit: what the walk carries from step to step. For audit*.c alone.
 */
#pragma once

#include "ledger/audit.h"
#include "ledger/chain.h"

#define PM_AUDIT_DOCUMENT_LIMIT (16 * 1024 * 1024)

typedef struct PmAuditAhead PmAuditAhead;

/* A change of policy without the sign-offs that it needed, and what held before. */
typedef struct {
    const char *commit;
    const PmPolicy *before;
    size_t since; /* the step in which that one came into force */
} PmUnapproved;

struct PmAudit {
    PmArena *arena;
    PmRepository *repository;
    const PmAuditOptions *options;
    PmDiagnostics *diagnostics;
    PmSteps *steps;
    PmVerifier *verifier;
    PmChain *chain; /* NULL: nobody asks for it */
    bool checkpoint_is_proved;
    PmAuthors *authors;           /* from genesis on */
    const char *documents_folder; /* of the ledger, from genesis on */
    const char *only_stem;        /* options->only without ".md", or NULL */
    GHashTable *stems;            /* the same of options->among, or NULL */
    GHashTable *documents;        /* path → PmDocumentRecord */
    GHashTable *places;           /* audit_shape.c's; NULL: none yet */
    GHashTable *ids;              /* id, folded → path */
    GPtrArray *policy_records;    /* PmSignoffRecord * of the bundle, and acknowledgements */
    GHashTable *checkers;         /* PmPolicy * → PmChecker */
    GArray *policies;             /* PmPolicyInForce: all that were, the last one is */
    const PmPolicy *policy;       /* after the steps judged so far; NULL before genesis */
    size_t policy_step;           /* in which it came into force */
    size_t genesis_step;          /* in which the ledger began */
    GPtrArray *claimed_changes;   /* char *: of the policy, by anybody */
    GArray *unapproved;           /* PmUnapproved: changes of policy that lack sign-offs */
    GArray *forgotten;            /* size_t: steps whose date is known to be wrong */
    const char *commit;           /* of the step that is being judged */
    size_t resumed;               /* steps that an earlier audit judged */
    bool looked;                  /* it looked at who wrote the texts */
    bool said_once;               /* it said what it says where it comes to it first */
    GVariant *kept;               /* pm_audit_kept() */
    PmAuditAhead *ahead;          /* audit_ahead.h; NULL: nothing is read ahead */
    PmAuditCounts counts;
};

/* Judge step `index`. False only when objects can't be read. */
bool pm_audit_step(PmAudit *audit, size_t index, GError **error);

/* audit_open.c: the steps, and whether they are those that were known. */
bool pm_audit_open(PmAudit *audit, GError **error);
void pm_audit_report_line(PmAudit *audit);
/* audit_now.c: the sign-offs of each document that is reviewed (PmDocumentRecord *) must still be
 * of its text, and no objection stand. */
bool pm_audit_now(PmAudit *audit, PmContent *tip, const GPtrArray *records, GError **error);

PmDocumentRecord *pm_audit_record(PmAudit *audit, const char *path, bool create);
/* An error about `path` at the step being judged. NULL: over the limit of findings. */
PmDiagnostic *pm_audit_report(PmAudit *audit, const char *rule, const char *path,
                              const char *message);
/* The same of what could not be read: its hint becomes the help. */
void pm_audit_report_failure(PmAudit *audit, const char *rule, const char *path,
                             const GError *failure);
/* "in 4ba1c9e, 2026-01-20, by erin@example.org" */
const char *pm_audit_describe_commit(PmAudit *audit, const char *hex);
const PmChecker *pm_audit_checker(PmAudit *audit, const PmPolicy *policy);
/* What a document of some tree is and says, read as its policy says, while it is judged: the audit
 * outlives thousands of them. */
typedef struct {
    PmArena *arena; /* of the reading alone */
    const PmPolicy *policy;
    const char *path;
    GBytes *bytes; /* borrowed */
} PmAuditReading;
const PmDocument *pm_audit_load(PmAudit *audit, const PmAuditReading *reading);
/* The same where it is known whether it is adopted: in any thread. */
const PmDocument *pm_audit_parse(const PmAuditReading *reading, bool adopted);
/* Its status alone. */
PmStatus pm_audit_read_status(PmAudit *audit, const PmPolicy *policy, const char *path,
                              GBytes *bytes);
/* Is the walk about some documents alone? */
bool pm_audit_is_partial(const PmAudit *audit);
/* Does it look at this path at all then? */
bool pm_audit_is_wanted(const PmAudit *audit, const char *path);

/* One step under way. */
typedef struct {
    PmContent *old_tree, *new_tree;
    const PmOid *old_commit, *new_commit; /* old: NULL for the first */
    size_t index;
    const PmPolicy *policy; /* before the step */
    const char *day;        /* of one that is still to come; NULL: its own */
    bool genesis;
} PmAuditStep;

/* audit_signoff.c: the date of this step holds nothing back any more. */
void pm_audit_forget_time(PmAudit *audit, size_t step);
/* audit_signoff.c: sign-offs that enter, and those that may not change any more. */
void pm_audit_signoffs(PmAudit *audit, const PmAuditStep *step, const GPtrArray *deltas);
bool pm_audit_is_signoff_path(const char *path);
/* audit_shape.c: names that are one to some systems, and files that lead elsewhere. */
void pm_audit_shape(PmAudit *audit, const PmAuditStep *step, const GPtrArray *deltas);
/* … and twins of the folders that the ledger lies in, which no document's path shows. */
void pm_audit_shape_above(PmAudit *audit, const PmAuditStep *step);
/* The names that are taken, as data: of type "a(ayt)"; floating. */
GVariant *pm_audit_places_pack(const PmAudit *audit);
bool pm_audit_places_unpack(PmAudit *audit, GVariant *packed);
/* audit_moved.c: what is not judged is not judged where it was moved to. */
void pm_audit_moves(PmAudit *audit, const PmAuditStep *step, const GPtrArray *deltas);
PmSignoffRecord *pm_audit_find_record(const GPtrArray *records, const char *path);
/* audit_merge.c: what the branches had that merges brought in, and the line has not. */
void pm_audit_merges(PmAudit *audit, PmContent *tip);
/* audit_checkpoint.c: the step's link of the chain; and is it that of the checkpoint? */
bool pm_audit_chain(PmAudit *audit, size_t index, GError **error);
/* audit_document.c: was every gate up to the new status held? */
void pm_audit_transition(PmAudit *audit, const PmAuditStep *step, const PmTreeDelta *delta);
/* audit_document.c: the files that a reviewed document rests on are those that were reviewed. */
bool pm_audit_evidence(PmAudit *audit, PmContent *tip, PmDocumentRecord *record,
                       const PmDocument *document, GError **error);
/* Is it adopted, where it was listed or where it was moved to? */
bool pm_audit_is_adopted(PmAudit *audit, const PmPolicy *policy, const char *path);
/* Its id may be another document's from now on. */
void pm_audit_free_id(PmAudit *audit, const PmDocumentRecord *record);
/* The id is this document's from now on; else the path of the one that has it. */
const char *pm_audit_take_id(PmAudit *audit, const PmDocumentRecord *record);
/* audit_policy.c: the bundle changed in this step. */
bool pm_audit_policy_change(PmAudit *audit, const PmAuditStep *step, GError **error);
/* audit_policy.c: go on from the policies of an earlier audit. */
bool pm_audit_policy_resume(PmAudit *audit, GError **error);
/* audit_policy.c: who speaks for the policy; NULL: the one in force, for nothing is in doubt. */
const PmPolicy *pm_audit_undisputed_policy(const PmAudit *audit);
/* audit_policy.c: what was acknowledged becomes a warning. */
void pm_audit_acknowledge(PmAudit *audit);
