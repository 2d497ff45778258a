/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The findings of the JSON format, one a line; the last line has the version and the summary, and
 * so says that nothing is missing.
 */
#include "report/finding.h"
#include "report/format.h"

static void
finding(PmReport *report, const PmDiagnostic *diagnostic, const char *fingerprint)
{
    pm_object_print(report->out, pm_finding_object(diagnostic, fingerprint));
    fputc('\n', report->out);
}

static void
document(PmReport *report, const PmDiagnostics *diagnostics)
{
    pm_report_each(report, diagnostics, finding);
}

static void
end(PmReport *report, const PmReportTotals *totals)
{
    json_t *last = json_object();
    pm_object_set_number(last, "version", 1);
    json_object_set_new(last, "summary", pm_finding_totals(totals));
    pm_object_print(report->out, last);
    fputc('\n', report->out);
}

const PmReportFormat pm_report_ndjson = {
    .name = "ndjson",
    .summary = "JSON, a finding a line, then the summary",
    .document = document,
    .end = end,
};
