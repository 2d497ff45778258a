/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 3339 (section 5.6) times, and what people write in their place: without seconds, with one
 * digit an hour, "-0800" or "UTC" for the zone.
 */
#pragma once

#include <stdbool.h>

/* Is this a date-time of RFC 3339, as its form goes? A blank may stand for the "T". */
bool pm_rfc3339_is(const char *text);

/*
 * The same moment as RFC 3339 has it, with the offset that is written, or with the one that
 * `time_zone` (NULL: not known) had then. NULL where there is none, where the clock of the zone
 * showed that time twice or never, and where `text` is no time.
 */
char *pm_rfc3339_of(const char *text, const char *time_zone); /* g_free() */
