/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Byte edits on a buffer. Every edit of a document is a list of splices against the bytes that were
 * read, so that what is not named in a splice survives to the letter.
 */
#pragma once

#include "base/source.h"

#include <stdbool.h>

/* Replace bytes [at.start, at.end) by text; an insertion has start == end. */
typedef struct {
    PmSpan at;
    const char *text;
    size_t length;
} PmSplice;

typedef struct PmSplices PmSplices;

PmSplices *pm_splices_new(PmArena *arena);
/*
 * `text` is copied into the arena. Several insertions at one place keep the order of their adding.
 */
void pm_splices_add(PmSplices *splices, PmSpan at, const char *text, size_t length);
size_t pm_splices_count(const PmSplices *splices);
const PmSplice *pm_splices_get(const PmSplices *splices, size_t index);

/* The new bytes (a new reference, NUL after the end). PM_ERROR_CONFLICT when two splices overlap or
 * one lies outside. */
GBytes *pm_splices_apply(const PmSplices *splices, const char *bytes, size_t length,
                         GError **error);
