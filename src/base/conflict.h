/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three versions of a text, and how one shows that two of them don't go together: the marks of
 * git-merge-file(1), which people and their editors know.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum {
    PM_SIDE_BASE,
    PM_SIDE_OURS,
    PM_SIDE_THEIRS,
    PM_SIDE_COUNT,
} PmSide;

/* Some bytes, borrowed; NULL: there is nothing, which is not the same as no bytes. */
typedef struct {
    const char *bytes;
    size_t length;
} PmPiece;

/* Both nothing, or the same bytes. */
bool pm_piece_equal(PmPiece a, PmPiece b);

/* Of three versions the one that a merge has when at most one side changed anything; false: both
 * did, differently. */
bool pm_conflict_pick(const PmPiece pieces[PM_SIDE_COUNT], PmSide *out_side);

/* merge.conflictStyle of git-config(1) */
typedef enum {
    PM_CONFLICT_MERGE,
    PM_CONFLICT_DIFF3,  /* with what was there before */
    PM_CONFLICT_ZDIFF3, /* the same; lines that both begin or end with stand outside */
} PmConflictStyle;

#define PM_CONFLICT_SIZE 7

typedef struct {
    PmConflictStyle style;
    unsigned size;                     /* of a mark; 0: PM_CONFLICT_SIZE */
    const char *labels[PM_SIDE_COUNT]; /* NULL or "": none */
} PmConflictMarks;

/* Append the versions with marks around them. A last line without an end gets one. */
void pm_conflict_append(GString *out, const PmConflictMarks *marks,
                        const PmPiece pieces[PM_SIDE_COUNT]);
