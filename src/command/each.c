/* SPDX-License-Identifier: Apache-2.0 */
#include "command/each.h"

#define CHUNK 64 /* documents in flight */

static void
work(void *data, void *user_data)
{
    const PmEach *each = user_data;
    each->work(data, each->data);
}

static void
begin(const PmEach *each, PmContext *context, PmContent *content, PmEachJob *job, GThreadPool *pool)
{
    pm_arena_reset(job->arena);
    job->result = NULL;
    job->bytes =
        pm_content_read(content, job->entry->path, context->config->document_limit, &job->error);
    if (each->prepare != NULL && !each->prepare(job, each->data))
        return;
    if (pool != NULL)
        g_thread_pool_push(pool, job, NULL);
    else
        work(job, (void *)each);
}

static bool
run_chunk(const PmEach *each, PmContext *context, PmContent *content, PmEachJob *jobs,
          const PmCorpusEntry *const *entries, size_t count, GError **error)
{
    GThreadPool *pool = NULL;
    if (count > 1) {
        pool = g_thread_pool_new(work, (void *)each, (int)g_get_num_processors(), FALSE, error);
        if (pool == NULL)
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        jobs[i].entry = entries[i];
        begin(each, context, content, &jobs[i], pool);
    }
    if (pool != NULL)
        g_thread_pool_free(pool, FALSE, TRUE);
    for (size_t i = 0; i < count; i++) {
        each->finish(&jobs[i], each->data);
        g_clear_pointer(&jobs[i].bytes, g_bytes_unref);
        g_clear_error(&jobs[i].error);
    }
    return true;
}

bool
pm_each_run(const PmEach *each, PmContext *context, PmContent *content,
            const PmCorpusEntry *const *entries, size_t count, GError **error)
{
    PmEachJob jobs[CHUNK] = { 0 };
    size_t used = MIN(count, CHUNK);
    for (size_t i = 0; i < used; i++)
        jobs[i].arena = pm_arena_new();
    bool done = true;
    for (size_t at = 0; done && at < count; at += CHUNK)
        done = run_chunk(each, context, content, jobs, entries + at, MIN(count - at, CHUNK), error);
    for (size_t i = 0; i < used; i++)
        pm_arena_free(jobs[i].arena);
    return done;
}

bool
pm_each_of_corpus(const PmEach *each, PmContext *context, PmContent *content,
                  const PmCorpus *corpus, GError **error)
{
    g_autofree const PmCorpusEntry **entries = g_new0(const PmCorpusEntry *, corpus->count + 1);
    for (size_t i = 0; i < corpus->count; i++)
        entries[i] = &corpus->entries[i];
    return pm_each_run(each, context, content, entries, corpus->count, error);
}
