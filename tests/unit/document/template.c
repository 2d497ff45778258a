/* SPDX-License-Identifier: Apache-2.0 */
#include "document/template.h"

#include "reading.h"

void test_document_template(void);

static const PmTemplateValue values[] = {
    { "title", "Checkout: 504 #1 {{id}}", PM_TEMPLATE_TEXT },
    { "word", "결제 장애", PM_TEMPLATE_TEXT },
    { "number", "504", PM_TEMPLATE_TEXT },
    { "answer", "no", PM_TEMPLATE_TEXT },
    { "severity", "2", PM_TEMPLATE_SCALAR },
    { "services", "checkout, payments: db,,", PM_TEMPLATE_LIST },
    { "none", "", PM_TEMPLATE_LIST },
};

static char *
fill(const char *text, GError **error)
{
    g_autofree char *exact = g_memdup2(text, MAX(strlen(text), 1));
    g_autoptr(GBytes) bytes =
        pm_template_fill(exact, strlen(text), values, G_N_ELEMENTS(values), error);
    return bytes == NULL ? NULL : g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

static void
values_fit_into_their_places(void)
{
    static const struct {
        const char *text, *filled;
    } rows[] = {
        { "", "" },
        { "x", "x" },
        { "{{", "{{" },
        { "{{title", "{{title" },
        { "{{ title\n}}", "{{ title\n}}" },
        { "{{word}}", "결제 장애" },
        { "# {{title}}\n", "# Checkout: 504 \\#1 {{id}}\n" }, /* what was filled in stays */
        { "---\na: {{title}}\n---\n", "---\na: \"Checkout: 504 #1 {{id}}\"\n---\n" },
        { "---\na: {{ word }}\n---\n", "---\na: 결제 장애\n---\n" },
        { "---\na: \"{{word}}\"\nb: '{{title}}'\n---\n",
          "---\na: 결제 장애\nb: \"Checkout: 504 #1 {{id}}\"\n---\n" },
        { "---\na: {{number}}\n---\n{{number}}", "---\na: \"504\"\n---\n504" },
        { "---\na: {{answer}}\n---\n", "---\na: \"no\"\n---\n" },
        { "---\na: {{severity}} # why\n---\n", "---\na: 2 # why\n---\n" },
        { "---\na: {{services}}\nb: {{none}}\n---\n{{services}}",
          "---\na: [checkout, \"payments: db\"]\nb: []\n---\ncheckout, payments: db,," },
        { "---\r\na: {{word}}\r\n---\r\n{{word}}\r\n",
          "---\r\na: 결제 장애\r\n---\r\n결제 장애\r\n" },
        { "\xef\xbb\xbf---\na: {{number}}\n---\n", "\xef\xbb\xbf---\na: \"504\"\n---\n" },
        { "---\na: [{{word}}, {{number}}]\nb: {c: {{answer}}}\nd:\n  - {{number}}\n---\n",
          "---\na: [결제 장애, \"504\"]\nb: {c: \"no\"}\nd:\n  - \"504\"\n---\n" },
        { "---\na: About {{word}}, {{number}}\nb: \"x {{word}}\"\n---\n",
          "---\na: About 결제 장애, 504\nb: \"x 결제 장애\"\n---\n" },
        { "---\na: https://example.org/{{number}}\n---\n",
          "---\na: https://example.org/504\n---\n" },
        { "---\na: b\n{{word}}\n", "---\na: b\n결제 장애\n" }, /* unterminated: it is body */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("row %zu", i);
        g_autofree char *filled = fill(rows[i].text, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(filled, ==, rows[i].filled);
    }
}

static void
placeholders_that_can_not_be_filled_are_named_with_their_line(void)
{
    static const struct {
        const char *text, *message, *hint;
    } rows[] = {
        { "---\nid: x\nowner: {{zebra}}\n---\n",
          "line 3 of the template has an unknown '{{zebra}}'", "it may use title, word" },
        { "a\n\n{{titel}} {{word}}\n", "line 3 of the template has an unknown '{{titel}}'",
          "did you mean '{{title}}'?" },
        { "{{}}", "line 1 of the template has an unknown '{{}}'", NULL },
        { "{{ .Values.x }}", "line 1 of the template has an unknown '{{.Values.x}}'", NULL },
        { "{{a\x1b[31m}}", "line 1 of the template has an unknown '{{a\\x1b[31m}}'", NULL },
        { "---\nid: x\na: \"About {{title}}\"\n---\n",
          "line 3 of the template can't take this value as a part of other text: '{{title}}'",
          "the whole value of its key" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *filled = fill(rows[i].text, &error);
        g_assert_null(filled);
        g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
        size_t length;
        const char *hint = pm_error_hint(error, &length);
        g_autofree char *message = g_strndup(error->message, length);
        g_assert_cmpstr(message, ==, rows[i].message);
        if (rows[i].hint != NULL)
            g_assert_nonnull(strstr(hint, rows[i].hint));
    }
}

/* Whatever a title is made of, YAML 1.1 reads it back from the front matter. */
static void
pyyaml_reads_every_title_back(void)
{
    static const char *const titles[] = {
        "504",   "no",     "null",      "~",    "2026-01-14", "10:00",    "- x", "a: b", "a #b",
        "\"a\"", "'a'",    "[a]",       "{a}",  "*a",         "&a",       "!a",  "@a",   "%a",
        "`a`",   "a\\b",   "결제 장애", "😀",    "1e3",        "0x1f",     "a,b", "?",    "-",
        "---",   "...",    "=",         "<<",   "true",       "a:",       "| x", "> x",  " a ",
        "a\tb",  "\u2028", "\ufeff",    "it's", "100%",       "a{{id}}b",
    };
    if (!oracle_found("python3"))
        return;
    static const char program[] =
        "import sys, yaml\nfor d in open(sys.argv[1], newline='').read().split('\\0')[:-1]:\n"
        "    t, y = d.split('\\1')\n    v = yaml.safe_load(y)['title']\n"
        "    if v != t: print(ascii(t), ascii(v))\n";
    static const char *const python[] = { "/usr/bin/python3", "-c", program, NULL };
    g_autoptr(GString) all = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(titles); i++) {
        const PmTemplateValue one = { "title", titles[i], PM_TEMPLATE_TEXT };
        static const char text[] = "---\ntitle: {{title}}\nother: 1\n---\n";
        g_autoptr(GBytes) bytes = pm_template_fill(text, strlen(text), &one, 1, NULL);
        gsize length;
        const char *filled = g_bytes_get_data(bytes, &length);
        PmSplit split = pm_split(filled, length);
        g_string_append_printf(all, "%s%c%.*s%c", titles[i], 1,
                               (int)(split.front.end - split.front.start),
                               filled + split.front.start, 0);
        g_autofree char *copy = g_strndup(filled, length);
        g_auto(Reading) self = read_document(copy);
        g_assert_cmpstr(self.document->fields.title, ==, titles[i]);
    }
    g_autofree char *wrong = oracle_ask(python, all->str, all->len, NULL);
    g_assert_cmpstr(wrong, ==, "");
}

static void
there_is_one_of_each_name_in_each_language(void)
{
    static const char *const names[] = { "near-miss", "outage", "security" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        size_t english, korean, other;
        g_assert_cmpstr(pm_template_names()[i], ==, names[i]);
        const char *en = pm_template_text(names[i], "en", &english);
        const char *ko = pm_template_text(names[i], "ko", &korean);
        g_assert_cmpstr(en, !=, ko);
        g_assert_true(g_utf8_validate_len(ko, korean, NULL));
        g_assert_nonnull(g_strstr_len(ko, (gssize)korean, "\n## 요약\n"));
        /* a language that there is not: English */
        g_assert_true(pm_template_text(names[i], "fr", &other) == en && other == english);
    }
    g_assert_null(pm_template_names()[3]);
    size_t length;
    g_assert_null(pm_template_text("../outage", "en", &length));
    g_assert_null(pm_template_text("outage.en", "en", &length));
    g_assert_null(pm_template_text("", "en", &length));
}

static void
many_placeholders_take_no_longer_than_their_number(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < 200000; i++)
        g_string_append(text, i % 50 == 0 ? "{{word}}\n" : "{{");
    g_autoptr(GError) error = NULL;
    g_autofree char *filled = fill(text->str, &error); /* an unknown one, found at once */
    g_assert_null(filled);
    g_string_assign(text, "");
    for (size_t i = 0; i < 50000; i++)
        g_string_append(text, i % 2 == 0 ? "{{word}}" : "{{\n");
    filled = fill(text->str, NULL);
    g_assert_nonnull(filled);
    /* were it quadratic, the time limit of ctest would end it */
}

void
test_document_template(void)
{
    g_test_add_func("/document/template/values fit into their places",
                    values_fit_into_their_places);
    g_test_add_func("/document/template/placeholders that can not be filled are named",
                    placeholders_that_can_not_be_filled_are_named_with_their_line);
    g_test_add_func("/document/template/PyYAML reads every title back",
                    pyyaml_reads_every_title_back);
    g_test_add_func("/document/template/there is one of each name in each language",
                    there_is_one_of_each_name_in_each_language);
    g_test_add_func("/document/template/many placeholders take no longer than their number",
                    many_placeholders_take_no_longer_than_their_number);
}
