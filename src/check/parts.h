/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The headings of one body by which section of a postmortem they begin: each title is looked at
 * once, however many rules ask.
 */
#pragma once

#include "config/config.h"
#include "document/sections.h"

typedef struct {
    size_t heading;    /* its place in the outline */
    size_t name;       /* its place among the sections that are known */
    const char *title; /* normalised: two headings of one title are equal here */
} PmPart;

typedef struct {
    const PmPart *items; /* in the order of the text */
    size_t count;
    const char *const
        *titles; /* of every heading of the outline: normalised; NULL: not a top one */
} PmParts;

/*
 * The sections that a config knows: ours in their order, with its titles before and its aliases
 * behind our own, then others; ends with a NULL id.
 */
const PmSectionName *pm_parts_sections(PmArena *arena, const PmConfig *config);
/* Normalised title → place in `sections`, plus one; of two that claim a title the first has it. To
 * be made once for many documents; read-only. */
GHashTable *pm_parts_titles_new(const PmSectionName *sections);
PmParts pm_parts_read(PmArena *arena, const PmOutline *outline, GHashTable *titles);
