/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A day as people write it: "2026-01-14", "2026/1/14", "January 14, 2026", "14 Jan", "2026년 1월
 * 14일", "1월 14일".
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    int year; /* 0: not said */
    int month, day;
} PmDay;

/*
 * The day that `text` begins with: how many bytes it takes, 0: there is none. With a year it is one
 * that the calendar has; without, one that it may have.
 */
size_t pm_day_scan(const char *text, PmDay *out);

/* Give a day that has no year the one that brings it nearest to `other`; false: there is no such
 * day. */
bool pm_day_complete(PmDay *day, GDateTime *other);
