/* SPDX-License-Identifier: Apache-2.0 */
#include "command/checking.h"

#include "base/text.h"
#include "command/lookup.h"

#include <string.h>

#define CHUNK 64 /* documents in flight */

/* One document on its way through a worker. */
typedef struct {
    const PmChecking *checking;
    const PmCheckLookups *lookups;
    const PmCorpusEntry *entry;
    GBytes *bytes;    /* NULL: unreadable */
    GBytes *baseline; /* its content at adoption, when it changed since and --all is not given */
    char *why;        /* it could not be read */
    PmArena *arena;
    PmDiagnostics *diagnostics;
    size_t hidden;
} Job;

static const PmSource *
source_of(PmArena *arena, const char *name, GBytes *bytes)
{
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    return pm_source_new(arena, name, data != NULL ? data : "", length);
}

static PmDocumentFlags
flags_of(const PmCorpusEntry *entry)
{
    return entry->adopted ? PM_DOCUMENT_FOREIGN : PM_DOCUMENT_WHOLE;
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

static void
hide_old(Job *job)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GHashTable) then = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    PmDiagnostics *old = pm_diagnostics_new(arena);
    pm_check_source(job->checking->checker, arena,
                    source_of(arena, job->entry->path, job->baseline), job->entry->id,
                    flags_of(job->entry), PM_STATUS_NONE, job->lookups, old);
    for (size_t i = 0; i < pm_diagnostics_count(old); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(old, i);
        char *key = g_strconcat(found->rule, "\n", found->message, NULL);
        size_t count = GPOINTER_TO_SIZE(g_hash_table_lookup(then, key));
        g_hash_table_insert(then, key, GSIZE_TO_POINTER(count + 1));
    }
    size_t before = pm_diagnostics_count(job->diagnostics);
    pm_diagnostics_filter(job->diagnostics, is_new, then);
    job->hidden = before - pm_diagnostics_count(job->diagnostics);
}

static void
work(void *data, void *user_data)
{
    Job *job = data;
    (void)user_data;
    if (job->bytes == NULL)
        return;
    pm_check_source(job->checking->checker, job->arena,
                    source_of(job->arena, job->entry->path, job->bytes), job->entry->id,
                    flags_of(job->entry), PM_STATUS_NONE, job->lookups, job->diagnostics);
    if (job->baseline != NULL)
        hide_old(job);
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

/* False: nothing to check. */
static bool
prepare(Job *job)
{
    const PmChecking *checking = job->checking;
    g_autoptr(GError) error = NULL;
    pm_arena_reset(job->arena);
    job->diagnostics = pm_diagnostics_new(job->arena);
    job->hidden = 0;
    job->bytes = pm_content_read(checking->content, job->entry->path,
                                 checking->context->config->document_limit, &error);
    if (job->bytes == NULL) {
        pm_diagnostics_add(job->diagnostics,
                           &(PmDiagnostic){
                               .rule = "file/unreadable",
                               .severity = PM_SEVERITY_ERROR,
                               .path = pm_arena_strdup(job->arena, job->entry->path),
                               .message = pm_arena_strdup(job->arena, error->message) });
        return true;
    }
    if (!job->entry->adopted || checking->all)
        return true;
    if (is_as_adopted(job->entry, job->bytes))
        return false;
    job->baseline = pm_content_blob(checking->context->repository, &job->entry->adopted_blob,
                                    checking->context->config->document_limit, NULL);
    return true;
}

static void
finish(Job *job, PmReport *report)
{
    pm_report_document(report, job->entry->path, job->diagnostics);
    if (job->hidden > 0)
        pm_report_hidden(report, job->hidden);
    g_clear_pointer(&job->bytes, g_bytes_unref);
    g_clear_pointer(&job->baseline, g_bytes_unref);
}

static bool
run_chunk(const PmChecking *checking, const PmCheckLookups *lookups, Job *jobs,
          const PmCorpusEntry *const *entries, size_t count, PmReport *report, GError **error)
{
    guint threads = count > 1 ? g_get_num_processors() : 0;
    GThreadPool *pool = NULL;
    if (threads > 1) {
        pool = g_thread_pool_new(work, NULL, (int)threads, FALSE, error);
        if (pool == NULL)
            return false;
    }
    bool wanted[CHUNK] = { false };
    for (size_t i = 0; i < count; i++) {
        jobs[i].checking = checking;
        jobs[i].lookups = lookups;
        jobs[i].entry = entries[i];
        wanted[i] = prepare(&jobs[i]);
        if (wanted[i] && pool != NULL)
            g_thread_pool_push(pool, &jobs[i], NULL);
        else if (wanted[i])
            work(&jobs[i], NULL);
    }
    if (pool != NULL)
        g_thread_pool_free(pool, FALSE, TRUE);
    for (size_t i = 0; i < count; i++)
        finish(&jobs[i], report);
    return true;
}

bool
pm_checking_run(const PmChecking *checking, const PmCorpusEntry *const *entries, size_t count,
                PmReport *report, GError **error)
{
    g_autoptr(PmLookup) lookup = pm_lookup_new(checking->content, checking->corpus, checking->today);
    Job jobs[CHUNK] = { 0 };
    size_t used = MIN(count, CHUNK);
    for (size_t i = 0; i < used; i++)
        jobs[i].arena = pm_arena_new();
    bool done = true;
    for (size_t at = 0; done && at < count; at += CHUNK)
        done = run_chunk(checking, pm_lookup_get(lookup), jobs, entries + at,
                         MIN(count - at, CHUNK), report, error);
    for (size_t i = 0; i < used; i++)
        pm_arena_free(jobs[i].arena);
    return done;
}

void
pm_checking_text(const PmChecking *checking, const char *name, const char *id, GBytes *bytes,
                 PmReport *report)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmLookup) lookup = pm_lookup_new(checking->content, checking->corpus, checking->today);
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    pm_check_source(checking->checker, arena, source_of(arena, name, bytes), id, PM_DOCUMENT_WHOLE,
                    PM_STATUS_NONE, pm_lookup_get(lookup), diagnostics);
    pm_report_document(report, name, diagnostics);
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
    PmReport *report =
        pm_report_new(row, context->out, context->color ? PM_REPORT_COLOR : PM_REPORT_PLAIN);
    pm_report_set_width(report, context->terminal ? context->columns : 0);
    return report;
}

int
pm_checking_finish(PmReport *report)
{
    return pm_report_finish(report).errors > 0 ? PM_EXIT_FINDINGS : PM_EXIT_OK;
}
