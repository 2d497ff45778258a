/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/validate.h"

/* More than a list of diagnostics keeps; a bound on what hostile documents can make us remember. */
#define MAX_FINDINGS 20000

static size_t
words_of(const PmSeen *seen)
{
    return (seen->count + 63) / 64;
}

void
pm_seen_init(PmSeen *seen, const PmNode *instance)
{
    *seen = (PmSeen){ .count = instance->count };
    if (seen->count > 64)
        seen->many = g_new0(uint64_t, words_of(seen));
}

void
pm_seen_clear(PmSeen *seen)
{
    g_clear_pointer(&seen->many, g_free);
}

void
pm_seen_mark(PmSeen *seen, size_t index)
{
    if (!seen)
        return;
    uint64_t *words = seen->many ? seen->many : &seen->few;
    words[index / 64] |= UINT64_C(1) << (index % 64);
}

bool
pm_seen_has(const PmSeen *seen, size_t index)
{
    const uint64_t *words = seen->many ? seen->many : &seen->few;
    return words[index / 64] >> (index % 64) & 1;
}

void
pm_seen_merge(PmSeen *seen, const PmSeen *other)
{
    if (!seen)
        return;
    seen->few |= other->few;
    for (size_t i = 0; seen->many && i < words_of(seen); i++)
        seen->many[i] |= other->many[i];
}

bool
pm_run_fail(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
            const PmNode *detail, size_t number)
{
    if (!pm_run_explains(run) || run->findings->len >= MAX_FINDINGS)
        return false;
    PmFinding finding = {
        .constraint = constraint,
        .instance = run->naming ? run->naming : instance,
        .detail = detail,
        .number = number,
        .named = run->naming != NULL,
    };
    g_array_append_val(run->findings, finding);
    return false;
}

bool
pm_run_stop(PmRun *run, PmStop why, const PmConstraint *constraint, const PmNode *instance)
{
    if (run->stop == PM_STOP_NOT) {
        run->stop = why;
        run->stop_constraint = constraint;
        run->stop_instance = run->naming ? run->naming : instance;
    }
    return false;
}

bool
pm_run_matches(PmRun *run, const PmConstraint *constraint, size_t index, const char *text,
               size_t length, const PmNode *instance)
{
    if (run->steps >= PM_SCHEMA_MAX_STEPS)
        return pm_run_stop(run, PM_STOP_STEPS, constraint, instance);
    size_t work = 0;
    PmPatternAnswer answer = pm_pattern_matches(constraint->patterns[index], text, length, &work);
    run->steps += PM_PATTERN_STEPS + length / 32 + work / PM_PATTERN_WORK;
    if (answer == PM_PATTERN_LIMIT)
        return pm_run_stop(run, PM_STOP_PATTERN, constraint, instance);
    return answer == PM_PATTERN_YES;
}

static bool
check_constraints(PmRun *run, const PmSubschema *schema, const PmNode *instance, PmSeen *seen)
{
    bool valid = true;
    for (size_t i = 0; i < schema->count && !pm_run_ends(run, valid); i++) {
        const PmConstraint *constraint = &schema->constraints[i];
        if (constraint->keyword->kinds & PM_KIND(instance->kind))
            valid &= constraint->keyword->check(run, constraint, instance, seen);
    }
    return valid;
}

/* What is seen is this schema's own business first: neighbours of the schema are no concern of its
 * unevaluated*. */
static bool
check_tracking(PmRun *run, const PmSubschema *schema, const PmNode *instance, PmSeen *seen)
{
    g_auto(PmSeen) own;
    pm_seen_init(&own, instance);
    bool valid = check_constraints(run, schema, instance, &own);
    pm_seen_merge(seen, &own);
    return valid;
}

static bool
evaluate(PmRun *run, const PmConstraint *constraint, const PmSubschema *schema,
         const PmNode *instance, PmSeen *seen)
{
    if (run->depth >= PM_SCHEMA_MAX_DEPTH)
        return pm_run_stop(run, PM_STOP_DEPTH, constraint, instance);
    if (run->steps >= PM_SCHEMA_MAX_STEPS)
        return pm_run_stop(run, PM_STOP_STEPS, constraint, instance);
    /* visits of members and bytes are cheaper than schemas, but not free */
    run->steps += 1 + instance->count / 16 + instance->length / 256;
    run->depth++;
    const PmScope *outer = run->scope;
    const PmScope scope = { .resource = schema->resource, .outer = outer };
    if (!outer || outer->resource != schema->resource)
        run->scope = &scope;
    bool valid = schema->tracks ? check_tracking(run, schema, instance, seen)
                                : check_constraints(run, schema, instance, seen);
    run->scope = outer;
    run->depth--;
    return valid && run->stop == PM_STOP_NOT;
}

bool
pm_run_apply(PmRun *run, const PmConstraint *constraint, const PmSubschema *schema,
             const PmNode *instance, PmSeen *seen)
{
    if (schema->node->kind != PM_NODE_BOOLEAN)
        return evaluate(run, constraint, schema, instance, seen);
    if (schema->node->boolean)
        return true;
    pm_run_fail(run, constraint, instance, NULL, 0);
    if (pm_run_explains(run) && run->findings->len > 0)
        g_array_index(run->findings, PmFinding, run->findings->len - 1).refused = schema->node;
    return false;
}

bool
pm_run_holds(PmRun *run, const PmConstraint *constraint, const PmSubschema *schema,
             const PmNode *instance, PmSeen *seen)
{
    bool quiet = run->quiet;
    run->quiet = true;
    bool valid = pm_run_apply(run, constraint, schema, instance, seen);
    run->quiet = quiet;
    return valid;
}
