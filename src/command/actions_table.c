/* SPDX-License-Identifier: Apache-2.0 */
#include "command/actions_table.h"

#include "base/text.h"

#include <string.h>

enum { LATE, ID, ACTION, TEXT, OWNER, WORK, MOVES, CELLS };
enum { GAP = 2, LEAST_TEXT = 24 }; /* columns; with fewer, the text gets a line of its own */
typedef const char *Cells[CELLS];

/* "moved 2 ×, by 30 d" */
static const char *
moves_of(PmContext *context, const PmActionRow *row)
{
    if (row->moves == 0)
        return "";
    const char *times = pm_arena_printf(context->arena, "moved %u ×", row->moves);
    if (!row->has_shift || row->shift == 0)
        return times;
    return pm_arena_printf(context->arena, "%s, by %" G_GINT64_FORMAT " d", times, row->shift);
}

static void
cells_of(PmContext *context, const PmActionRow *row, Cells out_cells)
{
    PmArena *arena = context->arena;
    const char *late = row->open ? pm_due_tell(arena, &row->lateness, row->due) : row->status;
    const char *work = row->work != NULL ? row->work : "";
    const char *ticket = row->ticket != NULL ? row->ticket : "";
    bool both = *work != '\0' && *ticket != '\0';
    const char *raw[CELLS] = {
        [LATE] = late,
        [ID] = row->id,
        [ACTION] = row->action,
        [TEXT] = row->text,
        [OWNER] = row->owner,
        [WORK] = pm_arena_printf(arena, "%s%s%s", work, both ? " " : "", ticket),
        [MOVES] = moves_of(context, row),
    };
    for (size_t i = 0; i < CELLS; i++)
        out_cells[i] = raw[i] != NULL ? pm_context_safe(context, raw[i]) : "";
}

typedef struct {
    size_t widths[CELLS];
    bool one_line;
} Table;

static size_t
width_of_all(const size_t widths[CELLS], size_t but)
{
    size_t used = 0;
    for (size_t i = 0; i < CELLS; i++)
        if (i != but && widths[i] > 0)
            used += widths[i] + (used > 0 ? GAP : 0);
    return used;
}

static Table
measure(const PmContext *context, Cells *rows, guint count)
{
    Table table = { .one_line = true };
    for (guint i = 0; i < count; i++)
        for (size_t k = 0; k < CELLS; k++)
            table.widths[k] = MAX(table.widths[k], pm_text_width(rows[i][k], -1));
    size_t text = table.widths[TEXT];
    size_t others = width_of_all(table.widths, TEXT) + GAP;
    if (!context->terminal || others + text <= context->columns)
        return table;
    table.one_line = others + MIN(text, LEAST_TEXT) <= context->columns;
    if (table.one_line)
        table.widths[TEXT] = context->columns - others;
    return table;
}

/* The cells that `which` names, each as wide as its column where `padded`. */
static GString *
line_of(const Table *table, const char *const *cells, const size_t *which, bool padded)
{
    GString *line = g_string_new(NULL);
    for (; *which < CELLS; which++) {
        size_t width = table->widths[*which];
        g_autofree char *cut = pm_text_ellipsize(cells[*which], width);
        g_autofree char *cell = pm_text_pad(cut, padded || *which == LATE ? width : 0);
        if (*cell != '\0')
            g_string_append_printf(line, "%*s%s", line->len > 0 ? GAP : 0, "", cell);
    }
    g_strchomp(line->str);
    return line;
}

/* Ids are there to be copied: what is left of two could be the same. */
static void
print_stacked(PmContext *context, const Table *table, const char *const *cells)
{
    static const size_t all[] = { LATE, ID, ACTION, OWNER, WORK, CELLS };
    static const size_t ids[] = { LATE, ID, ACTION, CELLS };
    bool fits = width_of_all(table->widths, TEXT) <=
                context->columns + (table->widths[MOVES] > 0 ? table->widths[MOVES] + GAP : 0);
    g_autoptr(GString) first = line_of(table, cells, all, fits);
    g_autoptr(GString) least = line_of(table, cells, ids, fits);
    g_autofree char *cut =
        pm_text_ellipsize(first->str, MAX(context->columns, pm_text_width(least->str, -1)));
    size_t indent = table->widths[LATE] + GAP;
    size_t moves = pm_text_width(cells[MOVES], -1) + (*cells[MOVES] != '\0' ? GAP : 0);
    size_t room = MAX((size_t)context->columns, indent + moves + LEAST_TEXT) - indent - moves;
    g_autofree char *text = pm_text_ellipsize(cells[TEXT], room);
    fprintf(context->out, "%s\n%*s%s%*s%s\n", cut, (int)indent, "", text, moves > 0 ? GAP : 0, "",
            cells[MOVES]);
}

void
pm_actions_print(PmContext *context, const GArray *rows)
{
    static const size_t all[] = { LATE, ID, ACTION, TEXT, OWNER, WORK, MOVES, CELLS };
    Cells *cells = g_malloc0_n(rows->len + 1, sizeof *cells);
    for (guint i = 0; i < rows->len; i++)
        cells_of(context, &g_array_index(rows, PmActionRow, i), cells[i]);
    Table table = measure(context, cells, rows->len);
    for (guint i = 0; i < rows->len; i++) {
        if (!table.one_line) {
            print_stacked(context, &table, cells[i]);
            continue;
        }
        g_autoptr(GString) line = line_of(&table, cells[i], all, true);
        fprintf(context->out, "%s\n", line->str);
    }
    g_free(cells);
}
