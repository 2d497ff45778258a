/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inlines of one block: their plain text, and where its links are in the source. Inside the
 * room only.
 */
#pragma once

#include "markdown/body.h"
#include "markdown/outline.h"

#include <cmark.h>

typedef enum { PM_INLINE_KEEP_CODE, PM_INLINE_DROP_CODE } PmInlineCode;

/* Marks and raw HTML dropped, white space folded, trimmed. */
char *pm_inline_text(PmArena *arena, cmark_node *block, PmInlineCode code);
/* The same of text that is no Markdown. */
char *pm_inline_fold(PmArena *arena, const char *text, size_t length);
/* `text` from cmark with placeholders as U+FFFD. NULL gives "". */
char *pm_inline_literal(PmArena *arena, const char *text);

/* Collects the links and comments of a body, block after block. */
typedef struct {
    PmArena *arena;
    const PmBody *body;
    GArray *links;    /* of PmLink, with spans in the body */
    GArray *comments; /* of PmSpan, likewise */
    size_t
        budget; /* bytes that may still be looked at; texts can be made that need quadratic time */
} PmLinkFinder;

/*
 * Append the links, images and HTML comments of `block`, whose source is `region`. cmark's own
 * columns are off as soon as lines are indented, so that the source is searched; a link that is not
 * found there, or when the budget is used up, gets the whole region; such a comment is left out.
 */
void pm_inline_links(PmLinkFinder *finder, cmark_node *block, PmSpan region);
/* The HTML comments of an HTML block, whose text is in `region`. */
void pm_inline_block_comments(PmLinkFinder *finder, PmSpan region);
