/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/outline.h"

#include "../oracle.h"
#include "reading.h"

static void
headings_of_both_kinds(void)
{
    g_auto(Reading) r = read_text("# A `b` *c* &amp; d ##\ntext\n\nTwo\nlines\n---\nmore\n");
    g_assert_cmpuint(r.outline->heading_count, ==, 2);
    g_assert_cmpstr(r.outline->headings[0].text, ==, "A b c & d");
    g_assert_cmpint(r.outline->headings[0].level, ==, 1);
    assert_covers(&r, r.outline->headings[0].span, "# A `b` *c* &amp; d ##");
    g_assert_cmpstr(r.outline->headings[1].text, ==, "Two lines");
    g_assert_cmpint(r.outline->headings[1].level, ==, 2);
    assert_covers(&r, r.outline->headings[1].span, "Two\nlines\n---");
}

static void
a_heading_in_a_list_or_quote_is_not_top(void)
{
    g_auto(Reading) r = read_text("- # a\n\n> b\n> ===\n> c\n\n# d\n");
    g_assert_cmpuint(r.outline->heading_count, ==, 3);
    g_assert_false(r.outline->headings[0].top);
    g_assert_false(r.outline->headings[1].top);
    assert_covers(&r, r.outline->headings[1].span, "b\n> ===");
    g_assert_true(r.outline->headings[2].top);
}

static void
a_heading_below_definitions_begins_behind_them(void)
{
    g_auto(Reading) r = read_text("[a]: b 'c'\n[d]: <e\nTitle\n===\n\n[a]: b\nTwo [a]\n===\n");
    g_assert_cmpuint(r.outline->heading_count, ==, 2);
    assert_covers(&r, r.outline->headings[0].span, "[d]: <e\nTitle\n===");
    assert_covers(&r, r.outline->headings[1].span, "Two [a]\n===");
    assert_covers(&r, r.outline->links[0].span, "[a]");
}

static void
spans_count_from_the_start_of_the_source(void)
{
    const char *text = "\xef\xbb\xbf---\r\na: 1\r\n---\r\n# 제목\r\n\r\n---\r\n- 하나\r\n- [끝](x)";
    g_auto(Reading) r = reading_new(text, strlen(text), 19);
    assert_covers(&r, r.outline->span, text + 19);
    assert_covers(&r, r.outline->headings[0].span, "# 제목");
    g_assert_cmpuint(r.outline->block_count, ==, 3);
    g_assert_cmpint(r.outline->blocks[0].kind, ==, PM_BLOCK_RULE);
    assert_covers(&r, r.outline->blocks[0].span, "---");
    assert_covers(&r, r.outline->items[0].span, "- 하나");
    assert_covers(&r, r.outline->links[0].span, "[끝](x)");
}

static void
a_byte_order_mark_before_a_heading_is_no_text(void)
{
    g_auto(Reading) r = read_text("\xef\xbb\xbf# a\n");
    g_assert_cmpuint(r.outline->heading_count, ==, 1);
    g_assert_cmpstr(r.outline->headings[0].text, ==, "a");
    assert_covers(&r, r.outline->headings[0].span, "# a");
}

static void
bytes_that_are_no_text_move_nothing(void)
{
    const char text[] = "a\0\xff\xe2\x82 # b\n\n# c\0d\n\n- \xf0\x9f [x](y)\n";
    g_auto(Reading) r = reading_new(text, sizeof text - 1, 0);
    g_assert_cmpstr(r.outline->blocks[0].text, ==, "a\ufffd\ufffd\ufffd\ufffd # b");
    g_assert_cmpstr(r.outline->headings[0].text, ==, "c\ufffdd");
    PmSpan span = r.outline->headings[0].span;
    g_assert_cmpuint(span.end - span.start, ==, 5);
    g_assert_cmpint(memcmp(text + span.start, "# c\0d", 5), ==, 0);
    assert_covers(&r, r.outline->links[0].span, "[x](y)");
}

static void
carriage_returns_end_lines(void)
{
    g_auto(Reading) r = read_text("# a\r# b\r\n# c\n\rd\r===\r");
    g_assert_cmpuint(r.outline->heading_count, ==, 4);
    assert_covers(&r, r.outline->headings[1].span, "# b");
    assert_covers(&r, r.outline->headings[3].span, "d\r===");
}

static void
nothing_is_an_outline_too(void)
{
    static const char *const texts[] = { "", "\n", "a", "#", "-", ">", "|", "[", "\r", "\xff" };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_auto(Reading) r = read_text(texts[i]);
        g_assert_false(r.outline->limited);
        g_assert_cmpuint(r.outline->table_count, ==, 0);
    }
}

static void
list_items_know_depth_and_text(void)
{
    g_auto(Reading) r =
        read_text("- one `x`\n  *two*\n\n  second\n\n  1. in\n\n\n- - deep\n-\n\nend\n");
    const PmListItem *items = r.outline->items;
    g_assert_cmpuint(r.outline->item_count, ==, 5);
    g_assert_cmpstr(items[0].text, ==, "one x two");
    assert_covers(&r, items[0].span, "- one `x`\n  *two*\n\n  second\n\n  1. in");
    g_assert_true(items[1].ordered);
    g_assert_cmpint(items[1].depth, ==, 1);
    assert_covers(&r, items[1].span, "1. in");
    g_assert_cmpstr(items[2].text, ==, "");
    g_assert_cmpint(items[3].depth, ==, 1);
    assert_covers(&r, items[3].span, "- deep");
    g_assert_cmpstr(items[4].text, ==, "");
    assert_covers(&r, items[4].span, "-");
}

static void
task_items_are_told_from_text(void)
{
    g_auto(Reading) r =
        read_text("- [ ] a\n- [x] `b`\n1. [X]  c\n- [ ]d\n- [ ]\n- \\[ ] e\n-\n  [ ] f\n");
    static const struct {
        bool task;
        bool done;
        const char *text;
    } expected[] = { { true, false, "a" },     { true, true, "b" },     { true, true, "c" },
                     { false, false, "[ ]d" }, { false, false, "[ ]" }, { false, false, "[ ] e" },
                     { false, false, "[ ] f" } };
    g_assert_cmpuint(r.outline->item_count, ==, G_N_ELEMENTS(expected));
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_assert_cmpint(r.outline->items[i].task, ==, expected[i].task);
        g_assert_cmpint(r.outline->items[i].done, ==, expected[i].done);
        g_assert_cmpstr(r.outline->items[i].text, ==, expected[i].text);
    }
}

static void
blocks_say_what_a_section_has(void)
{
    g_auto(Reading) r =
        read_text("Use `rm -rf` now.\n\n> quoted\n\n- in\n\n***\n\n~~~sh x\ny\n~~~\n<!-- c -->\n");
    static const struct {
        PmBlockKind kind;
        bool in_list;
        bool quoted;
        const char *text;
        const char *source;
    } expected[] = {
        { PM_BLOCK_PARAGRAPH, false, false, "Use now.", "Use `rm -rf` now." },
        { PM_BLOCK_QUOTE, false, false, "", "> quoted" },
        { PM_BLOCK_PARAGRAPH, false, true, "quoted", "quoted" },
        { PM_BLOCK_PARAGRAPH, true, false, "in", "in" },
        { PM_BLOCK_RULE, false, false, "", "***" },
        { PM_BLOCK_CODE, false, false, "sh x", "~~~sh x\ny\n~~~" },
        { PM_BLOCK_HTML, false, false, "<!-- c -->\n", "<!-- c -->" },
    };
    g_assert_cmpuint(r.outline->block_count, ==, G_N_ELEMENTS(expected));
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        const PmBlock *block = &r.outline->blocks[i];
        g_assert_cmpint(block->kind, ==, expected[i].kind);
        g_assert_cmpint(block->in_list, ==, expected[i].in_list);
        g_assert_cmpint(block->quoted, ==, expected[i].quoted);
        g_assert_cmpstr(block->text, ==, expected[i].text);
        assert_covers(&r, block->span, expected[i].source);
    }
}

static void
links_are_found_where_they_are(void)
{
    g_auto(Reading) r = read_text(
        "`[no](n)` \\[no](n) [a *b*](/u \"t\") [![i](p.png)](q)\n"
        "      <http://x.y/?a&amp;b> [see\n   two](/z(1)) [ref] [text][ref] [&copy;](<c d>)\n\n"
        "> - para\n>   [in](deep)\n\n[ref]: /r\n");
    static const struct {
        const char *source;
        const char *url;
        bool image;
    } expected[] = {
        { "[a *b*](/u \"t\")", "/u", false },
        { "[![i](p.png)](q)", "q", false },
        { "![i](p.png)", "p.png", true },
        { "<http://x.y/?a&amp;b>", "http://x.y/?a&b", false },
        { "[see\n   two](/z(1))", "/z(1)", false },
        { "[ref]", "/r", false },
        { "[text][ref]", "/r", false },
        { "[&copy;](<c d>)", "c d", false },
        { "[in](deep)", "deep", false },
    };
    g_assert_cmpuint(r.outline->link_count, ==, G_N_ELEMENTS(expected));
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        assert_covers(&r, r.outline->links[i].span, expected[i].source);
        g_assert_cmpstr(r.outline->links[i].url, ==, expected[i].url);
        g_assert_cmpint(r.outline->links[i].image, ==, expected[i].image);
    }
}

/* The headings of a file as the oracle prints them: level, line, top, text. */
static char *
print_headings(const char *path, guint64 front_matter_lines)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents(path, &text, &length, NULL));
    size_t lead = 0;
    for (guint64 i = 0; i < front_matter_lines; i++)
        lead = (size_t)((char *)memchr(text + lead, '\n', length - lead) - text) + 1;
    g_auto(Reading) r = reading_new(text, length, lead);
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < r.outline->heading_count; i++) {
        const PmHeading *heading = &r.outline->headings[i];
        unsigned line = pm_source_position(r.outline->source, heading->span.start).line;
        g_string_append_printf(out, "%d %u %s %s\n", heading->level, line,
                               heading->top ? "true" : "false", heading->text);
    }
    return g_string_free(out, FALSE);
}

static void
headings_of_real_postmortems_are_those_that_two_parsers_see(void)
{
    g_autofree char *list = oracle_data("postmortems/expected/headings.ndjson");
    if (!list || !oracle_found("jq"))
        return;
    const char *const argv[] = { "jq", "-r",
                                 ".file, .fm_lines, ([.headings[] | \"\\(.level) \\(.line) "
                                 "\\(.top) \\(.text)\\n\"] | add // \"\" | @base64)",
                                 list, NULL };
    g_autofree char *answer = oracle_ask(argv, "", 0, NULL);
    g_auto(GStrv) lines = g_strsplit(answer, "\n", -1);
    unsigned documents = 0;
    for (char **line = lines; line[0] && line[1] && line[2]; line += 3, documents++) {
        g_autofree char *name = g_build_filename("postmortems", line[0], NULL);
        g_autofree char *path = oracle_data(name);
        gsize length;
        g_autofree char *bytes = (char *)g_base64_decode(line[2], &length);
        g_autofree char *expected = g_strndup(bytes, length);
        g_autofree char *headings = print_headings(path, g_ascii_strtoull(line[1], NULL, 10));
        if (strcmp(headings, expected) != 0)
            g_test_message("in %s", line[0]);
        g_assert_cmpstr(headings, ==, expected);
    }
    g_assert_cmpuint(documents, >=, 46);
}

/* How often a tag begins in the specification's own HTML. */
static unsigned
count_tags(const char *html, const char *tag)
{
    unsigned count = 0;
    for (const char *at = html; (at = strstr(at, tag)); at++)
        count++;
    return count;
}

static unsigned
count_blocks(const PmOutline *outline, PmBlockKind kind)
{
    unsigned count = 0;
    for (size_t i = 0; i < outline->block_count; i++)
        count += outline->blocks[i].kind == kind;
    return count;
}

static void
compare_with_example(const char *markdown, gsize length, const char *html)
{
    g_auto(Reading) r = reading_new(markdown, length, 0);
    unsigned headings = 0;
    for (int level = 1; level <= 6; level++) {
        g_autofree char *tag = g_strdup_printf("<h%d>", level);
        headings += count_tags(html, tag);
    }
    g_assert_cmpuint(r.outline->heading_count, ==, headings);
    g_assert_cmpuint(r.outline->item_count, ==, count_tags(html, "<li>"));
    g_assert_cmpuint(count_blocks(r.outline, PM_BLOCK_QUOTE), ==, count_tags(html, "<blockquote>"));
    if (count_blocks(r.outline, PM_BLOCK_HTML) == 0) {
        g_assert_cmpuint(count_blocks(r.outline, PM_BLOCK_CODE), ==,
                         count_tags(html, "<pre><code"));
        g_assert_cmpuint(count_blocks(r.outline, PM_BLOCK_RULE), ==, count_tags(html, "<hr />"));
    }
    for (size_t i = 0; i < r.outline->heading_count; i++)
        g_assert_nonnull(strpbrk(covered(&r, r.outline->headings[i].span), "#=-"));
    for (size_t i = 0; i < r.outline->item_count; i++)
        g_assert_nonnull(strchr("-+*0123456789", covered(&r, r.outline->items[i].span)[0]));
    for (size_t i = 0; i < r.outline->link_count; i++)
        g_assert_nonnull(strchr("[!<", covered(&r, r.outline->links[i].span)[0]));
}

static void
every_example_of_the_specification_has_its_blocks(void)
{
    g_autofree char *list = oracle_data("commonmark/spec-0.30.json");
    if (!list || !oracle_found("jq"))
        return;
    const char *const argv[] = { "jq", "-r", ".[] | (.markdown, .html) | @base64", list, NULL };
    g_autofree char *answer = oracle_ask(argv, "", 0, NULL);
    g_auto(GStrv) lines = g_strsplit(answer, "\n", -1);
    unsigned examples = 0;
    for (char **line = lines; line[0] && line[1]; line += 2, examples++) {
        gsize length;
        gsize html_length;
        g_autofree char *markdown = (char *)g_base64_decode(line[0], &length);
        g_autofree char *bytes = (char *)g_base64_decode(line[1], &html_length);
        g_autofree char *html = g_strndup(bytes, html_length);
        compare_with_example(markdown, length, html);
    }
    g_assert_cmpuint(examples, >=, 652);
}

void test_markdown_outline(void);

/* What a browser shows, as code or as text, is no comment. */
static void
comments_are_those_that_no_reader_sees(void)
{
    static const char *const rows[][4] = {
        { "<!-- a -->\n\ntext", "<!-- a -->" },
        { "text <!-- a --> more `<!-- b -->` and <!-- c -->", "<!-- a -->", "<!-- c -->" },
        { "`` ` <!-- a --> `` <!-- a -->", "<!-- a -->" },
        { "\\<!-- a --> `x", NULL },
        { "\\`<!-- a -->`", "<!-- a -->" },
        { "    <!-- a -->\n\n```\n<!-- b -->\n```", NULL },
        { "# 제목 <!-- a -->\n\n- 하나 <!-- b -->\n  둘", "<!-- a -->", "<!-- b -->" },
        { "> 하나 <!-- a\n> b --> 둘", "<!-- a\n> b -->" },
        { "| a | b |\n|---|---|\n| 1 <!-- a --> | `<!-- b -->` |\n", "<!-- a -->" },
        { "<!-- a --> <!-- b -->\n<!-- c -->", "<!-- a -->", "<!-- b -->", "<!-- c -->" },
        { "<div>\n<!-- a --></div>\n", "<!-- a -->" },
        { "<script>\n\"<!-- a -->\"\n</script>\n", NULL },
        { "<![CDATA[\n<!-- a -->\n]]>\n", NULL },
        { "<!-- a", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Reading) r = read_text(rows[i][0]);
        size_t count = 0;
        while (count < 3 && rows[i][count + 1] != NULL)
            count++;
        g_test_message("row %zu", i);
        g_assert_cmpuint(r.outline->comment_count, ==, count);
        for (size_t k = 0; k < count; k++)
            assert_covers(&r, r.outline->comments[k], rows[i][k + 1]);
    }
}

void
test_markdown_outline(void)
{
    g_test_add_func("/markdown/outline/headings of both kinds", headings_of_both_kinds);
    g_test_add_func("/markdown/outline/a heading in a list or quote is not top",
                    a_heading_in_a_list_or_quote_is_not_top);
    g_test_add_func("/markdown/outline/a heading below definitions begins behind them",
                    a_heading_below_definitions_begins_behind_them);
    g_test_add_func("/markdown/outline/spans count from the start of the source",
                    spans_count_from_the_start_of_the_source);
    g_test_add_func("/markdown/outline/a byte order mark before a heading is no text",
                    a_byte_order_mark_before_a_heading_is_no_text);
    g_test_add_func("/markdown/outline/bytes that are no text move nothing",
                    bytes_that_are_no_text_move_nothing);
    g_test_add_func("/markdown/outline/carriage returns end lines", carriage_returns_end_lines);
    g_test_add_func("/markdown/outline/nothing is an outline too", nothing_is_an_outline_too);
    g_test_add_func("/markdown/outline/list items know depth and text",
                    list_items_know_depth_and_text);
    g_test_add_func("/markdown/outline/task items are told from text",
                    task_items_are_told_from_text);
    g_test_add_func("/markdown/outline/blocks say what a section has",
                    blocks_say_what_a_section_has);
    g_test_add_func("/markdown/outline/comments are those that no reader sees",
                    comments_are_those_that_no_reader_sees);
    g_test_add_func("/markdown/outline/links are found where they are",
                    links_are_found_where_they_are);
    g_test_add_func("/markdown/outline/headings of real postmortems are those that two parsers see",
                    headings_of_real_postmortems_are_those_that_two_parsers_see);
    g_test_add_func("/markdown/outline/every example of the specification has its blocks",
                    every_example_of_the_specification_has_its_blocks);
}
