/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line for each finding, as gcc and its kin print them, for editors and grep. The column counts
 * code points.
 */
#include "report/format.h"
#include "report/line.h"

static void
finding(PmReport *report, const PmDiagnostic *diagnostic, const char *fingerprint)
{
    (void)fingerprint;
    if (diagnostic->severity != PM_SEVERITY_ERROR && report->flags & PM_REPORT_QUIET)
        return;
    g_autofree char *line = pm_line_finding(diagnostic);
    fprintf(report->out, "%s\n", line);
}

const PmReportFormat pm_report_concise = {
    .name = "concise",
    .summary = "a line for each finding, as gcc prints them",
    .finding = finding,
};
