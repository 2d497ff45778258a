/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/words.h"

#include "base/spelling.h"
#include "base/text.h"
#include "data/edit_scalar.h"

#include <string.h>

#define VALUE_COLUMNS 40
#define MANY_CHOICES 12
/* No key or enum value that a person mistypes is longer. */
#define LONG_WORD 64
#define MAX_DESCRIPTION 200

void
pm_words_say(PmWords *words, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    words->diagnostic->message = pm_arena_strdup(words->arena, text);
}

/* The part of a text that is worth looking at when no more than VALUE_COLUMNS will be shown. */
static size_t
short_length(const char *text, size_t length)
{
    size_t end = MIN(length, (size_t)VALUE_COLUMNS * 16);
    while (end < length && end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80)
        end--;
    return end;
}

static char *
shorten(const char *text, size_t length)
{
    size_t part = short_length(text, length);
    g_autofree char *safe = pm_text_escape(text, (gssize)part, PM_ESCAPE_LINE);
    if (part < length) {
        char *longer = g_strconcat(safe, "…", NULL);
        g_free(safe);
        safe = longer;
    }
    return pm_text_ellipsize(safe, VALUE_COLUMNS);
}

const char *
pm_words_text(const PmWords *words, const char *text, size_t length)
{
    g_autofree char *safe = shorten(text, length);
    return pm_arena_printf(words->arena, "'%s'", safe);
}

const char *
pm_words_value(const PmWords *words, const PmNode *node)
{
    switch (node->kind) {
    case PM_NODE_NULL:
        return node->length > 0 ? "null" : "empty";
    case PM_NODE_BOOLEAN:
        return node->boolean ? "true" : "false";
    case PM_NODE_NUMBER: {
        g_autofree char *safe = shorten(node->text, node->length);
        return pm_arena_strdup(words->arena, safe);
    }
    case PM_NODE_STRING:
        return pm_words_text(words, node->text, node->length);
    case PM_NODE_LIST:
        return node->count > 0 ? "a list" : "an empty list";
    case PM_NODE_MAP:
        return node->count > 0 ? "a map" : "an empty map";
    }
    return "";
}

const char *
pm_words_instance(const PmWords *words)
{
    const PmNode *node = words->finding->instance;
    return words->finding->named ? pm_words_text(words, node->key, node->key_length)
                                 : pm_words_value(words, node);
}

const char *
pm_words_is(const PmWords *words)
{
    return words->finding->named
               ? ""
               : pm_arena_printf(words->arena, ", is %s", pm_words_instance(words));
}

const char *
pm_words_kinds(const PmWords *words, unsigned kinds)
{
    static const struct {
        unsigned kind;
        const char *name;
    } names[] = {
        { PM_KIND(PM_NODE_STRING), "text" },     { PM_KIND_INTEGER, "a whole number" },
        { PM_KIND(PM_NODE_NUMBER), "a number" }, { PM_KIND(PM_NODE_BOOLEAN), "true or false" },
        { PM_KIND(PM_NODE_LIST), "a list" },     { PM_KIND(PM_NODE_MAP), "a map" },
        { PM_KIND(PM_NODE_NULL), "null" },
    };
    if (kinds & PM_KIND(PM_NODE_NUMBER))
        kinds &= ~PM_KIND_INTEGER;
    g_autoptr(GString) out = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (kinds & names[i].kind)
            g_string_append_printf(out, "%s%s", out->len > 0 ? " or " : "", names[i].name);
    return pm_arena_strdup(words->arena, out->str);
}

/* The first of `total` values. */
static const char *
list_choices(const PmWords *words, const GPtrArray *nodes, size_t total)
{
    g_autoptr(GString) out = g_string_new(NULL);
    guint listed = MIN(nodes->len, MANY_CHOICES);
    for (guint i = 0; i < listed; i++)
        g_string_append_printf(out, "%s%s", i > 0 ? ", " : "",
                               pm_words_value(words, nodes->pdata[i]));
    if (total > listed)
        g_string_append_printf(out, " and %" G_GSIZE_FORMAT " more", total - listed);
    return pm_arena_strdup(words->arena, out->str);
}

const char *
pm_words_count(const PmWords *words, size_t count, const char *one, const char *many)
{
    return pm_arena_printf(words->arena, "%" G_GSIZE_FORMAT " %s", count, count == 1 ? one : many);
}

static const char *
same_but_for_case(const char *word, const GPtrArray *candidates)
{
    g_autofree char *folded = g_utf8_casefold(word, -1);
    for (guint i = 0; i < candidates->len; i++) {
        g_autofree char *other = g_utf8_casefold(candidates->pdata[i], -1);
        if (strcmp(folded, other) == 0)
            return candidates->pdata[i];
    }
    return NULL;
}

void
pm_words_suggest(PmWords *words, const char *word, size_t length, const GPtrArray *candidates)
{
    if (length > LONG_WORD || strlen(word) != length || candidates->len > *words->guesses)
        return;
    *words->guesses -= candidates->len;
    g_autoptr(GPtrArray) short_ones = g_ptr_array_new();
    for (guint i = 0; i < candidates->len; i++)
        if (strlen(candidates->pdata[i]) <= LONG_WORD)
            g_ptr_array_add(short_ones, candidates->pdata[i]);
    const char *found = same_but_for_case(word, short_ones);
    g_ptr_array_add(short_ones, NULL);
    if (!found)
        found = pm_text_closest(word, (const char *const *)short_ones->pdata);
    if (found)
        words->diagnostic->label = pm_arena_printf(words->arena, "did you mean %s?",
                                                   pm_words_text(words, found, strlen(found)));
}

const char *
pm_words_description(const PmWords *words, const PmNode *schema)
{
    const PmNode *text = pm_node_get(schema, "description");
    const char *description = pm_node_string(text);
    return description && text->length <= MAX_DESCRIPTION
               ? pm_arena_strdup(words->arena, description)
               : NULL;
}

void
pm_words_point_at_key(PmWords *words, const PmNode *node)
{
    if (node->key && node->key_span.end > node->key_span.start)
        words->diagnostic->span = node->key_span;
}

void
pm_words_point_at_start(PmWords *words)
{
    const PmNode *map = words->finding->instance;
    size_t start = map->span.start;
    words->diagnostic->span = (PmSpan){ start, start };
    if (map->parent && map->count > 0)
        words->diagnostic->span = map->items[0]->key_span;
    else if (map->parent)
        words->diagnostic->span = map->span;
}

void
pm_words_unknown_key(PmWords *words, const GPtrArray *known)
{
    const PmNode *member = words->finding->instance;
    pm_words_say(words, "unknown key %s", pm_words_text(words, member->key, member->key_length));
    pm_words_point_at_key(words, member);
    if (known->len > *words->guesses)
        return;
    g_autoptr(GPtrArray) missing = g_ptr_array_new();
    for (guint i = 0; i < known->len; i++)
        if (!pm_node_get(member->parent, known->pdata[i]))
            g_ptr_array_add(missing, known->pdata[i]);
    *words->guesses -= known->len - missing->len;
    pm_words_suggest(words, member->key, member->key_length, missing);
}

/* Is it a text, that may be one of so many mistyped? */
static bool
is_guessed(const PmWords *words, size_t count)
{
    bool text = words->finding->named || words->finding->instance->kind == PM_NODE_STRING;
    return text && count <= *words->guesses;
}

/* Of values that nobody compares no more than can be listed; how many there are. */
static size_t
add_choices(const PmWords *words, GPtrArray *nodes, const PmConstraint *constraint)
{
    if (strcmp(pm_keyword_name(constraint->keyword), "const") == 0) {
        g_ptr_array_add(nodes, (gpointer)constraint->value);
        return 1;
    }
    size_t count = constraint->value->count;
    size_t taken = is_guessed(words, count) ? count : MIN(count, MANY_CHOICES);
    for (size_t i = 0; i < taken; i++)
        g_ptr_array_add(nodes, constraint->value->items[i]);
    return count;
}

/* A word of the list, spelled otherwise: that can be mended without asking. */
static void
offer_spelling(PmWords *words, const GPtrArray *choices)
{
    const PmNode *node = words->finding->instance;
    if (words->finding->named || pm_node_string(node) == NULL || words->diagnostic->source == NULL)
        return;
    g_autoptr(GPtrArray) list = g_ptr_array_copy((GPtrArray *)choices, NULL, NULL);
    g_ptr_array_add(list, NULL);
    const char *word = pm_spelling_of(node->text, (const char *const *)list->pdata);
    words->diagnostic->fixes = word ? pm_edit_scalar(words->arena, node, word) : NULL;
    words->diagnostic->fix_count = words->diagnostic->fixes != NULL;
}

static void
say_values(PmWords *words, const GPtrArray *nodes, size_t total)
{
    const PmNode *node = words->finding->instance;
    bool of_key = !words->finding->named && node->key != NULL;
    pm_words_say(words, "%s%s%s is not one of %s", of_key ? words->subject : "", of_key ? " " : "",
                 pm_words_instance(words), list_choices(words, nodes, total));
    if (nodes->len < total || !is_guessed(words, total))
        return;
    g_autoptr(GPtrArray) candidates = g_ptr_array_new();
    for (guint i = 0; i < nodes->len; i++)
        if (pm_node_string(nodes->pdata[i]))
            g_ptr_array_add(candidates, (gpointer)pm_node_string(nodes->pdata[i]));
    pm_words_suggest(words, words->finding->named ? node->key : node->text,
                     words->finding->named ? node->key_length : node->length, candidates);
    offer_spelling(words, candidates);
}

static void
say_keys(PmWords *words)
{
    g_autoptr(GString) keys = g_string_new(NULL);
    for (size_t i = 0; i < words->finding->group; i++)
        g_string_append_printf(keys, "%s%s", i > 0 ? " or " : "",
                               pm_words_value(words, words->finding[i].detail));
    pm_words_say(words, "missing key %s", keys->str);
    pm_words_point_at_start(words);
}

void
pm_words_group(PmWords *words)
{
    if (words->finding->detail) {
        say_keys(words);
        return;
    }
    unsigned kinds = 0;
    size_t total = 0;
    g_autoptr(GPtrArray) nodes = g_ptr_array_new();
    for (size_t i = 0; i < MAX(words->finding->group, 1); i++) {
        const PmConstraint *constraint = words->finding[i].constraint;
        kinds |= constraint->kinds;
        if (constraint->kinds == 0)
            total += add_choices(words, nodes, constraint);
    }
    if (nodes->len > 0)
        say_values(words, nodes, total);
    else
        pm_words_say(words, "%s must be %s%s", words->subject, pm_words_kinds(words, kinds),
                     pm_words_is(words));
}
