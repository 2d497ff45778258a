/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A time as people type it.
 */
#pragma once

#include "command/command.h"

/* What it may look like, for hints. */
#define PM_CLOCK_FORMS "for example 16:58, '2026-01-14 16:58', 2026-01-14T16:58:00+09:00, now"

/* Which day a time of day alone is on. */
typedef enum {
    PM_CLOCK_BEFORE,   /* the last such time before then */
    PM_CLOCK_AFTER,    /* the first one after it, or up to four hours before: who mistypes a start
                          should see that, not be a day off */
    PM_CLOCK_SAME_DAY, /* its day */
} PmClockDay;

/*
 * To RFC 3339 in UTC; a time without a zone is in the config's. NULL when it is none, or a day
 * alone. g_free()
 */
char *pm_clock_read(PmContext *context, const char *text, PmClockDay day, int64_t then);
/* The committer's clock, in seconds since the epoch. */
int64_t pm_clock_now(PmContext *context);
