/* SPDX-License-Identifier: Apache-2.0 */
/* `$ref` and `$dynamicRef` (core, section 8.2.3). `$id` and anchors are read by resource.c. */
#include "schema/resource.h"
#include "schema/validate.h"
#include "schema/words.h"

static bool
compile_reference(PmCompiler *compiler, PmConstraint *constraint, GError **error)
{
    const char *anchor = NULL;
    const PmSubschema *target = pm_resource_follow(compiler, constraint, &anchor, error);
    if (!target)
        return false;
    constraint->schemas = pm_arena_new0(compiler->arena, const PmSubschema *, 1);
    constraint->schemas[0] = target;
    constraint->count = 1;
    constraint->anchor = anchor;
    return true;
}

static bool
check_reference(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen)
{
    return pm_run_apply(run, constraint, constraint->schemas[0], instance, seen);
}

static bool
check_dynamic_reference(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
                        PmSeen *seen)
{
    const PmSubschema *target = constraint->schemas[0];
    if (constraint->anchor) {
        /* the outermost resource that has the anchor */
        for (const PmScope *scope = run->scope; scope; scope = scope->outer) {
            const PmSubschema *found =
                g_hash_table_lookup(scope->resource->dynamic, constraint->anchor);
            target = found ? found : target;
        }
    }
    return pm_run_apply(run, constraint, target, instance, seen);
}

static void
describe_reference(PmWords *words)
{
    pm_words_say(words, "%s is not allowed here", words->subject);
}

static const PmKeyword rows[] = {
    { .rule = "schema/$ref",
      .vocabulary = PM_VOCABULARY_CORE,
      .kinds = PM_KIND_ANY,
      .compile = compile_reference,
      .check = check_reference,
      .describe = describe_reference },
    { .rule = "schema/$dynamicRef",
      .vocabulary = PM_VOCABULARY_CORE,
      .kinds = PM_KIND_ANY,
      .compile = compile_reference,
      .check = check_dynamic_reference,
      .describe = describe_reference },
    { .rule = "schema/$defs", .vocabulary = PM_VOCABULARY_CORE, .shape = PM_SHAPE_MAP },
    /* the name of $defs up to draft-07, which the meta-schema still knows */
    { .rule = "schema/definitions", .vocabulary = PM_VOCABULARY_CORE, .shape = PM_SHAPE_MAP },
    { .rule = "schema/contentSchema",
      .vocabulary = PM_VOCABULARY_CONTENT,
      .shape = PM_SHAPE_SCHEMA },
};

const PmKeywordGroup pm_keywords_core = { rows, G_N_ELEMENTS(rows) };
