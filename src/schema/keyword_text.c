/* SPDX-License-Identifier: Apache-2.0 */
/* Keywords for strings (validation, sections 6.3 and 7). */
#include "schema/compile.h"
#include "schema/format.h"
#include "schema/validate.h"
#include "schema/words.h"

/* Code points, NUL included. */
static size_t
length_of(const PmNode *text)
{
    size_t count = 0;
    for (size_t i = 0; i < text->length; i++)
        count += ((unsigned char)text->text[i] & 0xc0) != 0x80;
    return count;
}

static bool
check_min_length(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
                 PmSeen *seen G_GNUC_UNUSED)
{
    size_t length = length_of(instance);
    return length >= constraint->limit || pm_run_fail(run, constraint, instance, NULL, length);
}

static bool
check_max_length(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
                 PmSeen *seen G_GNUC_UNUSED)
{
    size_t length = length_of(instance);
    return length <= constraint->limit || pm_run_fail(run, constraint, instance, NULL, length);
}

static void
describe_min_length(PmWords *words)
{
    size_t limit = words->constraint->limit;
    if (words->finding->number == 0)
        pm_words_say(words, "%s must not be empty", words->subject);
    else
        pm_words_say(words, "%s must have at least %s, has %" G_GSIZE_FORMAT, words->subject,
                     pm_words_count(words, limit, "character", "characters"),
                     words->finding->number);
}

static void
describe_max_length(PmWords *words)
{
    pm_words_say(words, "%s must have at most %s, has %" G_GSIZE_FORMAT, words->subject,
                 pm_words_count(words, words->constraint->limit, "character", "characters"),
                 words->finding->number);
}

static bool
compile_pattern(PmCompiler *compiler, PmConstraint *constraint, GError **error)
{
    const PmNode *value = constraint->value;
    if (value->kind != PM_NODE_STRING)
        return pm_compiler_refuse(constraint, value, error, "must be a regular expression");
    constraint->patterns = pm_arena_new0(compiler->arena, PmPattern *, 1);
    constraint->count = 1;
    return pm_compile_pattern(compiler, constraint, value, value->text, value->length,
                              constraint->patterns, error);
}

static bool
check_pattern(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
              PmSeen *seen G_GNUC_UNUSED)
{
    return pm_run_matches(run, constraint, 0, instance->text, instance->length, instance) ||
           pm_run_fail(run, constraint, instance, NULL, 0);
}

/* The word of "^word$", which allows that one alone; NULL: it is another pattern. */
static const char *
only_word(const PmWords *words)
{
    const char *pattern = pm_node_string(words->constraint->value);
    size_t length = pattern != NULL ? strlen(pattern) : 0;
    if (length < 3 || pattern[0] != '^' || pattern[length - 1] != '$')
        return NULL;
    for (size_t i = 1; i < length - 1; i++)
        if (!g_ascii_isalnum(pattern[i]))
            return NULL;
    return pm_words_text(words, pattern + 1, length - 2);
}

/* "a number or ", of the other kinds that the same schema allows. */
static const char *
other_kinds(const PmWords *words)
{
    unsigned kinds = 0;
    for (size_t i = 0; i < words->constraint->owner->count; i++) {
        const PmConstraint *other = &words->constraint->owner->constraints[i];
        if (strcmp(pm_keyword_name(other->keyword), "type") == 0)
            kinds = other->kinds & ~(PM_KIND(PM_NODE_STRING) | PM_KIND(PM_NODE_NULL));
    }
    return kinds == 0 ? "" : pm_arena_printf(words->arena, "%s or ", pm_words_kinds(words, kinds));
}

static void
describe_pattern(PmWords *words)
{
    const char *pattern = pm_node_string(words->constraint->value);
    const char *word = only_word(words);
    if (g_strcmp0(pattern, "\\S") == 0) {
        pm_words_say(words, "%s must not be empty", words->subject);
        return;
    }
    if (word != NULL) {
        pm_words_say(words, "%s must be %s%s%s", words->subject, other_kinds(words), word,
                     pm_words_is(words));
        return;
    }
    pm_words_say(words, "%s must match the pattern %s%s", words->subject,
                 pm_words_value(words, words->constraint->value), pm_words_is(words));
}

static bool
compile_format(PmCompiler *compiler, PmConstraint *constraint, GError **error)
{
    const char *name = pm_node_string(constraint->value);
    if (!name)
        return pm_compiler_refuse(constraint, constraint->value, error,
                                  "must be the name of a format");
    if (compiler->options->assert_formats ||
        constraint->owner->resource->vocabularies & PM_VOCABULARY_FORMAT_ASSERTION)
        constraint->format = pm_format_find(name);
    return true;
}

static bool
check_format(PmRun *run, const PmConstraint *constraint, const PmNode *instance,
             PmSeen *seen G_GNUC_UNUSED)
{
    return !constraint->format || constraint->format->check(instance->text, instance->length) ||
           pm_run_fail(run, constraint, instance, NULL, 0);
}

static void
describe_format(PmWords *words)
{
    pm_words_say(words, "%s must be %s%s", words->subject, words->constraint->format->words,
                 pm_words_is(words));
}

#define ROW .vocabulary = PM_VOCABULARY_VALIDATION, .kinds = PM_KIND(PM_NODE_STRING)

static const PmKeyword rows[] = {
    { .rule = "schema/minLength",
      ROW,
      .compile = pm_compile_count,
      .check = check_min_length,
      .describe = describe_min_length },
    { .rule = "schema/maxLength",
      ROW,
      .compile = pm_compile_count,
      .check = check_max_length,
      .describe = describe_max_length },
    { .rule = "schema/pattern",
      ROW,
      .compile = compile_pattern,
      .check = check_pattern,
      .describe = describe_pattern },
    { .rule = "schema/format",
      .vocabulary = PM_VOCABULARY_FORMAT_ANNOTATION | PM_VOCABULARY_FORMAT_ASSERTION,
      .kinds = PM_KIND(PM_NODE_STRING),
      .compile = compile_format,
      .check = check_format,
      .describe = describe_format },
};

const PmKeywordGroup pm_keywords_text = { rows, G_N_ELEMENTS(rows) };
