/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates as GIT_AUTHOR_DATE and GIT_COMMITTER_DATE give them: git's own "@epoch +hhmm" and "epoch
 * +hhmm", RFC 2822, ISO 8601, and the form of `git log` (git-commit(1), "DATE FORMATS").
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* False when `text` is none of them. Without a zone it is local time. */
bool pm_date_parse(const char *text, int64_t *out_time, int *out_offset_minutes);
/* The local zone's distance from UTC at `time`. */
int pm_date_local_offset(int64_t time);
