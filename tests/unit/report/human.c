/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"

#include "../oracle.h"

#include <string.h>

static const PmSpan nowhere = { 0, 0 };

typedef struct {
    PmArena *arena;
    PmDiagnostics *list;
    PmReport *report;
    FILE *out;
    char *text;
    size_t length;
} Fixture;

static void
fixture_clear(Fixture *f)
{
    pm_arena_free(f->arena);
    free(f->text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

static void
set_up(Fixture *f, PmReportFlags flags)
{
    f->arena = pm_arena_new();
    f->list = pm_diagnostics_new(f->arena);
    f->out = open_memstream(&f->text, &f->length);
    f->report = pm_report_new(pm_report_format("human"), f->out, flags);
    pm_report_set_width(f->report, 80);
}

/* What was printed in all. */
static const char *
finish(Fixture *f)
{
    pm_report_finish(f->report);
    fclose(f->out);
    return f->text;
}

static PmSpan
span_of(const char *text, const char *part)
{
    const char *at = strstr(text, part);
    g_assert_nonnull(at);
    return (PmSpan){ (size_t)(at - text), (size_t)(at - text) + strlen(part) };
}

static PmDiagnostic *
report_at(Fixture *f, const PmSource *source, const char *part, PmSeverity severity)
{
    return pm_diagnostics_report(f->list, "x/one", severity, source, span_of(source->bytes, part),
                                 "a thing");
}

static PmSource *
source_of(Fixture *f, const char *text)
{
    return pm_source_new(f->arena, "a.md", text, strlen(text));
}

static void
a_document_looks_as_designed(void)
{
    static const char text[] = "---\nid: x\n\n\n\n\n\n\n"
                               "  detected: \"2026-01-14T16:12:00Z\"\n"
                               "    class: technical-laps\n"
                               "## Lessons\n";
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    PmSource *source = pm_source_new(f.arena, "postmortems/checkout.md", text, strlen(text));
    PmSpan lessons = { span_of(text, "## Lessons").start, span_of(text, "## Lessons").start };
    pm_diagnostics_report(f.list, "section/empty", PM_SEVERITY_WARNING, source, lessons,
                          "section 'Lessons' is empty");
    PmDiagnostic *class = pm_diagnostics_report(f.list, "finding/class", PM_SEVERITY_ERROR, source,
                                                span_of(text, "technical-laps"),
                                                "unknown class '%s'", "technical-laps");
    class->label = "did you mean 'technical-lapse'?";
    class->command = "git postmortem check --fix checkout";
    class->fixes = &(PmSplice){ .length = 0 };
    class->fix_count = 1;
    PmDiagnostic *order =
        pm_diagnostics_report(f.list, "times/order", PM_SEVERITY_ERROR, source,
                              span_of(text, "detected"), "detected is earlier than started");
    order->label = "46 minutes before started, line 8";
    order->help = "a detection before the start\nusually means that started is too late\n";
    pm_report_document(f.report, source->name, f.list);
    g_assert_cmpstr(
        finish(&f), ==,
        "postmortems/checkout.md:9:3: error: detected is earlier than started [times/order]\n"
        "   9 |   detected: \"2026-01-14T16:12:00Z\"\n"
        "     |   ^^^^^^^^ 46 minutes before started, line 8\n"
        "     = help: a detection before the start\n"
        "             usually means that started is too late\n"
        "\n"
        "postmortems/checkout.md:10:12: error: unknown class 'technical-laps' [finding/class]\n"
        "  10 |     class: technical-laps\n"
        "     |            ^^^^^^^^^^^^^^ did you mean 'technical-lapse'?\n"
        "     = fix: git postmortem check --fix checkout\n"
        "\n"
        "postmortems/checkout.md:11:1: warning: section 'Lessons' is empty [section/empty]\n"
        "\n"
        "2 errors, 1 warning in 1 document · 1 can be fixed with --fix · "
        "git postmortem explain times/order\n");
}

static void
nothing_found_is_one_quiet_line(void)
{
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_COLOR);
    for (int i = 0; i < 12; i++)
        pm_report_document(f.report, "a.md", f.list);
    g_assert_cmpstr(finish(&f), ==, "no findings in 12 documents\n");
}

static void
hidden_findings_are_said(void)
{
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    pm_report_hidden(f.report, 3);
    pm_report_document(f.report, "a.md", f.list);
    g_assert_cmpstr(finish(&f), ==,
                    "no findings in 1 document · not shown: 3 older findings (--all)\n");
}

static void
documents_as_adopted_are_not_counted_as_checked(void)
{
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    pm_report_as_adopted(f.report);
    g_assert_cmpstr(finish(&f), ==, "no findings · not shown: 1 document as adopted (--all)\n");
}

static void
what_all_would_show_is_said_in_one(void)
{
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    pm_report_hidden(f.report, 1);
    pm_report_document(f.report, "a.md", f.list);
    pm_report_as_adopted(f.report);
    pm_report_as_adopted(f.report);
    g_assert_cmpstr(
        finish(&f), ==,
        "no findings in 1 document · not shown: 1 older finding, 2 documents as adopted (--all)\n");
}

static bool
is_any(const PmDiagnostic *found, void *data)
{
    (void)data;
    return found != NULL;
}

/* Before what --all would show: that does not show them. */
static void
suppressed_findings_are_counted(void)
{
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    for (unsigned i = 0; i < 2; i++)
        pm_diagnostics_report(f.list, "a/b", PM_SEVERITY_ERROR, NULL, (PmSpan){ 0, 0 }, "%u", i);
    pm_diagnostics_suppress(f.list, is_any, NULL);
    pm_report_document(f.report, "a.md", f.list);
    pm_report_hidden(f.report, 1);
    g_assert_cmpstr(finish(&f), ==,
                    "no findings in 1 document · 2 suppressed · not shown: 1 older finding "
                    "(--all)\n");
}

static void
findings_without_text_name_commit_and_path(void)
{
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    PmDiagnostic *one = pm_diagnostics_report(f.list, "file/link", PM_SEVERITY_ADVICE, NULL,
                                              nowhere, "is a symbolic link");
    one->path = "a.md";
    PmDiagnostic *two = pm_diagnostics_report(f.list, "signoff/append-only", PM_SEVERITY_ERROR,
                                              NULL, nowhere, "was changed");
    two->path = "b.signoff";
    two->commit = "8c1f2e0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    PmDiagnostic *three = pm_diagnostics_report(f.list, "history/shallow", PM_SEVERITY_WARNING,
                                                NULL, nowhere, "history is cut");
    three->commit = "0f7f53";
    pm_report_document(f.report, NULL, f.list);
    g_assert_cmpstr(finish(&f), ==,
                    "0f7f53: warning: history is cut [history/shallow]\n"
                    "a.md: advice: is a symbolic link [file/link]\n"
                    "8c1f2e0 b.signoff: error: was changed [signoff/append-only]\n"
                    "\n"
                    "1 error, 1 warning, 1 advice · git postmortem explain signoff/append-only\n");
}

static void
assert_excerpt(const char *text, size_t length, PmSpan span, const char *expected)
{
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    PmSource *source = pm_source_new(f.arena, "a.md", text, length);
    pm_diagnostics_report(f.list, "x/one", PM_SEVERITY_ERROR, source, span, "a thing");
    pm_report_document(f.report, "a.md", f.list);
    g_autofree char *printed = g_strdup(finish(&f));
    char *end = strstr(printed, "\n\n1 error in 1 document");
    g_assert_nonnull(end);
    end[1] = '\0';
    g_assert_cmpstr(printed, ==, expected);
}

/* `literal` may hold NUL bytes. */
#define assert_caret(literal, start, end, column, line, carets)                                    \
    assert_excerpt((literal), sizeof(literal) - 1, (PmSpan){ (start), (end) },                     \
                   "a.md:" column ": error: a thing [x/one]\n" line "\n     | " carets "\n")

static void
places_at_the_edges_have_a_caret(void)
{
    assert_caret("ab\ncd\n", 2, 3, "1:3", "   1 | ab", "  ^");
    assert_caret("ab\ncd\n", 1, 5, "1:2", "   1 | ab", " ^");
    assert_caret("ab\r\ncd", 6, 6, "2:3", "   2 | cd", "  ^");
    assert_caret("ab\n", 3, 9, "2:1", "   2 |", "^");
    assert_caret("\xef\xbb\xbf"
                 "ab",
                 3, 4, "1:1", "   1 | ab", "^");
    assert_caret("\ta", 1, 2, "1:2", "   1 |     a", "    ^");
    assert_caret("결제 x", 7, 8, "1:4", "   1 | 결제 x", "     ^");
    assert_caret("결제", 4, 5, "1:2", "   1 | 결제", "  ^^");
    assert_caret("a\x1b[2Jx", 1, 5, "1:2", "   1 | a\\x1b[2Jx", " ^^^^^^^");
    assert_caret("a\0b", 1, 2, "1:2", "   1 | a\\x00b", " ^^^^");
    assert_caret("a\xff\xff", 2, 3, "1:3", "   1 | a\\xff\\xff", "     ^^^^");
    assert_caret("ab  ", 3, 4, "1:4", "   1 | ab", "   ^");
    assert_excerpt("", 0, nowhere, "a.md:1:1: error: a thing [x/one]\n");
}

static const char carets_in_python[] =
    "import sys, unicodedata\n"
    "def width(c):\n"
    "    if unicodedata.category(c) in ('Mn', 'Me', 'Cf'): return 0\n"
    "    return 2 if unicodedata.east_asian_width(c) in 'WF' else 1\n"
    "lines = open(sys.argv[1], encoding='utf-8').read().split('\\n')\n"
    "seen = 0\n"
    "for text, carets in zip(lines, lines[1:]):\n"
    "    if not carets.startswith('     |') or '^' not in carets: continue\n"
    "    text, carets = text[7:], carets[7:]\n"
    "    assert '\\t' not in text\n"
    "    assert sum(map(width, text)) <= 73, text\n"
    "    columns = ''.join(c * width(c) for c in text)\n"
    "    start, end = carets.index('^'), carets.rindex('^') + 1\n"
    "    assert columns[start:end] == 'TARGET', (text, carets)\n"
    "    seen += 1\n"
    "print(seen)\n";

/* Lines of any length and script: the carets are under the word, and the line fits 80 columns. */
static void
carets_stand_under_their_text_where_python_counts_columns(void)
{
    static const char *const pieces[] = {
        "a",    "결",   "日本",         "\t", " ", "e\xcc\x81", "\xf0\x9f\x92\xa5",
        "\x1b", "\xff", "\xe2\x80\xae", "é"
    };
    if (!oracle_found("python3"))
        return;
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    g_autoptr(GRand) random = g_rand_new_with_seed(9);
    for (int i = 0; i < 400; i++) {
        g_autoptr(GString) text = g_string_new("x");
        gint32 before = g_rand_int_range(random, 0, i % 4 == 0 ? 3000 : 120);
        gint32 after = g_rand_int_range(random, 0, i % 3 == 0 ? 3000 : 90);
        for (gint32 k = 0; k < before; k++)
            g_string_append(text, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
        g_string_append(text, "TARGET.");
        for (gint32 k = 0; k < after; k++)
            g_string_append(text, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
        const PmSource *source = source_of(&f, pm_arena_strdup(f.arena, text->str));
        report_at(&f, source, "TARGET", PM_SEVERITY_ERROR);
    }
    /* one document each: all have the same name and rule */
    for (size_t i = 0; i < 400; i++) {
        PmDiagnostics *one = pm_diagnostics_new(f.arena);
        pm_diagnostics_add(one, pm_diagnostics_get(f.list, i));
        pm_report_document(f.report, "a.md", one);
    }
    const char *printed = finish(&f);
    const char *const argv[] = { "python3", "-c", carets_in_python, NULL };
    g_autofree char *answer = oracle_ask(argv, printed, strlen(printed), NULL);
    g_assert_cmpstr(answer, ==, "400\n");
}

static void
a_long_line_is_cut_around_its_finding(void)
{
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    pm_report_set_width(f.report, 40);
    const PmSource *source = source_of(
        &f, "0123456789 0123456789 0123456789 0123456789 HERE 0123456789 0123456789 0123456789");
    report_at(&f, source, "HERE", PM_SEVERITY_ERROR)->label = "a label that has no room there";
    pm_report_document(f.report, "a.md", f.list);
    g_assert_cmpstr(finish(&f), ==,
                    "a.md:1:45: error: a thing [x/one]\n"
                    "   1 | …456789 HERE 0123456789 01234567…\n"
                    "     |         ^^^^\n"
                    "     |    a label that has no room there\n"
                    "\n"
                    "1 error in 1 document · git postmortem explain x/one\n");
}

/* Ten thousand findings may stand on one line: what is far from each must not be looked at. */
static void
an_excerpt_hangs_on_nothing_that_it_does_not_show(void)
{
    static const size_t widths[] = { 300, 301, 303 };
    for (size_t i = 0; i < G_N_ELEMENTS(widths); i++) {
        g_auto(Fixture) f = { 0 };
        set_up(&f, PM_REPORT_PLAIN);
        pm_report_set_width(f.report, 40);
        g_autofree char *far = g_strnfill(widths[i], 'a');
        char *text = pm_arena_printf(f.arena, "%sb\tHERE c%s", far, far);
        report_at(&f, source_of(&f, text), "HERE", PM_SEVERITY_ERROR);
        pm_report_document(f.report, "a.md", f.list);
        g_assert_cmpstr(strchr(finish(&f), '\n'), ==,
                        "\n   1 | …aaab   HERE caaaaaaaaaaaaaaaaaa…\n"
                        "     |         ^^^^\n\n"
                        "1 error in 1 document · git postmortem explain x/one\n");
    }
}

static void
a_finding_at_the_end_of_a_long_line_has_what_fits_before_it(void)
{
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    pm_report_set_width(f.report, 40);
    const PmSource *source = source_of(&f, "0123456789 0123456789 0123456789 0123456789 END");
    report_at(&f, source, "END", PM_SEVERITY_ERROR);
    pm_report_document(f.report, "a.md", f.list);
    g_assert_nonnull(strstr(finish(&f), "\n   1 | …456789 0123456789 0123456789 END\n"
                                        "     |                               ^^^\n"));
}

static void
a_cut_leaves_no_combining_character_alone(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 100; i++)
        g_string_append(text, "e\xcc\x81");
    g_string_append(text, "HERE");
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    report_at(&f, source_of(&f, text->str), "HERE", PM_SEVERITY_ERROR);
    pm_report_document(f.report, "a.md", f.list);
    g_assert_nonnull(strstr(finish(&f), "   1 | …e\xcc\x81"));
}

static void
what_comes_from_documents_is_escaped(void)
{
    static const char evil[] = "\x1b]0;x\x07\n\xe2\x80\xae\xff";
    static const char safe[] = "\\x1b]0;x\\x07\\x0a\\u202e\\xff";
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    const PmSource *source = pm_source_new(f.arena, evil, "abc", 3);
    PmDiagnostic *one = report_at(&f, source, "b", PM_SEVERITY_ERROR);
    one->message = one->label = one->command = one->help = one->rule = one->commit = evil;
    pm_report_document(f.report, evil, f.list);
    g_autofree char *expected =
        g_strdup_printf("\\x1b]0;x\\x07\\x0a %s:1:2: error: %s [%s]\n"
                        "   1 | abc\n"
                        "     |  ^ %s\n"
                        "     = help: \\x1b]0;x\\x07\n"
                        "             \\u202e\\xff\n"
                        "     = fix: %s\n"
                        "\n"
                        "1 error in 1 document · git postmortem explain %s\n",
                        safe, safe, safe, safe, safe, safe);
    g_assert_cmpstr(finish(&f), ==, expected);
}

static void
colour_is_only_added(void)
{
    g_autofree char *printed[2] = { NULL, NULL };
    for (PmReportFlags flags = PM_REPORT_PLAIN; flags <= PM_REPORT_COLOR; flags++) {
        g_auto(Fixture) f = { 0 };
        set_up(&f, flags);
        const PmSource *source = source_of(&f, "one two three");
        report_at(&f, source, "one", PM_SEVERITY_ERROR);
        report_at(&f, source, "two", PM_SEVERITY_WARNING);
        report_at(&f, source, "three", PM_SEVERITY_ADVICE);
        pm_report_document(f.report, "a.md", f.list);
        printed[flags] = g_strdup(finish(&f));
    }
    g_assert_null(strchr(printed[0], '\x1b'));
    g_assert_nonnull(strstr(printed[1], "\x1b[1;31merror\x1b[m: "));
    g_assert_nonnull(strstr(printed[1], "\x1b[33mwarning\x1b[m: "));
    g_assert_nonnull(strstr(printed[1], "\x1b[36m^^^^^\x1b[m\n"));
    g_autoptr(GRegex) sgr = g_regex_new("\x1b\\[[0-9;]*m", 0, 0, NULL);
    g_autofree char *bare = g_regex_replace_literal(sgr, printed[1], -1, 0, "", 0, NULL);
    g_assert_cmpstr(bare, ==, printed[0]);
    g_free(g_steal_pointer(&printed[1]));
}

static void
the_totals_count_everything(void)
{
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    const PmSource *source = source_of(&f, "one two three");
    for (unsigned i = 0; i < 10000; i++)
        pm_diagnostics_report(f.list, "x/one", PM_SEVERITY_WARNING, source, nowhere, "%u", i);
    pm_diagnostics_report(f.list, "x/two", PM_SEVERITY_ERROR, source, nowhere, "the last");
    pm_report_document(f.report, "a.md", f.list);
    pm_report_document(f.report, "b.md", pm_diagnostics_new(f.arena));
    PmReportTotals totals = pm_report_finish(f.report);
    fclose(f.out);
    g_assert_cmpuint(totals.documents, ==, 2);
    g_assert_cmpuint(totals.errors, ==, 1);
    g_assert_cmpuint(totals.warnings, ==, 10000);
    g_assert_cmpuint(totals.unlisted, ==, 1);
    g_assert_cmpstr(totals.first_rule, ==, "x/one");
    g_assert_nonnull(strstr(f.text, "\nand 1 more, not listed\n"));
    g_assert_nonnull(strstr(f.text, "\n1 error, 10000 warnings in 2 documents · "));
}

/*
 * As many findings as a list has, at the end of one line of 8 MB: minutes where each one reads it.
 */
static void
many_findings_in_one_long_line_are_cheap(void)
{
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    size_t length = 8 * 1024 * 1024;
    g_autofree char *text = g_strnfill(length, 'x');
    const PmSource *source = source_of(&f, text);
    for (size_t i = 0; i < 2000; i++)
        pm_diagnostics_report(f.list, "x/one", PM_SEVERITY_ERROR, source,
                              (PmSpan){ length - i - 1, length }, "a thing");
    gint64 began = g_get_monotonic_time();
    pm_report_document(f.report, "a.md", f.list);
    finish(&f);
    double seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
    g_test_message("%.2f s, %" G_GSIZE_FORMAT " bytes", seconds, f.length);
    g_assert_cmpfloat(seconds, <, 15);
    g_assert_cmpuint(f.length, <, 2000 * 300);
}

static void
help_is_wrapped_on_a_terminal_alone(void)
{
    static const char help[] = "결제 장애 words that go on\nand a line of its own";
    static const char *const expected[] = {
        "     = help: 결제 장애 words that go on\n             and a line of its own\n",
        "     = help: 결제 장애 words that\n             go on\n             and a line of its own\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_auto(Fixture) f = { 0 };
        set_up(&f, PM_REPORT_PLAIN);
        pm_report_set_width(f.report, i == 0 ? 0 : 35);
        const PmSource *source = source_of(&f, "one");
        PmDiagnostic *found =
            pm_diagnostics_report(f.list, "x/one", PM_SEVERITY_ERROR, source, nowhere, "bad");
        found->help = help;
        pm_report_document(f.report, "a.md", f.list);
        g_assert_nonnull(strstr(finish(&f), expected[i]));
    }
}

static void
quiet_is_errors_alone(void)
{
    static const char error[] = "a.md:1:1: error: bad [x/two]\n   1 | one\n     | ^^^\n";
    for (int errors = 0; errors <= 1; errors++) {
        g_auto(Fixture) f = { 0 };
        set_up(&f, PM_REPORT_QUIET);
        const PmSource *source = source_of(&f, "one");
        pm_diagnostics_report(f.list, "x/one", PM_SEVERITY_WARNING, source, nowhere, "doubtful");
        if (errors > 0)
            pm_diagnostics_report(f.list, "x/two", PM_SEVERITY_ERROR, source, (PmSpan){ 0, 3 },
                                  "bad");
        pm_report_document(f.report, "a.md", f.list);
        g_assert_cmpstr(finish(&f), ==, errors > 0 ? error : "");
    }
}

static void
the_closing_hint_is_about_the_gravest(void)
{
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    const PmSource *source = source_of(&f, "one two three");
    static const struct {
        const char *rule;
        PmSeverity severity;
    } found[] = { { "x/advice", PM_SEVERITY_ADVICE },
                  { "x/error", PM_SEVERITY_ERROR },
                  { "x/later", PM_SEVERITY_ERROR } };
    for (size_t i = 0; i < G_N_ELEMENTS(found); i++)
        pm_diagnostics_report(f.list, found[i].rule, found[i].severity, source,
                              (PmSpan){ i, i + 1 }, "a thing");
    pm_report_document(f.report, "a.md", f.list);
    g_assert_true(g_str_has_suffix(finish(&f), " · git postmortem explain x/error\n"));
}

static void
a_byte_order_mark_has_no_column_to_show(void)
{
    g_auto(Fixture) f = { 0 };
    set_up(&f, PM_REPORT_PLAIN);
    const PmSource *source = source_of(&f, "\xef\xbb\xbfone\n");
    pm_diagnostics_report(f.list, "x/bom", PM_SEVERITY_ADVICE, source, (PmSpan){ 0, 3 }, "a mark");
    pm_report_document(f.report, "a.md", f.list);
    g_assert_true(g_str_has_prefix(finish(&f), "a.md:1:1: advice: a mark [x/bom]\n\n1 advice"));
}

void test_report_human(void);

void
test_report_human(void)
{
    g_test_add_func("/report/human/suppressed findings are counted",
                    suppressed_findings_are_counted);
    g_test_add_func("/report/human/a document looks as designed", a_document_looks_as_designed);
    g_test_add_func("/report/human/nothing found is one quiet line",
                    nothing_found_is_one_quiet_line);
    g_test_add_func("/report/human/hidden findings are said", hidden_findings_are_said);
    g_test_add_func("/report/human/documents as adopted are not counted as checked",
                    documents_as_adopted_are_not_counted_as_checked);
    g_test_add_func("/report/human/what --all would show is said in one",
                    what_all_would_show_is_said_in_one);
    g_test_add_func("/report/human/findings without text name commit and path",
                    findings_without_text_name_commit_and_path);
    g_test_add_func("/report/human/places at the edges have a caret",
                    places_at_the_edges_have_a_caret);
    g_test_add_func("/report/human/carets stand under their text where python counts columns",
                    carets_stand_under_their_text_where_python_counts_columns);
    g_test_add_func("/report/human/a long line is cut around its finding",
                    a_long_line_is_cut_around_its_finding);
    g_test_add_func("/report/an excerpt hangs on nothing that it does not show",
                    an_excerpt_hangs_on_nothing_that_it_does_not_show);
    g_test_add_func("/report/human/a finding at the end of a long line has what fits before it",
                    a_finding_at_the_end_of_a_long_line_has_what_fits_before_it);
    g_test_add_func("/report/human/a cut leaves no combining character alone",
                    a_cut_leaves_no_combining_character_alone);
    g_test_add_func("/report/human/what comes from documents is escaped",
                    what_comes_from_documents_is_escaped);
    g_test_add_func("/report/human/colour is only added", colour_is_only_added);
    g_test_add_func("/report/human/help is wrapped on a terminal alone",
                    help_is_wrapped_on_a_terminal_alone);
    g_test_add_func("/report/human/quiet is errors alone", quiet_is_errors_alone);
    g_test_add_func("/report/human/the closing hint is about the gravest",
                    the_closing_hint_is_about_the_gravest);
    g_test_add_func("/report/human/a byte-order mark has no column to show",
                    a_byte_order_mark_has_no_column_to_show);
    g_test_add_func("/report/human/the totals count everything", the_totals_count_everything);
    g_test_add_func("/report/human/many findings in one long line are cheap",
                    many_findings_in_one_long_line_are_cheap);
}
