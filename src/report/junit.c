/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JUnit's XML as Jenkins and GitLab read it: a suite for each document, as a suite says first how
 * many cases it has; in it a case for each finding, which fails where the finding is an error, and
 * one that passes where there is none. The schema is that of Jenkins' xUnit plugin, junit-10.xsd.
 */
#include "base/text.h"
#include "report/format.h"
#include "report/line.h"

#include <string.h>

/* U+FFFE and U+FFFF are no characters of XML 1.0 (section 2.2); the escape for terminals has made
 * all others visible that are none either. */
static void
print(FILE *out, const char *text, PmEscape how)
{
    static const char *const banned[] = { "\xef\xbf\xbe", "\xef\xbf\xbf" };
    static const char *const visible[] = { "\\ufffe", "\\uffff" };
    g_autofree char *safe = pm_text_escape(text, -1, how);
    for (size_t i = 0; i < G_N_ELEMENTS(banned); i++) {
        g_auto(GStrv) parts = g_strsplit(safe, banned[i], -1);
        g_free(safe);
        safe = g_strjoinv(visible[i], parts);
    }
    g_autofree char *markup = g_markup_escape_text(safe, -1);
    fputs(markup, out);
}

static void
print_attribute(FILE *out, const char *name, const char *text)
{
    fprintf(out, " %s=\"", name);
    print(out, text, PM_ESCAPE_LINE);
    fputc('"', out);
}

static void
print_finding(FILE *out, const PmDiagnostic *diagnostic)
{
    g_autofree char *line = pm_line_finding(diagnostic);
    g_autofree char *details = pm_line_details(diagnostic);
    print(out, line, PM_ESCAPE_LINE);
    print(out, details + strlen(diagnostic->message ? diagnostic->message : ""), PM_ESCAPE_LINES);
}

static void
begin(PmReport *report)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<testsuites name=\"" PM_REPORT_TOOL "\">\n",
          report->out);
}

static void
begin_case(FILE *out, const char *class, const char *name)
{
    fputs("<testcase", out);
    print_attribute(out, "classname", class);
    print_attribute(out, "name", name);
}

static void
finding(PmReport *report, const PmDiagnostic *diagnostic, const char *fingerprint)
{
    (void)fingerprint;
    FILE *out = report->out;
    const char *path = pm_report_path(diagnostic);
    const char *message = diagnostic->message ? diagnostic->message : "";
    g_autofree char *name = g_strdup_printf("%s: %s", diagnostic->rule, message);
    bool fails = diagnostic->severity == PM_SEVERITY_ERROR;
    begin_case(out, path ? path : PM_REPORT_TOOL, name);
    fputs(fails ? "><failure" : "><system-out", out);
    if (fails) {
        print_attribute(out, "type", diagnostic->rule);
        print_attribute(out, "message", message);
    }
    fputc('>', out);
    print_finding(out, diagnostic);
    fprintf(out, "</%s></testcase>\n", fails ? "failure" : "system-out");
}

static size_t
count_errors(const PmDiagnostics *diagnostics)
{
    size_t errors = 0;
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++)
        errors += pm_diagnostics_get(diagnostics, i)->severity == PM_SEVERITY_ERROR;
    return errors;
}

static void
print_rest(PmReport *report, const PmDiagnostic *diagnostic, const char *fingerprint)
{
    (void)fingerprint;
    fputs("<system-out>", report->out);
    print_finding(report->out, diagnostic);
    fputs("</system-out>\n", report->out);
}

/* The document's name, else the path of its first finding. */
static const char *
suite_name(const PmReport *report, const PmDiagnostics *diagnostics)
{
    const char *name = report->document;
    if (!name && pm_diagnostics_count(diagnostics) > 0)
        name = pm_report_path(pm_diagnostics_get(diagnostics, 0));
    return name ? name : PM_REPORT_TOOL;
}

static void
document(PmReport *report, const PmDiagnostics *diagnostics)
{
    size_t count = pm_diagnostics_count(diagnostics);
    const char *name = suite_name(report, diagnostics);
    if (count == 0 && !report->document)
        return;
    fputs("<testsuite", report->out);
    print_attribute(report->out, "name", name);
    fprintf(report->out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n", MAX(count, 1),
            count_errors(diagnostics));
    if (count == 0) {
        begin_case(report->out, name, "no findings");
        fputs("/>\n", report->out);
    }
    pm_report_each(report, diagnostics, finding);
    pm_report_rest(report, diagnostics, print_rest);
    fputs("</testsuite>\n", report->out);
}

static void
end(PmReport *report, const PmReportTotals *totals)
{
    (void)totals;
    fputs("</testsuites>\n", report->out);
}

const PmReportFormat pm_report_junit = {
    .name = "junit",
    .summary = "JUnit's XML",
    .begin = begin,
    .document = document,
    .end = end,
};
