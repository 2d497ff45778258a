/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"

#include "report/format.h"

#include <unistd.h>

const PmReportFormat *const pm_report_formats[] = { &pm_report_human, &pm_report_json, NULL };

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
    format->begin(report);
    return report;
}

void
pm_report_set_width(PmReport *report, unsigned columns)
{
    report->width = columns;
}

static void
add_up(PmReportTotals *totals, const PmDiagnostics *diagnostics)
{
    totals->errors += pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR);
    totals->warnings += pm_diagnostics_count_of(diagnostics, PM_SEVERITY_WARNING);
    totals->advice += pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ADVICE);
    totals->unlisted += pm_diagnostics_dropped(diagnostics);
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
    report->format->document(report, diagnostics);
}

void
pm_report_hidden(PmReport *report, size_t count)
{
    report->totals.hidden += count;
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
    report->format->end(report, &totals);
    g_free(report);
    return totals;
}

void
pm_report_free(PmReport *report)
{
    g_free(report);
}

const char *
pm_report_path(const PmDiagnostic *diagnostic)
{
    return diagnostic->source ? diagnostic->source->name : diagnostic->path;
}
