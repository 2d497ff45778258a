/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "reading.h"

static void
a_bad_schema_is_refused_with_its_place(void)
{
    static const char *const cases[][2] = {
        { "5", "schema at '': must be a schema: an object, true or false" },
        { "{\"type\": \"strin\"}", "schema at '/type': must be one of null, boolean, object, "
                                   "array, number, integer, string" },
        { "{\"properties\": {\"a\": 5}}",
          "schema at '/properties/a': must be a schema: an object, true or false" },
        { "{\"properties\": []}", "schema at '/properties': must be an object of schemas" },
        { "{\"allOf\": {}}", "schema at '/allOf': must be a list of schemas" },
        { "{\"allOf\": []}", "schema at '/allOf': must have at least one schema" },
        { "{\"required\": \"a\"}", "schema at '/required': must be a list of strings" },
        { "{\"minLength\": -1}", "schema at '/minLength': must be a whole number from 0 on" },
        { "{\"minContains\": 1.5}", "schema at '/minContains': must be a whole number from 0 on" },
        { "{\"minimum\": \"1\"}", "schema at '/minimum': must be a number" },
        { "{\"multipleOf\": 0}", "schema at '/multipleOf': must be more than 0" },
        { "{\"multipleOf\": 1.234567890123456789}",
          "schema at '/multipleOf': has more than 18 digits" },
        { "{\"enum\": 3}", "schema at '/enum': must be a list of values" },
        { "{\"uniqueItems\": 1}", "schema at '/uniqueItems': must be true or false" },
        { "{\"pattern\": \"(\"}",
          "schema at '/pattern': bad regular expression: missing closing parenthesis" },
        { "{\"patternProperties\": {\"\\\\Z\": {}}}",
          "schema at '/patternProperties/\\Z': unknown escape '\\Z' in a regular expression" },
        { "{\"$ref\": \"#/nope\"}", "schema at '/$ref': '#/nope' leads nowhere" },
        { "{\"$ref\": \"#nope\"}", "schema at '/$ref': '#nope' leads nowhere" },
        { "{\"$ref\": \"other.json\"}",
          "schema at '/$ref': there is no document for 'other.json'" },
        { "{\"$ref\": 5}", "schema at '/$ref': must be a URI reference" },
        { "{\"$id\": \"#foo\"}", "schema at '/$id': must be a URI without fragment" },
        { "{\"$anchor\": \"1 x\"}",
          "schema at '/$anchor': must be a name of letters, digits, '-', '.' and '_'" },
        { "{\"$defs\": {\"a\": {\"$anchor\": \"q\"}, \"b\": {\"$anchor\": \"q\"}}}",
          "schema at '/$defs/b/$anchor': another schema has the anchor 'q' already" },
        { "{\"$defs\": {\"a\": {\"$id\": \"q\"}, \"b\": {\"$id\": \"q\"}}}",
          "schema at '/$defs/b/$id': another schema has the id 'json-schema:///q' already" },
        { "{\"$schema\": \"http://example.org/own\"}",
          "schema at '/$schema': unknown dialect 'http://example.org/own', only "
          "'https://json-schema.org/draft/2020-12/schema' is read" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *message = refused(cases[i][0]);
        g_assert_cmpstr(message, ==, cases[i][1]);
    }
}

static void
an_older_draft_is_refused_with_the_keywords_that_differ(void)
{
    static const char *const cases[][3] = {
        { "http://json-schema.org/draft-07/schema#", "JSON Schema draft-07",
          "'definitions' is '$defs'" },
        { "https://json-schema.org/draft/2019-09/schema", "JSON Schema 2019-09", "'prefixItems'" },
        { "http://json-schema.org/draft-04/schema#", "JSON Schema draft-04", "'id' is '$id'" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf("{\"$schema\": \"%s\"}", cases[i][0]);
        g_autofree char *message = refused(text);
        g_assert_nonnull(strstr(message, cases[i][1]));
        g_assert_nonnull(strstr(message, cases[i][2]));
    }
}

static void
a_schema_of_this_draft_may_say_so(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmSchema) schema = compile_json(
        arena,
        "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema#\", \"type\": \"null\"}");
    g_assert_false(pm_schema_accepts(schema, read_json(arena, "1")));
}

static const PmNode *
resolve(const char *uri, void *data)
{
    return g_hash_table_lookup(data, uri);
}

static void
other_documents_come_from_the_resolver_alone(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GHashTable) documents = g_hash_table_new(g_str_hash, g_str_equal);
    const PmNode *other = read_json(
        arena,
        "{\"$defs\": {\"n\": {\"$ref\": \"deep.json#n\"}, \"bad\": {\"$ref\": \"no.json\"}}}");
    const PmNode *deep = read_json(arena, "{\"not-a-keyword\": {\"$anchor\": \"x\"}, \"$defs\": "
                                          "{\"y\": {\"$anchor\": \"n\", \"maximum\": 3}}}");
    g_hash_table_insert(documents, (void *)"file:///repo/other.json", (void *)other);
    g_hash_table_insert(documents, (void *)"file:///repo/deep.json", (void *)deep);
    const PmSchemaOptions options = { .base_uri = "file:///repo/schema.json",
                                      .resolver = resolve,
                                      .resolver_data = documents };
    g_autoptr(GError) error = NULL;
    g_autoptr(PmSchema) schema = pm_schema_compile(
        read_json(arena, "{\"$ref\": \"other.json#/$defs/n\"}"), &options, &error);
    g_assert_no_error(error);
    g_assert_true(pm_schema_accepts(schema, read_json(arena, "3")));
    g_assert_false(pm_schema_accepts(schema, read_json(arena, "4")));

    g_autoptr(PmSchema) wrong = pm_schema_compile(
        read_json(arena, "{\"$ref\": \"other.json#/$defs/bad\"}"), &options, &error);
    g_assert_null(wrong);
    g_assert_error(error, PM_ERROR, PM_ERROR_FAILED);
    g_assert_cmpstr(error->message, ==,
                    "schema 'file:///repo/other.json' at '/$defs/bad/$ref': there is no document "
                    "for 'no.json'");
}

static void
formats_are_asserted_on_request(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmNode *root = read_json(arena, "{\"items\": {\"format\": \"date-time\"}}");
    g_autoptr(PmSchema) annotating = pm_schema_compile(root, NULL, NULL);
    g_autoptr(PmSchema) asserting =
        pm_schema_compile(root, &(PmSchemaOptions){ .assert_formats = true }, NULL);
    const PmNode *good = read_json(arena, "[\"2026-01-14T09:30:00Z\", 5]");
    const PmNode *bad = read_json(arena, "[\"2026-02-30T09:30:00Z\"]");
    g_assert_true(pm_schema_accepts(annotating, bad));
    g_assert_true(pm_schema_accepts(asserting, good));
    g_assert_false(pm_schema_accepts(asserting, bad));
}

void
test_schema_compile(void)
{
    g_test_add_func("/schema/compile/a bad schema is refused with its place",
                    a_bad_schema_is_refused_with_its_place);
    g_test_add_func("/schema/compile/an older draft is refused with the keywords that differ",
                    an_older_draft_is_refused_with_the_keywords_that_differ);
    g_test_add_func("/schema/compile/a schema of this draft may say so",
                    a_schema_of_this_draft_may_say_so);
    g_test_add_func("/schema/compile/other documents come from the resolver alone",
                    other_documents_come_from_the_resolver_alone);
    g_test_add_func("/schema/compile/formats are asserted on request",
                    formats_are_asserted_on_request);
}
