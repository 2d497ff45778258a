/* SPDX-License-Identifier: Apache-2.0 */
/* Expected values are from YAML 1.2.2, section 10.3.2, and from what PyYAML (a 1.1 reader) says. */
#include "data/scalar.h"

#include "data/yaml.h"

#include <string.h>

void test_data_scalar(void);

static void
plain_text_resolves_by_the_core_schema(void)
{
    static const struct {
        PmNodeKind kind;
        const char *texts[24];
    } rows[] = {
        { PM_NODE_NULL, { "", "~", "null", "Null", "NULL" } },
        { PM_NODE_BOOLEAN, { "true", "True", "TRUE", "false", "False", "FALSE" } },
        { PM_NODE_NUMBER,
          { "0", "-19", "+12", "012", "0o7", "0x3A", "0.", "-0.0", ".5", "+12e03", "-2E+05", ".inf",
            "-.Inf", "+.INF", ".nan", ".NaN", "1e3", "1.e3" } },
        { PM_NODE_STRING, { "nUll",  "tRUE",  "yes", "no",  "0b1",   "1_000",      "0x", "0o8",
                            "-0x1",  "+0o7",  ".",   "+",   "-.",    "e3",         "1e", ".e3",
                            "1.2.3", "10:00", "inf", "nan", "+.nan", "2026-01-14", " 1" } },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (const char *const *text = rows[i].texts; *text; text++) {
            bool boolean = false;
            g_test_message("%s", *text);
            g_assert_cmpint(pm_scalar_resolve(*text, strlen(*text), &boolean), ==, rows[i].kind);
            if (rows[i].kind == PM_NODE_BOOLEAN)
                g_assert_cmpint(boolean, ==, g_ascii_tolower(**text) == 't');
        }
    }
}

static void
what_older_readers_take_otherwise_is_ambiguous(void)
{
    static const char *const odd[] = { "y",
                                       "N",
                                       "yes",
                                       "No",
                                       "on",
                                       "OFF",
                                       "10:00",
                                       "1:30:00",
                                       "010",
                                       "08",
                                       "0o7",
                                       "1e3",
                                       "1.5e3",
                                       "-.5",
                                       "1_000",
                                       "0b101",
                                       "0x_ff",
                                       "1_0.5",
                                       "2026-01-14",
                                       "2026-1-4 10:00:00",
                                       "2026-01-14T16:58:00Z",
                                       "2026-01-14 16:58:00.1 +01:00",
                                       "=",
                                       "<<",
                                       "-1:30",
                                       "00" };
    static const char *const even[] = {
        "",          "~",    "null", "true",  "0",       "12",
        "-7",        "0x1F", "1.5",  ".5",    "1.5e+3",  ".inf",
        ".nan",      "text", "nope", "1.2.3", "2026-01", "2026-01-14-checkout",
        "10:00 UTC", "1:99", "a_b",  "_",     "0.1",     "-0.0",
        "10.0.0.1",  "Yes!", "1_x"
    };
    const char *reads = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(odd); i++) {
        g_test_message("%s", odd[i]);
        g_assert_true(pm_scalar_is_ambiguous(odd[i], strlen(odd[i]), &reads));
        g_assert_nonnull(reads);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(even); i++) {
        g_test_message("%s", even[i]);
        g_assert_false(pm_scalar_is_ambiguous(even[i], strlen(even[i]), &reads));
    }
    g_assert_true(pm_scalar_is_ambiguous("010", 3, &reads));
    g_assert_cmpstr(reads, ==, "an octal number");
    g_assert_true(pm_scalar_is_ambiguous("no", 2, &reads));
    g_assert_cmpstr(reads, ==, "a boolean");
}

static void
text_is_quoted_only_where_it_must_be(void)
{
    static const struct {
        const char *text, *quoted;
    } rows[] = {
        { "checkout", "checkout" },
        { "dana@example.org", "dana@example.org" },
        { "https://example.org/a#b", "https://example.org/a#b" },
        { "a?b", "\"a?b\"" }, /* a key to some readers, in flow */
        { "2026-01-14-checkout-504", "2026-01-14-checkout-504" },
        { "결제 장애", "결제 장애" },
        { "it's 50 % done", "it's 50 % done" },
        { "", "\"\"" },
        { "no", "\"no\"" },
        { "2", "\"2\"" },
        { "null", "\"null\"" },
        { "2026-01-14", "\"2026-01-14\"" },
        { "2026-01-14T16:58Z", "\"2026-01-14T16:58Z\"" },
        { "a: b", "\"a: b\"" },
        { "a:", "\"a:\"" },
        { "a #b", "\"a #b\"" },
        { "a, b", "\"a, b\"" },
        { "[a]", "\"[a]\"" },
        { "- a", "\"- a\"" },
        { "-a", "\"-a\"" },
        { "@a", "\"@a\"" },
        { "'a'", "\"'a'\"" },
        { " a", "\" a\"" },
        { "a ", "\"a \"" },
        { "a\"b\\c", "a\"b\\c" },
        { "\"a\\", "\"\\\"a\\\\\"" },
        { "a\nb\tc", "\"a\\nb\\tc\"" },
        { "a\rb\x1b", "\"a\\x0db\\x1b\"" },
        { "a\xe2\x80\xae", "\"a\\u202e\"" },
        { "\xf3\xa0\x81\xa7", "\"\\U000e0067\"" },
        { "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
          "\"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80\"" },
        { "a\xff", "a\xef\xbf\xbd" },
        { "---", "\"---\"" },
        { "...", "\"...\"" },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpstr(pm_scalar_quote(arena, rows[i].text), ==, rows[i].quoted);
}

static void
typed_values_keep_their_type(void)
{
    static const struct {
        const char *text, *rendered;
    } rows[] = { { "2", "2" },
                 { "1.5", "1.5" },
                 { "true", "true" },
                 { "null", "null" },
                 { "yes", "\"yes\"" },
                 { "1e3", "\"1e3\"" },
                 { "010", "\"010\"" },
                 { "", "\"\"" },
                 { "2026-02-01", "\"2026-02-01\"" },
                 { "payments", "payments" } };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpstr(pm_scalar_render(arena, rows[i].text), ==, rows[i].rendered);
}

/* A random text of characters that have a meaning somewhere in YAML, and some that have none. */
static char *
random_text(void)
{
    static const char *const pieces[] = { "a",
                                          "1",
                                          "0",
                                          " ",
                                          ":",
                                          "#",
                                          ",",
                                          "[",
                                          "}",
                                          "-",
                                          "?",
                                          "\"",
                                          "'",
                                          "\\",
                                          "\n",
                                          "\t",
                                          "~",
                                          "!",
                                          "&",
                                          "*",
                                          "|",
                                          ">",
                                          "%",
                                          "@",
                                          "`",
                                          ".",
                                          "e",
                                          "_",
                                          "한",
                                          "\xc2\x85",
                                          "\xe2\x80\xa8",
                                          "=",
                                          "<",
                                          "x",
                                          "null",
                                          "+" };
    GString *text = g_string_new(NULL);
    for (gint32 i = g_test_rand_int_range(0, 8); i > 0; i--)
        g_string_append(text, pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))]);
    return g_string_free(text, FALSE);
}

static void
quoted_text_reads_as_itself_in_block_and_flow(void)
{
    for (int i = 0; i < 3000; i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        g_autofree char *text = random_text();
        const char *quoted = pm_scalar_quote(arena, text);
        g_autofree char *yaml =
            g_strdup_printf("%s: %s\nf: [%s, {%s: %s}]\n", quoted, quoted, quoted, quoted, quoted);
        PmSource *source = pm_source_new(arena, "t", yaml, strlen(yaml));
        const PmNode *root = pm_yaml_parse(arena, source, (PmSpan){ 0, source->length },
                                           PM_YAML_TOLERANT, pm_diagnostics_new(arena));
        g_assert_nonnull(root);
        if (strcmp(text, "f") == 0)
            continue;
        g_assert_cmpstr(root->items[0]->key, ==, text);
        g_assert_cmpstr(pm_node_string(root->items[0]), ==, text);
        g_assert_cmpstr(pm_node_string(pm_node_at(root, "/f/0")), ==, text);
        g_assert_cmpstr(pm_node_string(pm_node_at(root, "/f/1")->items[0]), ==, text);
    }
}

void
test_data_scalar(void)
{
    g_test_add_func("/scalar/plain text resolves by the core schema",
                    plain_text_resolves_by_the_core_schema);
    g_test_add_func("/scalar/what older readers take otherwise is ambiguous",
                    what_older_readers_take_otherwise_is_ambiguous);
    g_test_add_func("/scalar/text is quoted only where it must be",
                    text_is_quoted_only_where_it_must_be);
    g_test_add_func("/scalar/typed values keep their type", typed_values_keep_their_type);
    g_test_add_func("/scalar/quoted text reads as itself in block and flow",
                    quoted_text_reads_as_itself_in_block_and_flow);
}
