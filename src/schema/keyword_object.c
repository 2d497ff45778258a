/* SPDX-License-Identifier: Apache-2.0 */
/* Keywords for maps (core, section 10.3.2; validation, section 6.5). */
#include "schema/compile.h"
#include "schema/validate.h"
#include "schema/words.h"

static const PmName *
find_member(const PmConstraint *properties, const PmNode *member)
{
    return properties ? pm_names_find(properties->names, properties->count, member->key,
                                      member->key_length)
                      : NULL;
}

static bool
check_properties(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen)
{
    bool valid = true;
    for (size_t i = 0; i < instance->count && !pm_run_ends(run, valid); i++) {
        const PmName *name = find_member(constraint, instance->items[i]);
        if (!name)
            continue;
        valid &= pm_run_apply(run, constraint, name->schema, instance->items[i], NULL);
        pm_seen_mark(seen, i);
    }
    return valid;
}

static void
describe_not_allowed(PmWords *words)
{
    const PmNode *member = words->finding->instance;
    pm_words_say(words, "key %s is not allowed",
                 pm_words_text(words, member->key, member->key_length));
    pm_words_point_at_key(words, member);
}

static bool
compile_pattern_properties(PmCompiler *compiler, PmConstraint *constraint, GError **error)
{
    const PmNode *map = constraint->value;
    constraint->count = map->count;
    constraint->patterns = pm_arena_new0(compiler->arena, PmPattern *, map->count);
    constraint->schemas = pm_arena_new0(compiler->arena, const PmSubschema *, map->count);
    for (size_t i = 0; i < map->count; i++) {
        const PmNode *member = map->items[i];
        constraint->schemas[i] = pm_compiler_child(compiler, member);
        if (!pm_compile_pattern(compiler, constraint, member, member->key, member->key_length,
                                &constraint->patterns[i], error))
            return false;
    }
    return true;
}

static bool
key_matches(PmRun *run, const PmConstraint *constraint, size_t index, const PmNode *member)
{
    return pm_run_matches(run, constraint, index, member->key, member->key_length, member);
}

static bool
check_pattern_properties(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
                         PmSeen *seen)
{
    bool valid = true;
    for (size_t i = 0; i < instance->count; i++) {
        for (size_t j = 0; j < constraint->count && !pm_run_ends(run, valid); j++) {
            if (run->stop != PM_STOP_NOT)
                return false;
            if (!key_matches(run, constraint, j, instance->items[i]))
                continue;
            valid &=
                pm_run_apply(run, constraint, constraint->schemas[j], instance->items[i], NULL);
            pm_seen_mark(seen, i);
        }
    }
    return valid;
}

static bool
compile_additional(PmCompiler *compiler, PmConstraint *constraint, GError **error)
{
    constraint->siblings[0] = pm_compile_sibling(constraint, "properties");
    constraint->siblings[1] = pm_compile_sibling(constraint, "patternProperties");
    return pm_compile_schema(compiler, constraint, error);
}

static bool
matches_any(PmRun *run, const PmConstraint *patterns, const PmNode *member)
{
    for (size_t i = 0; patterns && i < patterns->count && run->stop == PM_STOP_NOT; i++)
        if (key_matches(run, patterns, i, member))
            return true;
    return false;
}

static bool
check_additional(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen)
{
    bool valid = true;
    for (size_t i = 0; i < instance->count && !pm_run_ends(run, valid); i++) {
        const PmNode *member = instance->items[i];
        if (find_member(constraint->siblings[0], member) ||
            matches_any(run, constraint->siblings[1], member))
            continue;
        valid &= pm_run_apply(run, constraint, constraint->schemas[0], member, NULL);
        pm_seen_mark(seen, i);
    }
    return valid;
}

static void
describe_additional(PmWords *words)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const PmConstraint *properties = words->constraint->siblings[0];
    bool few = properties && properties->count <= *words->guesses;
    for (size_t i = 0; few && i < properties->count; i++)
        g_ptr_array_add(names, (gpointer)properties->names[i].name);
    pm_words_unknown_key(words, names);
}

static bool
check_names(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
            PmSeen *seen G_GNUC_UNUSED)
{
    bool valid = true;
    for (size_t i = 0; i < instance->count && !pm_run_ends(run, valid); i++) {
        const PmNode *member = instance->items[i];
        const PmNode name = { .kind = PM_NODE_STRING,
                              .span = member->key_span,
                              .text = member->key,
                              .length = member->key_length };
        run->naming = member;
        valid &= pm_run_apply(run, constraint, constraint->schemas[0], &name, NULL);
        run->naming = NULL;
    }
    return valid;
}

static bool
compile_required(PmCompiler *compiler, PmConstraint *constraint, GError **error)
{
    return pm_compile_strings(compiler, constraint, constraint->value, error);
}

static bool
check_required(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
               PmSeen *seen G_GNUC_UNUSED)
{
    bool valid = true;
    for (size_t i = 0; i < constraint->count && !pm_run_ends(run, valid); i++) {
        const PmName *name = &constraint->names[i];
        if (!pm_node_get_length(instance, name->name, name->length))
            valid = pm_run_fail(run, constraint, instance, name->value, 0);
    }
    return valid;
}

static void
describe_required(PmWords *words)
{
    const PmNode *key = words->finding->detail;
    pm_words_say(words, "missing key %s", pm_words_value(words, key));
    pm_words_point_at_start(words);
    const PmNode *properties = pm_node_get(words->constraint->owner->node, "properties");
    const PmNode *property = pm_node_get_length(properties, key->text, key->length);
    words->diagnostic->help = pm_words_description(words, property);
}

static bool
check_min_properties(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
                     PmSeen *seen G_GNUC_UNUSED)
{
    return instance->count >= constraint->limit || pm_run_fail(run, constraint, instance, NULL, 0);
}

static bool
check_max_properties(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
                     PmSeen *seen G_GNUC_UNUSED)
{
    return instance->count <= constraint->limit || pm_run_fail(run, constraint, instance, NULL, 0);
}

static void
say_count(PmWords *words, const char *side)
{
    pm_words_say(words, "%s must have at %s %s, has %" G_GSIZE_FORMAT, words->subject, side,
                 pm_words_count(words, words->constraint->limit, "key", "keys"),
                 words->finding->instance->count);
    pm_words_point_at_key(words, words->finding->instance);
}

static void
describe_min_properties(PmWords *words)
{
    say_count(words, "least");
}

static void
describe_max_properties(PmWords *words)
{
    say_count(words, "most");
}

#define APPLICATOR .vocabulary = PM_VOCABULARY_APPLICATOR, .kinds = PM_KIND(PM_NODE_MAP)
#define VALIDATION .vocabulary = PM_VOCABULARY_VALIDATION, .kinds = PM_KIND(PM_NODE_MAP)

static const PmKeyword rows[] = {
    { .rule = "schema/required",
      VALIDATION,
      .compile = compile_required,
      .check = check_required,
      .describe = describe_required },
    { .rule = "schema/minProperties",
      VALIDATION,
      .compile = pm_compile_count,
      .check = check_min_properties,
      .describe = describe_min_properties },
    { .rule = "schema/maxProperties",
      VALIDATION,
      .compile = pm_compile_count,
      .check = check_max_properties,
      .describe = describe_max_properties },
    { .rule = "schema/propertyNames",
      APPLICATOR,
      .shape = PM_SHAPE_SCHEMA,
      .compile = pm_compile_schema,
      .check = check_names,
      .describe = describe_not_allowed },
    { .rule = "schema/properties",
      APPLICATOR,
      .shape = PM_SHAPE_MAP,
      .compile = pm_compile_members,
      .check = check_properties,
      .describe = describe_not_allowed },
    { .rule = "schema/patternProperties",
      APPLICATOR,
      .shape = PM_SHAPE_MAP,
      .compile = compile_pattern_properties,
      .check = check_pattern_properties,
      .describe = describe_not_allowed },
    { .rule = "schema/additionalProperties",
      APPLICATOR,
      .shape = PM_SHAPE_SCHEMA,
      .compile = compile_additional,
      .check = check_additional,
      .describe = describe_additional },
};

const PmKeywordGroup pm_keywords_object = { rows, G_N_ELEMENTS(rows) };
