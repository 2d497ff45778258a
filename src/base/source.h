/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Named bytes, and where a byte of them is for a reader. Everything below report/ speaks in byte
 * spans; lines and columns are computed here, when something is printed.
 */
#pragma once

#include "base/arena.h"

/* Bytes [start, end) of a source. */
typedef struct {
    size_t start;
    size_t end;
} PmSpan;

typedef struct PmSourceLines PmSourceLines;

/* Borrowed name and bytes (any bytes, not necessarily UTF-8 or NUL-terminated). */
typedef struct {
    const char *name; /* path as the user would type it, or "<stdin>" */
    const char *bytes;
    size_t length;
    PmArena *arena;
    PmSourceLines *lines; /* filled at the first question, so ask from one thread */
} PmSource;

/* All 1-based. A line ends at LF, CRLF or CR. A byte-order mark counts in no column of its line. */
typedef struct {
    unsigned line;
    unsigned byte;       /* column in bytes (gcc, cmark) */
    unsigned code_point; /* column in Unicode code points (SARIF "unicodeCodePoints", humans) */
    unsigned utf16;      /* column in UTF-16 units (LSP, SARIF's default) */
} PmPosition;

PmSource *pm_source_new(PmArena *arena, const char *name, const char *bytes, size_t length);
/*
 * An offset past the end is taken for the end; one inside a character has that character's column.
 * A byte that is not UTF-8 counts as one character. Takes constant time after the first question.
 */
PmPosition pm_source_position(const PmSource *source, size_t offset);
/* The bytes of a 1-based line without its end, without the byte-order mark; an empty span at the
 * end past the last line. */
PmSpan pm_source_line(const PmSource *source, unsigned line);
/* Lines that a reader sees: "" and "a" and "a\n" have 1, though the end of "a\n" is at 2:1. */
unsigned pm_source_line_count(const PmSource *source);
