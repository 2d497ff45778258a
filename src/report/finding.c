/* SPDX-License-Identifier: Apache-2.0 */
#include "report/finding.h"

#include "report/format.h"

static void
set_place(json_t *object, const PmSource *source, PmSpan span)
{
    PmPosition start = pm_source_position(source, span.start);
    PmPosition end = pm_source_position(source, MAX(span.end, span.start));
    const struct {
        const char *key;
        size_t number;
    } members[] = {
        { "line", start.line },
        { "column", start.code_point },
        { "end_line", end.line },
        { "end_column", end.code_point },
        { "byte_column", start.byte },
        { "end_byte_column", end.byte },
        { "utf16_column", start.utf16 },
        { "end_utf16_column", end.utf16 },
        { "byte_offset", MIN(span.start, source->length) },
        { "end_byte_offset", MIN(MAX(span.end, span.start), source->length) },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        pm_object_set_number(object, members[i].key, members[i].number);
}

/* The edits of a fix, in bytes of the text as it is. */
static json_t *
edits_new(const PmDiagnostic *diagnostic)
{
    json_t *edits = json_array();
    for (size_t i = 0; i < diagnostic->fix_count; i++) {
        const PmSplice *fix = &diagnostic->fixes[i];
        g_autofree char *text = g_strndup(fix->length > 0 ? fix->text : "", fix->length);
        json_t *edit = json_object();
        pm_object_set_number(edit, "byte_offset", fix->at.start);
        pm_object_set_number(edit, "end_byte_offset", fix->at.end);
        pm_object_set_text(edit, "text", text);
        json_array_append_new(edits, edit);
    }
    return edits;
}

json_t *
pm_finding_object(const PmDiagnostic *diagnostic, const char *fingerprint)
{
    json_t *object = json_object();
    pm_object_set_text(object, "path", pm_report_path(diagnostic));
    if (diagnostic->source)
        set_place(object, diagnostic->source, diagnostic->span);
    const struct {
        const char *key, *text;
    } members[] = {
        { "rule", diagnostic->rule },
        { "severity", pm_severity_name(diagnostic->severity) },
        { "message", diagnostic->message },
        { "label", diagnostic->label },
        { "help", diagnostic->help },
        { "command", diagnostic->command },
        { "instance_path", diagnostic->instance_path },
        { "schema_path", diagnostic->schema_path },
        { "commit", diagnostic->commit },
        { "fingerprint", fingerprint },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        pm_object_set_text(object, members[i].key, members[i].text);
    json_object_set_new(object, "fixable", json_boolean(diagnostic->fix_count > 0));
    if (diagnostic->fix_count > 0)
        json_object_set_new(object, "edits", edits_new(diagnostic));
    return object;
}

json_t *
pm_finding_totals(const PmReportTotals *totals)
{
    json_t *object = json_object();
    const struct {
        const char *key;
        size_t number;
    } members[] = {
        { "documents", totals->documents },   { "errors", totals->errors },
        { "warnings", totals->warnings },     { "advice", totals->advice },
        { "fixable", totals->fixable },       { "hidden", totals->hidden },
        { "known", totals->known },           { "unlisted", totals->unlisted },
        { "as_adopted", totals->as_adopted }, { "suppressed", totals->suppressed },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        pm_object_set_number(object, members[i].key, members[i].number);
    return object;
}
