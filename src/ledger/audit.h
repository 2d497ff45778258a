/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One walk along the first-parent line, oldest first, that judges every step (LEDGER sections 5 and
 * 6), and what it leaves: the sign-offs of each document, and what the history has wrong.
 */
#pragma once

#include "ledger/checkpoint.h"
#include "ledger/gate.h"
#include "ledger/verifier.h"

/* A commit that was on the shared line, as far as this repository remembers. */
typedef struct {
    PmOid commit;
    const char *where; /* "origin/main, until 2026-01-20" */
} PmAuditSeen;

/* To go on from where an earlier audit of a shorter history stood. */
typedef struct {
    GVariant *earlier; /* pm_audit_kept() of it, by the same programs and revocations, with the same
                          expected policy; or NULL */
    const char *today; /* OpenPGP keys end */
} PmAuditMemory;

typedef struct {
    PmOid tip;
    const char *only;          /* path of one document: judge it alone; NULL: all */
    GHashTable *among;         /* paths (char *) of several, to the same end; NULL: all; borrowed */
    const char *expect_commit; /* a commit that must be in the history, or NULL */
    const GArray *seen;        /* PmAuditSeen; or NULL */
    const PmCheckpoint *checkpoint; /* what the ledger was known to be; or NULL */
    bool chain;                     /* make the chain of the steps, for pm_audit_link() */
    const PmOid
        *known; /* a commit of the shared line, which the walk goes along if it can; or NULL */
    const PmAuditMemory *memory; /* of an audit of all documents, without a chain; or NULL */
    const char
        *expect_policy; /* digest that the genesis policy must have, or NULL: it is claimed */
} PmAuditOptions;

/* A document of the ledger, as the walk left it. */
typedef struct {
    const char *path;
    const char *id;
    bool exists;    /* at the tip */
    bool judged;    /* false: there at genesis, and not submitted since */
    bool moved;     /* adopted, and not at the path that is listed; not one of ours since */
    bool ours;      /* of one that is not judged: it has a front matter of ours (moved.h) */
    bool submitted; /* judged, and beyond draft at some step */
    PmOid last;     /* text of one that is not judged and was taken away; empty: of none */
    PmStatus status;
    size_t status_step;     /* in which it got there */
    const PmPolicy *policy; /* in force when it got its status, or its present text if that is
                               later: a stricter one that comes after makes nothing old invalid */
    const PmPolicy *reviewed_policy; /* in force when it got its status; NULL: not judged then */
    GPtrArray *records;              /* PmSignoffRecord *, in the order in which they entered */
    bool elsewhere;                  /* it rests on a file outside of its own folder of evidence */
    bool asleep; /* of an earlier audit, and nothing has touched it since: what was signed was
                    not read */
} PmDocumentRecord;

/* A document that was never submitted and has no word of anybody may go, or be renamed. */
bool pm_audit_may_go(const PmDocumentRecord *record);

typedef struct PmAudit PmAudit;

/*
 * Run it. What the history has wrong goes to `diagnostics` (rules audit/…, signoff/…, status/…,
 * policy/…, document/…) as errors; what role `policy` has acknowledged, as warnings. Fails only
 * when objects can't be read. The audit borrows arena and repository.
 */
PmAudit *pm_audit_run(PmArena *arena, PmRepository *repository, const PmAuditOptions *options,
                      PmDiagnostics *diagnostics, GError **error);
void pm_audit_free(PmAudit *audit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmAudit, pm_audit_free)

typedef struct {
    size_t documents, not_judged;
    size_t events; /* commits of the line that this tool made */
    size_t steps;
    size_t signoffs, signed_signoffs, claimed_signoffs, unknown_signoffs;
    size_t recorded_signoffs; /* of the claimed: of somebody who doesn't use git */
    size_t outdated_signoffs; /* of a text that was not the document when they entered */
    size_t squashed_signoffs; /* came in one commit with the text: who wrote it is a claim */
    size_t policy_changes;
    size_t acknowledged;        /* violations */
    bool cut;                   /* shallow */
    bool policy_pinned;         /* the genesis policy is the expected one */
    const char *genesis_policy; /* digest, or NULL: no ledger */
} PmAuditCounts;

const PmAuditCounts *pm_audit_counts(const PmAudit *audit);
/* Where it stands, to go on from when the history has grown; NULL: nobody asked to remember, or not
 * all was fine. Borrowed. */
GVariant *pm_audit_kept(const PmAudit *audit);
/* How many steps were not judged again. */
size_t pm_audit_resumed(const PmAudit *audit);
/* The last link of the chain (chain.h), hex digits; NULL when it was not asked for. */
const char *pm_audit_link(const PmAudit *audit);
/* Is the checkpoint signed, by somebody whom the ledger knew then? */
bool pm_audit_checkpoint_is_proved(const PmAudit *audit);
/* The policy at the tip; NULL when there is none. */
const PmPolicy *pm_audit_policy(const PmAudit *audit);
/* The policy that judges who may change it now: where a change lacks the sign-offs that it needed,
 * the one before that. So it is on a branch that collects them. */
typedef struct {
    const PmPolicy *policy;
    size_t since; /* the step in which it came into force: what is signed for a change is later */
} PmPolicyInForce;
PmPolicyInForce pm_audit_policy_in_force(const PmAudit *audit);
PmOid pm_audit_policy_step(const PmAudit *audit, const PmPolicyInForce *in_force);
/* What speaks in this role for the change from there to `next`, one for each person. Elements
 * PmSignoffRecord *, borrowed; g_ptr_array_unref() */
GPtrArray *pm_audit_policy_approvals(const PmAudit *audit, const PmPolicyInForce *in_force,
                                     const char *role, const PmPolicy *next);
/* Changes of a policy that lets anybody change it: "in 4ba1c9e, …". Elements char *. Borrowed. */
const GPtrArray *pm_audit_claimed_changes(const PmAudit *audit);
/* By whose programs and revocations signatures are looked at. */
const PmVerifier *pm_audit_verifier(const PmAudit *audit);
/* Who wrote the documents; NULL without a ledger. */
PmAuthors *pm_audit_authors(const PmAudit *audit);
/* The last step: what is written next comes after it. */
size_t pm_audit_last_step(const PmAudit *audit);
/* The step of the first violation that a step brought; false: none did, or the very first. */
bool pm_audit_holds_until(const PmAudit *audit, PmOid *out_step);
/* The position of the step that brought a commit in, 0 for the oldest; false: none did. */
bool pm_audit_find_step(const PmAudit *audit, const char *commit, size_t *out_index);
/* Is this commit a step of the line? Else `*out_step` is the one that brought it in, or
 * PM_OID_ZERO: none did. */
bool pm_audit_is_step(const PmAudit *audit, const PmOid *commit, PmOid *out_step);
/* The ledger's time at its tip. */
int64_t pm_audit_time(const PmAudit *audit);
/* The same at a step: when something was, as far as the line knows. */
int64_t pm_audit_time_of(const PmAudit *audit, size_t step);
/* A step that is not there yet: from the tip's tree to another, on that day. */
typedef struct {
    PmContent *old_tree, *new_tree;
    const char *today;
} PmAuditNext;

/*
 * What the walk would find of this change of a document, sign-offs apart that come with it. The
 * audit counts the change as made from then on.
 */
void pm_audit_foresee(PmAudit *audit, const PmAuditNext *next, const PmTreeDelta *delta,
                      PmDiagnostics *diagnostics);
/* NULL when the ledger never had it. */
const PmDocumentRecord *pm_audit_document(const PmAudit *audit, const char *path);
/*
 * What history has against its actions being settled (rule status/closure): a confirmation that is
 * not of whom the text names, or not of a second person who may, and a procedure that has not
 * changed. What the text itself lacks is the content gate's. `document`: its text after step
 * `index`, which may be a later one. In `arena`.
 */
PmGate pm_audit_closure(PmAudit *audit, PmArena *arena, const PmDocumentRecord *record,
                        const PmDocument *document, size_t index);
/* The policy that judges it now: of one that is reviewed, the one of then. */
const PmPolicy *pm_audit_policy_of(const PmAudit *audit, const char *path);
/* The state of the review of a document whose text is `document`, by that policy. */
PmReviewState pm_audit_state(const PmAudit *audit, const char *path, const PmDocument *document);
