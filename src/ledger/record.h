/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sign-off as the ledger holds it: the statement, and whether it counts.
 */
#pragma once

#include "ledger/authors.h"
#include "ledger/policy.h"
#include "ledger/signoff.h"
#include "ledger/verifier.h"

#define PM_RECORD_CONTENT_LIMIT ((size_t)16 * 1024 * 1024)

typedef enum {
    PM_JUDGED_PROVED,   /* valid, by a good signature */
    PM_JUDGED_CLAIMED,  /* valid, unsigned: rests on a commit's author; or recorded for somebody */
    PM_JUDGED_UNKNOWN,  /* can't be checked here; not counted */
    PM_JUDGED_OUTDATED, /* good, but of a text that was not the document (any more) when it entered:
                           stale from the start, as after a rebase over an edit; not counted */
    PM_JUDGED_INVALID,  /* a violation; not counted */
} PmJudgement;

typedef struct {
    const char *path; /* of the .signoff file */
    PmSignoff signoff;
    PmJudgement judgement;
    const char *rule;        /* of the finding when it is not valid: "signoff/signature" … */
    const char *why;         /* … and in words */
    const char *key;         /* fingerprint of a good signature's key, or NULL */
    const char *person;      /* whose word it is, through .mailmap: who is one person has one */
    PmAuthorship authorship; /* what that person wrote of the text */
    const char *proof; /* path of what a word that was recorded for somebody rests on, or NULL */
    PmJudgement entered_as; /* of such a one: what it is while its proof is what it was */
    bool gone;              /* the file was changed or deleted since */
    PmOid blob;             /* of the file */
    PmOid step;             /* the step in which it entered */
    size_t step_index;
    GPtrArray *follows; /* those of the same voice that were there when it was made, by ancestry:
                           PmSignoffRecord *, borrowed; NULL: all before it */
    GBytes *content;    /* the bytes that were signed; NULL when missing; owned by the audit */
    PmOid content_blob; /* that holds them; empty when missing */
} PmSignoffRecord;

/* What a sign-off is judged against: the step in which it entered. */
typedef struct {
    PmArena *arena;
    const PmVerifier *verifier;
    const PmSteps *steps;
    PmAuthors *authors;
    size_t step_index;
    const PmPolicy *policy; /* before the step */
    PmContent *old_tree;    /* NULL: none */
    PmContent *new_tree;
    const char *document_path; /* NULL: a sign-off of the policy, or of a step */
    const char *document_id;
} PmEntry;

/* Judge the sign-off at `path` of the new tree, by the rules of LEDGER section 3. Never NULL. */
PmSignoffRecord *pm_record_judge(const PmEntry *entry, const char *path);
void pm_record_clear(PmSignoffRecord *record); /* what it holds outside of the arena */
bool pm_record_counts(const PmSignoffRecord *record);
/* Its proof was touched: judge that by `tree` as it is now. NULL when it is what it was; else what
 * it is, and the record does not count until it is that again. */
const char *pm_record_judge_proof(PmSignoffRecord *record, PmContent *tree);

/* `record` has entered beside `others`, which stand already: note which of them follows which. */
void pm_record_order(const PmEntry *entry, PmSignoffRecord *record, const GPtrArray *others);

/*
 * May the one take the place of the other: is it of the same voice, one person in one role, for one
 * party, about one thing? What was recorded for somebody else takes the place of nothing but an
 * earlier record of the same two: not of what that person signed, nor of what another recorded.
 * Who recorded it may revoke it, as its speaker may.
 */
bool pm_record_may_replace(const PmSignoffRecord *later, const PmSignoffRecord *earlier);
/*
 * Does another one of `records`, which are in the order in which they entered, replace this one? A
 * revocation replaces the statement that it names; any other verdict that, and all of the same
 * voice that it follows. Of two of which neither follows the other, as on two branches, an
 * objection stands, and otherwise the one that entered last: what was said earlier is proved by
 * ancestry and by name, and not by a date or by when it was merged.
 */
bool pm_record_is_replaced(const GPtrArray *records, guint index);
