/* SPDX-License-Identifier: Apache-2.0 */
/* Keywords for numbers (validation, section 6.2), exact on the digits as written. */
#include "schema/compile.h"
#include "schema/validate.h"
#include "schema/words.h"

#include <string.h>

static bool
compile_number(PmCompiler *compiler G_GNUC_UNUSED, PmConstraint *constraint, GError **error)
{
    const PmNode *value = constraint->value;
    if (value->kind == PM_NODE_NUMBER &&
        pm_decimal_read(&constraint->number, value->text, value->length) &&
        constraint->number.kind == PM_DECIMAL_FINITE)
        return true;
    return pm_compiler_refuse(constraint, value, error, "must be a number");
}

static bool
compile_divisor(PmCompiler *compiler, PmConstraint *constraint, GError **error)
{
    if (!compile_number(compiler, constraint, error))
        return false;
    if (constraint->number.negative || constraint->number.count == 0)
        return pm_compiler_refuse(constraint, constraint->value, error, "must be more than 0");
    if (constraint->number.count > PM_DECIMAL_DIVISOR_DIGITS)
        return pm_compiler_refuse(constraint, constraint->value, error, "has more than %d digits",
                                  PM_DECIMAL_DIVISOR_DIGITS);
    return true;
}

static bool
check_divisor(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
              PmSeen *seen G_GNUC_UNUSED)
{
    PmDecimal number;
    pm_decimal_read(&number, instance->text, instance->length);
    return pm_decimal_is_multiple(&number, &constraint->number) ||
           pm_run_fail(run, constraint, instance, NULL, 0);
}

/* Which side of a limit is right, and how to say so. */
static const struct {
    const char *name;
    int wrong;
    bool equal;
    const char *words;
} limits[] = {
    { "minimum", -1, true, "at least" },
    { "maximum", 1, true, "at most" },
    { "exclusiveMinimum", -1, false, "more than" },
    { "exclusiveMaximum", 1, false, "less than" },
};

static bool
compile_limit(PmCompiler *compiler, PmConstraint *constraint, GError **error)
{
    while (strcmp(limits[constraint->limit].name, pm_keyword_name(constraint->keyword)) != 0)
        constraint->limit++;
    return compile_number(compiler, constraint, error);
}

static bool
check_limit(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
            PmSeen *seen G_GNUC_UNUSED)
{
    PmDecimal number;
    bool ordered;
    pm_decimal_read(&number, instance->text, instance->length);
    int side = pm_decimal_compare(&number, &constraint->number, &ordered);
    bool valid = ordered && (side == 0 ? limits[constraint->limit].equal
                                       : side != limits[constraint->limit].wrong);
    return valid || pm_run_fail(run, constraint, instance, NULL, 0);
}

static void
describe_limit(PmWords *words)
{
    pm_words_say(words, "%s must be %s %s%s", words->subject,
                 limits[words->constraint->limit].words,
                 pm_words_value(words, words->constraint->value), pm_words_is(words));
}

static void
describe_divisor(PmWords *words)
{
    pm_words_say(words, "%s must be a multiple of %s%s", words->subject,
                 pm_words_value(words, words->constraint->value), pm_words_is(words));
}

#define ROW .vocabulary = PM_VOCABULARY_VALIDATION, .kinds = PM_KIND(PM_NODE_NUMBER)
#define LIMIT ROW, .compile = compile_limit, .check = check_limit, .describe = describe_limit

static const PmKeyword rows[] = {
    { .rule = "schema/minimum", LIMIT },
    { .rule = "schema/maximum", LIMIT },
    { .rule = "schema/exclusiveMinimum", LIMIT },
    { .rule = "schema/exclusiveMaximum", LIMIT },
    { .rule = "schema/multipleOf",
      ROW,
      .compile = compile_divisor,
      .check = check_divisor,
      .describe = describe_divisor },
};

const PmKeywordGroup pm_keywords_number = { rows, G_N_ELEMENTS(rows) };
