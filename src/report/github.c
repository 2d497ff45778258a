/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Workflow commands of GitHub Actions, which become annotations: docs.github.com, "Workflow
 * commands", and the runner's ActionCommand.cs, which reads them. GitHub shows ten of a kind in a
 * step and drops the others without a word, so what is over that becomes plain text in the step's
 * log.
 *
 * A column is what the runner passes on to the Checks API, where neither says its unit: code points
 * here. It takes columns only where a finding begins and ends in one line.
 */
#include "base/text.h"
#include "report/format.h"
#include "report/line.h"

#include <string.h>

enum { ANNOTATIONS = 10 };

static const char *const kinds[] = {
    [PM_SEVERITY_ADVICE] = "notice",
    [PM_SEVERITY_WARNING] = "warning",
    [PM_SEVERITY_ERROR] = "error",
};

/* "##[" begins a command of the old form wherever it stands in a line. */
static char *
disarm(const char *text, PmEscape how)
{
    g_autofree char *safe = pm_text_escape(text, -1, how);
    g_auto(GStrv) parts = g_strsplit(safe, "##[", -1);
    return g_strjoinv("##\\x5b", parts);
}

/* A property's value also ends at ',' and the properties at ':'. */
static void
print_value(FILE *out, const char *text, PmEscape how, const char *ends)
{
    g_autofree char *safe = disarm(text, how);
    for (const char *p = safe; *p; p++) {
        if (*p == '%' || *p == '\n' || strchr(ends, *p))
            fprintf(out, "%%%02X", (unsigned)(guchar)*p);
        else
            fputc(*p, out);
    }
}

static void
print_property(FILE *out, const char *name, const char *text)
{
    fprintf(out, "%s=", name);
    print_value(out, text, PM_ESCAPE_LINE, ":,");
}

static void
print_place(FILE *out, const PmSource *source, PmSpan span)
{
    PmPosition start = pm_source_position(source, span.start);
    PmPosition end = pm_source_position(source, MAX(span.start, span.end));
    fprintf(out, "line=%u,endLine=%u,", start.line, end.line);
    if (start.line == end.line)
        fprintf(out, "col=%u,endColumn=%u,", start.code_point, end.code_point);
}

static void
annotate(const PmReport *report, const PmDiagnostic *diagnostic)
{
    FILE *out = report->out;
    const char *path = pm_report_path(diagnostic);
    g_autofree char *text = pm_line_details(diagnostic);
    fprintf(out, "::%s ", kinds[diagnostic->severity]);
    if (path) {
        print_property(out, "file", path);
        fputc(',', out);
    }
    if (diagnostic->source)
        print_place(out, diagnostic->source, diagnostic->span);
    print_property(out, "title", diagnostic->rule);
    fputs("::", out);
    print_value(out, text, PM_ESCAPE_LINES, "");
    fputc('\n', out);
}

/* In words of ours first, as a line that begins with "::" is a command. */
static void
say(const PmReport *report, const PmDiagnostic *diagnostic)
{
    g_autofree char *line = pm_line_finding(diagnostic);
    g_autofree char *safe = disarm(line, PM_ESCAPE_LINE);
    fprintf(report->out, "not annotated: %s\n", safe);
}

static void
finding(PmReport *report, const PmDiagnostic *diagnostic, const char *fingerprint)
{
    (void)fingerprint;
    if (report->of_severity[diagnostic->severity]++ < ANNOTATIONS)
        annotate(report, diagnostic);
    else
        say(report, diagnostic);
}

static size_t
without_annotation(const PmReport *report)
{
    size_t sum = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(report->of_severity); i++)
        sum += report->of_severity[i] - MIN(report->of_severity[i], ANNOTATIONS);
    return sum;
}

static void
end(PmReport *report, const PmReportTotals *totals)
{
    size_t without = without_annotation(report);
    fprintf(report->out, "errors: %zu, warnings: %zu, advice: %zu, documents: %zu\n",
            totals->errors, totals->warnings, totals->advice, totals->documents);
    if (without > 0)
        fprintf(report->out,
                "not annotated: %zu findings, listed above; GitHub shows %d of a kind\n", without,
                ANNOTATIONS);
    if (totals->hidden + totals->known + totals->as_adopted > 0)
        fprintf(report->out, "not shown: %zu older findings, %zu documents as adopted\n",
                totals->hidden + totals->known, totals->as_adopted);
}

const PmReportFormat pm_report_github = {
    .name = "github",
    .summary = "annotations of GitHub Actions",
    .finding = finding,
    .end = end,
};
