/* SPDX-License-Identifier: Apache-2.0 */
#include "document/document.h"

#include "reading.h"

void test_document_document(void);

static void
a_text_becomes_a_document(void)
{
    g_auto(Reading) self = read_document("---\nid: x\ntitle: 결제\n---\n\n# 결제\n\n본문\n\n---\n");
    const PmDocument *document = self.document;
    g_assert_cmpstr(rules(&self), ==, "");
    g_assert_true(document->front_clean);
    g_assert_false(document->adopted);
    g_assert_cmpstr(document->id, ==, "x");
    g_assert_cmpstr(document->fields.title, ==, "결제");
    g_assert_cmpuint(document->outline->heading_count, ==, 1);
    g_assert_cmpstr(covered(&self, document->outline->headings[0].span), ==, "# 결제");
    g_assert_cmpstr(covered(&self, pm_node_get(document->front, "title")->span), ==, "결제");
}

/* Whatever is wrong with it, there is a document, and its body is read. */
static void
every_fault_is_a_finding_and_the_body_is_read(void)
{
    static const struct {
        const char *text, *rules, *covered;
        size_t headings;
        bool front;
    } rows[] = {
        { "", "", NULL, 0, false },
        { "x", "", NULL, 0, false },
        { "# A\n", "", NULL, 1, false },
        { "---\n---\n# A\n", "", NULL, 1, false },
        { "---\n# nothing\n---\n# A\n", "", NULL, 1, false },
        { "---\nid: x\n# A\n", "file/unterminated", "---\n", 1, false },
        { "\xef\xbb\xbf---\nid: x\n", "file/unterminated", "---\n", 0, false },
        { "---\n- a\n---\n# A\n", "file/front-matter", "- a", 1, false },
        { "---\ntext\n---\n# A\n", "file/front-matter", "text", 1, false },
        { "---\na: b: c\n---\n# A\n", "yaml/syntax", NULL, 1, false },
        { "---\na: 1\na: 2\n---\n# A\n", "yaml/duplicate-key", "a", 1, true },
        { "---\na: 1\n---\ncaf\xe9\n# A\n", "file/encoding", "\xe9", 1, true },
        { "\xef\xbb\xbf---\r\na: 1\r\n---\r\n# A\r\n", "", NULL, 1, true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Reading) self = read_document(rows[i].text);
        g_test_message("row %zu", i);
        g_assert_cmpstr(rules(&self), ==, rows[i].rules);
        if (rows[i].covered != NULL)
            g_assert_cmpstr(covered(&self, pm_diagnostics_get(self.findings, 0)->span), ==,
                            rows[i].covered);
        g_assert_cmpint(self.document->front != NULL, ==, rows[i].front);
        g_assert_cmpint(self.document->front_clean, ==,
                        rows[i].front && strstr(rows[i].rules, "yaml/") == NULL);
        g_assert_cmpuint(self.document->outline->heading_count, ==, rows[i].headings);
    }
}

static void
a_nul_is_no_text(void)
{
    static const char text[] = "---\nid: x\n---\na\0b\n";
    g_auto(Reading) self = reading_of(text, sizeof text - 1, "x", PM_DOCUMENT_WHOLE, NULL);
    g_assert_cmpstr(rules(&self), ==, "file/encoding");
    g_assert_cmpstr(pm_diagnostics_get(self.findings, 0)->message, ==,
                    "byte 0x00 is not UTF-8 text");
}

static void
lists_read_the_front_matter_alone(void)
{
    static const char text[] = "---\nid: x\n---\n# A\n";
    g_auto(Reading) self = reading_of(text, strlen(text), "x", PM_DOCUMENT_FRONT, NULL);
    g_assert_null(self.document->outline);
    g_assert_cmpstr(self.document->fields.id, ==, "x");
}

static void
adopted_documents_are_read_with_patience(void)
{
    static const char text[] = "---\nid: &a x\nother: *a\n<<: {b: 1}\n---\n";
    g_auto(Reading) strict = read_document(text);
    g_assert_cmpuint(pm_diagnostics_count_of(strict.findings, PM_SEVERITY_ERROR), >, 0);
    g_auto(Reading) self = reading_of(text, strlen(text), "x", PM_DOCUMENT_FOREIGN, NULL);
    g_assert_cmpuint(pm_diagnostics_count_of(self.findings, PM_SEVERITY_ERROR), ==, 0);
    g_assert_true(self.document->adopted);
    g_assert_cmpstr(pm_node_string(pm_node_get(self.document->front, "other")), ==, "x");
}

/* 256 KiB is the limit of a document: dense ones of that size, of each kind of density. */
static void
the_largest_documents_take_no_second(void)
{
    static const struct {
        const char *before, *repeated, *after;
    } rows[] = {
        { "---\n", "a: b\n", "---\n" },
        { "---\na:\n", "- {id: F1, text: x, for: [A]}\n", "---\n" },
        { "---\nfindings:\n", "  - id: F\n    text: x\n", "---\n" },
        { "---\na: >-\n", "  folded text\n", "---\n" },
        { "---\na: \"", "\\u0041 ", "\"\n---\n" },
        { "---\n", "# comment\n", "---\n" },
        { "---\nid: x\n---\n", "## Timeline\n\n- 16:58 x\n\n", "" },
        { "---\nid: x\n---\n## Timeline\n\n| Time | x |\n| --- | --- |\n", "| 16:58 | x |\n", "" },
        { "---\nid: x\n---\n", "> * [a](b) `c` **d**\n", "" },
        { "---\nid: x\n---\n", "![[]()", "" },
        { "---\nid: x\n---\n", "<!-- guide: x -->", "" },
        { "---\nid: x\n---\n", "---\n", "" },
        { "---\nid: x\n---\n", "&amp;<b>*_", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) text = g_string_new(rows[i].before);
        while (text->len < 256 * 1024 - 64)
            g_string_append(text, rows[i].repeated);
        g_string_append(text, rows[i].after);
        gint64 start = g_get_monotonic_time();
        g_auto(Reading) self = reading_of(text->str, text->len, "x", PM_DOCUMENT_WHOLE, NULL);
        double seconds = (double)(g_get_monotonic_time() - start) / 1e6;
        g_test_message("row %zu: %.2f s, %s", i, seconds,
                       self.document->outline->limited ? "limited" : "");
        g_assert_nonnull(self.document); /* were it quadratic, ctest's time limit would end it */
    }
}

void
test_document_document(void)
{
    g_test_add_func("/document/document/a text becomes a document", a_text_becomes_a_document);
    g_test_add_func("/document/document/every fault is a finding, and the body is read",
                    every_fault_is_a_finding_and_the_body_is_read);
    g_test_add_func("/document/document/a NUL is no text", a_nul_is_no_text);
    g_test_add_func("/document/document/lists read the front matter alone",
                    lists_read_the_front_matter_alone);
    g_test_add_func("/document/document/adopted documents are read with patience",
                    adopted_documents_are_read_with_patience);
    g_test_add_func("/document/document/the largest documents take no second",
                    the_largest_documents_take_no_second);
}
