/* SPDX-License-Identifier: Apache-2.0 */
#include "command/each.h"

#define IN_FLIGHT 64 /* documents */

/* The jobs are a ring: while one is finished and the next is read in its place, workers have the
 * others. */
typedef struct {
    const PmEach *each;
    PmContext *context;
    PmContent *content;
    GThreadPool *pool; /* NULL: one document needs no thread */
    PmEachJob jobs[IN_FLIGHT];
    GMutex lock;
    GCond done; /* some job is */
} Ring;

static void
work(void *data, void *user_data)
{
    Ring *ring = user_data;
    PmEachJob *job = data;
    ring->each->work(job, ring->each->data);
    g_mutex_lock(&ring->lock);
    job->done = true;
    g_cond_signal(&ring->done);
    g_mutex_unlock(&ring->lock);
}

static void
begin(Ring *ring, PmEachJob *job, const PmCorpusEntry *entry)
{
    const PmEach *each = ring->each;
    if (job->arena == NULL)
        job->arena = pm_arena_new();
    pm_arena_reset(job->arena);
    job->entry = entry;
    job->result = NULL;
    job->bytes = each->read != NULL
                     ? each->read(job, each->data, &job->error)
                     : pm_content_read(ring->content, entry->path,
                                       ring->context->config->document_limit, &job->error);
    job->done = each->prepare != NULL && !each->prepare(job, each->data);
    if (job->done)
        return;
    if (ring->pool != NULL)
        g_thread_pool_push(ring->pool, job, NULL);
    else
        work(job, ring);
}

static void
finish(Ring *ring, PmEachJob *job)
{
    g_mutex_lock(&ring->lock);
    while (!job->done)
        g_cond_wait(&ring->done, &ring->lock);
    g_mutex_unlock(&ring->lock);
    ring->each->finish(job, ring->each->data);
    g_clear_pointer(&job->bytes, g_bytes_unref);
    g_clear_error(&job->error);
}

static void
run(Ring *ring, const PmCorpusEntry *const *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        PmEachJob *job = &ring->jobs[i % IN_FLIGHT];
        if (i >= IN_FLIGHT)
            finish(ring, job);
        begin(ring, job, entries[i]);
    }
    for (size_t i = count - MIN(count, IN_FLIGHT); i < count; i++)
        finish(ring, &ring->jobs[i % IN_FLIGHT]);
}

bool
pm_each_run(const PmEach *each, PmContext *context, PmContent *content,
            const PmCorpusEntry *const *entries, size_t count, GError **error)
{
    Ring ring = { .each = each, .context = context, .content = content };
    if (count > 1) {
        ring.pool = g_thread_pool_new(work, &ring, (int)g_get_num_processors(), FALSE, error);
        if (ring.pool == NULL)
            return false;
    }
    g_mutex_init(&ring.lock);
    g_cond_init(&ring.done);
    run(&ring, entries, count);
    if (ring.pool != NULL)
        g_thread_pool_free(ring.pool, FALSE, TRUE);
    for (size_t i = 0; i < IN_FLIGHT; i++)
        pm_arena_free(ring.jobs[i].arena);
    g_cond_clear(&ring.done);
    g_mutex_clear(&ring.lock);
    return true;
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
