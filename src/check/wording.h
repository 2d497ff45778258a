/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Phrases that vague actions, blame and hindsight are made of, in the prose of a document:
 * paragraphs, list items, table cells, and the texts of the front matter; never in quotations and
 * code. English and Korean, whatever the language of the document.
 */
#pragma once

#include "check/parts.h"

typedef enum { PM_WORDING_VAGUE, PM_WORDING_BLAME, PM_WORDING_COUNTERFACTUAL } PmWordingKind;

typedef struct {
    PmWordingKind kind;
    PmSpan span;
} PmWordingHit;

typedef struct {
    const PmWordingHit *hits;
    size_t count;
} PmWording;

/* What is found in a document; one pass, however many rules ask. */
PmWording pm_wording_read(PmArena *arena, const PmDocument *document, const PmParts *parts);
