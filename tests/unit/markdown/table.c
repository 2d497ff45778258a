/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/outline.h"

#include "../oracle.h"
#include "reading.h"

/* Each table as lines "a|b", a blank line behind it; then each list item that is a task. */
static char *
print_tables(const PmOutline *outline)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (size_t i = 0; i < outline->table_count; i++) {
        const PmTable *table = &outline->tables[i];
        for (size_t row = 0; row <= table->count; row++) {
            const PmTableRow *cells = row ? &table->rows[row - 1] : &table->header;
            for (size_t j = 0; j < cells->count; j++)
                g_string_append_printf(out, "%s%s", j ? "|" : "", cells->cells[j].text);
            g_string_append_c(out, '\n');
        }
        g_string_append_c(out, '\n');
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
assert_tables(const char *markdown, const char *expected)
{
    g_auto(Reading) r = read_text(markdown);
    g_autofree char *tables = print_tables(r.outline);
    if (strcmp(tables, expected) != 0)
        g_test_message("in:\n%s", markdown);
    g_assert_cmpstr(tables, ==, expected);
}

/* What cmark-gfm 0.29.0.gfm.6 makes of each, and the GFM specification where it says so. */
static const struct {
    const char *markdown;
    const char *tables;
} cases[] = {
    { "| a | b |\n| --- | --- |\n| c | d |\n", "a|b\nc|d\n\n" },
    { "a | b\n:-: | -\nc | d\n", "a|b\nc|d\n\n" },
    { "| a |\n| --- |\n| `b\\|c` | **\\|** d |\n", "a\nb|c\n\n" },
    { "| a\\\\|b | c |\n|-|\n", "" },
    { "|a|b|\n|-|-|\n|`x|y`|z|\n", "a|b\n`x|y`\n\n" },
    { "|a|\n|-|\n|b|\n> c\n", "a\nb\n\n" },
    { "|a|\n|-|\n|b|\nc\n\nd\n", "a\nb\nc\n\n" },
    { "| a | b |\n| --- |\n| c |\n", "" },
    { "|a|b|\n|-|-|\n|c|\n|d|e|f|\n||\n", "a|b\nc|\nd|e\n|\n\n" },
    { "|a|\n|:-:|\n", "a\n\n" },
    { "text\n|a|\n|-|\n|b|\n", "a\nb\n\n" },
    { "a\n:-:\n", "a\n\n" },
    { "|a|\n|-|\n|b|\n---\n", "a\nb\n\n" },
    { "|a|\n|-|\n|b|\n===\n", "a\nb\n===\n\n" },
    { "|a|\n|-|\n|b|\n--\n", "a\nb\n--\n\n" },
    { "|a|\n|-|\n|b|\n2. c\n", "a\nb\n\n" },
    { "|a|\n|-|\n|b|\n    c\n", "a\nb\n\n" },
    { "|a|\n|-|\n|\n|b|\n", "a\n\n" },
    { "> |a|\n> |-|\n> |b|\n|c|\n", "a\nb\n\n" },
    { "- |a|\n  |-|\n  |b|\n|c|\n", "a\nb\n\n" },
    { "- |a|\n |-|\n", "" },
    { "1. > - x\n   >\n   >   |a|\n   >   |-|\n   >   |b|\n", "a\nb\n\n" },
    { "|*a|b*|\n|-|-|\n|# c|- d|\n", "*a|b*\n# c|- d\n\n" },
    { "|[a][x]|\n|-|\n|[y](z)|\n\n[x]: u\n", "a\ny\n\n" },
    { "|a|\n|-|\n<b>c</b> &amp; d |\n", "a\nc & d\n\n" },
    { "||\n|-|\n", "\n\n" },
    { "|a|  \r\n| -|\t\r\n|b|\r\n", "a\nb\n\n" },
    { "x\n|a|\n|-|\n|b|\n\n|c|\n|-|", "a\nb\n\nc\n\n" },
};

static void
tables_are_those_of_gfm(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_tables(cases[i].markdown, cases[i].tables);
}

static void
cells_know_their_place(void)
{
    g_auto(Reading) r = read_text("# h\n> text [l](m)\n> |  a | `b\\|c` |\n> |-|-|\n> | d\n\n");
    const PmTable *table = &r.outline->tables[0];
    assert_covers(&r, table->span, "|  a | `b\\|c` |\n> |-|-|\n> | d");
    assert_covers(&r, table->header.span, "|  a | `b\\|c` |");
    assert_covers(&r, table->header.cells[0].span, "a");
    assert_covers(&r, table->header.cells[1].span, "`b\\|c`");
    assert_covers(&r, table->rows[0].cells[0].span, "d");
    assert_covers(&r, table->rows[0].cells[1].span, "");
    assert_covers(&r, r.outline->blocks[1].span, "text [l](m)");
    g_assert_cmpstr(r.outline->blocks[1].text, ==, "text l");
    g_assert_cmpuint(r.outline->block_count, ==, 2);
}

static void
links_in_cells_come_in_the_order_of_the_text(void)
{
    g_auto(Reading) r =
        read_text("[a](1)\n\n|x|[b](2)|\n|-|-|\n|![c](3)|[r]|\n\n[d](5)\n\n[r]: 4\n");
    static const char *const expected[] = { "[a](1)", "[b](2)", "![c](3)", "[r]", "[d](5)" };
    g_assert_cmpuint(r.outline->link_count, ==, G_N_ELEMENTS(expected));
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        assert_covers(&r, r.outline->links[i].span, expected[i]);
        g_assert_cmpint(r.outline->links[i].url[0], ==, (int)('1' + i));
    }
}

static void
text_around_a_table_keeps_its_item(void)
{
    g_auto(Reading) r = read_text("- see `x` and\n      - *this*\n  |a|\n  |-|\n  2. rest\n");
    g_assert_cmpstr(r.outline->items[0].text, ==, "see x and - this");
    g_assert_cmpstr(r.outline->blocks[0].text, ==, "see and - this");
    g_assert_cmpstr(r.outline->blocks[1].text, ==, "2. rest");
}

static void
a_rule_right_below_a_table_makes_it_no_heading(void)
{
    g_auto(Reading) r = read_text("|a|\n|-|\n---\n\n# b\n");
    g_assert_cmpuint(r.outline->heading_count, ==, 1);
    g_assert_cmpuint(r.outline->block_count, ==, 1);
    g_assert_cmpint(r.outline->blocks[0].kind, ==, PM_BLOCK_RULE);
    assert_covers(&r, r.outline->blocks[0].span, "---");
}

/* Rows of one cell below a thousand columns: each byte would become a hundred cells. */
static void
padding_is_limited(void)
{
    g_autoptr(GString) text = g_string_new("|");
    for (int i = 0; i < 2000; i++)
        g_string_append_c(text, '|');
    g_string_append(text, "\n|");
    for (int i = 0; i < 2000; i++)
        g_string_append(text, "-|");
    for (int i = 0; i < 10000; i++)
        g_string_append(text, "\n|a");
    g_auto(Reading) r = read_text(text->str);
    g_assert_cmpuint(r.outline->tables[0].header.count, ==, 2000);
    g_assert_cmpuint(r.outline->tables[0].count, ==, 32);
    g_assert_cmpuint(pm_diagnostics_count(r.findings), ==, 1);
    g_assert_cmpstr(pm_diagnostics_get(r.findings, 0)->rule, ==, "markdown/limit");
}

static char *
folded(char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
    g_autoptr(GString) out = g_string_new(NULL);
    for (char **word = words; *word; word++)
        if (**word)
            g_string_append_printf(out, "%s%s", out->len ? " " : "", *word);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* cmark-gfm's XML, printed as above. */
typedef struct {
    GString *out;
    GString *cell;
    bool first;
} Printer;

static void
xml_start(GMarkupParseContext *context, const char *name, const char **keys, const char **values,
          void *data, GError **error)
{
    (void)context;
    (void)keys;
    (void)values;
    (void)error;
    Printer *printer = data;
    if (strcmp(name, "table_header") == 0 || strcmp(name, "table_row") == 0)
        printer->first = true;
    if (strcmp(name, "table_cell") == 0)
        printer->cell = g_string_new(NULL);
}

static void
xml_end(GMarkupParseContext *context, const char *name, void *data, GError **error)
{
    (void)context;
    (void)error;
    Printer *printer = data;
    if (strcmp(name, "table_cell") == 0) {
        g_autofree char *text = folded(printer->cell->str);
        g_string_append_printf(printer->out, "%s%s", printer->first ? "" : "|", text);
        g_string_free(g_steal_pointer(&printer->cell), TRUE);
        printer->first = false;
    }
    if (g_str_has_prefix(name, "table") && strcmp(name, "table_cell") != 0)
        g_string_append_c(printer->out, '\n');
}

static void
xml_text(GMarkupParseContext *context, const char *text, gsize length, void *data, GError **error)
{
    (void)error;
    Printer *printer = data;
    const char *name = g_markup_parse_context_get_element(context);
    if (printer->cell && (strcmp(name, "text") == 0 || strcmp(name, "code") == 0))
        g_string_append_len(printer->cell, text, (gssize)length);
}

static char *
ask_cmark_gfm(const GString *markdown)
{
    static const GMarkupParser parser = { xml_start, xml_end, xml_text, NULL, NULL };
    const char *const argv[] = { "cmark-gfm", "-e", "table", "-t", "xml", NULL };
    g_autofree char *xml = oracle_ask(argv, markdown->str, markdown->len, NULL);
    Printer printer = { .out = g_string_new(NULL) };
    g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, 0, &printer, NULL);
    g_autoptr(GError) error = NULL;
    g_markup_parse_context_parse(context, xml, -1, &error);
    g_assert_no_error(error);
    return g_string_free(printer.out, FALSE);
}

static void
tables_of_random_text_are_those_of_cmark_gfm(void)
{
    static const char *const words[] = {
        "|",  "|",  "|",  " a ",  "b",  "`",  "*",   "\\|", "-",  ":-", "\n",    "\n",    "\n",
        "> ", "- ", "  ", "    ", "\t", "2.", "1. ", "===", "# ", "| ", "\n|-|", "|-|-|", "|a|b|\n"
    };
    if (!oracle_found("cmark-gfm"))
        return;
    g_autoptr(GRand) random = g_rand_new_with_seed(2026);
    for (int i = 0; i < 40; i++) {
        g_autoptr(GString) markdown = g_string_new(NULL);
        for (int j = 0; j < 100; j++) {
            for (gint32 left = g_rand_int_range(random, 4, 16); left > 0; left--)
                g_string_append(markdown, words[g_rand_int_range(random, 0, G_N_ELEMENTS(words))]);
            g_string_append(markdown, "\n\n<!-- closes everything -->\n\n");
        }
        g_autofree char *expected = ask_cmark_gfm(markdown);
        assert_tables(markdown->str, expected);
    }
}

void test_markdown_table(void);

void
test_markdown_table(void)
{
    g_test_add_func("/markdown/table/tables are those of GFM", tables_are_those_of_gfm);
    g_test_add_func("/markdown/table/cells know their place", cells_know_their_place);
    g_test_add_func("/markdown/table/links in cells come in the order of the text",
                    links_in_cells_come_in_the_order_of_the_text);
    g_test_add_func("/markdown/table/text around a table keeps its item",
                    text_around_a_table_keeps_its_item);
    g_test_add_func("/markdown/table/a rule right below a table makes it no heading",
                    a_rule_right_below_a_table_makes_it_no_heading);
    g_test_add_func("/markdown/table/padding is limited", padding_is_limited);
    g_test_add_func("/markdown/table/tables of random text are those of cmark-gfm",
                    tables_of_random_text_are_those_of_cmark_gfm);
}
