/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commit-message trailers, exactly as `git interpret-trailers --parse --no-divider` reads them
 * (git 2.39, trailer.c; git-interpret-trailers(1)). libgit2's own reader loses real ones.
 */
#pragma once

#include <glib.h>

typedef struct {
    char *key;
    char *value; /* folded lines joined by one space, as --parse (--unfold) prints them */
} PmTrailer;

/* Elements PmTrailer *, in order; g_ptr_array_unref(). Comment lines begin with '#'. */
GPtrArray *pm_trailers_parse(const char *message);
/* The value of the first trailer with this key (letter case aside), or NULL. Borrowed from
 * `trailers`. */
const char *pm_trailers_get(const GPtrArray *trailers, const char *key);

/* "subject\n\nbody\n\nKey: value\n…": text whose trailers, read back, are exactly `trailers`,
 * however body and subject look (lines of the body that would read as trailers are kept apart by
 * construction); NULL with an error when that cannot be had. `body` may be NULL. g_free() */
char *pm_trailers_compose(const char *subject, const char *body, const PmTrailer *trailers,
                          size_t count, GError **error);
