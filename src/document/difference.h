/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two versions of a document to field- and section-level changes, each material or follow-up. What
 * is follow-up is fixed by version 1 of the sign-off statement (LEDGER section 3) and never by
 * policy: a sign-off stays current through follow-up changes only. Changing a row here changes what
 * old sign-offs mean.
 */
#pragma once

#include "document/document.h"

typedef struct {
    const char
        *where; /* "severity", "actions A1 due", "section Impact": raw text, escape it to print */
    const char *old_text; /* one line, or NULL: was not there, or is no single value */
    const char *new_text; /* of an item that came or went its `text`, or else its id */
    const char *item;     /* the id of an item of a list that came or went; NULL: none did */
    bool material;
} PmDifferenceItem;

typedef struct {
    const PmDifferenceItem *items;
    size_t count;
    bool material;      /* any of them */
    bool response_only; /* material, but nothing except `response` is */
} PmDifference;

PmDifference pm_difference(PmArena *arena, const PmDocument *old_version,
                           const PmDocument *new_version);

/* The same from bytes: NULL for a version that does not exist (everything is material then). */
PmDifference pm_difference_bytes(PmArena *arena, GBytes *old_bytes, GBytes *new_bytes);

/* "findings F2, section Impact": the material places, for a line of output. "" when none. */
const char *pm_difference_material_places(PmArena *arena, const PmDifference *difference);
