/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON text is a schema, and what comes after a line that is "---" an instance, as in
 * schema_compile. What is found has a place in both; and a schema inside others, which by their
 * logic say the same or the opposite, has the same or the opposite verdict.
 */
#include "data/json.h"
#include "schema/schema.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef enum { VALID, INVALID, UNKNOWN } Verdict;

static const PmNode *
parse(PmArena *arena, const char *text, size_t length, const PmSource **out_source)
{
    PmDiagnostics *found = pm_diagnostics_new(arena);
    *out_source = pm_source_new(arena, "fuzz", text, length);
    const PmNode *root = pm_json_parse(arena, *out_source, found);
    return pm_diagnostics_count(found) == 0 ? root : NULL;
}

static void
check_finding(const PmDiagnostic *found, const PmNode *instance)
{
    g_assert_true(g_str_has_prefix(found->rule, "schema/"));
    g_assert_true(found->message[0] != '\0' && g_utf8_validate(found->message, -1, NULL));
    g_assert_cmpuint(found->span.start, <=, found->span.end);
    g_assert_cmpuint(found->span.end, <=, found->source->length);
    g_assert_nonnull(pm_node_at(instance, found->instance_path));
    g_assert_nonnull(found->schema_path);
}

static bool
is_limit(const PmDiagnostic *found)
{
    return g_str_equal(found->rule, "schema/limit") || strstr(found->message, "too long to tell");
}

static Verdict
judge(PmArena *arena, const PmSchema *schema, const PmNode *instance, const PmSource *source)
{
    PmDiagnostics *list = pm_diagnostics_new(arena);
    bool valid = pm_schema_validate(schema, instance, source, list);
    g_assert_true(valid == pm_schema_accepts(schema, instance));
    g_assert_true(valid == (pm_diagnostics_count(list) == 0));
    bool limit = false;
    for (size_t i = 0; i < pm_diagnostics_count(list); i++) {
        check_finding(pm_diagnostics_get(list, i), instance);
        limit |= is_limit(pm_diagnostics_get(list, i));
    }
    return limit ? UNKNOWN : valid ? VALID : INVALID;
}

/* Members such as $ref and $id mean something else inside another schema. */
static bool
stands_alone(const PmNode *node)
{
    if (node->key && node->key[0] == '$')
        return false;
    for (size_t i = 0; i < node->count; i++)
        if (!stands_alone(node->items[i]))
            return false;
    return true;
}

static const struct {
    const char *around;
    bool opposite;
} wrappings[] = {
    { "{\"allOf\": [@, true]}", false },
    { "{\"anyOf\": [false, @, @]}", false },
    { "{\"oneOf\": [false, @]}", false },
    { "{\"oneOf\": [true, @]}", true },
    { "{\"not\": @}", true },
    { "{\"not\": {\"not\": @}}", false },
    { "{\"if\": @, \"then\": true, \"else\": false}", false },
    { "{\"if\": @, \"then\": false}", true },
    { "{\"$defs\": {\"s\": @}, \"$ref\": \"#/$defs/s\"}", false },
    { "{\"$dynamicRef\": \"#/$defs/a~0b\", \"$defs\": {\"a~b\": @}}", false },
};

static void
check_wrapped(const char *text, size_t length, const PmSchemaOptions *options, Verdict verdict,
              const PmNode *instance, const PmSource *source)
{
    g_autofree char *inner = g_strndup(text, length);
    for (size_t i = 0; i < G_N_ELEMENTS(wrappings); i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        g_auto(GStrv) parts = g_strsplit(wrappings[i].around, "@", -1);
        g_autofree char *outer = g_strjoinv(inner, parts);
        const PmSource *outer_source;
        const PmNode *root = parse(arena, outer, strlen(outer), &outer_source);
        if (!root)
            continue; /* nested too deep by now */
        g_autoptr(GError) error = NULL;
        g_autoptr(PmSchema) schema = pm_schema_compile(root, options, &error);
        g_assert_no_error(error);
        Verdict wrapped = judge(arena, schema, instance, source);
        if (wrapped != UNKNOWN)
            g_assert_cmpint(wrapped == VALID, ==, (verdict == VALID) != wrappings[i].opposite);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *line = g_strstr_len(text, (gssize)size, "\n---\n");
    size_t length = line ? (size_t)(line - text) : size;
    const char *rest = line ? line + strlen("\n---\n") : text;

    g_autoptr(PmArena) arena = pm_arena_new();
    const PmSource *schema_source, *source;
    const PmNode *root = parse(arena, text, length, &schema_source);
    const PmNode *instance = parse(arena, rest, size - (size_t)(rest - text), &source);
    const PmSchemaOptions options = { .assert_formats = size % 2 == 0 };
    g_autoptr(GError) error = NULL;
    g_autoptr(PmSchema) schema = root ? pm_schema_compile(root, &options, &error) : NULL;
    g_assert_true(!root || (schema != NULL) != (error != NULL));
    if (!schema || !instance)
        return 0;
    Verdict verdict = judge(arena, schema, instance, source);
    if (verdict != UNKNOWN && stands_alone(root))
        check_wrapped(text, length, &options, verdict, instance, source);
    return 0;
}
