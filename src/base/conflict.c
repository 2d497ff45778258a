/* SPDX-License-Identifier: Apache-2.0 */
#include "base/conflict.h"

#include <string.h>

bool
pm_piece_equal(PmPiece a, PmPiece b)
{
    if (a.bytes == NULL || b.bytes == NULL)
        return a.bytes == b.bytes;
    return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

bool
pm_conflict_pick(const PmPiece pieces[PM_SIDE_COUNT], PmSide *out_side)
{
    const PmPiece *base = &pieces[PM_SIDE_BASE];
    const PmPiece *ours = &pieces[PM_SIDE_OURS], *theirs = &pieces[PM_SIDE_THEIRS];
    if (pm_piece_equal(*ours, *theirs) || pm_piece_equal(*base, *theirs))
        *out_side = PM_SIDE_OURS;
    else if (pm_piece_equal(*base, *ours))
        *out_side = PM_SIDE_THEIRS;
    else
        return false;
    return true;
}

static void
append_mark(GString *out, const PmConflictMarks *marks, char mark, const char *label)
{
    unsigned size = marks->size > 0 ? marks->size : PM_CONFLICT_SIZE;
    for (unsigned i = 0; i < size; i++)
        g_string_append_c(out, mark);
    if (label != NULL && *label != '\0')
        g_string_append_printf(out, " %s", label);
    g_string_append_c(out, '\n');
}

static void
append_lines(GString *out, PmPiece piece)
{
    if (piece.bytes == NULL || piece.length == 0)
        return;
    g_string_append_len(out, piece.bytes, (gssize)piece.length);
    if (piece.bytes[piece.length - 1] != '\n')
        g_string_append_c(out, '\n');
}

void
pm_conflict_append(GString *out, const PmConflictMarks *marks, const PmPiece pieces[PM_SIDE_COUNT])
{
    append_mark(out, marks, '<', marks->labels[PM_SIDE_OURS]);
    append_lines(out, pieces[PM_SIDE_OURS]);
    if (marks->style != PM_CONFLICT_MERGE) {
        append_mark(out, marks, '|', marks->labels[PM_SIDE_BASE]);
        append_lines(out, pieces[PM_SIDE_BASE]);
    }
    append_mark(out, marks, '=', NULL);
    append_lines(out, pieces[PM_SIDE_THEIRS]);
    append_mark(out, marks, '>', marks->labels[PM_SIDE_THEIRS]);
}
