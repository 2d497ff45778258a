/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ahead.h"

#include <glib.h>

struct PmAhead {
    void (*work)(PmAheadJob *job, void *data);
    void *data;
    GThreadPool *pool; /* NULL: no thread can be had, or one core has nobody to help */
    GMutex lock;
    GCond done; /* some job is */
};

static void
run(void *data, void *user_data)
{
    PmAheadJob *job = data;
    PmAhead *ahead = user_data;
    ahead->work(job, ahead->data);
    g_mutex_lock(&ahead->lock);
    job->done = true;
    g_cond_broadcast(&ahead->done);
    g_mutex_unlock(&ahead->lock);
}

PmAhead *
pm_ahead_new(void (*work)(PmAheadJob *job, void *data), void *data)
{
    PmAhead *ahead = g_new0(PmAhead, 1);
    guint cores = g_get_num_processors();
    ahead->work = work;
    ahead->data = data;
    g_mutex_init(&ahead->lock);
    g_cond_init(&ahead->done);
    if (cores > 1) /* threads of its own, now: a job that is pushed must find one */
        ahead->pool = g_thread_pool_new(run, ahead, (int)cores, TRUE, NULL);
    if (ahead->pool != NULL && g_thread_pool_get_num_threads(ahead->pool) == 0) {
        g_thread_pool_free(ahead->pool, TRUE, FALSE);
        ahead->pool = NULL;
    }
    return ahead;
}

void
pm_ahead_free(PmAhead *ahead)
{
    if (ahead == NULL)
        return;
    if (ahead->pool != NULL)
        g_thread_pool_free(ahead->pool, FALSE, TRUE);
    g_cond_clear(&ahead->done);
    g_mutex_clear(&ahead->lock);
    g_free(ahead);
}

void
pm_ahead_push(PmAhead *ahead, PmAheadJob *job)
{
    job->done = false;
    if (ahead->pool != NULL)
        g_thread_pool_push(ahead->pool, job, NULL);
    else
        run(job, ahead);
}

void
pm_ahead_wait(PmAhead *ahead, PmAheadJob *job)
{
    g_mutex_lock(&ahead->lock);
    while (!job->done)
        g_cond_wait(&ahead->done, &ahead->lock);
    g_mutex_unlock(&ahead->lock);
}
