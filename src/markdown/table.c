/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/table.h"

#include <string.h>

/* The next pipe that no backslash precedes, or `end`. A code span does not protect a pipe. */
static size_t
next_pipe(const char *text, size_t at, size_t end)
{
    for (; at < end && text[at] != '|'; at++)
        if (text[at] == '\\' && at + 1 < end && text[at + 1] == '|')
            at++;
    return MIN(at, end);
}

/* One walk for counting and for collecting: `cells` may be NULL. */
size_t
pm_table_split(const PmBody *body, PmSpan row, GArray *cells)
{
    row = pm_body_trim(body, row, PM_TRIM_BOTH);
    size_t at = row.start;
    size_t count = 0;
    if (at < row.end && body->text[at] == '|')
        at++;
    while (at < row.end) {
        size_t pipe = next_pipe(body->text, at, row.end);
        PmSpan cell = pm_body_trim(body, (PmSpan){ at, pipe }, PM_TRIM_BOTH);
        if (cells)
            g_array_append_val(cells, cell);
        count++;
        at = pipe + 1;
    }
    return count;
}

/* :?-+:? */
static bool
is_rule(const char *text, PmSpan cell)
{
    size_t at = cell.start;
    size_t end = cell.end;
    if (at < end && text[at] == ':')
        at++;
    if (at < end && text[end - 1] == ':')
        end--;
    return at < end && strspn(text + at, "-") >= end - at;
}

/* The columns of a delimiter row, 0 when it is none. */
static size_t
delimiter_columns(const PmBody *body, PmSpan row)
{
    if (strspn(body->text + row.start, "|:- \t\v\f") < row.end - row.start)
        return 0;
    g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(PmSpan));
    size_t count = pm_table_split(body, row, cells);
    for (size_t i = 0; i < count; i++)
        if (!is_rule(body->text, g_array_index(cells, PmSpan, i)))
            return 0;
    return count;
}

/* A list item begins that cannot interrupt a paragraph, but ends a table: "2." or an empty one. */
static bool
begins_item(const char *text, PmSpan span)
{
    size_t at = span.start;
    size_t digits = 0;
    for (; at < span.end && g_ascii_isdigit(text[at]); at++)
        digits++;
    bool marker = at < span.end && (digits ? digits <= 9 && strchr(".)", text[at]) != NULL
                                           : strchr("-+*", text[at]) != NULL);
    return marker && (at + 1 >= span.end || text[at + 1] == ' ' || text[at + 1] == '\t');
}

static bool
is_row(const PmBody *body, const PmLine *line)
{
    return !line->lazy && line->indent < 4 && !begins_item(body->text, line->span) &&
           pm_table_split(body, line->span, NULL) > 0;
}

bool
pm_table_find(const PmBody *body, const PmLine *lines, size_t count, PmTableLines *out_table)
{
    for (size_t i = 1; i < count; i++) {
        size_t columns =
            lines[i].lazy || lines[i].indent > 3 ? 0 : delimiter_columns(body, lines[i].span);
        if (columns == 0 || pm_table_split(body, lines[i - 1].span, NULL) != columns)
            continue;
        size_t end = i + 1;
        while (end < count && is_row(body, &lines[end]))
            end++;
        *out_table = (PmTableLines){ .header = i - 1, .end = end, .columns = columns };
        return true;
    }
    return false;
}

void
pm_table_unescape(GString *out, const char *cell, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (cell[i] != '\\' || i + 1 >= length || cell[i + 1] != '|')
            g_string_append_c(out, cell[i]);
}

bool
pm_table_is_task(const char *text, bool *out_done)
{
    if (text[0] != '[' || text[1] == '\0' || !strchr(" xX", text[1]) || text[2] != ']' ||
        (text[3] != ' ' && text[3] != '\t'))
        return false;
    *out_done = text[1] != ' ';
    return true;
}
