/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/builder.h"

#include <string.h>

/*
 * cmark read a table as one paragraph, with marks that reach over cell and row ends. Cells and the
 * text around the table are therefore put aside as paragraphs of their own, and read in one second
 * pass. PREFIX keeps their text from being taken for a list or a heading.
 */
#define PREFIX "x "

static void
add_piece(PmBuilder *builder, PmPiece piece, const PmLine *lines, size_t count)
{
    g_string_append(builder->extra, PREFIX);
    for (size_t i = 0; i < count; i++) {
        PmSpan span = lines[i].span;
        if (piece.cell)
            pm_table_unescape(builder->extra, builder->body->text + span.start,
                              span.end - span.start);
        else
            g_string_append_len(builder->extra, builder->body->text + span.start,
                                (gssize)(span.end - span.start));
        g_string_append_c(builder->extra, ' ');
    }
    g_string_append(builder->extra, "\n\n");
    g_array_append_val(builder->pieces, piece);
}

static void
add_text(PmBuilder *builder, const PmLine *lines, size_t count, size_t item)
{
    if (count == 0)
        return;
    PmSpan span = { lines[0].span.start, lines[count - 1].span.end };
    PmPiece piece = { .span = span, .item = item };
    piece.block = pm_builder_add_block(builder, PM_BLOCK_PARAGRAPH, span, "");
    add_piece(builder, piece, lines, count);
}

/* Does no character of the text mean anything to Markdown inside of a line (CommonMark 6)? */
static bool
is_plain(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (strchr("\\`*_[]<>&!", text[i]) != NULL)
            return false;
    return true;
}

static void
read_cell(PmBuilder *builder, PmTableCell *cell, PmSpan span)
{
    const char *text = builder->body->text + span.start;
    size_t length = span.end - span.start;
    *cell = (PmTableCell){ .span = pm_builder_span(builder, span), .text = "" };
    if (is_plain(text, length)) /* most are, and cost no second pass */
        cell->text = pm_inline_fold(builder->arena, text, length);
    else
        add_piece(builder, (PmPiece){ span, cell, PM_NO_INDEX, PM_NO_INDEX },
                  &(PmLine){ .span = span }, 1);
}

/* GFM: short rows are padded, long ones cut. False when there was nothing left to pad with. */
static bool
read_row(PmBuilder *builder, PmSpan line, size_t columns, PmTableRow *out_row)
{
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(PmSpan));
    size_t found = MIN(pm_table_split(builder->body, line, spans), columns);
    if (columns - found > builder->padding)
        return false;
    builder->padding -= columns - found;
    PmTableCell *cells = pm_arena_new0(builder->arena, PmTableCell, columns);
    for (size_t i = 0; i < columns; i++) {
        PmSpan span = i < found ? g_array_index(spans, PmSpan, i) : (PmSpan){ line.end, line.end };
        read_cell(builder, &cells[i], span);
    }
    *out_row = (PmTableRow){ pm_builder_span(builder, line), cells, columns };
    return true;
}

static void
add_table(PmBuilder *builder, const PmLine *lines, const PmTableLines *found)
{
    PmSpan span = { lines[found->header].span.start, lines[found->end - 1].span.end };
    PmTable table = { .span = pm_builder_span(builder, span) };
    size_t body = found->header + 2;
    PmTableRow *rows = pm_arena_new0(builder->arena, PmTableRow, found->end - body);
    read_row(builder, lines[found->header].span, found->columns, &table.header);
    while (body + table.count < found->end) {
        PmSpan line = lines[body + table.count].span;
        if (!read_row(builder, line, found->columns, &rows[table.count])) {
            pm_builder_report(builder, line, "a table has too many empty cells");
            break;
        }
        table.count++;
    }
    table.rows = rows;
    g_array_append_val(builder->tables, table);
}

bool
pm_builder_read_table(PmBuilder *builder, const PmLine *lines, size_t count, size_t item)
{
    PmTableLines found;
    if (!pm_table_find(builder->body, lines, count, &found))
        return false;
    add_text(builder, lines, found.header, item);
    add_table(builder, lines, &found);
    add_text(builder, lines + found.end, count - found.end, PM_NO_INDEX);
    return true;
}

/* Without the prefix, of which folding may have taken the blank. */
static const char *
behind_prefix(const char *text)
{
    return text[0] == '\0' ? text : text + (text[1] == ' ' ? 2 : 1);
}

static void
finish_piece(PmBuilder *builder, const PmPiece *piece, cmark_node *paragraph)
{
    const char *text =
        behind_prefix(pm_inline_text(builder->arena, paragraph, PM_INLINE_KEEP_CODE));
    if (piece->cell)
        piece->cell->text = text;
    if (piece->item != PM_NO_INDEX)
        g_array_index(builder->items, PmListItem, piece->item).text = text;
    if (piece->block != PM_NO_INDEX)
        g_array_index(builder->blocks, PmBlock, piece->block).text =
            behind_prefix(pm_inline_text(builder->arena, paragraph, PM_INLINE_DROP_CODE));
    pm_inline_links(&builder->finder, paragraph, piece->span);
}

void
pm_builder_finish_pieces(PmBuilder *builder)
{
    if (builder->pieces->len == 0)
        return;
    if (builder->body->has_definitions)
        g_string_append_len(builder->extra, builder->body->text, (gssize)builder->body->length);
    cmark_node *root =
        cmark_parse_document(builder->extra->str, builder->extra->len, CMARK_OPT_DEFAULT);
    cmark_node *paragraph = cmark_node_first_child(root);
    for (guint i = 0; i < builder->pieces->len && paragraph; i++) {
        finish_piece(builder, &g_array_index(builder->pieces, PmPiece, i), paragraph);
        paragraph = cmark_node_next(paragraph);
    }
    cmark_node_free(root);
}
