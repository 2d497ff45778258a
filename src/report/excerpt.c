/* SPDX-License-Identifier: Apache-2.0 */
#include "report/excerpt.h"

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TAB = 4,
    /*
     * Bytes looked at on both sides of a span: however long a line is, an excerpt costs the same.
     */
    REACH = 1024,
};

/* A character of the line. */
typedef struct {
    PmSpan source;
    size_t text, length; /* what is printed for it, in Line.text */
    size_t column, width;
} Cell;

typedef struct {
    GString *text;
    GArray *cells; /* Cell */
    size_t columns;
    bool cut_before, cut_after; /* the line goes on outside of what was looked at */
} Line;

static void
line_clear(Line *line)
{
    g_string_free(line->text, TRUE);
    g_array_free(line->cells, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Line, line_clear)

static void
add_cell(Line *line, const char *bytes, PmSpan at, gunichar c)
{
    Cell cell = { .source = at, .text = line->text->len, .column = line->columns };
    if (c == '\t') {
        cell.width = TAB - line->columns % TAB;
        g_string_append_printf(line->text, "%*s", (int)cell.width, "");
    } else if (g_ascii_isprint((char)c) && c < 0x80) {
        cell.width = 1;
        g_string_append_c(line->text, (char)c);
    } else {
        g_autofree char *safe =
            pm_text_escape(bytes + at.start, (gssize)(at.end - at.start), PM_ESCAPE_LINE);
        g_string_append(line->text, safe);
        cell.width = pm_text_width(safe, -1);
    }
    cell.length = line->text->len - cell.text;
    line->columns += cell.width;
    g_array_append_val(line->cells, cell);
}

/* `from` moved on to the first byte of a character. */
static size_t
character_start(const char *bytes, size_t from, size_t end)
{
    for (int i = 0; i < 3 && from < end && ((guchar)bytes[from] & 0xc0) == 0x80; i++)
        from++;
    return from;
}

/* Where to begin for `columns` columns before `centre`, counted low; 4: "\x1b". */
static size_t
begin(const PmSource *source, PmSpan whole, size_t centre, size_t columns)
{
    size_t limit = centre - MIN(centre - whole.start, REACH);
    size_t from = centre;
    for (size_t counted = 0; from > limit && counted < columns;) {
        gunichar c;
        for (from--; from > limit && ((guchar)source->bytes[from] & 0xc0) == 0x80;)
            from--;
        pm_text_decode(source->bytes + from, centre - from, &c);
        counted += pm_text_is_hostile(c) ? 4 : !g_unichar_iszerowidth(c);
    }
    return from > whole.start ? character_start(source->bytes, from, centre) : from;
}

/* No more than `columns` columns on either side of `centre`, or a little more. */
static void
lay_out(Line *line, const PmSource *source, PmSpan whole, size_t centre, size_t columns)
{
    size_t from = begin(source, whole, centre, columns);
    size_t to = centre + MIN(whole.end - centre, REACH);
    size_t last = SIZE_MAX;
    line->cut_before = from > whole.start;
    while (from < to && line->columns <= last) {
        if (from <= centre)
            last = line->columns + columns;
        gunichar c;
        size_t length = pm_text_decode(source->bytes + from, whole.end - from, &c);
        add_cell(line, source->bytes, (PmSpan){ from, from + length }, c);
        from += length;
    }
    line->cut_after = from < whole.end;
}

static bool
is_inside(const Cell *cell, PmSpan span)
{
    return cell->source.end > span.start && cell->source.start < MAX(span.end, span.start + 1);
}

/* The columns of the whole line that the span takes. */
static void
find_span(const Line *line, PmSpan span, PmExcerpt *out)
{
    bool found = false;
    out->start = out->end = line->columns;
    for (guint i = 0; i < line->cells->len; i++) {
        const Cell *cell = &g_array_index(line->cells, Cell, i);
        if (!is_inside(cell, span))
            continue;
        if (!found)
            out->start = cell->column;
        out->end = cell->column + cell->width;
        found = true;
    }
    out->end = MAX(out->end, out->start + 1);
}

/* The columns [start, end) of the line that are shown. */
static PmSpan
choose_window(const Line *line, const PmExcerpt *at, size_t columns)
{
    size_t needed = MAX(line->columns, at->end);
    bool whole = !line->cut_before && !line->cut_after && needed <= columns;
    bool from_start = !line->cut_before && at->end < columns;
    if (whole || from_start)
        return (PmSpan){ 0, columns };
    size_t start = at->start - MIN(at->start, columns / 4);
    if (!line->cut_after && start + columns > needed) /* the line's end: fill the room before it */
        start = needed - MIN(needed, columns);
    return (PmSpan){ start, start + columns };
}

static void
cut(const Line *line, PmSpan window, PmExcerpt *excerpt)
{
    static const char ellipsis[] = "…";
    bool left = window.start > 0 || line->cut_before;
    bool right = window.end < line->columns || line->cut_after;
    PmSpan room = { window.start + left, window.end - right };
    g_autoptr(GString) text = g_string_new(left ? ellipsis : "");
    size_t first = room.start, shown = room.start;
    bool empty = true;
    for (guint i = 0; i < line->cells->len; i++) {
        const Cell *cell = &g_array_index(line->cells, Cell, i);
        bool orphan = empty && left && cell->width == 0; /* would combine with the ellipsis */
        if (cell->column < room.start || cell->column + cell->width > room.end || orphan)
            continue;
        if (empty)
            first = cell->column; /* more than room.start where a wide one was cut */
        empty = false;
        shown = cell->column + cell->width;
        g_string_append_len(text, line->text->str + cell->text, (gssize)cell->length);
    }
    if (right)
        g_string_append(text, ellipsis);
    excerpt->text = g_string_free(g_steal_pointer(&text), FALSE);
    size_t start = MAX(excerpt->start, first), end = MAX(MIN(excerpt->end, shown), start + 1);
    excerpt->start = start - first + left;
    excerpt->end = end - first + left;
}

void
pm_excerpt_init(PmExcerpt *excerpt, const PmSource *source, PmSpan span, size_t columns)
{
    PmSpan whole = pm_source_line(source, pm_source_position(source, span.start).line);
    size_t centre = CLAMP(span.start, whole.start, whole.end);
    g_auto(Line)
        line = { .text = g_string_new(NULL), .cells = g_array_new(FALSE, FALSE, sizeof(Cell)) };
    columns = MAX(columns, 20);
    lay_out(&line, source, whole, centre, columns);
    *excerpt = (PmExcerpt){ 0 };
    find_span(&line, span, excerpt);
    cut(&line, choose_window(&line, excerpt, columns), excerpt);
}

void
pm_excerpt_clear(PmExcerpt *excerpt)
{
    g_clear_pointer(&excerpt->text, g_free);
}
