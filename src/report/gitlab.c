/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GitLab's code quality report, its subset of Code Climate's format: docs.gitlab.com, "Code
 * Quality", "Code Quality report format". It has lines and no columns, and no place for what is
 * about no file; a fingerprint may be there once.
 */
#include "report/format.h"
#include "report/object.h"

static void
begin(PmReport *report)
{
    fputc('[', report->out);
}

static json_t *
location_of(const PmDiagnostic *diagnostic)
{
    const PmSource *source = diagnostic->source;
    PmSpan span = { diagnostic->span.start, MAX(diagnostic->span.start, diagnostic->span.end) };
    const char *path = pm_report_path(diagnostic);
    json_t *lines = json_object();
    pm_object_set_number(lines, "begin", source ? pm_source_position(source, span.start).line : 1);
    pm_object_set_number(lines, "end", source ? pm_source_position(source, span.end).line : 1);
    json_t *location = json_object();
    pm_object_set_text(location, "path", path ? path : ".");
    json_object_set_new(location, "lines", lines);
    return location;
}

static void
finding(PmReport *report, const PmDiagnostic *diagnostic, const char *fingerprint)
{
    static const char *const severities[] = {
        [PM_SEVERITY_ADVICE] = "info",
        [PM_SEVERITY_WARNING] = "minor",
        [PM_SEVERITY_ERROR] = "major",
    };
    json_t *object = json_object();
    pm_object_set_text(object, "description", diagnostic->message ? diagnostic->message : "");
    pm_object_set_text(object, "check_name", diagnostic->rule);
    pm_object_set_text(object, "fingerprint", fingerprint);
    pm_object_set_text(object, "severity", severities[diagnostic->severity]);
    json_object_set_new(object, "location", location_of(diagnostic));
    pm_report_comma(report);
    pm_object_print(report->out, object);
}

static void
end(PmReport *report, const PmReportTotals *totals)
{
    (void)totals;
    fputs("\n]\n", report->out);
}

const PmReportFormat pm_report_gitlab = {
    .name = "gitlab",
    .summary = "GitLab's code quality report",
    .begin = begin,
    .finding = finding,
    .end = end,
};
