/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One JSON document, written finding by finding. Everything beyond ASCII is written as \u escapes,
 * so that it is safe to print and no reader can mistake the encoding.
 */
#include "report/finding.h"
#include "report/format.h"

static void
begin(PmReport *report)
{
    fputs("{\"version\":1,\"findings\":[", report->out);
}

static void
finding(PmReport *report, const PmDiagnostic *diagnostic, const char *fingerprint)
{
    pm_report_comma(report);
    pm_object_print(report->out, pm_finding_object(diagnostic, fingerprint));
}

static void
document(PmReport *report, const PmDiagnostics *diagnostics)
{
    pm_report_each(report, diagnostics, finding);
}

static void
end(PmReport *report, const PmReportTotals *totals)
{
    fputs("\n],\"summary\":", report->out);
    pm_object_print(report->out, pm_finding_totals(totals));
    fputs("}\n", report->out);
}

const PmReportFormat pm_report_json = {
    .name = "json",
    .summary = "one JSON document",
    .begin = begin,
    .document = document,
    .end = end,
};
