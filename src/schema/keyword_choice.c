/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keywords that apply schemas to the same value: allOf, anyOf, oneOf, not, if, then, else (core,
 * section 10.2).
 */
#include "schema/closest.h"
#include "schema/compile.h"
#include "schema/words.h"

#include <string.h>

static bool
check_all(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen)
{
    bool valid = true;
    for (size_t i = 0; i < constraint->count && !pm_run_ends(run, valid); i++)
        valid &= pm_run_apply(run, constraint, constraint->schemas[i], instance, seen);
    return valid;
}

static void
describe_all(PmWords *words)
{
    pm_words_say(words, "%s is not allowed", words->subject);
}

static void
init_seen(PmSeen *seen, const PmSeen *wanted, const PmNode *instance)
{
    *seen = (PmSeen){ 0 };
    if (wanted)
        pm_seen_init(seen, instance);
}

/*
 * How many branches `instance` fits; when `enough` do, the rest may go unseen. Where none does, the
 * findings of the closest remain, and what any branch knows counts as seen, lest a known key be
 * reported as unknown.
 */
static size_t
count_fitting(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen,
              size_t enough)
{
    g_auto(PmSeen) failed;
    init_seen(&failed, seen, instance);
    g_auto(PmClosest) closest;
    pm_closest_init(&closest, run);
    size_t fitting = 0;
    for (size_t i = 0; i < constraint->count && (seen || fitting < enough); i++) {
        g_auto(PmSeen) own;
        init_seen(&own, seen, instance);
        pm_closest_next(&closest);
        bool fits =
            pm_run_apply(run, constraint, constraint->schemas[i], instance, seen ? &own : NULL);
        fitting += fits;
        if (seen)
            pm_seen_merge(fits ? seen : &failed, &own);
    }
    if (fitting == 0 && seen)
        pm_seen_merge(seen, &failed);
    pm_closest_end(&closest, constraint, instance, fitting > 0);
    return fitting;
}

static bool
check_any(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen)
{
    return count_fitting(run, constraint, instance, seen, 1) > 0;
}

static bool
check_one(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen)
{
    size_t fitting = count_fitting(run, constraint, instance, seen, 2);
    return fitting == 1 || (fitting > 1 && pm_run_fail(run, constraint, instance, NULL, fitting));
}

static void
describe_choice(PmWords *words)
{
    if (words->finding->number > 1)
        pm_words_say(words,
                     "%s fits more than one of %" G_GSIZE_FORMAT
                     " alternatives, which exclude each other",
                     words->subject, words->constraint->count);
    else
        pm_words_say(words, "%s fits none of the alternatives", words->subject);
}

static bool
check_not(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
          PmSeen *seen G_GNUC_UNUSED)
{
    if (run->stop != PM_STOP_NOT)
        return false;
    bool holds = pm_run_holds(run, constraint, constraint->schemas[0], instance, NULL);
    return run->stop == PM_STOP_NOT && (!holds || pm_run_fail(run, constraint, instance, NULL, 0));
}

static void
say_keys_together(PmWords *words, const PmNode *keys)
{
    const PmNode *map = words->finding->instance;
    g_autoptr(GString) list = g_string_new(NULL);
    for (size_t i = 0; i < keys->count; i++)
        g_string_append_printf(list, "%s%s", i > 0 ? " and " : "",
                               pm_words_value(words, keys->items[i]));
    if (keys->count == 1)
        pm_words_say(words, "key %s is not allowed", list->str);
    else
        pm_words_say(words, "keys %s must not be there together", list->str);
    const PmNode *last = keys->items[keys->count - 1];
    const PmNode *written = pm_node_get_length(map, last->text, last->length);
    if (written)
        words->diagnostic->span = written->key_span;
}

/* For the few forms that people write `not` in, what exactly is wrong; it holds, so its keywords
 * do. */
static void
describe_not(PmWords *words)
{
    const PmNode *excluded = words->constraint->schemas[0]->node;
    const PmNode *keys = pm_node_get(excluded, "required");
    bool alone = excluded->count == 1;
    if (alone && keys && keys->count > 0 && words->finding->instance->kind == PM_NODE_MAP)
        say_keys_together(words, keys);
    else if (alone && (pm_node_get(excluded, "const") || pm_node_get(excluded, "enum")))
        pm_words_say(words, "%s must not be %s", words->subject, pm_words_instance(words));
    else
        pm_words_say(words, "%s is what the schema excludes (%s)", words->subject,
                     pm_words_instance(words));
}

static bool
compile_if(PmCompiler *compiler, PmConstraint *constraint, GError **error G_GNUC_UNUSED)
{
    static const char *const branches[] = { "else", "then" };
    constraint->count = 3;
    constraint->schemas = pm_arena_new0(compiler->arena, const PmSubschema *, constraint->count);
    for (size_t i = 0; i < G_N_ELEMENTS(branches); i++) {
        const PmNode *branch = pm_node_get(constraint->owner->node, branches[i]);
        if (branch)
            constraint->schemas[i] = pm_compiler_child(compiler, branch);
    }
    constraint->schemas[2] = pm_compiler_child(compiler, constraint->value);
    return true;
}

static bool
check_if(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen)
{
    g_auto(PmSeen) own;
    init_seen(&own, seen, instance);
    bool holds =
        pm_run_holds(run, constraint, constraint->schemas[2], instance, seen ? &own : NULL);
    if (holds && seen)
        pm_seen_merge(seen, &own);
    const PmSubschema *branch = constraint->schemas[holds];
    return !branch || pm_run_apply(run, constraint, branch, instance, seen);
}

#define ROW .vocabulary = PM_VOCABULARY_APPLICATOR, .kinds = PM_KIND_ANY
#define SCHEMAS ROW, .shape = PM_SHAPE_LIST, .compile = pm_compile_schemas
#define SCHEMA ROW, .shape = PM_SHAPE_SCHEMA, .compile = pm_compile_schema

static const PmKeyword rows[] = {
    { .rule = "schema/allOf", SCHEMAS, .check = check_all, .describe = describe_all },
    { .rule = "schema/anyOf", SCHEMAS, .check = check_any, .describe = describe_choice },
    { .rule = "schema/oneOf", SCHEMAS, .check = check_one, .describe = describe_choice },
    { .rule = "schema/not", SCHEMA, .check = check_not, .describe = describe_not },
    { .rule = "schema/then", SCHEMA },
    { .rule = "schema/else", SCHEMA },
    { .rule = "schema/if",
      ROW,
      .shape = PM_SHAPE_SCHEMA,
      .compile = compile_if,
      .check = check_if,
      .describe = describe_all },
};

const PmKeywordGroup pm_keywords_choice = { rows, G_N_ELEMENTS(rows) };
