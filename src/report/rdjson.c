/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reviewdog Diagnostic Format, the message DiagnosticResult of reviewdog/proto/rdf/reviewdog.proto
 * as JSON. Columns count UTF-8 bytes from 1; the end of a range is exclusive.
 */
#include "report/format.h"
#include "report/line.h"
#include "report/object.h"

static const char *const severities[] = {
    [PM_SEVERITY_OFF] = "UNKNOWN_SEVERITY",
    [PM_SEVERITY_ADVICE] = "INFO",
    [PM_SEVERITY_WARNING] = "WARNING",
    [PM_SEVERITY_ERROR] = "ERROR",
};

static void
begin(PmReport *report)
{
    fputs("{\"source\":{\"name\":\"" PM_REPORT_TOOL "\"},\"diagnostics\":[", report->out);
}

static json_t *
position_new(const PmSource *source, size_t offset)
{
    PmPosition at = pm_source_position(source, offset);
    json_t *position = json_object();
    pm_object_set_number(position, "line", at.line);
    pm_object_set_number(position, "column", at.byte);
    return position;
}

static json_t *
range_new(const PmSource *source, PmSpan span)
{
    json_t *range = json_object();
    json_object_set_new(range, "start", position_new(source, span.start));
    json_object_set_new(range, "end", position_new(source, MAX(span.start, span.end)));
    return range;
}

static json_t *
location_new(const PmDiagnostic *diagnostic)
{
    json_t *location = json_object();
    pm_object_set_text(location, "path", pm_report_path(diagnostic));
    if (diagnostic->source)
        json_object_set_new(location, "range", range_new(diagnostic->source, diagnostic->span));
    return location;
}

static json_t *
suggestions_new(const PmDiagnostic *diagnostic)
{
    json_t *suggestions = json_array();
    for (size_t i = 0; i < diagnostic->fix_count; i++) {
        const PmSplice *fix = &diagnostic->fixes[i];
        g_autofree char *text = g_strndup(fix->text ? fix->text : "", fix->length);
        json_t *suggestion = json_object();
        json_object_set_new(suggestion, "range", range_new(diagnostic->source, fix->at));
        pm_object_set_text(suggestion, "text", text);
        json_array_append_new(suggestions, suggestion);
    }
    return suggestions;
}

static void
finding(PmReport *report, const PmDiagnostic *diagnostic, const char *fingerprint)
{
    (void)fingerprint;
    g_autofree char *message = pm_line_details(diagnostic);
    json_t *code = json_object();
    pm_object_set_text(code, "value", diagnostic->rule);
    json_t *object = json_object();
    pm_object_set_text(object, "message", message);
    if (pm_report_path(diagnostic))
        json_object_set_new(object, "location", location_new(diagnostic));
    pm_object_set_text(object, "severity", severities[diagnostic->severity]);
    json_object_set_new(object, "code", code);
    if (diagnostic->source && diagnostic->fix_count > 0)
        json_object_set_new(object, "suggestions", suggestions_new(diagnostic));
    pm_report_comma(report);
    pm_object_print(report->out, object);
}

static void
end(PmReport *report, const PmReportTotals *totals)
{
    fprintf(report->out, "\n],\"severity\":\"%s\"}\n", severities[totals->gravest]);
}

const PmReportFormat pm_report_rdjson = {
    .name = "rdjson",
    .summary = "reviewdog's diagnostic format",
    .begin = begin,
    .finding = finding,
    .end = end,
};
