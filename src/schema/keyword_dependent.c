/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What follows from the presence of a key: dependentSchemas (core, section 10.2.2.4),
 * dependentRequired (validation, section 6.5.4), and `dependencies`, which was both until draft-07
 * and may be kept.
 */
#include "schema/compile.h"
#include "schema/validate.h"
#include "schema/words.h"

static bool
compile_required_lists(PmCompiler *compiler, PmConstraint *constraint, GError **error)
{
    const PmNode *map = constraint->value;
    if (map->kind != PM_NODE_MAP)
        return pm_compiler_refuse(constraint, map, error, "must be an object");
    for (size_t i = 0; i < map->count; i++) {
        PmConstraint list = { .owner = constraint->owner };
        if (!g_hash_table_contains(compiler->subschemas, map->items[i]) &&
            !pm_compile_strings(compiler, &list, map->items[i], error))
            return false;
    }
    return pm_compile_members(compiler, constraint, error);
}

static bool
check_required_list(PmRun *run, const PmConstraint *constraint, const PmName *name,
                    const PmNode *instance)
{
    bool valid = true;
    for (size_t i = 0; i < name->value->count && !pm_run_ends(run, valid); i++) {
        const PmNode *key = name->value->items[i];
        if (!pm_node_get_length(instance, key->text, key->length))
            valid = pm_run_fail(run, constraint, instance, key, 0);
    }
    return valid;
}

static bool
check_dependent(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen)
{
    bool valid = true;
    for (size_t i = 0; i < constraint->count && !pm_run_ends(run, valid); i++) {
        const PmName *name = &constraint->names[i];
        const PmNode *member = pm_node_get_length(instance, name->name, name->length);
        if (!member)
            continue;
        if (!name->schema)
            valid &= check_required_list(run, constraint, name, instance);
        else if (name->schema->node->kind == PM_NODE_BOOLEAN)
            valid &= pm_run_apply(run, constraint, name->schema, member, NULL);
        else
            valid &= pm_run_apply(run, constraint, name->schema, instance, seen);
    }
    return valid;
}

static void
describe_dependent(PmWords *words)
{
    const PmNode *missing = words->finding->detail;
    const PmNode *member = words->finding->instance;
    if (!missing) {
        pm_words_say(words, "key %s is not allowed",
                     pm_words_text(words, member->key, member->key_length));
        pm_words_point_at_key(words, member);
        return;
    }
    const PmNode *cause = missing->parent;
    pm_words_say(words, "missing key %s, which %s needs", pm_words_value(words, missing),
                 pm_words_text(words, cause->key, cause->key_length));
    const PmNode *written = pm_node_get_length(member, cause->key, cause->key_length);
    words->diagnostic->span = written->key_span;
}

static const PmKeyword rows[] = {
    { .rule = "schema/dependentRequired",
      .vocabulary = PM_VOCABULARY_VALIDATION,
      .kinds = PM_KIND(PM_NODE_MAP),
      .compile = compile_required_lists,
      .check = check_dependent,
      .describe = describe_dependent },
    { .rule = "schema/dependentSchemas",
      .vocabulary = PM_VOCABULARY_APPLICATOR,
      .shape = PM_SHAPE_MAP,
      .kinds = PM_KIND(PM_NODE_MAP),
      .compile = pm_compile_members,
      .check = check_dependent,
      .describe = describe_dependent },
    { .rule = "schema/dependencies",
      .vocabulary = PM_VOCABULARY_APPLICATOR,
      .shape = PM_SHAPE_LOOSE_MAP,
      .kinds = PM_KIND(PM_NODE_MAP),
      .compile = compile_required_lists,
      .check = check_dependent,
      .describe = describe_dependent },
};

const PmKeywordGroup pm_keywords_dependent = { rows, G_N_ELEMENTS(rows) };
