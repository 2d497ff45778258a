/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Work that is done ahead: jobs that one thread hands out, that as many threads as there are cores
 * work on, and that the first waits for in whatever order it needs them.
 */
#pragma once

#include <stdbool.h>

/* The first member of a job. */
typedef struct {
    bool done; /* private */
} PmAheadJob;

typedef struct PmAhead PmAhead;

/* `work` is called in any thread, with a job and `data`. */
PmAhead *pm_ahead_new(void (*work)(PmAheadJob *job, void *data), void *data);
/* Waits for all jobs that were pushed. */
void pm_ahead_free(PmAhead *ahead);

/* The job stays the caller's, and is another thread's until it was waited for. */
void pm_ahead_push(PmAhead *ahead, PmAheadJob *job);
void pm_ahead_wait(PmAhead *ahead, PmAheadJob *job);
