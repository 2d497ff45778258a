/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One validation: which schemas apply to which values, what was seen, what failed. Keywords call
 * these.
 */
#pragma once

#include "schema/compiled.h"

/*
 * How deep schemas may be applied within each other. A `$ref` that leads back to itself ends here.
 */
#define PM_SCHEMA_MAX_DEPTH 2400
/* How often schemas are applied to values in one validation, at most. */
#define PM_SCHEMA_MAX_STEPS 10000000
/* A match of a regular expression costs as much, and so many pieces of its work are one more. */
#define PM_PATTERN_STEPS 10
#define PM_PATTERN_WORK 2

/*
 * Which members or items a schema has evaluated (core, section 11: what annotations are needed
 * for), a bit each.
 */
struct PmSeen {
    size_t count;
    uint64_t few;   /* up to 64 */
    uint64_t *many; /* else */
};

void pm_seen_init(PmSeen *seen, const PmNode *instance);
void pm_seen_clear(PmSeen *seen);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmSeen, pm_seen_clear)
void pm_seen_mark(PmSeen *seen, size_t index); /* NULL-safe */
bool pm_seen_has(const PmSeen *seen, size_t index);
void pm_seen_merge(PmSeen *seen, const PmSeen *other); /* NULL-safe */

/* What failed: a keyword at a value. Words are found for it when it is kept (words.h). */
typedef struct {
    const PmConstraint *constraint; /* NULL: the whole schema is `false` */
    const PmNode *instance;
    const PmNode *detail;  /* in the schema or the instance; up to the keyword */
    size_t number;         /* likewise */
    const PmNode *refused; /* the schema `false` that said no, a part of the constraint */
    bool named;            /* it is about the key of `instance`, not its value */
    const PmConstraint
        *choice; /* with `group`: the anyOf or oneOf that so many findings from here belong to */
    size_t group;
} PmFinding;

typedef enum { PM_STOP_NOT, PM_STOP_DEPTH, PM_STOP_STEPS, PM_STOP_PATTERN } PmStop;

typedef struct PmScope PmScope;
struct PmScope {
    const PmResource *resource;
    const PmScope *outer;
};

struct PmRun {
    GArray *findings;     /* NULL: nobody asks why */
    bool quiet;           /* nor here, inside of `not`, `if`, `contains` */
    const PmNode *naming; /* the member whose key is looked at */
    const PmScope *scope; /* the dynamic scope, innermost first */
    size_t depth;
    size_t steps;
    PmStop stop; /* nothing can be said of this instance; the answer is no */
    const PmConstraint *stop_constraint;
    const PmNode *stop_instance;
};

static inline bool
pm_run_explains(const PmRun *run)
{
    return run->findings && !run->quiet && run->stop == PM_STOP_NOT;
}

/* Should a loop over parts of an instance end, since the answer is known and no more findings are
 * wanted? */
static inline bool
pm_run_ends(const PmRun *run, bool valid)
{
    return !valid && !pm_run_explains(run);
}

/* Report a failure (when somebody wants to know); returns false. */
bool pm_run_fail(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
                 const PmNode *detail, size_t number);
/* End the whole validation; returns false. */
bool pm_run_stop(PmRun *run, PmStop why, const PmConstraint *constraint, const PmNode *instance);

/* Does the text match the constraint's expression? It costs steps. `instance` is what to blame when
 * that takes too long. */
bool pm_run_matches(PmRun *run, const PmConstraint *constraint, size_t index, const char *text,
                    size_t length, const PmNode *instance);
/* Does `instance` fit `schema`, a part of `constraint`? `seen` (may be NULL) gets what the schema
 * evaluates of it. */
bool pm_run_apply(PmRun *run, const PmConstraint *constraint, const PmSubschema *schema,
                  const PmNode *instance, PmSeen *seen);
/* The same, without findings. */
bool pm_run_holds(PmRun *run, const PmConstraint *constraint, const PmSubschema *schema,
                  const PmNode *instance, PmSeen *seen);
