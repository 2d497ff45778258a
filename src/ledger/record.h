/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sign-off as the ledger holds it: the statement, and whether it counts.
 */
#pragma once

#include "ledger/authors.h"
#include "ledger/policy.h"
#include "ledger/signoff.h"
#include "ledger/verifier.h"

typedef enum {
    PM_JUDGED_PROVED,   /* valid, by a good signature */
    PM_JUDGED_CLAIMED,  /* valid, unsigned: rests on a commit's author */
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
    const char *person;      /* the reviewer through .mailmap: who is one person has one */
    PmAuthorship authorship; /* what the reviewer wrote of the text */
    bool gone;               /* the file was changed or deleted since */
    PmOid blob;              /* of the file */
    PmOid step;              /* the step in which it entered */
    size_t step_index;
    GPtrArray *follows; /* those of the same voice that were there when it was made, by ancestry:
                           PmSignoffRecord *, borrowed; NULL: all before it */
    GBytes *content;    /* the bytes that were signed; NULL when missing; owned by the audit */
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

/* `record` has entered beside `others`, which stand already: note which of them follows which. */
void pm_record_order(const PmEntry *entry, PmSignoffRecord *record, const GPtrArray *others);

/* The same voice: one person, in one role, for one party, about one thing. */
bool pm_record_is_same_voice(const PmSignoffRecord *a, const PmSignoffRecord *b);
/*
 * Does another one of `records`, which are in the order in which they entered, replace this one? A
 * revocation replaces the statement that it names; any other verdict that, and all of the same
 * voice that it follows. Of two of which neither follows the other, as on two branches, an
 * objection stands, and otherwise the one that entered last: what was said earlier is proved by
 * ancestry and by name, and not by a date or by when it was merged.
 */
bool pm_record_is_replaced(const GPtrArray *records, guint index);
