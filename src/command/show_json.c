/* SPDX-License-Identifier: Apache-2.0 */
#include "command/show_json.h"

#include "base/text.h"
#include "command/input.h"
#include "command/json.h"
#include "report/report.h"

static void
put_string(GString *out, const char *text)
{
    json_t *string = pm_json_text(text);
    char *dumped = json_dumps(string, JSON_ENCODE_ANY);
    g_string_append(out, dumped);
    free(dumped);
    json_decref(string);
}

int
pm_show_json(PmContext *context, const char *path, const char *id, const PmDocument *document)
{
    g_autoptr(GString) out = g_string_new("{\"path\":");
    put_string(out, path);
    if (id != NULL) {
        g_string_append(out, ",\"id\":");
        put_string(out, id);
    }
    g_string_append(out, ",\"front_matter\":");
    if (document->front != NULL)
        pm_node_write_json(document->front, out);
    else
        g_string_append(out, "null");
    g_string_append(out, ",\"body\":{\"headings\":[");
    for (size_t i = 0; i < document->outline->heading_count; i++) {
        const PmHeading *heading = &document->outline->headings[i];
        PmPosition at = pm_source_position(document->source, heading->span.start);
        g_string_append_printf(out,
                               "%s{\"level\":%d,\"line\":%u,\"top\":%s,\"text\":", i > 0 ? "," : "",
                               heading->level, at.line, heading->top ? "true" : "false");
        put_string(out, heading->text);
        g_string_append_c(out, '}');
    }
    g_string_append(out, "]}}\n");
    g_autofree char *safe = pm_text_escape_json(out->str, (gssize)out->len);
    fputs(safe, context->out);
    return PM_EXIT_OK;
}

int
pm_show_json_file(PmContext *context, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = pm_input_read_document(context, path, error);
    if (bytes == NULL)
        return -1;
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    const PmSource *source = pm_source_new(context->arena, path, data != NULL ? data : "", length);
    PmDiagnostics *diagnostics = pm_diagnostics_new(context->arena);
    const PmDocument *document =
        pm_document_load(context->arena, source, NULL, PM_DOCUMENT_FOREIGN, NULL, diagnostics);
    bool readable = document->front != NULL || document->split.state == PM_SPLIT_NONE ||
                    pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR) == 0;
    if (readable)
        return pm_show_json(context, path, NULL, document);
    PmReport *report = pm_report_new(pm_report_format("human"), context->err, PM_REPORT_PLAIN);
    pm_report_document(report, path, diagnostics);
    pm_report_finish(report);
    return PM_EXIT_FINDINGS;
}
