/* SPDX-License-Identifier: Apache-2.0 */
/* Text to nodes and compiled schemas, for the tests of this folder. */
#pragma once

#include "data/json.h"
#include "data/yaml.h"
#include "schema/schema.h"

#include <string.h>

static inline const PmNode *
read_json(PmArena *arena, const char *text)
{
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    const PmSource *source = pm_source_new(arena, "test.json", text, strlen(text));
    const PmNode *node = pm_json_parse(arena, source, diagnostics);
    g_assert_nonnull(node);
    g_assert_cmpuint(pm_diagnostics_count(diagnostics), ==, 0);
    return node;
}

static inline const PmNode *
read_yaml(PmArena *arena, const PmSource *source, PmSpan span)
{
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    const PmNode *node = pm_yaml_parse(arena, source, span, PM_YAML_TOLERANT, diagnostics);
    g_assert_nonnull(node);
    g_assert_cmpuint(pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR), ==, 0);
    return node;
}

static inline PmSchema *
compile_json(PmArena *arena, const char *text)
{
    g_autoptr(GError) error = NULL;
    PmSchema *schema = pm_schema_compile(read_json(arena, text), NULL, &error);
    g_assert_no_error(error);
    return schema;
}

/* The error message that `text` is refused with. */
static inline char *
refused(const char *text)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(PmSchema) schema = pm_schema_compile(read_json(arena, text), NULL, &error);
    g_assert_null(schema);
    g_assert_nonnull(error);
    return g_strdup(error->message);
}
