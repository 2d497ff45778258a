/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Markdown body as flat arrays with byte spans, in the order of the text: what rules ask about.
 * CommonMark by cmark; GFM tables and task items by markdown/table. Spans are offsets in the
 * source, whatever comes before the body in it.
 */
#pragma once

#include "base/diagnostic.h"
#include "base/source.h"

#include <stdbool.h>

typedef struct {
    PmSpan span;      /* the whole heading, both lines of a setext one */
    int level;        /* 1 … 6 */
    const char *text; /* plain text: inline marks dropped, code kept, white space folded */
    bool top;         /* not inside a list or quote */
} PmHeading;

typedef struct {
    PmSpan span;
    const char *text; /* plain text of its first paragraph, the task mark dropped */
    int depth;        /* 0: top */
    bool ordered;
    bool task;
    bool done;
} PmListItem;

typedef struct {
    PmSpan span;      /* between the pipes, trimmed */
    const char *text; /* plain text */
} PmTableCell;

typedef struct {
    PmSpan span;
    const PmTableCell *cells;
    size_t count;
} PmTableRow;

typedef struct {
    PmSpan span;
    PmTableRow header;
    const PmTableRow
        *rows; /* without header and delimiter row; padded or cut to the header's width */
    size_t count;
} PmTable;

typedef struct {
    PmSpan span;
    const char *url; /* decoded */
    bool image;
} PmLink;

typedef enum {
    PM_BLOCK_PARAGRAPH,
    PM_BLOCK_CODE,
    PM_BLOCK_HTML,
    PM_BLOCK_QUOTE,
    PM_BLOCK_RULE
} PmBlockKind;

/* Leaf text that is no heading: what makes a section not empty, and what wording rules read or
 * skip. */
typedef struct {
    PmSpan span;
    PmBlockKind kind;
    const char
        *text; /* paragraph: plain text with code spans dropped; code: its info string; html: raw */
    bool in_list;
    bool quoted;
} PmBlock;

typedef struct {
    const PmSource *source;
    PmSpan span; /* the body */
    const PmHeading *headings;
    size_t heading_count;
    const PmListItem *items;
    size_t item_count;
    const PmTable *tables;
    size_t table_count;
    const PmLink *links;
    size_t link_count;
    const PmBlock *blocks;
    size_t block_count;
    const PmSpan *comments; /* HTML comments that a reader does not see, "<!--" and "-->" and all */
    size_t comment_count;
    bool limited; /* too costly to read: nothing but headings is known */
} PmOutline;

/*
 * Read the body. Inputs on which cmark is quadratic (deep containers, long runs of brackets) are
 * not given to it: a finding (markdown/limit) says so, and the outline is then of the headings
 * alone.
 */
const PmOutline *pm_outline_parse(PmArena *arena, const PmSource *source, PmSpan body,
                                  PmDiagnostics *diagnostics);
