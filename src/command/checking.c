/* SPDX-License-Identifier: Apache-2.0 */
#include "command/checking.h"

#include "base/text.h"
#include "command/admission.h"
#include "command/catalogue.h"
#include "command/each.h"
#include "command/input.h"
#include "command/lookup.h"

#include <string.h>

/* What a worker makes of one document. */
typedef struct {
    PmDiagnostics *diagnostics;
    GBytes *baseline; /* its content at adoption, when it changed since */
    size_t hidden;
    bool as_adopted; /* and so not looked at */
} Result;

/* What all of them share. */
typedef struct {
    const PmChecking *checking;
    PmLookup *lookup;
    const PmCheckLookups *lookups;
    PmReport *report;
} Run;

static const PmSource *
source_of(PmArena *arena, const char *name, GBytes *bytes)
{
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    return pm_source_new(arena, name, data != NULL ? data : "", length);
}

static bool
is_barred(const PmDiagnostic *found, void *data)
{
    const PmDocument *document = data;
    return found->severity == PM_SEVERITY_ERROR &&
           (document->fields.status > PM_STATUS_DRAFT || pm_admission_is_barred(found));
}

static void
check_bytes(const Run *run, PmArena *arena, const PmCorpusEntry *entry, PmDocumentFlags flags,
            GBytes *bytes, PmDiagnostics *diagnostics)
{
    flags |= entry->adopted ? PM_DOCUMENT_FOREIGN : PM_DOCUMENT_WHOLE;
    const PmDocument *document =
        pm_check_source(run->checking->checker, arena, source_of(arena, entry->path, bytes),
                        entry->id, flags, PM_STATUS_NONE, run->lookups, diagnostics);
    if (run->checking->barred)
        pm_diagnostics_filter(diagnostics, is_barred, (void *)document);
}

/* Was this finding there at adoption? Each one of then excuses one of now. */
static bool
is_new(const PmDiagnostic *found, void *data)
{
    GHashTable *then = data;
    g_autofree char *key = g_strconcat(found->rule, "\n", found->message, NULL);
    size_t count = GPOINTER_TO_SIZE(g_hash_table_lookup(then, key));
    if (count == 0)
        return true;
    g_hash_table_insert(then, g_steal_pointer(&key), GSIZE_TO_POINTER(count - 1));
    return false;
}

/* With --all: what was there at adoption is a warning at most. */
static void
soften_old(PmArena *arena, Result *result, GHashTable *then)
{
    if (pm_diagnostics_dropped(result->diagnostics) > 0)
        return;
    PmDiagnostics *out = pm_diagnostics_new(arena);
    for (size_t i = 0; i < pm_diagnostics_count(result->diagnostics); i++) {
        PmDiagnostic copy = *pm_diagnostics_get(result->diagnostics, i);
        if (!is_new(&copy, then))
            copy.severity = MIN(copy.severity, PM_SEVERITY_WARNING);
        pm_diagnostics_add(out, &copy);
    }
    result->diagnostics = out;
}

static void
sort_out_old(const Run *run, const PmEachJob *job, Result *result)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GHashTable) then = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    PmDiagnostics *old = pm_diagnostics_new(arena);
    check_bytes(run, arena, job->entry, PM_DOCUMENT_EDITED, result->baseline, old);
    for (size_t i = 0; i < pm_diagnostics_count(old); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(old, i);
        char *key = g_strconcat(found->rule, "\n", found->message, NULL);
        size_t count = GPOINTER_TO_SIZE(g_hash_table_lookup(then, key));
        g_hash_table_insert(then, key, GSIZE_TO_POINTER(count + 1));
    }
    if (run->checking->all) {
        soften_old(job->arena, result, then);
        return;
    }
    size_t before = pm_diagnostics_count(result->diagnostics);
    pm_diagnostics_filter(result->diagnostics, is_new, then);
    result->hidden = before - pm_diagnostics_count(result->diagnostics);
}

static void
work(PmEachJob *job, void *data)
{
    const Run *run = data;
    Result *result = job->result;
    if (job->bytes == NULL)
        return;
    check_bytes(run, job->arena, job->entry,
                result->baseline != NULL ? PM_DOCUMENT_EDITED : PM_DOCUMENT_WHOLE, job->bytes,
                result->diagnostics);
    if (result->baseline != NULL)
        sort_out_old(run, job, result);
}

/* Adopted, and untouched since: nothing of it is new. */
static bool
is_as_adopted(const PmCorpusEntry *entry, GBytes *bytes)
{
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    PmOid blob = pm_content_hash(data != NULL ? data : "", length);
    return g_str_equal(blob.hex, entry->adopted_blob.hex);
}

static void
report_unreadable(PmArena *arena, PmDiagnostics *diagnostics, const char *path, const GError *error)
{
    size_t length;
    const char *hint = pm_error_hint(error, &length);
    pm_diagnostics_add(diagnostics,
                       &(PmDiagnostic){ .rule = "file/unreadable",
                                        .severity = PM_SEVERITY_ERROR,
                                        .path = pm_arena_strdup(arena, path),
                                        .message = pm_arena_strndup(arena, error->message, length),
                                        .help = pm_arena_strdup(arena, hint) });
}

/* How an adopted document stands to what it was then; false: there is nothing to look at. */
static bool
prepare_adopted(const PmChecking *checking, const PmEachJob *job, Result *result)
{
    if (is_as_adopted(job->entry, job->bytes)) {
        result->as_adopted = !checking->all;
        return checking->all;
    }
    result->baseline = pm_content_blob(checking->context->repository, &job->entry->adopted_blob,
                                       checking->context->config->document_limit, NULL);
    return true;
}

static bool
prepare(PmEachJob *job, void *data)
{
    const Run *run = data;
    const PmChecking *checking = run->checking;
    Result *result = pm_arena_new0(job->arena, Result, 1);
    job->result = result;
    result->diagnostics = pm_diagnostics_new(job->arena);
    if (job->bytes == NULL) {
        report_unreadable(job->arena, result->diagnostics, job->entry->path, job->error);
        return true;
    }
    if (job->entry->adopted && !prepare_adopted(checking, job, result))
        return false;
    /* what is barred is wrong in itself, however far its review has come */
    if (!checking->barred)
        pm_lookup_judge_signoffs(run->lookup, checking->context, job->entry, job->bytes);
    return true;
}

static void
finish(PmEachJob *job, void *data)
{
    const Run *run = data;
    Result *result = job->result;
    if (result->as_adopted)
        pm_report_as_adopted(run->report);
    else
        pm_report_document(run->report, job->entry->path, result->diagnostics);
    if (result->hidden > 0)
        pm_report_hidden(run->report, result->hidden);
    g_clear_pointer(&result->baseline, g_bytes_unref);
}

bool
pm_checking_run(const PmChecking *checking, const PmCorpusEntry *const *entries, size_t count,
                PmReport *report, GError **error)
{
    g_autoptr(PmLookup) lookup =
        pm_lookup_new(checking->content, checking->corpus, checking->today);
    Run run = {
        .checking = checking, .lookup = lookup, .lookups = pm_lookup_get(lookup), .report = report
    };
    PmEach each = { .prepare = prepare, .work = work, .finish = finish, .data = &run };
    return pm_each_run(&each, checking->context, checking->content, entries, count, error);
}

bool
pm_checking_input(const PmChecking *checking, const char *path, const PmCorpusEntry *entry,
                  PmReport *report, GError **error)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmLookup) lookup =
        pm_lookup_new(checking->content, checking->corpus, checking->today);
    Run run = { .checking = checking, .lookups = pm_lookup_get(lookup), .report = report };
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    g_autoptr(GError) found = NULL;
    g_autoptr(GBytes) bytes = pm_input_read_document(checking->context, path, &found);
    if (bytes == NULL && g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&found));
        return false;
    }
    if (bytes == NULL)
        report_unreadable(arena, diagnostics, entry->path, found);
    else
        check_bytes(&run, arena, entry, PM_DOCUMENT_WHOLE, bytes, diagnostics);
    pm_report_document(report, entry->path, diagnostics);
    return true;
}

PmReport *
pm_checking_report(PmContext *context, const char *format, GError **error)
{
    const PmReportFormat *row = pm_report_format(format != NULL ? format : "human");
    if (row == NULL) {
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        for (size_t i = 0; pm_report_formats[i] != NULL; i++)
            g_ptr_array_add(names, (void *)pm_report_formats[i]->name);
        g_ptr_array_add(names, NULL);
        const char *closest = pm_text_closest(format, (const char *const *)names->pdata);
        g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
        g_autofree char *hint = closest != NULL ? g_strdup_printf("did you mean '%s'?", closest)
                                                : g_strdup_printf("formats: %s", all);
        pm_error_set(error, PM_ERROR_USAGE, hint, "there is no format '%s'", format);
        return NULL;
    }
    PmReportFlags flags = (context->color ? PM_REPORT_COLOR : PM_REPORT_PLAIN) |
                          (context->quiet ? PM_REPORT_QUIET : PM_REPORT_PLAIN);
    PmReport *report = pm_report_new(row, context->out, flags);
    pm_report_set_width(report, context->terminal ? context->columns : 0);
    pm_report_set_rules(report, pm_catalogue_find);
    return report;
}

int
pm_checking_finish(PmReport *report)
{
    return pm_report_finish(report).errors > 0 ? PM_EXIT_FINDINGS : PM_EXIT_OK;
}
