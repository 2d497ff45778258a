/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/compile.h"

#include "base/error.h"
#include "schema/resource.h"

#include <stdlib.h>
#include <string.h>

/*
 * All keywords. Evaluated in this order: what decides most goes first, what needs the others last.
 */
static const PmKeywordGroup *const groups[] = {
    &pm_keywords_core,   &pm_keywords_value,     &pm_keywords_number,
    &pm_keywords_text,   &pm_keywords_list,      &pm_keywords_object,
    &pm_keywords_choice, &pm_keywords_dependent, &pm_keywords_unevaluated,
};

typedef struct {
    const PmKeyword *keyword;
    unsigned rank;
} Ranked;

bool
pm_compiler_init(PmCompiler *compiler, PmArena *arena, const PmSchemaOptions *options)
{
    *compiler = (PmCompiler){
        .arena = arena,
        .options = options,
        .keywords = g_hash_table_new(g_str_hash, g_str_equal),
        .subschemas = g_hash_table_new(NULL, NULL),
        .resources = g_hash_table_new(g_str_hash, g_str_equal),
        .queue = G_QUEUE_INIT,
        .tables = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref),
        .patterns = g_ptr_array_new_with_free_func((GDestroyNotify)pm_pattern_free),
    };
    unsigned rank = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        for (size_t j = 0; j < groups[i]->count; j++) {
            Ranked *ranked = pm_arena_new0(arena, Ranked, 1);
            *ranked = (Ranked){ .keyword = &groups[i]->rows[j], .rank = rank++ };
            g_hash_table_insert(compiler->keywords, (void *)pm_keyword_name(ranked->keyword),
                                ranked);
        }
    }
    return true;
}

void
pm_compiler_clear(PmCompiler *compiler)
{
    g_clear_pointer(&compiler->keywords, g_hash_table_unref);
    g_clear_pointer(&compiler->subschemas, g_hash_table_unref);
    g_clear_pointer(&compiler->resources, g_hash_table_unref);
    g_queue_clear(&compiler->queue);
    g_clear_pointer(&compiler->tables, g_ptr_array_unref);
    g_clear_pointer(&compiler->patterns, g_ptr_array_unref);
}

static const Ranked *
ranked_keyword(const PmCompiler *compiler, const PmResource *resource, const char *name)
{
    const Ranked *ranked = g_hash_table_lookup(compiler->keywords, name);
    return ranked && ranked->keyword->vocabulary & resource->vocabularies ? ranked : NULL;
}

const PmKeyword *
pm_compiler_keyword(const PmCompiler *compiler, const PmResource *resource, const char *name)
{
    const Ranked *ranked = ranked_keyword(compiler, resource, name);
    return ranked ? ranked->keyword : NULL;
}

bool
pm_compiler_refuse(const PmConstraint *constraint, const PmNode *at, GError **error,
                   const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);

    g_autoptr(PmArena) arena = pm_arena_new();
    bool foreign = constraint && constraint->owner->resource->foreign;
    pm_error_set(error, PM_ERROR_FAILED, NULL, "schema%s%s%s at '%s': %s", foreign ? " '" : "",
                 foreign ? constraint->owner->resource->uri : "", foreign ? "'" : "",
                 pm_node_pointer(arena, at), text);
    return false;
}

const PmSubschema *
pm_compiler_child(PmCompiler *compiler, const PmNode *node)
{
    PmSubschema *schema = g_hash_table_lookup(compiler->subschemas, node);
    g_assert(schema); /* scanned before anything is compiled */
    if (!schema->queued)
        g_queue_push_tail(&compiler->queue, schema);
    schema->queued = true;
    return schema;
}

bool
pm_compile_schema(PmCompiler *compiler, PmConstraint *constraint, GError **error G_GNUC_UNUSED)
{
    constraint->schemas = pm_arena_new0(compiler->arena, const PmSubschema *, 1);
    constraint->schemas[0] = pm_compiler_child(compiler, constraint->value);
    constraint->count = 1;
    return true;
}

bool
pm_compile_schemas(PmCompiler *compiler, PmConstraint *constraint, GError **error)
{
    const PmNode *list = constraint->value;
    if (list->count == 0)
        return pm_compiler_refuse(constraint, list, error, "must have at least one schema");
    constraint->count = list->count;
    constraint->schemas = pm_arena_new0(compiler->arena, const PmSubschema *, list->count);
    for (size_t i = 0; i < list->count; i++)
        constraint->schemas[i] = pm_compiler_child(compiler, list->items[i]);
    return true;
}

static int
by_name(const void *a, const void *b)
{
    const PmName *left = a;
    const PmName *right = b;
    if (left->length != right->length)
        return left->length < right->length ? -1 : 1;
    return memcmp(left->name, right->name, left->length);
}

void
pm_names_sort(PmName *names, size_t count)
{
    if (count > 0)
        qsort(names, count, sizeof *names, by_name);
}

const PmName *
pm_names_find(const PmName *names, size_t count, const char *name, size_t length)
{
    const PmName wanted = { .name = name, .length = length };
    return count > 0 ? bsearch(&wanted, names, count, sizeof *names, by_name) : NULL;
}

bool
pm_compile_members(PmCompiler *compiler, PmConstraint *constraint, GError **error G_GNUC_UNUSED)
{
    const PmNode *map = constraint->value;
    PmName *names = pm_arena_new0(compiler->arena, PmName, map->count);
    for (size_t i = 0; i < map->count; i++) {
        const PmNode *member = map->items[i];
        names[i] = (PmName){ .name = member->key, .length = member->key_length, .value = member };
        if (g_hash_table_contains(compiler->subschemas, member))
            names[i].schema = pm_compiler_child(compiler, member);
    }
    pm_names_sort(names, map->count);
    constraint->names = names;
    constraint->count = map->count;
    return true;
}

bool
pm_compile_count(PmCompiler *compiler G_GNUC_UNUSED, PmConstraint *constraint, GError **error)
{
    const PmNode *value = constraint->value;
    if (value->kind == PM_NODE_NUMBER)
        pm_decimal_read(&constraint->number, value->text, value->length);
    if (value->kind != PM_NODE_NUMBER || !pm_decimal_is_integer(&constraint->number) ||
        (constraint->number.negative && constraint->number.count > 0))
        return pm_compiler_refuse(constraint, value, error, "must be a whole number from 0 on");
    int64_t count;
    constraint->limit = pm_node_integer(value, &count) ? (size_t)count : SIZE_MAX;
    return true;
}

bool
pm_compile_strings(PmCompiler *compiler, PmConstraint *constraint, const PmNode *list,
                   GError **error)
{
    if (list->kind != PM_NODE_LIST)
        return pm_compiler_refuse(constraint, list, error, "must be a list of strings");
    PmName *names = pm_arena_new0(compiler->arena, PmName, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const PmNode *item = list->items[i];
        if (item->kind != PM_NODE_STRING)
            return pm_compiler_refuse(constraint, item, error, "must be a string");
        names[i] = (PmName){ .name = item->text, .length = item->length, .value = item };
    }
    constraint->names = names;
    constraint->count = list->count;
    return true;
}

bool
pm_compile_pattern(PmCompiler *compiler, const PmConstraint *constraint, const PmNode *at,
                   const char *text, size_t length, PmPattern **out_pattern, GError **error)
{
    g_autoptr(GError) why = NULL;
    PmPattern *pattern = pm_pattern_compile(text, length, &why);
    if (!pattern)
        return pm_compiler_refuse(constraint, at, error, "%s", why->message);
    g_ptr_array_add(compiler->patterns, pattern);
    *out_pattern = pattern;
    return true;
}

const PmConstraint *
pm_compile_sibling(const PmConstraint *constraint, const char *name)
{
    const PmSubschema *schema = constraint->owner;
    for (size_t i = 0; i < schema->count; i++)
        if (strcmp(pm_keyword_name(schema->constraints[i].keyword), name) == 0)
            return &schema->constraints[i];
    return NULL;
}

typedef struct {
    const Ranked *ranked;
    const PmNode *value;
} Written;

static int
by_rank(gconstpointer a, gconstpointer b)
{
    unsigned left = ((const Written *)a)->ranked->rank;
    unsigned right = ((const Written *)b)->ranked->rank;
    return (left > right) - (left < right);
}

static GArray *
written_keywords(const PmCompiler *compiler, const PmSubschema *schema)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Written));
    for (size_t i = 0; i < schema->node->count; i++) {
        const PmNode *value = schema->node->items[i];
        Written written = { ranked_keyword(compiler, schema->resource, value->key), value };
        if (written.ranked)
            g_array_append_val(found, written);
    }
    g_array_sort(found, by_rank);
    return found;
}

static bool
compile(PmCompiler *compiler, PmSubschema *schema, GError **error)
{
    g_autoptr(GArray) written = written_keywords(compiler, schema);
    schema->constraints = pm_arena_new0(compiler->arena, PmConstraint, written->len);
    for (guint i = 0; i < written->len; i++) {
        const Written *one = &g_array_index(written, Written, i);
        const PmKeyword *keyword = one->ranked->keyword;
        PmConstraint *constraint = &schema->constraints[schema->count];
        *constraint = (PmConstraint){ .keyword = keyword, .value = one->value, .owner = schema };
        if (keyword->compile && !keyword->compile(compiler, constraint, error))
            return false;
        schema->tracks |= keyword->check && keyword->vocabulary == PM_VOCABULARY_UNEVALUATED;
        schema->count += keyword->check != NULL;
    }
    return true;
}

const PmSubschema *
pm_compiler_run(PmCompiler *compiler, const PmNode *root, GError **error)
{
    const char *given = compiler->options->base_uri;
    const char *base =
        pm_resource_resolve(compiler->arena, PM_RESOURCE_NO_BASE, given ? given : "");
    if (!base) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "'%s' is no URI", given);
        return NULL;
    }
    const PmResource *resource = pm_resource_add(compiler, root, base, false, error);
    if (!resource)
        return NULL;
    PmSubschema *schema;
    while ((schema = g_queue_pop_head(&compiler->queue)))
        if (!compile(compiler, schema, error))
            return NULL;
    return resource->root;
}
