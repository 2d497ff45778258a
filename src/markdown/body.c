/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/body.h"

#include <string.h>

bool
pm_body_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* cmark itself would put three bytes (U+FFFD) where one was, and every column after it would be
 * off. */
static char *
copy_valid(PmArena *arena, const char *bytes, size_t length)
{
    char *copy = pm_arena_strndup(arena, length ? bytes : "", length);
    const char *end = copy;
    size_t left = length;
    while (!g_utf8_validate_len(end, left, &end)) {
        size_t at = (size_t)(end - copy);
        copy[at] = PM_BODY_PLACEHOLDER;
        end = copy + at + 1;
        left = length - at - 1;
    }
    return copy;
}

/* The offset behind the line end at or after `at`, as cmark sees it: LF, CRLF or CR. */
static size_t
next_line(const char *text, size_t length, size_t at)
{
    at += strcspn(text + at, "\r\n");
    if (at + 1 < length && text[at] == '\r' && text[at + 1] == '\n')
        return at + 2;
    return MIN(at + 1, length);
}

PmBody *
pm_body_new(PmArena *arena, const char *bytes, size_t length)
{
    PmBody *body = pm_arena_new0(arena, PmBody, 1);
    body->text = copy_valid(arena, bytes, length);
    body->length = length;
    size_t count = 1;
    for (size_t at = next_line(body->text, length, 0); at < length;
         at = next_line(body->text, length, at))
        count++;
    size_t *lines = pm_arena_new0(arena, size_t, count);
    for (size_t i = 1; i < count; i++)
        lines[i] = next_line(body->text, length, lines[i - 1]);
    body->lines = lines;
    body->line_count = count;
    body->has_definitions = strstr(body->text, "]:") != NULL;
    return body;
}

PmSpan
pm_body_line(const PmBody *body, size_t line)
{
    if (line < 1 || line > body->line_count)
        return (PmSpan){ body->length, body->length };
    size_t start = body->lines[line - 1];
    return (PmSpan){ start, start + strcspn(body->text + start, "\r\n") };
}

PmSpan
pm_body_trim(const PmBody *body, PmSpan span, PmTrim how)
{
    while (span.end > span.start && pm_body_is_space(body->text[span.end - 1]))
        span.end--;
    while (how == PM_TRIM_BOTH && span.start < span.end && pm_body_is_space(body->text[span.start]))
        span.start++;
    return span;
}
