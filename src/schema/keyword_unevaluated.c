/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unevaluatedItems and unevaluatedProperties (core, section 11): what nothing else has looked at.
 */
#include "schema/compile.h"
#include "schema/validate.h"
#include "schema/words.h"

#include <string.h>

/* How far the search for keys to suggest goes. */
#define MAX_SEARCH 2000

static bool
check_rest(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen)
{
    bool valid = true;
    for (size_t i = 0; i < instance->count && !pm_run_ends(run, valid); i++) {
        if (pm_seen_has(seen, i))
            continue;
        valid &= pm_run_apply(run, constraint, constraint->schemas[0], instance->items[i], NULL);
        pm_seen_mark(seen, i);
    }
    return valid;
}

static bool
is_in_place(const PmConstraint *constraint)
{
    static const char *const keywords[] = { "$ref", "allOf", "anyOf", "oneOf", "if" };
    for (size_t i = 0; i < G_N_ELEMENTS(keywords); i++)
        if (strcmp(pm_keyword_name(constraint->keyword), keywords[i]) == 0)
            return true;
    return false;
}

/*
 * The keys that `properties` has here and in the schemas that apply to the same map; breadth first.
 */
static GPtrArray *
known_keys(const PmSubschema *schema)
{
    GPtrArray *keys = g_ptr_array_new();
    g_autoptr(GPtrArray) schemas = g_ptr_array_new();
    g_autoptr(GHashTable) visited = g_hash_table_new(NULL, NULL);
    g_ptr_array_add(schemas, (gpointer)schema);
    for (guint i = 0; i < schemas->len && i < MAX_SEARCH && keys->len < MAX_SEARCH; i++) {
        schema = schemas->pdata[i];
        if (!g_hash_table_add(visited, (gpointer)schema))
            continue;
        for (size_t j = 0; j < schema->count; j++) {
            const PmConstraint *constraint = &schema->constraints[j];
            bool properties = strcmp(pm_keyword_name(constraint->keyword), "properties") == 0;
            for (size_t k = 0; properties && k < constraint->count; k++)
                g_ptr_array_add(keys, (gpointer)constraint->names[k].name);
            for (size_t k = 0; is_in_place(constraint) && k < constraint->count; k++)
                if (constraint->schemas[k])
                    g_ptr_array_add(schemas, (gpointer)constraint->schemas[k]);
        }
    }
    return keys;
}

static void
describe_properties(PmWords *words)
{
    g_autoptr(GPtrArray) keys = known_keys(words->constraint->owner);
    pm_words_unknown_key(words, keys);
}

static void
describe_items(PmWords *words)
{
    pm_words_say(words, "%s is not allowed, the list has an item too many", words->subject);
}

#define ROW                                                                                        \
    .vocabulary = PM_VOCABULARY_UNEVALUATED, .shape = PM_SHAPE_SCHEMA,                             \
    .compile = pm_compile_schema, .check = check_rest

static const PmKeyword rows[] = {
    { .rule = "schema/unevaluatedItems",
      ROW,
      .kinds = PM_KIND(PM_NODE_LIST),
      .describe = describe_items },
    { .rule = "schema/unevaluatedProperties",
      ROW,
      .kinds = PM_KIND(PM_NODE_MAP),
      .describe = describe_properties },
};

const PmKeywordGroup pm_keywords_unevaluated = { rows, G_N_ELEMENTS(rows) };
