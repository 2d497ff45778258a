/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three versions of a document to one: front matter by key and by the id of an item, lists of names
 * as sets, rows of the timeline and their outputs by time, all else by lines. The result is our
 * bytes with pieces of theirs in them; it parses, or conflicts. What both changed differently
 * stands between marks, in that place and nowhere else.
 *
 * Two items that came with one id, and are not the same, conflict. Giving one of them another id
 * would be wrong: a ticket, a message or a sign-off may name it, and a later change of A3 on their
 * branch would be merged, by its id, into our A3.
 */
#pragma once

#include "base/conflict.h"
#include "document/document.h"

/* Larger documents are merged by lines alone. */
#define PM_MERGE_LIMIT ((size_t)4 * 1024 * 1024)

/*
 * Merge by lines, as git does, onto the end of `out`. A version that is not there has no lines.
 * False: they conflict, and the marks are in `out`.
 */
typedef bool (*PmMergeLines)(const PmPiece sides[PM_SIDE_COUNT], const PmConflictMarks *marks,
                             GString *out, void *data);

typedef struct {
    PmConflictMarks marks;
    PmMergeLines lines;
    void *data;                    /* of `lines` */
    const PmFieldReading *reading; /* how the timeline is found and read; may be NULL */
} PmMergeHow;

/* The end of a place where two items have one id. */
#define PM_MERGE_TWO ", for two things"

typedef struct {
    GBytes *bytes;             /* a new reference */
    const char *const *places; /* "severity", "actions A3", "timeline": raw text, escape it to
                                  print; ends with NULL. What conflicts: none, when it does not */
    size_t place_count;
    bool by_lines; /* nothing but lines was looked at: it is no document that we could read */
} PmMerge;

PmMerge pm_merge(PmArena *arena, const PmPiece sides[PM_SIDE_COUNT], const PmMergeHow *how);
