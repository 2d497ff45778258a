/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GFM tables and task items inside the paragraphs that cmark makes of them (GitHub Flavored
 * Markdown, sections 4.10 and 5.3; where the text leaves it open, what cmark-gfm does). Inside the
 * room only.
 */
#pragma once

#include "markdown/container.h"

/* Lines [header, end) of a paragraph are a table; the delimiter row is header + 1. */
typedef struct {
    size_t header;
    size_t end;
    size_t columns;
} PmTableLines;

/* The first table in a paragraph's lines. Lines before it stay a paragraph. */
bool pm_table_find(const PmBody *body, const PmLine *lines, size_t count, PmTableLines *out_table);
/*
 * Append the cells of a row, trimmed, to `cells` (of PmSpan); how many. A row of one pipe has none.
 */
size_t pm_table_split(const PmBody *body, PmSpan row, GArray *cells);
/* Append a cell's Markdown to `out`: a backslash before a pipe was only there for the table. */
void pm_table_unescape(GString *out, const char *cell, size_t length);

/* True when the text of an item begins with a task mark; `*out_done` when it is ticked. */
bool pm_table_is_task(const char *text, bool *out_done);
