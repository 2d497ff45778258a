/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One JSON document, written finding by finding. "column" counts code points; the same place in
 * bytes and UTF-16 units is beside it. What is not known is not there. Everything beyond ASCII is
 * written as \u escapes, so that it is safe to print and no reader can mistake the encoding.
 */
#include "report/format.h"

#include <jansson.h>

#define ENCODING (JSON_COMPACT | JSON_ENSURE_ASCII)

static void
set_text(json_t *object, const char *key, const char *text)
{
    if (!text)
        return;
    g_autofree char *valid = g_utf8_make_valid(text, -1); /* U+FFFD for what is not UTF-8 */
    json_object_set_new(object, key, json_string(valid));
}

static void
set_number(json_t *object, const char *key, size_t number)
{
    json_object_set_new(object, key, json_integer((json_int_t)number));
}

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
        set_number(object, members[i].key, members[i].number);
}

static json_t *
finding_new(const PmDiagnostic *diagnostic)
{
    json_t *object = json_object();
    set_text(object, "path", pm_report_path(diagnostic));
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
    };
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        set_text(object, members[i].key, members[i].text);
    json_object_set_new(object, "fixable", json_boolean(diagnostic->fix_count > 0));
    return object;
}

/* jansson escapes all that a terminal acts on but DEL, which can only be inside of a string. */
static int
write_bytes(const char *bytes, size_t size, void *out)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\x7f')
            fputs("\\u007f", out);
        else
            putc(bytes[i], out);
    }
    return 0; /* where writing fails, ferror(out) tells the caller */
}

static void
write_and_free(FILE *out, json_t *object)
{
    json_dump_callback(object, write_bytes, out, ENCODING);
    json_decref(object);
}

static void
begin(PmReport *report)
{
    fputs("{\"version\":1,\"findings\":[", report->out);
}

static void
document(PmReport *report, const PmDiagnostics *diagnostics)
{
    size_t count = pm_diagnostics_count(diagnostics);
    for (size_t i = 0; i < count; i++) {
        fputs(report->printed++ > 0 ? ",\n" : "\n", report->out);
        write_and_free(report->out, finding_new(pm_diagnostics_get(diagnostics, i)));
    }
}

static void
end(PmReport *report, const PmReportTotals *totals)
{
    fputs("\n],\"summary\":", report->out);
    json_t *object = json_object();
    const struct {
        const char *key;
        size_t number;
    } members[] = {
        { "documents", totals->documents }, { "errors", totals->errors },
        { "warnings", totals->warnings },   { "advice", totals->advice },
        { "fixable", totals->fixable },     { "hidden", totals->hidden },
        { "unlisted", totals->unlisted },   { "as_adopted", totals->as_adopted },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        set_number(object, members[i].key, members[i].number);
    write_and_free(report->out, object);
    fputs("}\n", report->out);
}

const PmReportFormat pm_report_json = {
    .name = "json",
    .summary = "one JSON document",
    .begin = begin,
    .document = document,
    .end = end,
};
