/* SPDX-License-Identifier: Apache-2.0 */
#include "data/yaml.h"

#include "reading.h"

void test_data_yaml(void);

static void
spans_are_bytes_of_the_source(void)
{
    /* three bytes a syllable: libyaml's marks count one */
    static const char text[] = "# 결제 장애\r\n"
                               "제목: 결제 오류   # 설명\r\n"
                               "목록:\r\n"
                               "  - '하나'\r\n"
                               "  - {가: \"나\"}\r\n"
                               "\r\n"
                               "# 끝\r\n"
                               "빈:\r\n"
                               "글: |\r\n"
                               "  첫째\r\n"
                               "  둘째\r\n"
                               "\r\n"
                               "끝: 1\r\n";
    g_autoptr(PmArena) arena = pm_arena_new();
    Reading r = read_yaml(arena, text, PM_YAML_DEFAULT);
    g_assert_cmpuint(pm_diagnostics_count(r.diagnostics), ==, 0);
    assert_span(r.source, pm_node_at(r.root, "/제목")->span, "결제 오류");
    assert_span(r.source, pm_node_at(r.root, "/제목")->key_span, "제목");
    assert_span(r.source, pm_node_at(r.root, "/목록")->span, "- '하나'\r\n  - {가: \"나\"}");
    assert_span(r.source, pm_node_at(r.root, "/목록/0")->span, "'하나'");
    assert_span(r.source, pm_node_at(r.root, "/목록/1/가")->span, "\"나\"");
    assert_span(r.source, pm_node_at(r.root, "/빈")->span, "");
    g_assert_cmpuint(pm_node_at(r.root, "/빈")->span.start, ==,
                     pm_node_at(r.root, "/빈")->key_span.end + 1);
    assert_span(r.source, pm_node_at(r.root, "/글")->span, "|\r\n  첫째\r\n  둘째");
    g_assert_cmpstr(pm_node_string(pm_node_at(r.root, "/글")), ==, "첫째\n둘째\n");
    assert_span(r.source, pm_node_at(r.root, "/끝")->span, "1");
    g_assert_cmpuint(r.root->span.end, ==, pm_node_at(r.root, "/끝")->span.end);
}

/* A tag, an anchor and a comment end with a line, also where libyaml alone sees its end. */
static void
values_begin_behind_what_ends_with_an_unseen_line_break(void)
{
    static const char *const texts[] = {
        "!!map\xe2\x80\xa8oo: !b baz\n",
        "&m\xc2\x85oo: !b baz\n",
        "!!map # more: x\xe2\x80\xa9oo: !b baz\n",
        "!<tag:yaml.org,2002:map>\xe2\x80\xa8oo: !b baz\n",
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        Reading r = read_yaml(arena, texts[i], PM_YAML_TOLERANT);
        assert_span(r.source, r.root->span, "oo: !b baz");
        assert_span(r.source, pm_node_at(r.root, "/oo")->written, "!b baz");
        assert_span(r.source, pm_node_at(r.root, "/oo")->span, "baz");
    }
}

/* To libyaml a colon behind an anchor's name makes a key of nothing. */
static void
an_anchor_ends_before_a_colon(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    Reading r = read_yaml(arena, "top: &a\n  &b: &c seven\n", PM_YAML_TOLERANT);
    const PmNode *map = pm_node_at(r.root, "/top");
    assert_span(r.source, map->written, "&a\n  &b: &c seven");
    assert_span(r.source, map->items[0]->written, "&c seven");
    assert_span(r.source, map->items[0]->span, "seven");
    assert_span(r.source, map->items[0]->key_span, "");
    g_assert_cmpuint(map->span.start, <=, map->items[0]->written.start);
    g_assert_cmpuint(map->span.end, ==, map->items[0]->span.end);
}

static void
a_part_of_a_source_with_a_mark_reads_the_same(void)
{
    static const char text[] = "\xef\xbb\xbf---\na: \"é\"\nb: x\n---\n# body: [\n";
    g_autoptr(PmArena) arena = pm_arena_new();
    PmSource *source = pm_source_new(arena, "t", text, strlen(text));
    const PmNode *root =
        pm_yaml_parse(arena, source, (PmSpan){ 7, 20 }, PM_YAML_DEFAULT, pm_diagnostics_new(arena));
    assert_json(root, "{\"a\":\"é\",\"b\":\"x\"}");
    assert_span(source, pm_node_at(root, "/b")->span, "x");
    assert_json(read_yaml(arena,
                          "\xef\xbb\xbf"
                          "a: 1\n",
                          PM_YAML_DEFAULT)
                    .root,
                "{\"a\":1}");
}

static void
empty_values_stand_behind_their_colon(void)
{
    static const char text[] =
        "a:   # c\n\nb: !!str\n? c\n# d\nd: {e, f: , \"g\":}\nh:\n- \n-\n  # x\n- y\n";
    g_autoptr(PmArena) arena = pm_arena_new();
    Reading r = read_yaml(arena, text, PM_YAML_DEFAULT);
    assert_json(r.root,
                "{\"a\":null,\"b\":\"\",\"c\":null,\"d\":{\"e\":null,\"f\":null,\"g\":null},"
                "\"h\":[null,null,\"y\"]}");
    static const struct {
        const char *pointer, *before;
    } rows[] = { { "/a", "a:" },       { "/c", "? c" },   { "/d/e", "{e" }, { "/d/f", "f:" },
                 { "/d/g", "\"g\":" }, { "/h/0", "\n-" }, { "/h/1", "\n-" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        PmSpan span = pm_node_at(r.root, rows[i].pointer)->span;
        size_t length = strlen(rows[i].before);
        g_assert_cmpuint(span.start, ==, span.end);
        assert_span(r.source, (PmSpan){ span.start - length, span.start }, rows[i].before);
    }
}

static void
block_text_ends_with_its_last_line(void)
{
    static const struct {
        const char *text, *span, *value;
    } rows[] = {
        { "a: |\n  x\n\n\nb: 1\n", "|\n  x", "x\n" },
        { "a: |-\n  x\n\n# c\nb: 1\n", "|-\n  x", "x" },
        { "a: |+\n  x\n\n\nb: 1\n", "|+\n  x\n\n", "x\n\n\n" },
        { "a: |2+\r\n  x\r\n\r\nb: 1\r\n", "|2+\r\n  x\r\n", "x\n\n" },
        { "a: >-  # c\n  x\n  y\nb: 1\n", ">-  # c\n  x\n  y", "x y" },
        { "a: |\n\nb: 1\n", "|", "" },
        { "a: |\n  x", "|\n  x", "x" },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        Reading r = read_yaml(arena, rows[i].text, PM_YAML_DEFAULT);
        assert_span(r.source, pm_node_at(r.root, "/a")->span, rows[i].span);
        g_assert_cmpstr(pm_node_at(r.root, "/a")->text, ==, rows[i].value);
    }
}

static void
empty_texts_are_null(void)
{
    static const char *const texts[] = { "",    "\n",           "# only a comment\n",
                                         "   ", "\xef\xbb\xbf", "---\n" };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        Reading r = read_yaml(arena, texts[i], PM_YAML_DEFAULT);
        g_assert_true(pm_node_is(r.root, PM_NODE_NULL));
        g_assert_cmpuint(pm_diagnostics_count(r.diagnostics), ==, 0);
    }
}

static void
aliases_and_merge_keys_are_resolved_and_reported(void)
{
    static const char text[] =
        "base: &b {x: 1, y: [2]}\nsame: *b\nmore:\n  <<: [*b, {z: 3}]\n  x: 9\nt: !own v\n";
    g_autoptr(PmArena) arena = pm_arena_new();
    Reading r = read_yaml(arena, text, PM_YAML_TOLERANT);
    assert_json(r.root, "{\"base\":{\"x\":1,\"y\":[2]},\"same\":{\"x\":1,\"y\":[2]},"
                        "\"more\":{\"x\":9,\"y\":[2],\"z\":3},\"t\":\"v\"}");
    g_assert_cmpuint(pm_diagnostics_count_of(r.diagnostics, PM_SEVERITY_ERROR), ==, 0);
    g_assert_cmpuint(pm_diagnostics_count_of(r.diagnostics, PM_SEVERITY_WARNING), ==, 5);
    const PmNode *same = pm_node_at(r.root, "/same");
    g_assert_true(same->aliased);
    assert_span(r.source, same->written, "*b");
    assert_span(r.source, same->span, "{x: 1, y: [2]}");
    g_assert_cmpstr(pm_node_pointer(arena, pm_node_at(r.root, "/same/y/0")), ==, "/same/y/0");
    assert_span(r.source, pm_node_at(r.root, "/base")->written, "&b {x: 1, y: [2]}");

    Reading strict = read_yaml(arena, text, PM_YAML_DEFAULT);
    g_assert_nonnull(strict.root);
    g_assert_cmpuint(pm_diagnostics_count_of(strict.diagnostics, PM_SEVERITY_ERROR), ==, 5);
}

static void
aliases_of_aliases_stay_within_the_budget(void)
{
    g_autoptr(GString) text = g_string_new("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
        g_string_append_printf(text, "a%d: &a%d [", i, i);
        for (int k = 0; k < 9; k++)
            g_string_append_printf(text, "%s*a%d", k > 0 ? ", " : "", i - 1);
        g_string_append(text, "]\n");
    }
    g_autoptr(PmArena) arena = pm_arena_new();
    Reading r = read_yaml(arena, text->str, PM_YAML_TOLERANT);
    g_assert_null(r.root);
    pm_diagnostics_sort(r.diagnostics);
    size_t errors = 0;
    for (size_t i = 0; i < pm_diagnostics_count(r.diagnostics); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(r.diagnostics, i);
        if (found->severity == PM_SEVERITY_ERROR && ++errors == 1)
            g_assert_cmpstr(found->rule, ==, "yaml/size");
    }
    g_assert_cmpuint(errors, ==, 1);
}

static void
duplicates_name_the_first_and_keep_it(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    Reading r = read_yaml(arena, "a: 1\nb: 2\n\"a\": 3\n", PM_YAML_DEFAULT);
    assert_json(r.root, "{\"a\":1,\"b\":2}");
    g_assert_cmpuint(pm_diagnostics_count(r.diagnostics), ==, 1);
    const PmDiagnostic *found = pm_diagnostics_get(r.diagnostics, 0);
    g_assert_cmpstr(found->rule, ==, "yaml/duplicate-key");
    g_assert_cmpstr(found->help, ==, "first is on line 1");
    assert_span(r.source, found->span, "\"a\"");
}

static void
ambiguous_values_come_with_their_mending(void)
{
    static const struct {
        const char *text, *mended;
    } rows[] = {
        { "a: no\n", "a: \"no\"\n" },
        { "a: [10:00, x]\n", "a: [\"10:00\", x]\n" },
        { "a: 2026-01-14  # c\n", "a: \"2026-01-14\"  # c\n" },
        { "a: 010\n", NULL }, /* 8, or 10, or a text */
        { "a: -007\n", NULL },
        { "a: 0o17\n", "a: 15\n" },
        { "a: 1e3\n", "a: 1000\n" },
        { "on: x\n", "\"on\": x\n" },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        Reading r = read_yaml(arena, rows[i].text, PM_YAML_DEFAULT);
        g_assert_cmpuint(pm_diagnostics_count(r.diagnostics), ==, 1);
        const PmDiagnostic *found = pm_diagnostics_get(r.diagnostics, 0);
        g_assert_cmpstr(found->rule, ==, "yaml/ambiguous");
        g_assert_cmpint(found->severity, ==, PM_SEVERITY_WARNING);
        g_assert_cmpuint(found->fix_count, ==, rows[i].mended != NULL);
        if (rows[i].mended == NULL)
            continue;
        PmSplices *splices = pm_splices_new(arena);
        pm_splices_add(splices, found->fixes[0].at, found->fixes[0].text, found->fixes[0].length);
        g_autoptr(GBytes) mended =
            pm_splices_apply(splices, rows[i].text, strlen(rows[i].text), NULL);
        g_assert_cmpstr(g_bytes_get_data(mended, NULL), ==, rows[i].mended);
        g_assert_cmpuint(
            pm_diagnostics_count(read_yaml(arena, rows[i].text, PM_YAML_TOLERANT).diagnostics), ==,
            0);
        g_assert_cmpuint(
            pm_diagnostics_count(read_yaml(arena, rows[i].mended, PM_YAML_DEFAULT).diagnostics), ==,
            0);
    }
}

static char *
nested(size_t depth)
{
    g_autofree char *open = g_strnfill(depth, '[');
    g_autofree char *close = g_strnfill(depth, ']');
    return g_strconcat(open, close, NULL);
}

static void
nesting_stops_early(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autofree char *fits = nested(PM_YAML_MAX_DEPTH);
    g_assert_nonnull(read_yaml(arena, fits, PM_YAML_DEFAULT).root);
    /* libyaml alone takes seconds for this */
    g_autofree char *deep = nested(1000000);
    Reading r = read_yaml(arena, deep, PM_YAML_DEFAULT);
    g_assert_null(r.root);
    g_assert_cmpstr(pm_diagnostics_get(r.diagnostics, 0)->rule, ==, "yaml/depth");
    /* nor through an alias */
    g_autofree char *half = nested(20);
    g_autofree char *both =
        g_strdup_printf("a: &a %s\nb: [[[[[[[[[[[[[[[[*a]]]]]]]]]]]]]]]]\n", half);
    Reading alias = read_yaml(arena, both, PM_YAML_TOLERANT);
    g_assert_null(alias.root);
    g_assert_cmpuint(pm_diagnostics_count_of(alias.diagnostics, PM_SEVERITY_ERROR), ==, 1);
}

static void
one_error_says_so(PmArena *arena, Reading r, const char *rule, unsigned line, unsigned column)
{
    (void)arena;
    pm_diagnostics_sort(r.diagnostics);
    g_assert_cmpuint(pm_diagnostics_count(r.diagnostics), ==, 1);
    const PmDiagnostic *found = pm_diagnostics_get(r.diagnostics, 0);
    PmPosition position = pm_source_position(r.source, found->span.start);
    g_test_message("%s: %s", found->rule, found->message);
    g_assert_cmpstr(found->rule, ==, rule);
    g_assert_cmpuint(position.line, ==, line);
    g_assert_cmpuint(position.code_point, ==, column);
    g_assert_cmpint(found->severity, ==, PM_SEVERITY_ERROR);
}

static void
errors_are_where_a_person_would_look(void)
{
    static const struct {
        const char *text;
        unsigned line, column;
    } rows[] = {
        { "가: \"never\nb: 1\n", 1, 4 }, /* the quote that opens */
        { "a: \"x\nb: \"y\"\n", 1, 4 },  /* though another one closes it */
        { "a: 'x\n", 1, 4 },
        { "a: [1,\n  2\nb: 3\n", 1, 4 }, /* the bracket */
        { "a: {b: 1\nc: 2\n", 1, 4 },
        { "a:\n\tb: 1\n", 2, 1 }, /* the tab */
        { "a: b\n \tc: d\n", 2, 2 },
        { "a: |\n\tb\n", 2, 1 },
        { "title: a: b\n", 1, 9 },      /* the second colon */
        { "a: 1\n  b: 2\n", 2, 3 },     /* the key that is too deep */
        { "a:\n  - x\n y: 1\n", 3, 2 }, /* the line that fits nowhere */
        { "a: 1\nb 2\nc: 3\n", 2, 1 },  /* the line without a colon */
        { "a: @b\n", 1, 4 },
        { "a: %b\n", 1, 4 },
        { "a: *b*\n", 1, 4 },
        { "a: \"\\q\"\n", 1, 5 },
        { "a: \"x\" y\n", 1, 8 },
        { "a: 'it's'\n", 1, 8 },
        { "a: - b\n", 1, 4 },
        { "a: [b]]\n", 1, 7 },
        { "%X\na: 1\n", 1, 1 },
        { "a: |x\n  b\n", 1, 5 },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].text);
        Reading r = read_yaml(arena, rows[i].text, PM_YAML_DEFAULT);
        g_assert_null(r.root);
        one_error_says_so(arena, r, "yaml/syntax", rows[i].line, rows[i].column);
    }
}

static void
each_rule_has_its_case(void)
{
    static const struct {
        const char *text;
        size_t length;
        const char *rule;
        unsigned line, column;
    } rows[] = {
#define CASE(text, rule, line, column) { text, sizeof(text) - 1, rule, line, column }
        CASE("a: \xff\n", "yaml/encoding", 1, 4),
        CASE("\xff\xfe"
             "a\0:\0",
             "yaml/encoding", 1, 1),
        CASE("a: b\0c\n", "yaml/encoding", 1, 5),
        CASE("a: \x1b[0m\n", "yaml/encoding", 1, 4),
        CASE("# \x7f\n", "yaml/encoding", 1, 3),
        CASE("a: \"x\\0\"\n", "yaml/encoding", 1, 4),
        CASE("a: \"x\\e[0m\"\n", "yaml/encoding", 1, 4),
        CASE("a: x\xe2\x80\xaey\n", "yaml/encoding", 1, 5),
        CASE("x\xe2\x80\x8by: 1\n", "yaml/encoding", 1, 2),
        CASE("a: 1\xc2\x85\n", "yaml/line-break", 1, 5),
        CASE("a: 1 # x\xe2\x80\xa8"
             "b: 2\n",
             "yaml/line-break", 1, 9),
        CASE("a: 1\na: 2\n", "yaml/duplicate-key", 2, 1),
        CASE("a: &x 1\n", "yaml/anchor", 1, 4),
        CASE("a: !!str &x 1\n", "yaml/anchor", 1, 10),
        CASE("a: *x\n", "yaml/alias", 1, 4),
        CASE("a: !own 1\n", "yaml/tag", 1, 4),
        CASE("a: !!int x\n", "yaml/tag", 1, 4),
        CASE("a: !!map []\n", "yaml/tag", 1, 4),
        CASE("a: 1\n---\nb: 2\n", "yaml/documents", 2, 1),
        CASE("<<: {a: 1}\n", "yaml/merge-key", 1, 1),
        CASE("? [a]\n: b\n", "yaml/key", 1, 3),
        CASE("{a: 1}: b\n", "yaml/key", 1, 1),
#undef CASE
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].text);
        one_error_says_so(arena,
                          read_yaml_bytes(arena, rows[i].text, rows[i].length, PM_YAML_DEFAULT),
                          rows[i].rule, rows[i].line, rows[i].column);
    }
}

static void
joiners_and_accents_are_no_finding(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    static const char text[] = "a: \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80 e\xcc\x81\nb: "
                               "\"tab\\tline\\n\"\n# \xe2\x80\xae\n";
    g_assert_cmpuint(pm_diagnostics_count(read_yaml(arena, text, PM_YAML_DEFAULT).diagnostics), ==,
                     0);
}

static void
nothing_is_quadratic(void)
{
    /* each takes minutes when something is */
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GString) keys = g_string_new(NULL);
    g_autoptr(GString) same = g_string_new("{");
    g_autoptr(GString) anchors = g_string_new(NULL);
    g_autoptr(GString) tags = g_string_new(NULL);
    for (int i = 0; i < 90000; i++) {
        g_string_append_printf(keys, "한%d: x\n", i);
        g_string_append(same, "a: 1, ");
        g_string_append_printf(anchors, "- &a%d x\n", i);
        g_string_append_printf(tags, "%%TAG !a%d! x\n", i);
    }
    g_string_append(same, "b: 2}");
    gint64 before = g_get_monotonic_time();
    g_assert_cmpuint(read_yaml(arena, keys->str, PM_YAML_DEFAULT).root->count, ==, 90000);
    g_assert_cmpuint(read_yaml(arena, same->str, PM_YAML_DEFAULT).root->count, ==, 2);
    g_assert_cmpuint(read_yaml(arena, anchors->str, PM_YAML_TOLERANT).root->count, ==, 90000);
    g_assert_null(read_yaml(arena, tags->str, PM_YAML_TOLERANT).root);
    g_assert_cmpint((g_get_monotonic_time() - before) / G_USEC_PER_SEC, <, 30);
}

void
test_data_yaml(void)
{
    g_test_add_func("/yaml/spans are bytes of the source", spans_are_bytes_of_the_source);
    g_test_add_func("/yaml/values begin behind what ends with an unseen line break",
                    values_begin_behind_what_ends_with_an_unseen_line_break);
    g_test_add_func("/yaml/an anchor ends before a colon", an_anchor_ends_before_a_colon);
    g_test_add_func("/yaml/a part of a source with a byte-order mark reads the same",
                    a_part_of_a_source_with_a_mark_reads_the_same);
    g_test_add_func("/yaml/empty values stand behind their colon",
                    empty_values_stand_behind_their_colon);
    g_test_add_func("/yaml/block text ends with its last line", block_text_ends_with_its_last_line);
    g_test_add_func("/yaml/empty texts are null", empty_texts_are_null);
    g_test_add_func("/yaml/aliases and merge keys are resolved and reported",
                    aliases_and_merge_keys_are_resolved_and_reported);
    g_test_add_func("/yaml/aliases of aliases stay within the budget",
                    aliases_of_aliases_stay_within_the_budget);
    g_test_add_func("/yaml/duplicates name the first and keep it",
                    duplicates_name_the_first_and_keep_it);
    g_test_add_func("/yaml/ambiguous values come with their mending",
                    ambiguous_values_come_with_their_mending);
    g_test_add_func("/yaml/nesting stops early", nesting_stops_early);
    g_test_add_func("/yaml/errors are where a person would look",
                    errors_are_where_a_person_would_look);
    g_test_add_func("/yaml/each rule has its case", each_rule_has_its_case);
    g_test_add_func("/yaml/joiners and accents are no finding", joiners_and_accents_are_no_finding);
    g_test_add_func("/yaml/nothing is quadratic", nothing_is_quadratic);
}
