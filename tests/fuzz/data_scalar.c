/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text as a scalar. Its kind is what the patterns of the core schema say (YAML 1.2.2, section
 * 10.3.2, tried by another engine); quoted it reads as itself wherever it stands, without a
 * finding; rendered it is a number only where no reader doubts it.
 */
#include "data/scalar.h"
#include "data/yaml.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
    PmNodeKind kind;
    const char *pattern;
} core_schema[] = {
    { PM_NODE_NULL, "null|Null|NULL|~|" },
    { PM_NODE_BOOLEAN, "true|True|TRUE|false|False|FALSE" },
    { PM_NODE_NUMBER, "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+" },
    { PM_NODE_NUMBER, "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?" },
    { PM_NODE_NUMBER, "[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)" },
};

static PmNodeKind
expected_kind(const char *text)
{
    static GRegex *compiled[G_N_ELEMENTS(core_schema)];
    for (size_t i = 0; i < G_N_ELEMENTS(core_schema); i++) {
        if (!compiled[i]) {
            g_autofree char *whole = g_strdup_printf("\\A(?:%s)\\z", core_schema[i].pattern);
            compiled[i] = g_regex_new(whole, G_REGEX_OPTIMIZE, 0, NULL);
        }
        if (g_regex_match(compiled[i], text, 0, NULL))
            return core_schema[i].kind;
    }
    return PM_NODE_STRING;
}

static bool
has_hidden(const char *text)
{
    for (; *text; text = g_utf8_next_char(text))
        if (pm_scalar_is_hidden(g_utf8_get_char(text)))
            return true;
    return false;
}

/* What `written` reads as, where `format` puts it. */
static const PmNode *
read_back(PmArena *arena, const char *format, const char *written, bool clean)
{
    g_auto(GStrv) parts = g_strsplit(format, "%s", -1);
    char *yaml = g_strjoinv(written, parts);
    PmSource *source = pm_source_new(arena, "scalar", yaml, strlen(yaml));
    PmDiagnostics *found = pm_diagnostics_new(arena);
    const PmNode *root =
        pm_yaml_parse(arena, source, (PmSpan){ 0, source->length }, PM_YAML_DEFAULT, found);
    g_assert_true(root || !clean);
    if (clean)
        g_assert_cmpuint(pm_diagnostics_count(found), ==, 0);
    g_free(yaml);
    return root;
}

static void
check_quoted(const char *text)
{
    static const char *const places[] = {
        "- %s\n", "- %s # a comment\n", "[%s]", "[a, %s, b]\n", "- k: %s\n  l: m\n", "{k: %s}",
    };
    static const char *const pointers[] = { "/0", "/0", "/0", "/1", "/0/k", "/k" };
    g_autoptr(PmArena) arena = pm_arena_new();
    const char *quoted = pm_scalar_quote(arena, text);
    g_assert_true(g_utf8_validate(quoted, -1, NULL) && !has_hidden(quoted));
    g_assert_true(*quoted == '"' || g_str_equal(quoted, text));
    if (*quoted != '"')
        g_assert_false(pm_scalar_is_ambiguous(quoted, strlen(quoted), NULL));
    bool clean = !has_hidden(text);
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        const PmNode *root = read_back(arena, places[i], quoted, clean);
        if (root)
            g_assert_cmpstr(pm_node_string(pm_node_at(root, pointers[i])), ==, text);
    }
    if (strlen(quoted) > 1000) /* as long as a key may be */
        return;
    const PmNode *root = read_back(arena, "%s: 1\n", quoted, clean);
    if (root)
        g_assert_cmpstr(root->items[0]->key, ==, text);
}

static void
check_rendered(const char *text, PmNodeKind kind)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    const char *rendered = pm_scalar_render(arena, text);
    const PmNode *root = read_back(arena, "[%s]", rendered, !has_hidden(text));
    const PmNode *node = root ? pm_node_at(root, "/0") : NULL;
    if (!root)
        return;
    g_assert_nonnull(node);
    g_assert_cmpstr(node->text, ==, text);
    bool kept =
        *text && kind != PM_NODE_STRING && !pm_scalar_is_ambiguous(text, strlen(text), NULL);
    g_assert_cmpint(node->kind, ==, kept ? kind : PM_NODE_STRING);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *bytes = g_strndup((const char *)data, size);
    g_autofree char *text = g_utf8_make_valid(bytes, -1);
    PmNodeKind kind = expected_kind(text);
    bool boolean = false;
    g_assert_cmpint(pm_scalar_resolve(text, strlen(text), &boolean), ==, kind);
    if (kind == PM_NODE_BOOLEAN)
        g_assert_cmpint(boolean, ==, g_ascii_tolower(*text) == 't');
    check_quoted(text);
    check_rendered(text, kind);
    return 0;
}
