/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The quotes and list items around a paragraph, and what they leave of each of its lines. cmark
 * hands out paragraph text without its lines' places, and a table's cells need them (CommonMark
 * 0.30, section 5). Inside the room only.
 */
#pragma once

#include "markdown/body.h"

typedef struct {
    bool quote;     /* else a list item */
    size_t line;    /* the line of its marker */
    size_t after;   /* offset behind the marker */
    size_t column;  /* screen column of that offset, tabs to multiples of four */
    size_t content; /* screen column that its content begins at, on the marker's line */
    size_t width;   /* item: columns that its other lines are indented by */
} PmContainer;

typedef struct {
    PmSpan span;   /* without container marks, indentation and line end */
    size_t indent; /* columns between the containers and the text */
    bool lazy;     /* a container's mark is missing: it continues a paragraph, nothing else */
} PmLine;

/* Push the container whose marker is at `offset` of `line` onto `containers` (of PmContainer). */
void pm_container_open(GArray *containers, const PmBody *body, bool quote, size_t line,
                       size_t offset);
PmLine pm_container_strip(const GArray *containers, const PmBody *body, size_t line);
