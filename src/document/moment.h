/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A moment as people write it in front of an event: "2026-01-14 16:40", "16:58:12Z", "~16:40",
 * "Jan 14, 4:58 PM", "16:40 CET", "09:00–11:00" (its beginning counts), "2026-01-14", "unknown".
 */
#pragma once

#include "document/day.h"

#include <stdint.h>

typedef struct {
    bool unknown;            /* "unknown", "?", "--:--"; nothing else is known then */
    bool rough;              /* "~16:40", "about 16:40", "16:40~" */
    bool has_day, has_clock; /* at least one of them, unless unknown */
    PmDay day;
    int seconds;     /* since midnight */
    GTimeZone *zone; /* that it names; NULL: none */
} PmMoment;

/*
 * The moment that `text` begins with: how many bytes it takes, 0: there is none. It ends where a
 * word ends. With `*out` filled, pm_moment_clear().
 */
size_t pm_moment_scan(const char *text, PmMoment *out);
void pm_moment_clear(PmMoment *moment);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmMoment, pm_moment_clear)

/*
 * Seconds since the epoch in its zone, or in `zone`, on its day, or on that of `day` (in `zone`),
 * which also gives a day without a year its year.
 */
bool pm_moment_resolve(const PmMoment *moment, GTimeZone *zone, GDateTime *day,
                       int64_t *out_seconds);
