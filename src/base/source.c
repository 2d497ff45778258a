/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line table is a row of marks, one every STRIDE bytes, that know how far line and columns are
 * there. So it takes an eighth of the text however short the lines are, and finding a position
 * scans at most STRIDE bytes however long a line is.
 */
#include "base/source.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

enum { STRIDE = 256 };

/* Where a walk over the characters stands. */
typedef struct {
    size_t offset; /* of a character's first byte */
    size_t line_start;
    unsigned line;       /* from 0 */
    unsigned code_point; /* characters of this line before `offset` */
    unsigned utf16;
} Mark;

struct PmSourceLines {
    Mark *marks; /* marks[k]: the character that has byte k × STRIDE */
    size_t count;
    Mark end;
};

static Mark
start_of(const PmSource *source)
{
    size_t bom = source->length >= 3 && memcmp(source->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    return (Mark){ .offset = bom, .line_start = bom };
}

static void
step(const PmSource *source, Mark *mark)
{
    gunichar c;
    mark->offset += pm_text_decode(source->bytes + mark->offset, source->length - mark->offset, &c);
    mark->code_point++;
    mark->utf16 += c != PM_TEXT_INVALID && c > 0xffff ? 2 : 1;
    bool before_lf = mark->offset < source->length && source->bytes[mark->offset] == '\n';
    if (c == '\n' || (c == '\r' && !before_lf))
        *mark = (Mark){ mark->offset, .line_start = mark->offset, .line = mark->line + 1 };
}

/* How many ASCII characters `text` begins with that end no line: most of most texts. */
static size_t
ascii_run(const char *text, size_t length)
{
    size_t run = 0;
    while (run < length && (guchar)text[run] < 0x80 && text[run] != '\n' && text[run] != '\r')
        run++;
    return run;
}

/* Go on to `target`, or to the character that it is inside of. */
static void
walk_to(const PmSource *source, Mark *mark, size_t target)
{
    while (mark->offset < target) {
        size_t run = ascii_run(source->bytes + mark->offset, target - mark->offset);
        mark->offset += run;
        mark->code_point += (unsigned)run;
        mark->utf16 += (unsigned)run;
        if (mark->offset == target)
            return;
        Mark next = *mark;
        step(source, &next);
        if (next.offset > target)
            return;
        *mark = next;
    }
}

static const PmSourceLines *
lines_of(const PmSource *source)
{
    PmSourceLines *lines = source->lines;
    if (lines->marks)
        return lines;
    lines->count = source->length / STRIDE + 1;
    lines->marks = pm_arena_new0(source->arena, Mark, lines->count);
    Mark mark = start_of(source);
    for (size_t i = 0; i < lines->count; i++) {
        walk_to(source, &mark, i * STRIDE);
        lines->marks[i] = mark;
    }
    walk_to(source, &mark, source->length);
    lines->end = mark;
    return lines;
}

/* The last mark that is before `line`, or the first one: a short walk from it meets the line's
 * start. */
static Mark
mark_before_line(const PmSourceLines *lines, unsigned line)
{
    size_t low = 0, high = lines->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (lines->marks[middle].line < line)
            low = middle;
        else
            high = middle;
    }
    return lines->marks[low];
}

/* Where a line (from 0) starts; the end of the text past the last line. */
static size_t
line_start(const PmSource *source, unsigned line)
{
    const PmSourceLines *lines = lines_of(source);
    if (line > lines->end.line)
        return source->length;
    Mark mark = mark_before_line(lines, line);
    while (mark.line < line) {
        mark.offset += ascii_run(source->bytes + mark.offset, source->length - mark.offset);
        step(source, &mark); /* columns are wrong now, and asked by nobody */
    }
    return mark.line_start;
}

PmSource *
pm_source_new(PmArena *arena, const char *name, const char *bytes, size_t length)
{
    PmSource *source = pm_arena_new0(arena, PmSource, 1);
    *source = (PmSource){
        .name = name,
        .bytes = bytes ? bytes : "",
        .length = bytes ? length : 0,
        .arena = arena,
        .lines = pm_arena_new0(arena, PmSourceLines, 1),
    };
    return source;
}

PmPosition
pm_source_position(const PmSource *source, size_t offset)
{
    const PmSourceLines *lines = lines_of(source);
    offset = MIN(offset, source->length);
    Mark mark = lines->marks[offset / STRIDE];
    walk_to(source, &mark, offset);
    return (PmPosition){
        .line = mark.line + 1,
        .byte = (unsigned)(MAX(offset, mark.line_start) - mark.line_start) + 1,
        .code_point = mark.code_point + 1,
        .utf16 = mark.utf16 + 1,
    };
}

PmSpan
pm_source_line(const PmSource *source, unsigned line)
{
    if (line == 0 || line > lines_of(source)->end.line + 1)
        return (PmSpan){ source->length, source->length };
    PmSpan span = { line_start(source, line - 1), line_start(source, line) };
    if (span.end > span.start && source->bytes[span.end - 1] == '\n')
        span.end--;
    if (span.end > span.start && source->bytes[span.end - 1] == '\r')
        span.end--;
    return span;
}

unsigned
pm_source_line_count(const PmSource *source)
{
    const Mark *end = &lines_of(source)->end;
    bool closed = end->line > 0 && end->line_start == source->length;
    return end->line + (closed ? 0 : 1);
}
