/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as YAML, strict and tolerant. Spans must lie in the text and children in their parents,
 * what is said to be wrong must have a place, no tree may come without a reason, and a scalar that
 * is quoted again must read as itself.
 */
#include "data/scalar.h"
#include "data/yaml.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_span(PmSpan outer, PmSpan inner)
{
    g_assert_cmpuint(outer.start, <=, inner.start);
    g_assert_cmpuint(inner.start, <=, inner.end);
    g_assert_cmpuint(inner.end, <=, outer.end);
}

static void
check_quoting(const char *text)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    char *quoted = pm_scalar_quote(arena, text);
    g_autofree char *list = g_strdup_printf("[%s]", quoted);
    PmSource *source = pm_source_new(arena, "quoted", list, strlen(list));
    const PmNode *root = pm_yaml_parse(arena, source, (PmSpan){ 0, source->length },
                                       PM_YAML_TOLERANT, pm_diagnostics_new(arena));
    g_assert_cmpstr(pm_node_string(pm_node_at(root, "/0")), ==, text);
}

static void
check_node(const PmNode *node, PmSpan outer, size_t depth)
{
    g_assert_cmpuint(depth, <=, PM_YAML_MAX_DEPTH);
    check_span(outer, node->span);
    if (!node->aliased) {
        check_span(outer, node->written);
        check_span(node->written, node->span);
    }
    if (node->text)
        g_assert_true(node->text[node->length] == '\0');
    const char *text = pm_node_string(node);
    if (text && node->length < 200)
        check_quoting(text);
    for (size_t i = 0; i < node->count; i++) {
        const PmNode *item = node->items[i];
        g_assert_true(item->parent == node && item->position == i);
        g_assert_true((item->key != NULL) == (node->kind == PM_NODE_MAP));
        if (item->key)
            g_assert_true(pm_node_get_length(node, item->key, item->key_length) == item);
        /* through an alias, things are where the anchor is */
        check_node(item, item->aliased ? (PmSpan){ 0, SIZE_MAX } : node->span, depth + 1);
    }
}

static void
run(const char *bytes, size_t size, PmYamlFlags flags)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    PmSource *source = pm_source_new(arena, "fuzz", bytes, size);
    PmSpan all = { 0, size };
    const PmNode *root = pm_yaml_parse(arena, source, all, flags, diagnostics);
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(diagnostics, i);
        check_span(all, found->span);
        g_assert_true(found->message[0] != '\0' && g_utf8_validate(found->message, -1, NULL));
        for (size_t k = 0; k < found->fix_count; k++)
            check_span(all, found->fixes[k].at);
    }
    if (!root) {
        g_assert_cmpuint(pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR) +
                             pm_diagnostics_dropped(diagnostics),
                         >, 0);
        return;
    }
    check_node(root, all, 0);
    g_autoptr(GString) json = g_string_new(NULL);
    pm_node_write_json(root, json);
    g_assert_true(g_utf8_validate(json->str, (gssize)json->len, NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    run((const char *)data, size, PM_YAML_DEFAULT);
    run((const char *)data, size, PM_YAML_TOLERANT);
    return 0;
}
