/* SPDX-License-Identifier: Apache-2.0 */
/* Keywords for any value: type, enum, const (validation, section 6.1). */
#include "schema/compile.h"
#include "schema/equal.h"
#include "schema/validate.h"
#include "schema/words.h"

#include <string.h>

static unsigned
kind_named(const PmNode *name)
{
    static const struct {
        const char *name;
        unsigned kind;
    } kinds[] = {
        { "null", PM_KIND(PM_NODE_NULL) },     { "boolean", PM_KIND(PM_NODE_BOOLEAN) },
        { "object", PM_KIND(PM_NODE_MAP) },    { "array", PM_KIND(PM_NODE_LIST) },
        { "number", PM_KIND(PM_NODE_NUMBER) }, { "string", PM_KIND(PM_NODE_STRING) },
        { "integer", PM_KIND_INTEGER },
    };
    const char *text = pm_node_string(name);
    for (size_t i = 0; text && i < G_N_ELEMENTS(kinds); i++)
        if (strcmp(kinds[i].name, text) == 0)
            return kinds[i].kind;
    return 0;
}

static bool
add_kind(PmConstraint *constraint, const PmNode *name, GError **error)
{
    unsigned kind = kind_named(name);
    constraint->kinds |= kind;
    return kind || pm_compiler_refuse(
                       constraint, name, error,
                       "must be one of null, boolean, object, array, number, integer, string");
}

static bool
compile_type(PmCompiler *compiler G_GNUC_UNUSED, PmConstraint *constraint, GError **error)
{
    const PmNode *value = constraint->value;
    if (value->kind != PM_NODE_LIST)
        return add_kind(constraint, value, error);
    if (value->count == 0)
        return pm_compiler_refuse(constraint, value, error, "must name at least one type");
    for (size_t i = 0; i < value->count; i++)
        if (!add_kind(constraint, value->items[i], error))
            return false;
    return true;
}

static bool
is_integer(const PmNode *instance)
{
    PmDecimal number;
    return instance->kind == PM_NODE_NUMBER &&
           pm_decimal_read(&number, instance->text, instance->length) &&
           pm_decimal_is_integer(&number);
}

static bool
check_type(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
           PmSeen *seen G_GNUC_UNUSED)
{
    return (constraint->kinds & PM_KIND(instance->kind)) ||
           ((constraint->kinds & PM_KIND_INTEGER) && is_integer(instance)) ||
           pm_run_fail(run, constraint, instance, NULL, 0);
}

static void
describe_type(PmWords *words)
{
    const PmNode *node = words->finding->instance;
    pm_words_say(words, "%s must be %s%s", words->subject,
                 pm_words_kinds(words, words->constraint->kinds), pm_words_is(words));
    bool scalar = node->kind != PM_NODE_LIST && node->kind != PM_NODE_MAP;
    if (scalar && words->constraint->kinds & PM_KIND(PM_NODE_STRING) && node->length > 0)
        words->diagnostic->label = "in quotes it is text";
    else if (!scalar && words->diagnostic->source)
        pm_words_point_at_key(words, node);
}

/* Strings go into a table, since lists of services and the like are long. */
static bool
compile_enum(PmCompiler *compiler, PmConstraint *constraint, GError **error)
{
    const PmNode *list = constraint->value;
    if (list->kind != PM_NODE_LIST)
        return pm_compiler_refuse(constraint, list, error, "must be a list of values");
    PmName *names = pm_arena_new0(compiler->arena, PmName, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const PmNode *item = list->items[i];
        if (item->kind == PM_NODE_STRING)
            names[constraint->count++] = (PmName){ .name = item->text, .length = item->length };
    }
    pm_names_sort(names, constraint->count);
    constraint->names = names;
    return true;
}

static bool
has_value(PmRun *run, const PmConstraint *constraint, const PmNode *instance)
{
    if (instance->kind == PM_NODE_STRING)
        return pm_names_find(constraint->names, constraint->count, instance->text,
                             instance->length) != NULL;
    run->steps += constraint->value->count / 16;
    for (size_t i = 0; i < constraint->value->count; i++) {
        const PmNode *item = constraint->value->items[i];
        if (item->kind != instance->kind)
            continue;
        run->steps += item->count > 0 ? 3 : 1; /* numbers are read anew each time */
        if (pm_node_equals(item, instance))
            return true;
    }
    return false;
}

static bool
check_enum(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
           PmSeen *seen G_GNUC_UNUSED)
{
    return has_value(run, constraint, instance) || pm_run_fail(run, constraint, instance, NULL, 0);
}

static bool
check_const(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
            PmSeen *seen G_GNUC_UNUSED)
{
    return pm_node_equals(constraint->value, instance) ||
           pm_run_fail(run, constraint, instance, NULL, 0);
}

static void
describe_const(PmWords *words)
{
    const PmNode *value = words->constraint->value;
    pm_words_say(words, "%s must be %s%s", words->subject, pm_words_value(words, value),
                 pm_words_is(words));
}

static const PmKeyword rows[] = {
    { .rule = "schema/type",
      .vocabulary = PM_VOCABULARY_VALIDATION,
      .kinds = PM_KIND_ANY,
      .compile = compile_type,
      .check = check_type,
      .describe = describe_type },
    { .rule = "schema/const",
      .vocabulary = PM_VOCABULARY_VALIDATION,
      .kinds = PM_KIND_ANY,
      .check = check_const,
      .describe = describe_const },
    { .rule = "schema/enum",
      .vocabulary = PM_VOCABULARY_VALIDATION,
      .kinds = PM_KIND_ANY,
      .compile = compile_enum,
      .check = check_enum,
      .describe = pm_words_group },
};

const PmKeywordGroup pm_keywords_value = { rows, G_N_ELEMENTS(rows) };
