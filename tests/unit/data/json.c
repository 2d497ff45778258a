/* SPDX-License-Identifier: Apache-2.0 */
#include "data/json.h"

#include "reading.h"

#include <string.h>

void test_data_json(void);

typedef struct {
    const char *text;
    const char *rule; /* of the one finding; NULL: none */
    size_t start;     /* of its span */
} Case;

static void
check(const Case *row)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    PmSource *source = pm_source_new(arena, "t", row->text, strlen(row->text));
    const PmNode *root = pm_json_parse(arena, source, diagnostics);
    g_test_message("%s", row->text);
    g_assert_cmpuint(pm_diagnostics_count(diagnostics), ==, row->rule ? 1 : 0);
    if (!row->rule) {
        g_assert_nonnull(root);
        return;
    }
    const PmDiagnostic *found = pm_diagnostics_get(diagnostics, 0);
    g_assert_cmpstr(found->rule, ==, row->rule);
    g_assert_cmpuint(found->span.start, ==, row->start);
    g_assert_cmpint(found->severity, ==, PM_SEVERITY_ERROR);
    g_assert_cmpint(root != NULL, ==, strcmp(row->rule, "json/duplicate-key") == 0);
}

static void
what_is_no_json_is_refused_where_it_is(void)
{
    static const Case rows[] = {
        { "", "json/syntax", 0 },
        { " ", "json/syntax", 1 },
        { "{", "json/syntax", 1 },
        { "[1,]", "json/syntax", 3 },
        { "{\"a\":1,}", "json/syntax", 7 },
        { "{a:1}", "json/syntax", 1 },
        { "{\"a\" 1}", "json/syntax", 5 },
        { "[1 2]", "json/syntax", 3 },
        { "[01]", "json/syntax", 1 },
        { "[1.]", "json/syntax", 1 },
        { "[.5]", "json/syntax", 1 },
        { "[+1]", "json/syntax", 1 },
        { "[1e]", "json/syntax", 1 },
        { "[-]", "json/syntax", 1 },
        { "[NaN]", "json/syntax", 1 },
        { "[truth]", "json/syntax", 1 },
        { "'a'", "json/syntax", 0 },
        { "\"a", "json/syntax", 0 },
        { "\"a\nb\"", "json/syntax", 2 },
        { "\"a\tb\"", "json/syntax", 2 },
        { "\"\\x\"", "json/syntax", 1 },
        { "\"\\u12g4\"", "json/syntax", 1 },
        { "\"\\u12", "json/syntax", 1 },
        { "\"\\", "json/syntax", 1 },
        { "1 2", "json/syntax", 2 },
        { "[1] // c", "json/syntax", 4 },
        { "\"\xff\"", "json/syntax", 1 },
        { "\"\xed\xa0\x80\"", "json/syntax", 1 },
        { "{\"a\":1,\"b\":2,\"a\":3}", "json/duplicate-key", 13 },
        { "{\"a\":1,\"\\u0061\":3}", "json/duplicate-key", 7 },
        { "\xef\xbb\xbf[1]", NULL, 0 },
        { " \t\r\n[1] \t\r\n", NULL, 0 },
        { "\"\x7f\"", NULL, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        check(&rows[i]);
}

static void
a_nul_byte_is_no_end(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    g_assert_null(pm_json_parse(arena, pm_source_new(arena, "t", "1\0", 2), diagnostics));
    g_assert_null(pm_json_parse(arena, pm_source_new(arena, "t", "\"\0\"", 3), diagnostics));
    g_assert_cmpuint(pm_diagnostics_count(diagnostics), ==, 2);
}

static void
escapes_are_decoded_and_half_pairs_replaced(void)
{
    static const struct {
        const char *text, *decoded;
    } rows[] = {
        { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
        { "\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80" },
        { "\"\\ud83d\"", "\xef\xbf\xbd" },
        { "\"\\ude00x\"", "\xef\xbf\xbdx" },
        { "\"\\ud83d\\ud83d\\ude00\"", "\xef\xbf\xbd\xf0\x9f\x98\x80" },
        { "\"\\ud83d\\n\"", "\xef\xbf\xbd\n" },
        { "\"\\uD55c\"", "한" },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        PmSource *source = pm_source_new(arena, "t", rows[i].text, strlen(rows[i].text));
        const PmNode *node = pm_json_parse(arena, source, pm_diagnostics_new(arena));
        g_assert_cmpstr(pm_node_string(node), ==, rows[i].decoded);
    }
}

static void
number_lexemes_and_spans_are_kept(void)
{
    static const char text[] = "{ \"n\" : 12345678901234567890.10 }";
    g_autoptr(PmArena) arena = pm_arena_new();
    PmSource *source = pm_source_new(arena, "t", text, strlen(text));
    const PmNode *root = pm_json_parse(arena, source, pm_diagnostics_new(arena));
    const PmNode *node = pm_node_get(root, "n");
    g_assert_cmpstr(node->text, ==, "12345678901234567890.10");
    assert_span(source, node->span, node->text);
    assert_span(source, node->key_span, "\"n\"");
    g_assert_cmpuint(root->span.end, ==, strlen(text));
}

static void
nesting_is_limited(void)
{
    for (size_t depth = PM_JSON_MAX_DEPTH; depth <= PM_JSON_MAX_DEPTH + 1; depth++) {
        g_autofree char *open = g_strnfill(depth, '[');
        g_autofree char *close = g_strnfill(depth, ']');
        g_autofree char *text = g_strconcat(open, close, NULL);
        bool fits = depth <= PM_JSON_MAX_DEPTH;
        check(&(Case){ text, fits ? NULL : "json/depth", PM_JSON_MAX_DEPTH });
    }
}

void
test_data_json(void)
{
    g_test_add_func("/json/what is no JSON is refused where it is",
                    what_is_no_json_is_refused_where_it_is);
    g_test_add_func("/json/a NUL byte is no end", a_nul_byte_is_no_end);
    g_test_add_func("/json/escapes are decoded and half pairs replaced",
                    escapes_are_decoded_and_half_pairs_replaced);
    g_test_add_func("/json/number lexemes and spans are kept", number_lexemes_and_spans_are_kept);
    g_test_add_func("/json/nesting is limited", nesting_is_limited);
}
