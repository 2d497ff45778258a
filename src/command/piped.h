/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What another program printed, and pipes into ours: made fit to stand in a document.
 */
#pragma once

#include "command/command.h"

/* Larger output is a file's business. */
#define PM_PIPED_LIMIT ((size_t)256 * 1024)

typedef struct {
    const char *text; /* whole lines, ended by LF; NULL: there is nothing but blanks */
    size_t lines;
    size_t escaped; /* characters that are written as \x1b now */
    size_t colours; /* sequences that only coloured text, left out */
} PmPiped;

/* Standard input, unless it is a terminal. PM_ERROR_LIMIT with the hint `remedy`. */
bool pm_piped_read(PmContext *context, const char *remedy, PmPiped *out_piped, GError **error);

/* Text that a person gives as one line: blanks for line ends and tabs, escapes for what else can't
 * be seen, which `*out_escaped` counts. In the arena. */
const char *pm_piped_line(PmContext *context, const char *text, size_t *out_escaped);
