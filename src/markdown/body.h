/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A body as the rest of the room reads it: the same number of bytes, all of them valid UTF-8, and
 * where its lines begin. Offsets count from the start of the body. Inside the room only.
 */
#pragma once

#include "base/source.h"

#include <stdbool.h>

/* Stands for a NUL or for a byte that is not UTF-8, so that no offset moves; becomes U+FFFD in
 * text. */
#define PM_BODY_PLACEHOLDER '\x1a'

typedef struct {
    const char *text; /* NUL-terminated, no other NUL */
    size_t length;
    const size_t *lines;  /* offset of the first byte of each line */
    size_t line_count;    /* at least 1 */
    bool has_definitions; /* there may be link reference definitions */
} PmBody;

PmBody *pm_body_new(PmArena *arena, const char *bytes, size_t length);
/* The bytes of a 1-based line without its end; an empty span at the end past the last line. */
PmSpan pm_body_line(const PmBody *body, size_t line);
/* `span` without white space at its end (and, with PM_TRIM_BOTH, at its start). */
typedef enum { PM_TRIM_END, PM_TRIM_BOTH } PmTrim;
PmSpan pm_body_trim(const PmBody *body, PmSpan span, PmTrim how);
bool pm_body_is_space(char c); /* CommonMark white space, line ends among it */
