/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as lines, one of which may be a table's. A row has as many cells as its pipes make,
 * counted another way, in order and between them nothing but a pipe and blanks; and the same
 * document in a quote has the same tables.
 */
#include "markdown/outline.h"
#include "markdown/table.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
is_pipe(const char *text, PmSpan row, size_t at)
{
    return text[at] == '|' && (at == row.start || text[at - 1] != '\\');
}

/* One more than the pipes between the first and the last character, which close cells. */
static size_t
expected_cells(const char *text, PmSpan row)
{
    if (row.start == row.end)
        return 0;
    size_t count = 1;
    for (size_t i = row.start; i < row.end; i++)
        count += is_pipe(text, row, i);
    count -= is_pipe(text, row, row.start);
    return count - (row.end - row.start > 1 || count > 0 ? is_pipe(text, row, row.end - 1) : 0);
}

static void
check_split(const PmBody *body, PmSpan row)
{
    g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(PmSpan));
    size_t count = pm_table_split(body, row, cells);
    g_assert_cmpuint(count, ==, cells->len);
    g_assert_cmpuint(count, ==, pm_table_split(body, row, NULL));
    row = pm_body_trim(body, row, PM_TRIM_BOTH);
    g_assert_cmpuint(count, ==, expected_cells(body->text, row));
    size_t last = row.start;
    for (guint i = 0; i < cells->len; i++) {
        PmSpan cell = g_array_index(cells, PmSpan, i);
        g_assert_cmpuint(last, <=, cell.start);
        g_assert_cmpuint(cell.start, <=, cell.end);
        g_assert_cmpuint(cell.end, <=, row.end);
        size_t pipes = 0;
        for (size_t k = last; k < cell.start; k++) {
            g_assert_true(body->text[k] == '|' || pm_body_is_space(body->text[k]));
            pipes += body->text[k] == '|';
        }
        g_assert_cmpuint(pipes, ==, i > 0 || (count > 0 && body->text[row.start] == '|'));
        for (size_t k = cell.start; k < cell.end; k++)
            g_assert_false(is_pipe(body->text, row, k));
        last = cell.end;
    }
}

static void
check_lines(const PmBody *body)
{
    g_autoptr(GArray) containers = g_array_new(FALSE, FALSE, sizeof(PmContainer));
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(PmLine));
    for (size_t i = 1; i <= body->line_count; i++) {
        PmLine line = pm_container_strip(containers, body, i);
        check_split(body, line.span);
        g_array_append_val(lines, line);
    }
    const PmLine *all = (const PmLine *)(void *)lines->data;
    PmTableLines table;
    if (!pm_table_find(body, all, lines->len, &table))
        return;
    g_assert_cmpuint(table.columns, >, 0);
    g_assert_cmpuint(table.header + 2, <=, table.end);
    g_assert_cmpuint(table.end, <=, lines->len);
    for (size_t i = table.header; i < table.header + 2; i++)
        g_assert_cmpuint(pm_table_split(body, all[i].span, NULL), ==, table.columns);
}

static const PmOutline *
outline_of(PmArena *arena, const char *bytes, size_t length)
{
    const PmSource *source = pm_source_new(arena, "x.md", bytes, length);
    return pm_outline_parse(arena, source, (PmSpan){ 0, length }, pm_diagnostics_new(arena));
}

static void
check_row(const PmOutline *a, const PmTableRow *left, const PmOutline *b, const PmTableRow *right)
{
    g_assert_cmpuint(left->count, ==, right->count);
    for (size_t i = 0; i < left->count; i++) {
        PmSpan one = left->cells[i].span;
        PmSpan other = right->cells[i].span;
        g_assert_cmpuint(one.end - one.start, ==, other.end - other.start);
        g_assert_true(memcmp(a->source->bytes + one.start, b->source->bytes + other.start,
                             one.end - one.start) == 0);
        g_assert_cmpstr(left->cells[i].text, ==, right->cells[i].text);
    }
}

/* CommonMark 5.1: what is quoted line by line is the same blocks, in a quote. */
static void
check_quoted(const char *bytes, size_t length)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GString) quoted = g_string_new("> ");
    for (size_t i = 0; i < length; i++) {
        g_string_append_c(quoted, bytes[i]);
        if (bytes[i] == '\n')
            g_string_append(quoted, "> ");
    }
    const PmOutline *plain = outline_of(arena, bytes, length);
    const PmOutline *inside = outline_of(arena, quoted->str, quoted->len);
    if (plain->limited || inside->limited)
        return;
    g_assert_cmpuint(plain->table_count, ==, inside->table_count);
    for (size_t i = 0; i < plain->table_count; i++) {
        const PmTable *left = &plain->tables[i];
        const PmTable *right = &inside->tables[i];
        check_row(plain, &left->header, inside, &right->header);
        g_assert_cmpuint(left->count, ==, right->count);
        for (size_t k = 0; k < left->count; k++)
            check_row(plain, &left->rows[k], inside, &right->rows[k]);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    char *bytes = pm_arena_strndup(arena, (const char *)data, size);
    check_lines(pm_body_new(arena, bytes, size));
    bool mark = g_str_has_prefix(bytes, "\xef\xbb\xbf"); /* skipped at the very start alone */
    if (!mark && !memchr(bytes, '\t', size + 1) && !memchr(bytes, '\r', size + 1))
        check_quoted(bytes, size);
    return 0;
}
