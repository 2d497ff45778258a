/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target: JSON text is a schema, and what comes after a line that is "---" an instance;
 * without such a line the schema is its own instance. Both answers agree, and a refusal has
 * findings.
 */
#include "data/json.h"
#include "schema/schema.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const PmNode *
parse(PmArena *arena, const char *text, size_t length, const PmSource **out_source)
{
    *out_source = pm_source_new(arena, "fuzz", text, length);
    return pm_json_parse(arena, *out_source, pm_diagnostics_new(arena));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *line = g_strstr_len(text, (gssize)size, "\n---\n");
    size_t length = line ? (size_t)(line - text) : size;
    const char *rest = line ? line + strlen("\n---\n") : text;

    g_autoptr(PmArena) arena = pm_arena_new();
    const PmSource *source;
    const PmNode *root = parse(arena, text, length, &source);
    const PmNode *instance = parse(arena, rest, size - (size_t)(rest - text), &source);
    const PmSchemaOptions options = { .assert_formats = true };
    g_autoptr(GError) error = NULL;
    g_autoptr(PmSchema) schema = root ? pm_schema_compile(root, &options, &error) : NULL;
    g_assert_true(!root || (schema != NULL) != (error != NULL));
    if (!schema || !instance)
        return 0;
    PmDiagnostics *list = pm_diagnostics_new(arena);
    bool valid = pm_schema_validate(schema, instance, source, list);
    g_assert_true(valid == pm_schema_accepts(schema, instance));
    g_assert_true(valid == (pm_diagnostics_count(list) == 0));
    return 0;
}
