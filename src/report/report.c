/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"

#include "report/fingerprint.h"
#include "report/format.h"

#include <unistd.h>

const PmReportFormat *const pm_report_formats[] = {
    &pm_report_human,  &pm_report_concise, &pm_report_json,   &pm_report_ndjson, &pm_report_sarif,
    &pm_report_github, &pm_report_gitlab,  &pm_report_rdjson, &pm_report_junit,  NULL,
};

const PmReportFormat *
pm_report_format(const char *name)
{
    for (size_t i = 0; pm_report_formats[i]; i++) {
        if (g_str_equal(pm_report_formats[i]->name, name))
            return pm_report_formats[i];
    }
    return NULL;
}

PmReport *
pm_report_new(const PmReportFormat *format, FILE *out, PmReportFlags flags)
{
    PmReport *report = g_new(PmReport, 1);
    *report = (PmReport){
        .format = format,
        .out = out,
        .flags = flags,
        .width = isatty(fileno(out)) ? 80 : 0,
    };
    if (format->begin)
        format->begin(report);
    return report;
}

void
pm_report_set_width(PmReport *report, unsigned columns)
{
    report->width = columns;
}

void
pm_report_set_rules(PmReport *report, PmReportRuleFind *find)
{
    report->find_rule = find;
}

static void
add_up(PmReportTotals *totals, const PmDiagnostics *diagnostics)
{
    totals->errors += pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR);
    totals->warnings += pm_diagnostics_count_of(diagnostics, PM_SEVERITY_WARNING);
    totals->advice += pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ADVICE);
    totals->unlisted += pm_diagnostics_dropped(diagnostics);
    totals->suppressed += pm_diagnostics_suppressed(diagnostics);
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++) {
        const PmDiagnostic *diagnostic = pm_diagnostics_get(diagnostics, i);
        totals->fixable += diagnostic->fix_count > 0;
        if (diagnostic->severity <= totals->gravest)
            continue;
        totals->gravest = diagnostic->severity;
        totals->first_rule = g_intern_string(diagnostic->rule); /* its own may die with its arena */
    }
}

void
pm_report_document(PmReport *report, const char *name, PmDiagnostics *diagnostics)
{
    report->totals.documents += name != NULL;
    pm_diagnostics_sort(diagnostics);
    add_up(&report->totals, diagnostics);
    report->document = name;
    if (report->format->document) {
        report->format->document(report, diagnostics);
        return;
    }
    pm_report_each(report, diagnostics, report->format->finding);
    pm_report_rest(report, diagnostics, report->format->finding);
    report->document = NULL;
}

void
pm_report_hidden(PmReport *report, size_t count)
{
    report->totals.hidden += count;
}

void
pm_report_known(PmReport *report, size_t count)
{
    report->totals.known += count;
}

void
pm_report_as_adopted(PmReport *report)
{
    report->totals.as_adopted++;
}

PmReportTotals
pm_report_totals(const PmReport *report)
{
    return report->totals;
}

PmReportTotals
pm_report_finish(PmReport *report)
{
    PmReportTotals totals = report->totals;
    if (report->format->end)
        report->format->end(report, &totals);
    pm_report_free(report);
    return totals;
}

void
pm_report_free(PmReport *report)
{
    g_clear_pointer(&report->rules, g_hash_table_unref);
    g_free(report);
}

const char *
pm_report_path(const PmDiagnostic *diagnostic)
{
    return diagnostic->source ? diagnostic->source->name : diagnostic->path;
}

void
pm_report_each(PmReport *report, const PmDiagnostics *diagnostics, PmReportFinding *print)
{
    g_auto(GStrv) fingerprints = pm_fingerprints_new(diagnostics);
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++)
        print(report, pm_diagnostics_get(diagnostics, i), fingerprints[i]);
}

static PmSeverity
gravest_dropped(const PmDiagnostics *diagnostics)
{
    size_t listed[PM_SEVERITY_ERROR + 1] = { 0 };
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++)
        listed[pm_diagnostics_get(diagnostics, i)->severity]++;
    PmSeverity severity = PM_SEVERITY_ERROR;
    while (severity > PM_SEVERITY_ADVICE &&
           pm_diagnostics_count_of(diagnostics, severity) == listed[severity])
        severity--;
    return severity;
}

void
pm_report_rest(PmReport *report, const PmDiagnostics *diagnostics, PmReportFinding *print)
{
    size_t dropped = pm_diagnostics_dropped(diagnostics);
    if (dropped == 0)
        return;
    PmArena *arena = pm_diagnostics_arena(diagnostics);
    PmDiagnostics *more = pm_diagnostics_new(arena);
    const char *path = pm_report_path(pm_diagnostics_get(diagnostics, 0));
    pm_diagnostics_add(
        more,
        &(PmDiagnostic){ .rule = "file/findings",
                         .severity = gravest_dropped(diagnostics),
                         .path = path,
                         .message = pm_arena_printf(
                             arena, "%" G_GSIZE_FORMAT " more findings, not listed", dropped) });
    pm_report_each(report, more, print);
}

void
pm_report_comma(PmReport *report)
{
    fputs(report->printed++ > 0 ? ",\n" : "\n", report->out);
}
