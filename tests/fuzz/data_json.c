/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as JSON: what is read, written and read again is the same text. */
#include "data/json.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *
rewrite(PmArena *arena, const char *bytes, size_t size, size_t *out_errors)
{
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    const PmNode *root =
        pm_json_parse(arena, pm_source_new(arena, "fuzz", bytes, size), diagnostics);
    *out_errors = pm_diagnostics_count(diagnostics);
    g_assert_true(root || *out_errors > 0);
    if (!root)
        return NULL;
    GString *json = g_string_new(NULL);
    pm_node_write_json(root, json);
    return g_string_free(json, FALSE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    size_t errors;
    g_autofree char *first = rewrite(arena, (const char *)data, size, &errors);
    if (!first)
        return 0;
    g_autofree char *second = rewrite(arena, first, strlen(first), &errors);
    g_assert_cmpuint(errors, ==, 0);
    g_assert_cmpstr(first, ==, second);
    return 0;
}
