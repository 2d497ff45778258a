/* SPDX-License-Identifier: Apache-2.0 */
/* Keywords for lists (core, section 10.3.1; validation, section 6.4). */
#include "schema/compile.h"
#include "schema/equal.h"
#include "schema/validate.h"
#include "schema/words.h"

static bool
check_prefix_items(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen)
{
    bool valid = true;
    for (size_t i = 0; i < MIN(constraint->count, instance->count) && !pm_run_ends(run, valid);
         i++) {
        valid &= pm_run_apply(run, constraint, constraint->schemas[i], instance->items[i], NULL);
        pm_seen_mark(seen, i);
    }
    return valid;
}

/* The value of a neighbour that the schema's vocabularies know, or NULL. */
static const PmNode *
neighbour(const PmCompiler *compiler, const PmConstraint *constraint, const char *name)
{
    const PmSubschema *owner = constraint->owner;
    return pm_compiler_keyword(compiler, owner->resource, name) ? pm_node_get(owner->node, name)
                                                                : NULL;
}

static bool
compile_items(PmCompiler *compiler, PmConstraint *constraint, GError **error)
{
    const PmNode *prefix = neighbour(compiler, constraint, "prefixItems");
    constraint->limit = prefix ? prefix->count : 0;
    return pm_compile_schema(compiler, constraint, error);
}

static bool
check_items(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen)
{
    bool valid = true;
    for (size_t i = constraint->limit; i < instance->count && !pm_run_ends(run, valid); i++) {
        valid &= pm_run_apply(run, constraint, constraint->schemas[0], instance->items[i], NULL);
        pm_seen_mark(seen, i);
    }
    return valid;
}

static void
describe_items(PmWords *words)
{
    pm_words_say(words, "%s is one item too many, at most %" G_GSIZE_FORMAT " allowed",
                 words->subject, words->constraint->limit);
}

static bool
compile_contains(PmCompiler *compiler, PmConstraint *constraint, GError **error)
{
    PmConstraint least = { .owner = constraint->owner, .limit = 1 };
    PmConstraint most = { .owner = constraint->owner, .limit = SIZE_MAX };
    least.value = neighbour(compiler, constraint, "minContains");
    most.value = neighbour(compiler, constraint, "maxContains");
    if ((least.value && !pm_compile_count(compiler, &least, error)) ||
        (most.value && !pm_compile_count(compiler, &most, error)))
        return false;
    constraint->limit = least.limit;
    constraint->most = most.limit;
    return pm_compile_schema(compiler, constraint, error);
}

static bool
check_contains(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen)
{
    size_t found = 0;
    for (size_t i = 0; i < instance->count; i++) {
        if (pm_run_holds(run, constraint, constraint->schemas[0], instance->items[i], NULL)) {
            pm_seen_mark(seen, i);
            found++;
        }
        if (!seen && found >= constraint->limit && constraint->most == SIZE_MAX)
            return true;
    }
    return (found >= constraint->limit && found <= constraint->most) ||
           pm_run_fail(run, constraint, instance, NULL, found);
}

static void
describe_contains(PmWords *words)
{
    bool few = words->finding->number < words->constraint->limit;
    size_t limit = few ? words->constraint->limit : words->constraint->most;
    pm_words_say(words,
                 "%s must have at %s %s of the kind that the schema asks for, has %" G_GSIZE_FORMAT,
                 words->subject, few ? "least" : "most",
                 pm_words_count(words, limit, "item", "items"), words->finding->number);
    pm_words_point_at_key(words, words->finding->instance);
}

static bool
compile_unique(PmCompiler *compiler G_GNUC_UNUSED, PmConstraint *constraint, GError **error)
{
    constraint->limit = constraint->value->boolean;
    return constraint->value->kind == PM_NODE_BOOLEAN ||
           pm_compiler_refuse(constraint, constraint->value, error, "must be true or false");
}

static bool
check_unique(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
             PmSeen *seen G_GNUC_UNUSED)
{
    const PmNode *earlier = NULL;
    const PmNode *repeated = constraint->limit ? pm_node_first_repeated(instance, &earlier) : NULL;
    return !repeated || pm_run_fail(run, constraint, instance, repeated, 0);
}

static void
describe_unique(PmWords *words)
{
    const PmNode *repeated = words->finding->detail;
    pm_words_say(words, "%s is in %s more than once", pm_words_value(words, repeated),
                 words->subject);
    words->diagnostic->span = repeated->span;
}

static bool
check_min_items(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
                PmSeen *seen G_GNUC_UNUSED)
{
    return instance->count >= constraint->limit || pm_run_fail(run, constraint, instance, NULL, 0);
}

static bool
check_max_items(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
                PmSeen *seen G_GNUC_UNUSED)
{
    return instance->count <= constraint->limit ||
           pm_run_fail(run, constraint, instance, instance->items[constraint->limit], 0);
}

static void
describe_min_items(PmWords *words)
{
    if (words->finding->instance->count == 0)
        pm_words_say(words, "%s must not be empty", words->subject);
    else
        pm_words_say(words, "%s must have at least %s, has %" G_GSIZE_FORMAT, words->subject,
                     pm_words_count(words, words->constraint->limit, "item", "items"),
                     words->finding->instance->count);
    pm_words_point_at_key(words, words->finding->instance);
}

static void
describe_max_items(PmWords *words)
{
    pm_words_say(words, "%s must have at most %s, has %" G_GSIZE_FORMAT, words->subject,
                 pm_words_count(words, words->constraint->limit, "item", "items"),
                 words->finding->instance->count);
    words->diagnostic->span = words->finding->detail->span;
}

#define APPLICATOR .vocabulary = PM_VOCABULARY_APPLICATOR, .kinds = PM_KIND(PM_NODE_LIST)
#define VALIDATION .vocabulary = PM_VOCABULARY_VALIDATION, .kinds = PM_KIND(PM_NODE_LIST)

static void
describe_prefix_items(PmWords *words)
{
    pm_words_say(words, "%s is not allowed", words->subject);
}

static const PmKeyword rows[] = {
    { .rule = "schema/minItems",
      VALIDATION,
      .compile = pm_compile_count,
      .check = check_min_items,
      .describe = describe_min_items },
    { .rule = "schema/maxItems",
      VALIDATION,
      .compile = pm_compile_count,
      .check = check_max_items,
      .describe = describe_max_items },
    { .rule = "schema/uniqueItems",
      VALIDATION,
      .compile = compile_unique,
      .check = check_unique,
      .describe = describe_unique },
    { .rule = "schema/prefixItems",
      APPLICATOR,
      .shape = PM_SHAPE_LIST,
      .compile = pm_compile_schemas,
      .check = check_prefix_items,
      .describe = describe_prefix_items },
    { .rule = "schema/items",
      APPLICATOR,
      .shape = PM_SHAPE_SCHEMA,
      .compile = compile_items,
      .check = check_items,
      .describe = describe_items },
    { .rule = "schema/minContains", VALIDATION, .compile = pm_compile_count },
    { .rule = "schema/maxContains", VALIDATION, .compile = pm_compile_count },
    { .rule = "schema/contains",
      APPLICATOR,
      .shape = PM_SHAPE_SCHEMA,
      .compile = compile_contains,
      .check = check_contains,
      .describe = describe_contains },
};

const PmKeywordGroup pm_keywords_list = { rows, G_N_ELEMENTS(rows) };
