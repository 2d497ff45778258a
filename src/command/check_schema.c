/* SPDX-License-Identifier: Apache-2.0 */
#include "command/check_schema.h"

#include "check/fix.h"
#include "command/checking.h"
#include "command/each.h"
#include "command/input.h"
#include "data/json.h"
#include "data/yaml.h"
#include "document/document.h"
#include "schema/schema.h"

#include <string.h>

#define SCHEMA_LIMIT ((size_t)16 * 1024 * 1024)

static const PmDiagnostic *
first_error(const PmDiagnostics *list)
{
    for (size_t i = 0; i < pm_diagnostics_count(list); i++)
        if (pm_diagnostics_get(list, i)->severity == PM_SEVERITY_ERROR)
            return pm_diagnostics_get(list, i);
    return NULL;
}

static const PmNode *
parse_schema(PmContext *context, const PmSource *source, GError **error)
{
    PmDiagnostics *diagnostics = pm_diagnostics_new(context->arena);
    const char *first = source->bytes + strspn(source->bytes, " \t\r\n\xef\xbb\xbf");
    bool json = *first == '{' || g_str_has_suffix(source->name, ".json");
    const PmNode *root = json ? pm_json_parse(context->arena, source, diagnostics)
                              : pm_yaml_parse(context->arena, source, (PmSpan){ 0, source->length },
                                              PM_YAML_TOLERANT, diagnostics);
    const PmDiagnostic *what = first_error(diagnostics);
    if (what == NULL && root != NULL)
        return root;
    PmPosition at = pm_source_position(source, what != NULL ? what->span.start : 0);
    pm_error_set(error, PM_ERROR_FAILED, NULL, "%s:%u:%u: %s", source->name, at.line, at.code_point,
                 what != NULL ? what->message : "the schema is empty");
    return NULL;
}

static const PmNode *
read_schema(PmContext *context, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = pm_input_read(path, SCHEMA_LIMIT, NULL, error);
    if (bytes == NULL)
        return NULL;
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    const char *text = pm_arena_strndup(context->arena, data != NULL ? data : "", length);
    return parse_schema(
        context, pm_source_new(context->arena, pm_arena_strdup(context->arena, path), text, length),
        error);
}

/* What `$ref`s to files need. */
typedef struct {
    PmContext *context;
    GError *error; /* why the last one could not be read */
} Files;

/* A schema that another refers to: a regular file; nothing is fetched from anywhere. */
static const PmNode *
resolve(const char *uri, void *data)
{
    Files *files = data;
    g_autofree char *host = NULL;
    g_autofree char *path = g_filename_from_uri(uri, &host, NULL);
    if (path == NULL || host != NULL || !g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return NULL;
    g_clear_error(&files->error);
    return read_schema(files->context, path, &files->error);
}

static PmSchema *
load_schema(PmContext *context, const char *path, GError **error)
{
    const PmNode *root = read_schema(context, path, error);
    if (root == NULL)
        return NULL;
    g_autofree char *whole = g_canonicalize_filename(path, NULL);
    g_autofree char *uri = g_filename_to_uri(whole, NULL, NULL);
    Files files = { .context = context };
    PmSchemaOptions options = { .base_uri = g_str_equal(path, PM_INPUT_STDIN) ? NULL : uri,
                                .resolver = resolve,
                                .resolver_data = &files };
    PmSchema *schema = pm_schema_compile(root, &options, error);
    if (schema == NULL && files.error != NULL) { /* it says more than that there is none */
        g_clear_error(error);
        g_propagate_error(error, g_steal_pointer(&files.error));
    } else if (schema == NULL)
        g_prefix_error(error, "%s: ", path);
    g_clear_error(&files.error);
    return schema;
}

/* All files, by one schema. */
typedef struct {
    const PmSchema *schema;
    PmReport *report;
    GError *error; /* of the first file that could not be read: nothing behind it is told */
} Run;

static GBytes *
read_file(PmEachJob *job, void *data G_GNUC_UNUSED, GError **error)
{
    return pm_input_read(job->entry->path, PM_CONFIG_DOCUMENT_MOST, NULL, error);
}

static const char *
name_of(const PmEachJob *job)
{
    return g_str_equal(job->entry->path, PM_INPUT_STDIN) ? "<stdin>" : job->entry->path;
}

static void
work(PmEachJob *job, void *data)
{
    const Run *run = data;
    PmDiagnostics *diagnostics = pm_diagnostics_new(job->arena);
    job->result = diagnostics;
    if (job->bytes == NULL)
        return;
    size_t length;
    const char *bytes = g_bytes_get_data(job->bytes, &length);
    const PmSource *source =
        pm_source_new(job->arena, name_of(job), bytes != NULL ? bytes : "", length);
    const PmDocument *document = pm_document_load(
        job->arena, source, NULL, PM_DOCUMENT_FRONT | PM_DOCUMENT_FOREIGN, NULL, diagnostics);
    if (document->split.state == PM_SPLIT_NONE)
        pm_diagnostics_report(diagnostics, "file/front-matter", PM_SEVERITY_ERROR, source,
                              (PmSpan){ 0, 0 }, "the file has no front matter");
    else if (document->front != NULL)
        pm_schema_validate(run->schema, document->front, source, diagnostics);
    else if (pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR) == 0)
        pm_diagnostics_report(diagnostics, "file/front-matter", PM_SEVERITY_ERROR, source,
                              document->split.front, "the front matter is empty");
    pm_fix_withdraw(diagnostics); /* a schema alone does not show what a fix would break */
}

static void
finish(PmEachJob *job, void *data)
{
    Run *run = data;
    if (run->error == NULL && job->bytes == NULL)
        run->error = g_error_copy(job->error);
    else if (run->error == NULL)
        pm_report_document(run->report, name_of(job), job->result);
}

static bool
check_files(PmContext *context, Run *run, char **files, GError **error)
{
    size_t count = g_strv_length(files);
    g_autofree PmCorpusEntry *entries = g_new0(PmCorpusEntry, count);
    g_autofree const PmCorpusEntry **list = g_new0(const PmCorpusEntry *, count);
    for (size_t i = 0; i < count; i++) {
        entries[i].path = files[i];
        list[i] = &entries[i];
    }
    PmEach each = { .read = read_file, .work = work, .finish = finish, .data = run };
    if (!pm_each_run(&each, context, NULL, list, count, error))
        return false;
    if (run->error != NULL)
        g_propagate_error(error, g_steal_pointer(&run->error));
    return *error == NULL;
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
    Run run = { .schema = schema, .report = pm_checking_report(context, format, error) };
    if (run.report == NULL)
        return -1;
    if (check_files(context, &run, files, error))
        return pm_checking_finish(run.report);
    pm_report_free(run.report);
    return -1;
}
