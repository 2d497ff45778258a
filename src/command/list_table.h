/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table that `list` prints.
 */
#pragma once

#include "command/command.h"

/* One document; strings may be NULL but for id and path. */
typedef struct {
    const char *id, *path, *title, *status, *kind, *owner;
    const char *severity_text; /* "SEV2", or what is written there */
    int severity;              /* 0: none of ours */
    int64_t started;
    int64_t day; /* what it is sorted by: the start, or the day that its name begins with */
    bool has_started, has_day, adopted;
} PmListRow;

/* `rows`: PmListRow. Whole to a file or a pipe, cut to the width of a terminal. */
void pm_list_print(PmContext *context, const GArray *rows);
