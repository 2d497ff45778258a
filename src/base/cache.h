/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that can be made again at any time, kept between runs in $XDG_CACHE_HOME/git-postmortem/
 * (XDG Base Directory Specification). What can't be read is not there, and what can't be written is
 * lost: neither is an error. Only a file of the user's own is believed, and only as it was
 * written.
 */
#pragma once

#include <glib.h>

/* What was kept of this kind ("checked") under this key, any text; or NULL. g_bytes_unref() */
GBytes *pm_cache_read(const char *kind, const char *key);
/* Keep it, instead of what was there. */
void pm_cache_write(const char *kind, const char *key, const GString *text);
/* Which program this is: what one build found is no answer of another. g_free() */
char *pm_cache_program(void);
