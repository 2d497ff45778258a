/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The headings of one body by which section of a postmortem they begin: each title is looked at
 * once, however many rules ask.
 */
#pragma once

#include "document/sections.h"

typedef struct {
    size_t heading;    /* its place in the outline */
    size_t name;       /* its place in pm_section_names */
    const char *title; /* normalised: two headings of one title are equal here */
} PmPart;

typedef struct {
    const PmPart *items; /* in the order of the text */
    size_t count;
    const char *const
        *titles; /* of every heading of the outline: normalised; NULL: not a top one */
} PmParts;

/* Normalised title → place in pm_section_names, plus one. To be made once for many documents;
 * read-only. */
GHashTable *pm_parts_titles_new(void);
PmParts pm_parts_read(PmArena *arena, const PmOutline *outline, GHashTable *titles);
