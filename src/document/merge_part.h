/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of a merge. For merge*.c alone.
 */
#pragma once

#include "document/merge.h"
#include "document/timeline.h"

/* What stands in the result where both changed something. */
typedef enum {
    PM_MERGE_MARKS, /* both, between marks */
    PM_MERGE_OURS,  /* one of them: for the proof that all around it is right */
    PM_MERGE_THEIRS,
} PmMergeTake;

typedef struct {
    PmArena *arena;
    const PmMergeHow *how;
    PmMergeTake take;
    GPtrArray *places; /* const char *: what conflicts */
} PmMerging;

/* Append what both changed, and note where. */
void pm_merging_conflict(PmMerging *self, const char *place, const PmPiece sides[PM_SIDE_COUNT],
                         GString *out);
/* Append lines merged as text. */
void pm_merging_lines(PmMerging *self, const char *place, const PmPiece sides[PM_SIDE_COUNT],
                      GString *out);

/* merge_order.c ---------------------------------------------------------------------------------
 */

typedef int (*PmMergeCompare)(const char *a, const char *b, void *data);
/* "A2" before "A10"; `data` is not looked at. */
int pm_merge_by_name(const char *a, const char *b, void *data);

/*
 * One order of the keys of both; all of `ours` and `theirs` are in it, once. Those that are in both
 * follow each other as the side has them that moved any (ours, if both did); new ones stay behind
 * what they stood behind, and two runs of new ones at one place become one by `compare`. Elements
 * are borrowed.
 */
GPtrArray *pm_merge_order(const GPtrArray *base, const GPtrArray *ours, const GPtrArray *theirs,
                          PmMergeCompare compare, void *data);

/* merge_kind.c ----------------------------------------------------------------------------------
 */

typedef enum {
    PM_MERGE_ATOM,  /* as a whole */
    PM_MERGE_MAP,   /* by key */
    PM_MERGE_ITEMS, /* a list of maps, by id */
    PM_MERGE_NAMED, /* a list of maps, by members that may change */
    PM_MERGE_SET,   /* a list of words */
} PmMergeKind;

/* How the three of `name` are merged. Nothing, null and empty collections go with any. */
PmMergeKind pm_merge_kind(const char *name, const PmNode *const nodes[PM_SIDE_COUNT]);
/* What tells a child from its siblings. NULL: nothing. */
const char *pm_merge_key(PmArena *arena, PmMergeKind kind, const PmNode *child);
bool pm_merge_is_empty(const PmNode *node);

/* merge_front.c ---------------------------------------------------------------------------------
 */

/* A version of a member or item: whole lines, from its key or dash on. */
typedef struct {
    const PmSource *source;
    const PmNode *node; /* NULL: not there */
    PmSpan lines;
    size_t column; /* of the key or dash */
} PmMergePart;

/* Where its value is written, on the line of its key or dash if it is nothing. */
PmSpan pm_merge_value(const PmMergePart *part);
/* Its text, as it reads where its key or dash is at `column`. */
PmPiece pm_merge_part_text(PmArena *arena, const PmMergePart *part, size_t column);
/* The same of bytes whose first line begins at the margin, or (`inside`) does not. */
PmPiece pm_merge_shift(PmArena *arena, PmPiece text, ptrdiff_t by, bool inside);

/* The versions between the fences, merged. False: they have something in them that is not taken
 * apart (anchors, flow mappings at the top). */
bool pm_merge_front(PmMerging *self, const PmDocument *const documents[PM_SIDE_COUNT],
                    GString *out);

/* A member or item; `open`: its line has begun already. False: it can't be written there. */
bool pm_merge_part(PmMerging *self, const char *place, const PmMergePart parts[PM_SIDE_COUNT],
                   size_t column, bool open, GString *out);

/* merge_children.c, merge_flow.c: a collection by its children, with its key or dash. False: not to
 * be merged so; `out` may have something of it. */
bool pm_merge_children(PmMerging *self, const char *place, PmMergeKind kind,
                       const PmMergePart parts[PM_SIDE_COUNT], size_t column, bool open,
                       GString *out);
bool pm_merge_flow(PmMerging *self, PmMergeKind kind, const PmMergePart parts[PM_SIDE_COUNT],
                   size_t column, bool open, GString *out);
/* The map at the top; its lines are all between the fences. */
bool pm_merge_top(PmMerging *self, const PmMergePart parts[PM_SIDE_COUNT], GString *out);
/* Begin a line at `column`, unless it has begun. */
void pm_merge_indent(GString *out, size_t column, bool open);

/* merge_proof.c ---------------------------------------------------------------------------------
 */

/*
 * Is the front matter `merged` what each member of it should be: changed where one side changed it,
 * and otherwise as it was? `take` says which of both stands where they conflict; `conflicts`:
 * whether they do anywhere.
 */
bool pm_merge_proof(const PmNode *const fronts[PM_SIDE_COUNT], const PmNode *merged,
                    PmMergeTake take, bool conflicts);

/* merge_tables.c --------------------------------------------------------------------------------
 */

typedef struct {
    PmPiece text; /* whole lines, without the last line end */
    PmPiece gap;  /* blank lines behind it; bytes NULL: it is the last */
    int64_t time; /* of one without a time of its own: that of the one before */
    const char *time_text, *event;
    const char *words; /* of the event, which a row and its output have alike */
    const char *key;   /* what tells it from the others, and is the same in all versions */
} PmMergeRow;

typedef enum {
    PM_MERGE_ROWS,
    PM_MERGE_OUTPUTS, /* captions and fences (timeline_output.h) */
    PM_MERGE_STRIP_COUNT,
} PmMergeStripKind;

/* Lines of a table, or behind it, that are in the order of time. */
typedef struct {
    PmSpan lines;
    GArray *rows; /* PmMergeRow */
} PmMergeStrip;

/* A table or list. */
typedef struct {
    PmMergeStrip strips[PM_MERGE_STRIP_COUNT];
    char *name; /* the same in all versions */
} PmMergeTable;

/* Those of the timeline of one version. */
typedef struct {
    const PmDocument *document;
    PmTimeline timeline;
    GPtrArray *tables;
} PmMergeTables;

/* False: rows can't be told from the rest. To be cleared either way. */
bool pm_merge_tables_read(PmArena *arena, const PmDocument *document, const PmFieldReading *reading,
                          PmMergeTables *out_tables);
void pm_merge_tables_clear(PmMergeTables *tables);
/* Name the tables of each version; `names` gets all the names, once. */
void pm_merge_tables_name(PmArena *arena, PmMergeTables sides[PM_SIDE_COUNT], GPtrArray *names);
const PmMergeTable *pm_merge_table_named(const PmMergeTables *tables, const char *name);
bool pm_merge_strip_equal(const PmMergeStrip *a, const PmMergeStrip *b);
/* A row's lines, without its last line end. */
PmPiece pm_merge_row_text(const PmSource *source, PmSpan span);

/* merge_timeline.c ------------------------------------------------------------------------------
 */

typedef struct PmMergeRows PmMergeRows;
void pm_merge_rows_free(PmMergeRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmMergeRows, pm_merge_rows_free)

/*
 * The rows of the timelines, and their outputs, read out of the bodies (from the closing fence on):
 * a few lines that nobody else has stand in their place. NULL: they can't be told from the rest.
 */
PmMergeRows *pm_merge_rows_read(PmArena *arena, const PmDocument *const documents[PM_SIDE_COUNT],
                                const PmFieldReading *reading);
PmPiece pm_merge_rows_body(const PmMergeRows *rows, PmSide side);
/*
 * Append `body` with the merged rows where their lines are; `whole`: all of both, between marks.
 * False: the lines are not there once each.
 */
bool pm_merge_rows_put(PmMergeRows *rows, PmMerging *self, PmPiece body, bool whole, GString *out);
/* Has `merged` all rows and outputs that were put, and each row the time that it has in ours or
 * theirs? */
bool pm_merge_rows_hold(const PmMergeRows *rows, const PmDocument *merged);

/* merge_rows.c ----------------------------------------------------------------------------------
 */

/* Give the rows of three versions (GArray of PmMergeRow) their keys. */
void pm_merge_rows_match(PmArena *arena, GArray *const rows[PM_SIDE_COUNT]);
/* Append the rows of all three as one. How many they are. */
size_t pm_merge_rows(PmMerging *self, GArray *const rows[PM_SIDE_COUNT], GString *out);
