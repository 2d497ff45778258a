/* SPDX-License-Identifier: Apache-2.0 */
#include "command/check_schema.h"

#include "check/fix.h"
#include "command/checking.h"
#include "command/input.h"
#include "data/json.h"
#include "data/yaml.h"
#include "document/document.h"
#include "schema/schema.h"

#include <string.h>

#define SCHEMA_LIMIT ((size_t)16 * 1024 * 1024)

static const PmNode *
parse_schema(PmContext *context, const PmSource *source, GError **error)
{
    PmDiagnostics *diagnostics = pm_diagnostics_new(context->arena);
    const char *first = source->bytes + strspn(source->bytes, " \t\r\n\xef\xbb\xbf");
    bool json = *first == '{' || g_str_has_suffix(source->name, ".json");
    const PmNode *root = json ? pm_json_parse(context->arena, source, diagnostics)
                              : pm_yaml_parse(context->arena, source, (PmSpan){ 0, source->length },
                                              PM_YAML_TOLERANT, diagnostics);
    if (root != NULL && pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR) == 0)
        return root;
    const PmDiagnostic *what = pm_diagnostics_get(diagnostics, 0);
    PmPosition at = pm_source_position(source, what->span.start);
    pm_error_set(error, PM_ERROR_FAILED, NULL, "%s:%u:%u: %s", source->name, at.line, at.code_point,
                 what->message);
    return NULL;
}

static PmSchema *
load_schema(PmContext *context, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = pm_input_read(path, SCHEMA_LIMIT, NULL, error);
    if (bytes == NULL)
        return NULL;
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    const char *text = pm_arena_strndup(context->arena, data != NULL ? data : "", length);
    const PmSource *source =
        pm_source_new(context->arena, pm_arena_strdup(context->arena, path), text, length);
    const PmNode *root = parse_schema(context, source, error);
    if (root == NULL)
        return NULL;
    PmSchema *schema = pm_schema_compile(root, &(PmSchemaOptions){ 0 }, error);
    if (schema == NULL)
        g_prefix_error(error, "%s: ", path);
    return schema;
}

static bool
check_file(const PmSchema *schema, const char *path, PmReport *report, GError **error)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GBytes) bytes = pm_input_read(path, PM_CONFIG_DOCUMENT_MOST, NULL, error);
    if (bytes == NULL)
        return false;
    const char *name = g_str_equal(path, PM_INPUT_STDIN) ? "<stdin>" : path;
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    const PmSource *source = pm_source_new(arena, name, data != NULL ? data : "", length);
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    const PmDocument *document = pm_document_load(
        arena, source, NULL, PM_DOCUMENT_FRONT | PM_DOCUMENT_FOREIGN, NULL, diagnostics);
    if (document->split.state == PM_SPLIT_NONE)
        pm_diagnostics_report(diagnostics, "file/front-matter", PM_SEVERITY_ERROR, source,
                              (PmSpan){ 0, 0 }, "the file has no front matter");
    else if (document->front != NULL)
        pm_schema_validate(schema, document->front, source, diagnostics);
    else if (pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR) == 0)
        pm_diagnostics_report(diagnostics, "file/front-matter", PM_SEVERITY_ERROR, source,
                              document->split.front, "the front matter is empty");
    pm_fix_withdraw(diagnostics); /* a schema alone does not show what a fix would break */
    pm_report_document(report, name, diagnostics);
    return true;
}

int
pm_check_schema_run(PmContext *context, const char *schema_path, const char *format, char **files,
                    GError **error)
{
    if (files[0] == NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "git postmortem check --schema schema.json report.md",
                     "--schema needs files to check");
        return -1;
    }
    g_autoptr(PmSchema) schema = load_schema(context, schema_path, error);
    if (schema == NULL)
        return -1;
    PmReport *report = pm_checking_report(context, format, error);
    bool done = report != NULL;
    for (size_t i = 0; done && files[i] != NULL; i++)
        done = check_file(schema, files[i], report, error);
    if (done)
        return pm_checking_finish(report);
    if (report != NULL)
        pm_report_free(report);
    return -1;
}
