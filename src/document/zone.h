/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time zones as people name them beside times: "UTC", "CET", "UTC+9", "+09:00", "Europe/Berlin",
 * "한국 시간". An abbreviation stands for the one offset that it usually means.
 */
#pragma once

#include <glib.h>

/*
 * The zone that `text` begins with; `*out_length` is how much of it names the zone. NULL: none.
 * g_time_zone_unref()
 */
GTimeZone *pm_zone_scan(const char *text, size_t *out_length);

/* The first zone that some words name ("Time (UTC)", "All times in CET."); NULL: none. */
GTimeZone *pm_zone_find(const char *text);
