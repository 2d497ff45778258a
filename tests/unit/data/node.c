/* SPDX-License-Identifier: Apache-2.0 */
#include "data/node.h"
#include "data/json.h"

#include <string.h>

void test_data_node(void);

static const PmNode *
parse(PmArena *arena, const char *text)
{
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    const PmNode *root =
        pm_json_parse(arena, pm_source_new(arena, "t", text, strlen(text)), diagnostics);
    g_assert_cmpuint(pm_diagnostics_count(diagnostics), ==, 0);
    g_assert_nonnull(root);
    return root;
}

static void
pointers_follow_rfc_6901(void)
{
    /* the document and the pointers of RFC 6901, section 5 */
    static const struct {
        const char *pointer;
        int64_t value;
    } rows[] = { { "/foo/1", 10 }, { "/", 0 },     { "/a~1b", 1 }, { "/c%d", 2 }, { "/e^f", 3 },
                 { "/g|h", 4 },    { "/i\\j", 5 }, { "/k\"l", 6 }, { "/ ", 7 },   { "/m~0n", 8 } };
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmNode *root =
        parse(arena, "{\"foo\": [9, 10], \"\": 0, \"a/b\": 1, \"c%d\": 2, \"e^f\": 3, \"g|h\": 4,"
                     "\"i\\\\j\": 5, \"k\\\"l\": 6, \" \": 7, \"m~n\": 8}");
    g_assert_true(pm_node_at(root, "") == root);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int64_t value = -1;
        const PmNode *node = pm_node_at(root, rows[i].pointer);
        g_assert_true(pm_node_integer(node, &value));
        g_assert_cmpint(value, ==, rows[i].value);
        g_assert_cmpstr(pm_node_pointer(arena, node), ==, rows[i].pointer);
    }
}

static void
pointers_that_lead_nowhere_are_null(void)
{
    static const char *const pointers[] = { "foo",
                                            "/bar",
                                            "/foo/2",
                                            "/foo/-",
                                            "/foo/01",
                                            "/foo/0/",
                                            "/foo/+1",
                                            "/foo/",
                                            "/~",
                                            "/~2",
                                            "/foo/99999999999999999999" };
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmNode *root = parse(arena, "{\"foo\": [1, 2], \"~\": 1}");
    for (size_t i = 0; i < G_N_ELEMENTS(pointers); i++)
        g_assert_null(pm_node_at(root, pointers[i]));
}

static void
large_maps_are_looked_up_by_index(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GString) text = g_string_new("{");
    for (int i = 0; i < 20000; i++)
        g_string_append_printf(text, "%s\"key%d\": %d", i > 0 ? "," : "", i, i);
    g_string_append(text, "}");
    const PmNode *root = parse(arena, text->str);
    g_assert_cmpuint(root->count, ==, 20000);
    for (int i = 0; i < 20000; i++) {
        int64_t value;
        g_autofree char *key = g_strdup_printf("key%d", i);
        g_assert_true(pm_node_integer(pm_node_get(root, key), &value));
        g_assert_cmpint(value, ==, i);
        g_assert_cmpstr(root->items[i]->key, ==, key);
    }
    g_assert_null(pm_node_get(root, "key20000"));
}

static void
integers_are_exact_and_bounded(void)
{
    static const struct {
        const char *lexeme;
        bool fits;
        int64_t value;
    } rows[] = {
        { "0", true, 0 },
        { "-0", true, 0 },
        { "1.0", true, 1 },
        { "1e3", true, 1000 },
        { "12.50e1", true, 125 },
        { "0.001e3", true, 1 },
        { "100e-2", true, 1 },
        { "0e99999999999999999999", true, 0 },
        { "9223372036854775807", true, INT64_MAX },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 },
        { "-9223372036854775809", false, 0 },
        { "1.5", false, 0 },
        { "1e-1", false, 0 },
        { "1e19", false, 0 },
        { "1e99999999999999999999", false, 0 },
        { "1e-99999999999999999999", false, 0 },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int64_t value = 77;
        g_assert_cmpint(pm_node_integer(parse(arena, rows[i].lexeme), &value), ==, rows[i].fits);
        g_assert_cmpint(value, ==, rows[i].fits ? rows[i].value : 77);
    }
    int64_t value;
    g_assert_false(pm_node_integer(NULL, &value));
    g_assert_false(pm_node_integer(parse(arena, "\"1\""), &value));
}

static void
json_is_written_compactly_and_in_order(void)
{
    static const char text[] =
        "{\"z\":[1,-2.50,1e+3,true,false,null],\"a\":{\"k\\n\\u0001\\\"\\\\\":\"결제 / \\t\"}}";
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GString) out = g_string_new(NULL);
    pm_node_write_json(parse(arena, text), out);
    g_assert_cmpstr(out->str, ==, text);
}

static void
strings_with_nul_are_no_c_strings(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmNode *node = parse(arena, "\"a\\u0000b\"");
    g_assert_cmpuint(node->length, ==, 3);
    g_assert_true(memcmp(node->text, "a\0b", 4) == 0);
    g_assert_null(pm_node_string(node));
    g_assert_null(pm_node_string(NULL));
    g_assert_null(pm_node_string(parse(arena, "1")));
    g_assert_cmpstr(pm_node_string(parse(arena, "\"ab\"")), ==, "ab");
}

static void
kinds_have_the_names_of_json_schema(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmNode *root = parse(arena, "[null, true, 1, \"\", [], {}]");
    static const char *const names[] = { "null", "boolean", "number", "string", "array", "object" };
    for (size_t i = 0; i < root->count; i++)
        g_assert_cmpstr(pm_node_kind_name(root->items[i]), ==, names[i]);
}

void
test_data_node(void)
{
    g_test_add_func("/node/pointers follow RFC 6901", pointers_follow_rfc_6901);
    g_test_add_func("/node/pointers that lead nowhere are NULL",
                    pointers_that_lead_nowhere_are_null);
    g_test_add_func("/node/large maps are looked up by index", large_maps_are_looked_up_by_index);
    g_test_add_func("/node/integers are exact and bounded", integers_are_exact_and_bounded);
    g_test_add_func("/node/JSON is written compactly and in order",
                    json_is_written_compactly_and_in_order);
    g_test_add_func("/node/strings with NUL are no C strings", strings_with_nul_are_no_c_strings);
    g_test_add_func("/node/kinds have the names of JSON Schema",
                    kinds_have_the_names_of_json_schema);
}
