/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/container.h"

/* A place in a line. Containers may use up part of a tab: `used` can be ahead of `column`. */
typedef struct {
    const char *text;
    size_t at;
    size_t end;
    size_t column; /* of `at` */
    size_t used;
} Cursor;

static size_t
step(char c, size_t column)
{
    return c == '\t' ? (column / 4 + 1) * 4 : column + 1;
}

/* Go to the next byte that is no blank; the columns on the way that no container has used. */
static size_t
skip_blanks(Cursor *cursor)
{
    while (cursor->at < cursor->end &&
           (cursor->text[cursor->at] == ' ' || cursor->text[cursor->at] == '\t')) {
        cursor->column = step(cursor->text[cursor->at], cursor->column);
        cursor->at++;
    }
    return cursor->column > cursor->used ? cursor->column - cursor->used : 0;
}

static void
enter(Cursor *cursor, const PmContainer *container)
{
    cursor->at = container->after;
    cursor->column = container->column;
    cursor->used = container->content;
}

static bool
follows_blank(const Cursor *cursor)
{
    return cursor->at < cursor->end &&
           (cursor->text[cursor->at] == ' ' || cursor->text[cursor->at] == '\t');
}

static bool
continues(Cursor *cursor, const PmContainer *container)
{
    Cursor next = *cursor;
    size_t indent = skip_blanks(&next);
    if (!container->quote) {
        if (indent < container->width)
            return false;
        cursor->used += container->width;
        return true;
    }
    if (indent > 3 || next.at >= next.end || next.text[next.at] != '>')
        return false;
    next.at++;
    next.column++;
    next.used = next.column + (follows_blank(&next) ? 1 : 0);
    *cursor = next;
    return true;
}

static bool
strip(Cursor *cursor, const GArray *containers, const PmBody *body, size_t line)
{
    PmSpan span = pm_body_line(body, line);
    *cursor = (Cursor){ .text = body->text, .at = span.start, .end = span.end };
    for (size_t i = 0; i < containers->len; i++) {
        const PmContainer *container = &g_array_index(containers, PmContainer, i);
        if (container->line == line)
            enter(cursor, container);
        else if (!continues(cursor, container))
            return false;
    }
    return true;
}

/* CommonMark 5.2: five or more columns behind the marker begin indented code, one belongs to the
 * item. */
static size_t
item_content(Cursor cursor)
{
    size_t after = cursor.column;
    skip_blanks(&cursor);
    size_t blanks = cursor.column - after;
    return after + (cursor.at >= cursor.end || blanks > 4 ? 1 : blanks);
}

void
pm_container_open(GArray *containers, const PmBody *body, bool quote, size_t line, size_t offset)
{
    Cursor cursor;
    strip(&cursor, containers, body, line);
    size_t base = cursor.used;
    for (; cursor.at < MIN(offset, cursor.end); cursor.at++)
        cursor.column = step(cursor.text[cursor.at], cursor.column);
    size_t marker = 1;
    if (!quote)
        while (offset + marker <= cursor.end && g_ascii_isdigit(body->text[offset + marker - 1]))
            marker++;
    cursor.at = MIN(cursor.at + marker, cursor.end);
    cursor.column += marker;
    size_t content =
        quote ? cursor.column + (follows_blank(&cursor) ? 1 : 0) : item_content(cursor);
    PmContainer container = {
        .quote = quote,
        .line = line,
        .after = cursor.at,
        .column = cursor.column,
        .content = content,
        .width = content - MIN(base, content),
    };
    g_array_append_val(containers, container);
}

PmLine
pm_container_strip(const GArray *containers, const PmBody *body, size_t line)
{
    Cursor cursor;
    bool lazy = !strip(&cursor, containers, body, line);
    size_t indent = skip_blanks(&cursor);
    PmSpan span = { cursor.at, cursor.end };
    return (PmLine){ pm_body_trim(body, span, PM_TRIM_BOTH), indent, lazy };
}
