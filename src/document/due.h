/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When an action is due, as seen from a day.
 */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    PM_DUE_NEVER,   /* nothing is written */
    PM_DUE_UNCLEAR, /* what is written is no day */
    PM_DUE_KNOWN,
} PmDueState;

typedef struct {
    PmDueState state;
    int64_t late; /* days; below 0: to go */
} PmDue;

/* `due` is a day, or a time that begins with one, or NULL; `today` is "2026-01-20". */
PmDue pm_due_read(const char *due, const char *today);
bool pm_due_is_late(const PmDue *due);
/* "12 d late", "due today", "due in 3 d", "no date", "due <text>". In the arena, and raw. */
const char *pm_due_tell(PmArena *arena, const PmDue *due, const char *text);
/* The most late first, those without a day last. */
int pm_due_compare(const PmDue *left, const PmDue *right);
/* The day that comes so many days after `day`, in the arena; NULL: the calendar has none. */
const char *pm_due_after(PmArena *arena, const char *day, int days);
