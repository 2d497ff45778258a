/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of this room share: a YAML text that is read, and spans as the text they hold. */
#pragma once

#include "data/yaml.h"

#include <string.h>

typedef struct {
    PmSource *source;
    PmDiagnostics *diagnostics;
    const PmNode *root;
} Reading;

static inline Reading
read_yaml_bytes(PmArena *arena, const char *text, size_t length, PmYamlFlags flags)
{
    Reading reading = { .source = pm_source_new(arena, "t", text, length),
                        .diagnostics = pm_diagnostics_new(arena) };
    reading.root =
        pm_yaml_parse(arena, reading.source, (PmSpan){ 0, length }, flags, reading.diagnostics);
    return reading;
}

static inline Reading
read_yaml(PmArena *arena, const char *text, PmYamlFlags flags)
{
    return read_yaml_bytes(arena, text, strlen(text), flags);
}

static inline void
assert_span(const PmSource *source, PmSpan span, const char *expected)
{
    g_autofree char *held = g_strndup(source->bytes + span.start, span.end - span.start);
    g_assert_cmpstr(held, ==, expected);
}

static inline void
assert_json(const PmNode *node, const char *expected)
{
    g_autoptr(GString) json = g_string_new(NULL);
    g_assert_nonnull(node);
    pm_node_write_json(node, json);
    g_assert_cmpstr(json->str, ==, expected);
}
