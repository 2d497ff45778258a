/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "reading.h"

/* All findings of a YAML text, one a line: "line:column rule message [label] instance schema". */
static char *
findings(const char *schema_text, const char *text)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmSchema) schema = compile_json(arena, schema_text);
    const PmSource *source = pm_source_new(arena, "doc", text, strlen(text));
    const PmNode *node = read_yaml(arena, source, (PmSpan){ 0, source->length });
    PmDiagnostics *list = pm_diagnostics_new(arena);
    bool valid = pm_schema_validate(schema, node, source, list);
    g_assert_true(valid == pm_schema_accepts(schema, node));
    g_assert_true(valid == (pm_diagnostics_count(list) == 0));
    pm_diagnostics_sort(list);
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < pm_diagnostics_count(list); i++) {
        const PmDiagnostic *one = pm_diagnostics_get(list, i);
        PmPosition at = pm_source_position(source, one->span.start);
        g_assert_cmpint(one->severity, ==, PM_SEVERITY_ERROR);
        g_string_append_printf(out, "%u:%u %s %s", at.line, at.code_point,
                               one->rule + strlen("schema/"), one->message);
        if (one->label)
            g_string_append_printf(out, " (%s)", one->label);
        g_string_append_printf(out, " %s %s\n", one->instance_path, one->schema_path);
    }
    return g_string_free(out, FALSE);
}

typedef struct {
    const char *schema;
    const char *text;
    const char *expected;
} Case;

static void
check_cases(const Case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *got = findings(cases[i].schema, cases[i].text);
        g_assert_cmpstr(got, ==, cases[i].expected);
    }
}

static void
unknown_and_missing_keys_point_where_they_belong(void)
{
    static const char schema[] = "{\"properties\": {\"severity\": {}, \"owner\": {}, \"times\": "
                                 "{\"required\": [\"started\"]}},"
                                 " \"required\": [\"owner\"], \"additionalProperties\": false}";
    static const Case cases[] = {
        { schema, "id: 1\n",
          "1:1 additionalProperties unknown key 'id' /id /additionalProperties\n"
          "1:1 required missing key 'owner'  /required\n" },
        { schema, "owner: x\nsevrity: 3\n",
          "2:1 additionalProperties unknown key 'sevrity' (did you mean 'severity'?) /sevrity "
          "/additionalProperties\n" },
        { schema, "owner: x\nSEVERITY: 3\n",
          "2:1 additionalProperties unknown key 'SEVERITY' (did you mean 'severity'?) /SEVERITY "
          "/additionalProperties\n" },
        { schema, "owner: x\nseverity: 1\nsevrity: 3\n",
          "3:1 additionalProperties unknown key 'sevrity' /sevrity /additionalProperties\n" },
        { schema, "owner: x\ntimes:\n  ended: y\n",
          "3:3 required missing key 'started' /times /properties/times/required\n" },
        { schema, "owner: x\ntimes: {}\n",
          "2:8 required missing key 'started' /times /properties/times/required\n" },
    };
    check_cases(cases, G_N_ELEMENTS(cases));
}

static void
each_keyword_says_what_is_wrong_in_plain_words(void)
{
    static const Case cases[] = {
        { "{\"properties\": {\"a\": {\"type\": \"integer\"}}}", "a: high\n",
          "1:4 type a must be a whole number, is 'high' /a /properties/a/type\n" },
        { "{\"properties\": {\"a\": {\"type\": [\"string\", \"null\"]}}}", "a: 5\n",
          "1:4 type a must be text or null, is 5 (in quotes it is text) /a /properties/a/type\n" },
        { "{\"properties\": {\"a\": {\"type\": \"string\"}}}", "a:\n",
          "1:3 type a must be text, is empty /a /properties/a/type\n" },
        { "{\"type\": \"object\"}", "- 1\n",
          "1:1 type the document must be a map, is a list  /type\n" },
        { "{\"items\": {\"enum\": [\"low\", \"high\"]}}", "[low, hig]\n",
          "1:7 enum 'hig' is not one of 'low', 'high' (did you mean 'high'?) /1 /items/enum\n" },
        { "{\"properties\": {\"a\": {\"const\": 1}}}", "a: 2\n",
          "1:4 const a must be 1, is 2 /a /properties/a/const\n" },
        { "{\"properties\": {\"severity\": {\"maximum\": 5}}}", "severity: 9\n",
          "1:11 maximum severity must be at most 5, is 9 /severity "
          "/properties/severity/maximum\n" },
        { "{\"exclusiveMinimum\": 0}", "0.0\n",
          "1:1 exclusiveMinimum the document must be more than 0, is 0.0  /exclusiveMinimum\n" },
        { "{\"multipleOf\": 0.01}", "1.005\n",
          "1:1 multipleOf the document must be a multiple of 0.01, is 1.005  /multipleOf\n" },
        { "{\"properties\": {\"a\": {\"minLength\": 3}}}", "a: ''\n",
          "1:4 minLength a must not be empty /a /properties/a/minLength\n" },
        { "{\"properties\": {\"a\": {\"maxLength\": 2}}}", "a: 장애는\n",
          "1:4 maxLength a must have at most 2 characters, has 3 /a /properties/a/maxLength\n" },
        { "{\"properties\": {\"a\": {\"pattern\": \"^x\"}}}", "a: yx\n",
          "1:4 pattern a must match the pattern '^x', is 'yx' /a /properties/a/pattern\n" },
        { "{\"properties\": {\"a\": {\"items\": {\"minimum\": 1}}}}", "a: [1, 0]\n",
          "1:8 minimum a[1] must be at least 1, is 0 /a/1 /properties/a/items/minimum\n" },
        { "{\"properties\": {\"a\": {\"minItems\": 1}}}", "a: []\n",
          "1:1 minItems a must not be empty /a /properties/a/minItems\n" },
        { "{\"properties\": {\"a\": {\"maxItems\": 1}}}", "a:\n  - x\n  - y\n",
          "3:5 maxItems a must have at most 1 item, has 2 /a /properties/a/maxItems\n" },
        { "{\"properties\": {\"a\": {\"uniqueItems\": true}}}", "a: [1, x, 1.0]\n",
          "1:11 uniqueItems 1.0 is in a more than once /a /properties/a/uniqueItems\n" },
        { "{\"propertyNames\": {\"pattern\": \"^[a-z]+$\"}}", "a: 1\nB: 2\n",
          "2:1 pattern key 'B' must match the pattern '^[a-z]+$' /B /propertyNames/pattern\n" },
        { "{\"dependentRequired\": {\"a\": [\"b\"]}}", "c: 1\na: 1\n",
          "2:1 dependentRequired missing key 'b', which 'a' needs  /dependentRequired\n" },
        { "{\"properties\": {\"a\": false}}", "a: 1\n",
          "1:1 properties key 'a' is not allowed /a /properties/a\n" },
        { "{\"not\": {\"required\": [\"a\", \"b\"]}}", "a: 1\nb: 2\n",
          "2:1 not keys 'a' and 'b' must not be there together  /not\n" },
        { "{\"prefixItems\": [{}], \"items\": false}", "[1, 2]\n",
          "1:5 items item 1 is one item too many, at most 1 allowed /1 /items\n" },
    };
    check_cases(cases, G_N_ELEMENTS(cases));
}

static void
of_alternatives_the_closest_speaks(void)
{
    static const char kinds[] =
        "{\"oneOf\": [{\"required\": [\"kind\"], \"properties\": {\"kind\": {\"const\": \"a\"}, "
        "\"x\": {\"type\": \"integer\"}}},"
        " {\"properties\": {\"kind\": {\"const\": \"b\"}, \"x\": {\"type\": \"string\"}}}]}";
    static const Case cases[] = {
        { kinds, "kind: b\nx: 5\n",
          "2:4 type x must be text, is 5 (in quotes it is text) /x /oneOf/1/properties/x/type\n" },
        { kinds, "kind: a\nx: five\n",
          "2:4 type x must be a whole number, is 'five' /x /oneOf/0/properties/x/type\n" },
        { "{\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"null\"}, {\"type\": \"integer\"}]}",
          "true\n",
          "1:1 anyOf the document must be text or a whole number or null, is true  /anyOf\n" },
        { "{\"oneOf\": [{\"const\": \"red\"}, {\"const\": \"green\"}]}", "gren\n",
          "1:1 oneOf 'gren' is not one of 'red', 'green' (did you mean 'green'?)  /oneOf\n" },
        { "{\"anyOf\": [{\"required\": [\"a\"]}, {\"required\": [\"b\"]}]}", "c: 1\n",
          "1:1 anyOf missing key 'a' or 'b'  /anyOf\n" },
        { "{\"anyOf\": [{\"type\": \"null\"}, {\"type\": \"string\", \"pattern\": \"^x\"}]}", "y\n",
          "1:1 pattern the document must match the pattern '^x', is 'y'  /anyOf/1/pattern\n" },
        { "{\"oneOf\": [{\"minimum\": 1}, {\"maximum\": 9}]}", "5\n",
          "1:1 oneOf the document fits more than one of 2 alternatives, which exclude each other  "
          "/oneOf\n" },
        /* a key that only a failing branch knows is not unknown */
        { "{\"anyOf\": [{\"properties\": {\"a\": {\"type\": \"string\"}}}], "
          "\"unevaluatedProperties\": false}",
          "a: 1\nb: 2\n",
          "1:4 type a must be text, is 1 (in quotes it is text) /a /anyOf/0/properties/a/type\n"
          "2:1 unevaluatedProperties unknown key 'b' /b /unevaluatedProperties\n" },
    };
    check_cases(cases, G_N_ELEMENTS(cases));
}

static void
a_leaf_that_is_reached_twice_is_said_once_and_all_leaves_are_said(void)
{
    static const Case cases[] = {
        { "{\"$defs\": {\"n\": {\"properties\": {\"a\": {\"minimum\": 3}}}},"
          " \"allOf\": [{\"$ref\": \"#/$defs/n\"}, {\"$ref\": \"#/$defs/n\"}], \"required\": "
          "[\"b\", \"c\"]}",
          "a: 1\n",
          "1:1 required missing key 'b'  /required\n"
          "1:1 required missing key 'c'  /required\n"
          "1:4 minimum a must be at least 3, is 1 /a /$defs/n/properties/a/minimum\n" },
    };
    check_cases(cases, G_N_ELEMENTS(cases));
}

static void
long_and_hostile_values_are_short_and_escaped(void)
{
    g_autofree char *many = g_strnfill(5000, 'x');
    g_autofree char *text = g_strdup_printf("a: %s\nb: \"\\u202e1\"\n", many);
    g_autofree char *got = findings("{\"additionalProperties\": {\"type\": \"integer\"}}", text);
    g_assert_cmpstr(
        got, ==,
        "1:4 type a must be a whole number, is 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' /a "
        "/additionalProperties/type\n"
        "2:4 type b must be a whole number, is '\\u202e1' /b /additionalProperties/type\n");
}

static void
the_schemas_own_description_is_the_help(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmSchema) schema = compile_json(
        arena, "{\"properties\": {\"a\": {\"description\": \"how bad it was\", \"maximum\": 5}}}");
    const PmNode *node = read_json(arena, "{\"a\": 9}");
    PmDiagnostics *list = pm_diagnostics_new(arena);
    g_assert_false(pm_schema_validate(schema, node, NULL, list));
    g_assert_cmpstr(pm_diagnostics_get(list, 0)->help, ==, "how bad it was");
}

/* What would go on for ever, or as good as, ends with a finding and the answer no. */
static void
loops_and_explosions_end(void)
{
    static const char *const schemas[] = {
        "{\"$ref\": \"#\"}",
        "{\"not\": {\"$ref\": \"#\"}}",
        "{\"anyOf\": [{\"type\": \"string\"}, {\"$ref\": \"#\"}]}",
        "{\"$defs\": {\"a\": {\"$ref\": \"#/$defs/b\"}, \"b\": {\"$ref\": \"#/$defs/a\"}}, \"$ref\": \"#/$defs/a\"}",
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(schemas); i++) {
        g_autofree char *got = findings(schemas[i], "5\n");
        g_assert_nonnull(strstr(got, " limit the schema leads back to itself without end"));
    }
    g_autoptr(GString) text = g_string_new("{\"$ref\": \"#/$defs/a0\", \"$defs\": {");
    for (int i = 0; i < 40; i++)
        g_string_append_printf(
            text,
            "\"a%d\": {\"anyOf\": [{\"$ref\": \"#/$defs/a%d\"}, {\"$ref\": \"#/$defs/a%d\"}]},", i,
            i + 1, i + 1);
    g_string_append(text, "\"a40\": {\"type\": \"string\"}}}");
    g_autofree char *got = findings(text->str, "5\n");
    g_assert_nonnull(strstr(got, " limit it takes too long"));
    got = (g_free(got), findings("{\"pattern\": \"^(a+)+$\"}",
                                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n"));
    g_assert_nonnull(strstr(got, " pattern it takes too long"));
}

/* Each value with each of a long enum: what is compared counts. */
static void
comparisons_count(void)
{
    g_autoptr(GString) schema = g_string_new("{\"items\": {\"enum\": [7");
    g_autoptr(GString) text = g_string_new("[7");
    for (int i = 0; i < 20000; i++)
        g_string_append(schema, ", []");
    for (int i = 0; i < 1000; i++)
        g_string_append(text, ", [1]");
    g_string_append(schema, "]}}");
    g_string_append(text, "]\n");
    g_autofree char *got = findings(schema->str, text->str);
    g_assert_nonnull(strstr(got, " limit it takes too long"));
    g_autofree char *few = findings(schema->str, "[1, [1]]\n");
    g_assert_nonnull(strstr(few, " enum 1 is not one of 7, an empty list, "));
    g_assert_nonnull(strstr(few, ", an empty list and 19989 more /0 "));
    g_assert_null(strstr(few, " limit "));
}

static void
recursion_as_deep_as_json_goes_is_fine(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmSchema) schema =
        compile_json(arena, "{\"$defs\": {\"t\": {\"allOf\": [{\"items\": {\"$ref\": "
                            "\"#/$defs/t\"}}], \"unevaluatedItems\": false}},"
                            " \"$ref\": \"#/$defs/t\"}");
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 500; i++)
        g_string_append_c(text, '[');
    for (int i = 0; i < 500; i++)
        g_string_append_c(text, ']');
    g_assert_true(pm_schema_accepts(schema, read_json(arena, text->str)));
}

typedef struct {
    const PmSchema *schema;
    gint wrong;
} Shared;

static void
validate_one(gpointer number, gpointer data)
{
    Shared *shared = data;
    int value = GPOINTER_TO_INT(number);
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autofree char *text = g_strdup_printf("{\"a\": [%d, {\"b\": %d}]}", value, value);
    PmDiagnostics *list = pm_diagnostics_new(arena);
    bool valid = pm_schema_validate(shared->schema, read_json(arena, text), NULL, list);
    if (valid != (value <= 500) || pm_diagnostics_count(list) != (valid ? 0 : 1))
        g_atomic_int_inc(&shared->wrong);
}

static void
many_threads_share_one_schema(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmSchema) schema = compile_json(
        arena,
        "{\"$dynamicAnchor\": \"t\", \"type\": [\"object\", \"array\", \"number\"], \"maximum\": "
        "500,"
        " \"items\": {\"$dynamicRef\": \"#t\"}, \"properties\": {\"a\": {\"$dynamicRef\": \"#t\"}},"
        " \"unevaluatedProperties\": {\"anyOf\": [{\"minimum\": -1}]}}");
    Shared shared = { .schema = schema };
    GThreadPool *pool = g_thread_pool_new(validate_one, &shared, 4, TRUE, NULL);
    for (int i = 1; i <= 1000; i++)
        g_thread_pool_push(pool, GINT_TO_POINTER(i), NULL);
    g_thread_pool_free(pool, FALSE, TRUE);
    g_assert_cmpint(shared.wrong, ==, 0);
}

/* Schemas may be YAML, with YAML's spellings of numbers. */
static void
a_schema_may_be_yaml(void)
{
    static const char text[] = "type: object\nproperties:\n  a: {maximum: 0x1F, multipleOf: .5}\n";
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmSource *source = pm_source_new(arena, "schema.yaml", text, strlen(text));
    const PmNode *root = read_yaml(arena, source, (PmSpan){ 0, source->length });
    g_autoptr(GError) error = NULL;
    g_autoptr(PmSchema) schema = pm_schema_compile(root, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(pm_schema_accepts(schema, read_json(arena, "{\"a\": 31}")));
    g_assert_true(pm_schema_accepts(schema, read_json(arena, "{\"a\": 30.5}")));
    g_assert_false(pm_schema_accepts(schema, read_json(arena, "{\"a\": 31.5}")));
    g_assert_false(pm_schema_accepts(schema, read_json(arena, "{\"a\": 1.25}")));
}

void
test_schema_schema(void)
{
    g_test_add_func("/schema/schema/comparisons count", comparisons_count);
    g_test_add_func("/schema/schema/unknown and missing keys point where they belong",
                    unknown_and_missing_keys_point_where_they_belong);
    g_test_add_func("/schema/schema/each keyword says what is wrong in plain words",
                    each_keyword_says_what_is_wrong_in_plain_words);
    g_test_add_func("/schema/schema/of alternatives the closest speaks",
                    of_alternatives_the_closest_speaks);
    g_test_add_func(
        "/schema/schema/a leaf that is reached twice is said once, and all leaves are said",
        a_leaf_that_is_reached_twice_is_said_once_and_all_leaves_are_said);
    g_test_add_func("/schema/schema/long and hostile values are short and escaped",
                    long_and_hostile_values_are_short_and_escaped);
    g_test_add_func("/schema/schema/the schema's own description is the help",
                    the_schemas_own_description_is_the_help);
    g_test_add_func("/schema/schema/loops and explosions end", loops_and_explosions_end);
    g_test_add_func("/schema/schema/recursion as deep as JSON goes is fine",
                    recursion_as_deep_as_json_goes_is_fine);
    g_test_add_func("/schema/schema/many threads share one schema", many_threads_share_one_schema);
    g_test_add_func("/schema/schema/a schema may be YAML", a_schema_may_be_yaml);
}
