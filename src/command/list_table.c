/* SPDX-License-Identifier: Apache-2.0 */
#include "command/list_table.h"

#include "base/text.h"
#include "document/fields.h"

#include <string.h>

static const char *
day_of(PmArena *arena, const PmListRow *row)
{
    if (!row->has_started)
        return "";
    return pm_arena_strndup(arena, pm_time_format(arena, row->started), 10);
}

/* Cells of the table, each as wide as its widest. */
enum { ID, SEVERITY, STATUS, STARTED, TITLE, CELLS };

static void
cells_of(PmContext *context, const PmListRow *row, const char *out_cells[CELLS])
{
    out_cells[ID] = pm_context_safe(context, row->id);
    out_cells[SEVERITY] =
        row->severity_text != NULL ? pm_context_safe(context, row->severity_text) : "";
    out_cells[STATUS] = row->status != NULL ? pm_context_safe(context, row->status)
                        : row->adopted      ? "adopted"
                                            : "";
    out_cells[STARTED] = day_of(context->arena, row);
    out_cells[TITLE] = row->title != NULL ? pm_context_safe(context, row->title) : "";
}

static void
print_row(PmContext *context, const char *const cells[CELLS], const size_t widths[CELLS])
{
    g_autoptr(GString) line = g_string_new(NULL);
    for (size_t i = 0; i < CELLS; i++) {
        g_autofree char *cut = pm_text_ellipsize(cells[i], widths[i]);
        g_autofree char *padded = pm_text_pad(cut, widths[i]);
        if (widths[i] > 0)
            g_string_append_printf(line, "%s%s", line->len > 0 ? "  " : "", padded);
    }
    fprintf(context->out, "%s\n", g_strchomp(line->str));
}

static size_t
width_of_all(const size_t widths[CELLS])
{
    size_t used = 0;
    for (size_t i = 0; i < CELLS; i++)
        used += widths[i] > 0 ? widths[i] + (used > 0 ? 2 : 0) : 0;
    return used;
}

/* Does every id begin with the day of the start, so that it need not be said twice? */
static bool
ids_say_day(PmContext *context, const GArray *rows)
{
    for (guint i = 0; i < rows->len; i++) {
        const PmListRow *row = &g_array_index(rows, PmListRow, i);
        if (!g_str_has_prefix(row->id, day_of(context->arena, row)))
            return false;
    }
    return true;
}

/*
 * What a terminal has no room for is cut from the titles. An id is there to be copied, and what is
 * left of two could be the same; where it leaves no room for a title, it gets a line of its own.
 * False then: the others are the line below.
 */
static bool
fit(size_t widths[CELLS], size_t columns)
{
    enum { LEAST_TITLE = 12, INDENT = 4 };
    widths[SEVERITY] = MIN(widths[SEVERITY], 10);
    widths[STATUS] = MIN(widths[STATUS], 14);
    size_t title = widths[TITLE];
    size_t others = width_of_all(widths) - title;
    if (others + MIN(title, LEAST_TITLE) <= columns) {
        widths[TITLE] = MIN(title, columns - others);
        return true;
    }
    others = INDENT + others - widths[ID] - 2;
    widths[TITLE] = MIN(title, MAX(columns, others + LEAST_TITLE) - others);
    widths[ID] = 0;
    return false;
}

void
pm_list_print(PmContext *context, const GArray *rows)
{
    const char *(*cells)[CELLS] = g_malloc0_n(rows->len + 1, sizeof *cells);
    size_t widths[CELLS] = { 0 };
    for (guint i = 0; i < rows->len; i++) {
        cells_of(context, &g_array_index(rows, PmListRow, i), cells[i]);
        for (size_t k = 0; k < CELLS; k++)
            widths[k] = MAX(widths[k], pm_text_width(cells[i][k], -1));
    }
    bool one_line = true;
    /* nothing is cut when piped */
    if (context->terminal && width_of_all(widths) > context->columns) {
        if (ids_say_day(context, rows))
            widths[STARTED] = 0;
        one_line = fit(widths, context->columns);
    }
    for (guint i = 0; i < rows->len; i++) {
        if (!one_line)
            fprintf(context->out, "%s\n    ", cells[i][ID]);
        print_row(context, cells[i], widths);
    }
    g_free(cells);
}
