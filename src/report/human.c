/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For people, and for the tools that know gcc's "path:line:column: severity: message". Columns are
 * code points; the carets stand where a terminal shows the text.
 */
#include "base/text.h"
#include "report/excerpt.h"
#include "report/format.h"
#include "report/line.h"
#include "report/wrap.h"

#include <string.h>

enum {
    GUTTER = 4,        /* "  31 | " */
    NO_TERMINAL = 200, /* columns of a line in a file or a pipe */
};

/* Nothing needs a colour to be understood. */
static const char *
color_of(const PmReport *report, PmSeverity severity)
{
    static const char *const colors[] = {
        [PM_SEVERITY_OFF] = "",
        [PM_SEVERITY_ADVICE] = "\x1b[36m",
        [PM_SEVERITY_WARNING] = "\x1b[33m",
        [PM_SEVERITY_ERROR] = "\x1b[1;31m",
    };
    return report->flags & PM_REPORT_COLOR ? colors[severity] : "";
}

static const char *
color_end(const PmReport *report)
{
    return report->flags & PM_REPORT_COLOR ? "\x1b[m" : "";
}

static void
print_escaped(FILE *out, const char *text)
{
    g_autofree char *safe = pm_text_escape(text, -1, PM_ESCAPE_LINE);
    fputs(safe, out);
}

/* Text that may have lines, from column `indent`, where the cursor is; wrapped on a terminal. */
static void
print_lines(const PmReport *report, const char *text, int indent)
{
    g_autofree char *safe = pm_text_escape(text, -1, PM_ESCAPE_LINES);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(safe), "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        const char *line = g_strdelimit(lines[i], "\t", ' ');
        fprintf(report->out, "%*s", i > 0 && *line ? indent : 0, "");
        if (report->width > 0)
            pm_wrap_print(report->out, line, (size_t)indent, (size_t)indent, report->width);
        else
            fprintf(report->out, "%s\n", line);
    }
}

static void
print_message(const PmReport *report, const PmDiagnostic *diagnostic)
{
    fprintf(report->out, "%s%s%s: ", color_of(report, diagnostic->severity),
            pm_severity_name(diagnostic->severity), color_end(report));
    print_escaped(report->out, diagnostic->message ? diagnostic->message : "");
    fputs(" [", report->out);
    print_escaped(report->out, diagnostic->rule);
    fputs("]\n", report->out);
}

/* A span of nothing at the start of a line is about the whole line or document: no caret helps. */
static bool
has_excerpt(const PmDiagnostic *diagnostic)
{
    if (!diagnostic->source)
        return false;
    PmSpan span = diagnostic->span;
    PmPosition at = pm_source_position(diagnostic->source, span.start);
    bool hidden = span.end > span.start && /* a byte-order mark, which is before the first line */
                  span.end <= pm_source_line(diagnostic->source, at.line).start;
    return !hidden && (span.end > span.start || diagnostic->label || at.byte > 1);
}

static void
print_carets(const PmReport *report, const PmDiagnostic *diagnostic, const PmExcerpt *excerpt,
             size_t columns)
{
    FILE *out = report->out;
    g_autofree char *carets = g_strnfill(excerpt->end - excerpt->start, '^');
    fprintf(out, "%*s | %*s%s%s%s", GUTTER, "", (int)excerpt->start, "",
            color_of(report, diagnostic->severity), carets, color_end(report));
    g_autofree char *label =
        pm_text_escape(diagnostic->label ? diagnostic->label : "", -1, PM_ESCAPE_LINE);
    size_t width = pm_text_width(label, -1);
    if (width == 0)
        fputc('\n', out);
    else if (excerpt->end + 1 + width <= columns)
        fprintf(out, " %s\n", label);
    else /* on a line of its own, under the carets or as far left of them as it needs */
        fprintf(out, "\n%*s | %*s%s\n", GUTTER, "",
                (int)MIN(excerpt->start, columns - MIN(columns, width)), "", label);
}

static void
print_excerpt(const PmReport *report, const PmDiagnostic *diagnostic)
{
    size_t width = report->width > 0 ? report->width : NO_TERMINAL;
    size_t columns = MAX(width, 40) - GUTTER - strlen(" | ");
    g_auto(PmExcerpt) excerpt = { 0 };
    pm_excerpt_init(&excerpt, diagnostic->source, diagnostic->span, columns);
    PmPosition at = pm_source_position(diagnostic->source, diagnostic->span.start);
    g_strchomp(excerpt.text);
    fprintf(report->out, "%*u |%s%s\n", GUTTER, at.line, *excerpt.text ? " " : "", excerpt.text);
    print_carets(report, diagnostic, &excerpt, columns);
}

static void
print_help(const PmReport *report, const char *help)
{
    if (help && *help)
        print_lines(report, help, fprintf(report->out, "%*s = help: ", GUTTER, ""));
}

/* In one line: what follows a line end could pass for a command of ours. */
static void
print_command(FILE *out, const char *command)
{
    if (!command || !*command)
        return;
    fprintf(out, "%*s = fix: ", GUTTER, "");
    print_escaped(out, command);
    fputc('\n', out);
}

static void
print_finding(PmReport *report, const PmDiagnostic *diagnostic)
{
    bool excerpt = has_excerpt(diagnostic);
    bool roomy = excerpt || diagnostic->help || diagnostic->command;
    if (report->printed > 0 && (roomy || report->roomy))
        fputc('\n', report->out);
    g_autofree char *place = pm_line_place(diagnostic);
    fputs(place, report->out);
    print_message(report, diagnostic);
    if (excerpt)
        print_excerpt(report, diagnostic);
    print_help(report, diagnostic->help);
    print_command(report->out, diagnostic->command);
    report->roomy = roomy;
    report->printed++;
}

static void
document(PmReport *report, const PmDiagnostics *diagnostics)
{
    size_t count = pm_diagnostics_count(diagnostics);
    for (size_t i = 0; i < count; i++) {
        const PmDiagnostic *diagnostic = pm_diagnostics_get(diagnostics, i);
        if (diagnostic->severity == PM_SEVERITY_ERROR || !(report->flags & PM_REPORT_QUIET))
            print_finding(report, diagnostic);
    }
    size_t dropped = pm_diagnostics_dropped(diagnostics);
    if (dropped > 0)
        fprintf(report->out, "and %" G_GSIZE_FORMAT " more, not listed\n", dropped);
}

/* "2 errors, " */
static void
append_count(GString *out, size_t count, const char *one, const char *many)
{
    if (count > 0)
        g_string_append_printf(out, "%s%" G_GSIZE_FORMAT " %s", out->len > 0 ? ", " : "", count,
                               count == 1 ? one : many);
}

/* What --all would show and what was there before, so that "no findings" claims no more than was
 * looked at. */
static void
append_left_out(GString *out, const PmReportTotals *totals)
{
    g_autoptr(GString) text = g_string_new(NULL);
    append_count(text, totals->hidden, "older finding", "older findings");
    append_count(text, totals->as_adopted, "document as adopted", "documents as adopted");
    if (text->len > 0)
        g_string_append(text, " (--all)");
    append_count(text, totals->known, "finding that was there before",
                 "findings that were there before");
    if (text->len > 0)
        g_string_append_printf(out, " · not shown: %s", text->str);
}

static char *
summary(const PmReportTotals *totals)
{
    GString *text = g_string_new(NULL);
    append_count(text, totals->errors, "error", "errors");
    append_count(text, totals->warnings, "warning", "warnings");
    append_count(text, totals->advice, "advice", "advice");
    if (text->len == 0)
        g_string_append(text, "no findings");
    if (totals->documents > 0)
        g_string_append_printf(text, " in %" G_GSIZE_FORMAT " document%s", totals->documents,
                               totals->documents == 1 ? "" : "s");
    if (totals->suppressed > 0)
        g_string_append_printf(text, " · %" G_GSIZE_FORMAT " suppressed", totals->suppressed);
    append_left_out(text, totals);
    return g_string_free(text, FALSE);
}

static void
end(PmReport *report, const PmReportTotals *totals)
{
    if (report->flags & PM_REPORT_QUIET)
        return;
    g_autofree char *text = summary(totals);
    fprintf(report->out, "%s%s", report->printed > 0 ? "\n" : "", text);
    if (totals->fixable > 0)
        fprintf(report->out, " · %" G_GSIZE_FORMAT " can be fixed with --fix", totals->fixable);
    if (totals->first_rule) {
        fputs(" · git postmortem explain ", report->out);
        print_escaped(report->out, totals->first_rule);
    }
    fputc('\n', report->out);
}

const PmReportFormat pm_report_human = {
    .name = "human",
    .summary = "for people: source lines, carets, what to do (default)",
    .document = document,
    .end = end,
};
