/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sections of an outline: top headings and what is below them.
 */
#pragma once

#include "markdown/outline.h"

typedef struct {
    const PmHeading *heading;
    PmSpan span;    /* heading and content, up to the next heading of the same or a higher level */
    PmSpan content; /* without the heading */
} PmSection;

/*
 * The first top section whose title equals one of `titles` (NULL-terminated), letter case,
 * numbering ("1.", "2)"), emoji around it, trailing punctuation and white space aside; Unicode NFC.
 */
bool pm_section_find(const PmOutline *outline, const char *const *titles, PmSection *out_section);
/* The next one after `previous`, to see duplicates. */
bool pm_section_find_next(const PmOutline *outline, const char *const *titles,
                          const PmSection *previous, PmSection *out_section);
/* The section of heading `index`. */
PmSection pm_section_of(const PmOutline *outline, size_t index);
/*
 * True when nothing is in it but what a template leaves: white space, HTML comments, rules, empty
 * sub-headings, list items without text, tables without a filled cell, empty code fences.
 */
bool pm_section_is_empty(const PmOutline *outline, const PmSection *section);
/* The normalised form that titles are compared in. */
char *pm_section_normalise(PmArena *arena, const char *title);
