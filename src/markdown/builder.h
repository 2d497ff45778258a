/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An outline while it is made. Inside the room only.
 */
#pragma once

#include "markdown/inline.h"
#include "markdown/table.h"

#define PM_NO_INDEX ((size_t)-1)

/* Inline text that is read in a second pass, and what gets it. */
typedef struct {
    PmSpan span;       /* in the body */
    PmTableCell *cell; /* or NULL */
    size_t block;      /* a paragraph, or PM_NO_INDEX */
    size_t item;
} PmPiece;

typedef struct {
    PmArena *arena;
    const PmSource *source;
    PmSpan span;
    const PmBody *body;
    PmDiagnostics *diagnostics;
    GArray *headings;
    GArray *items;
    GArray *tables;
    GArray *blocks;
    PmLinkFinder finder;
    GArray *containers; /* PmContainer: what is open around the current node */
    GArray *open_items; /* size_t: the list items among them */
    GArray *lines;      /* PmLine: scratch, the current paragraph's */
    GString *extra;     /* Markdown of cells and of text around tables, one paragraph each */
    GArray *pieces;     /* PmPiece: what these paragraphs are for */
    size_t padding;     /* cells that may still be added to short rows */
} PmBuilder;

/* A span of the body as one of the source. */
PmSpan pm_builder_span(const PmBuilder *builder, PmSpan span);
/* Append a block; its index. */
size_t pm_builder_add_block(PmBuilder *builder, PmBlockKind kind, PmSpan span, const char *text);
/* The finding markdown/limit. */
void pm_builder_report(PmBuilder *builder, PmSpan span, const char *what);

/*
 * When the `count` lines hold a GFM table, add it and the text around it, and return true. `item`
 * is the list item that has no text yet, or PM_NO_INDEX.
 */
bool pm_builder_read_table(PmBuilder *builder, const PmLine *lines, size_t count, size_t item);
/* The text of everything that was put aside: a second pass, which knows the body's references. */
void pm_builder_finish_pieces(PmBuilder *builder);

/* ATX headings outside fenced code, for a body that cmark must not get. */
void pm_builder_scan_headings(PmBuilder *builder);
