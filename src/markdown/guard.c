/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/guard.h"

#include <string.h>

/* What a line can do to the nesting, going by nothing but the characters before its text. */
typedef struct {
    bool blank;
    size_t carried; /* containers that it can continue: a quote for each '>', an item for two
                       columns */
    size_t opened;  /* containers that it can begin */
} Prefix;

/*
 * Where the line's tail of one repeated character and blanks begins. From there on "- - - -" is a
 * thematic break, not four lists.
 */
static size_t
tail_start(const char *text, PmSpan line, char *out_mark)
{
    size_t at = line.end;
    while (at > line.start && pm_body_is_space(text[at - 1]))
        at--;
    *out_mark = at > line.start ? text[at - 1] : '\0';
    while (at > line.start && (text[at - 1] == *out_mark || pm_body_is_space(text[at - 1])))
        at--;
    return at;
}

/* The length of the list marker at `at` (CommonMark 5.2), 0 when there is none. */
static size_t
marker_length(const char *text, size_t at, size_t end)
{
    size_t length = 0;
    while (at + length < end && length < 9 && g_ascii_isdigit(text[at + length]))
        length++;
    if (at + length >= end || !strchr(length ? ".)" : "-+*", text[at + length]))
        return 0;
    length++;
    return at + length >= end || pm_body_is_space(text[at + length]) ? length : 0;
}

static Prefix
read_prefix(const char *text, PmSpan line)
{
    Prefix prefix = { .blank = false };
    char mark;
    size_t tail = tail_start(text, line, &mark);
    size_t columns = 0;
    size_t at = line.start;
    while (at < line.end) {
        size_t marker = marker_length(text, at, line.end);
        if (text[at] == ' ' || text[at] == '\t') {
            columns += text[at] == '\t' ? 4 : 1;
            at++;
        } else if (text[at] == '>') {
            prefix.carried++;
            prefix.opened++;
            at++;
        } else if (marker && at >= tail && text[at] == mark) {
            prefix.opened += 2; /* two are too few for a break */
            break;
        } else if (marker) {
            prefix.opened++;
            columns += marker;
            at += marker;
        } else {
            break;
        }
    }
    prefix.blank = at >= line.end && prefix.opened == 0;
    prefix.carried += columns / 2;
    return prefix;
}

/*
 * No more than this many containers are open behind the line. Text may continue a paragraph lazily.
 */
static size_t
depth_after(size_t depth, const Prefix *prefix, bool after_blank)
{
    if (prefix->blank)
        return depth;
    size_t opened = MIN(depth, prefix->carried) + prefix->opened;
    return after_blank ? opened : MAX(depth, opened);
}

/* cmark walks over all image openers at each link that it closes. */
static bool
count_brackets(const char *text, PmSpan line, size_t *images, size_t *work)
{
    for (size_t at = line.start; at < line.end; at++) {
        if (text[at] == '!' && at + 1 < line.end && text[at + 1] == '[')
            ++*images;
        else if (text[at] == ']')
            *work += *images;
    }
    return *work <= PM_GUARD_BRACKETS;
}

const char *
pm_guard_refusal(PmArena *arena, const PmBody *body, PmSpan *out_at)
{
    if (body->length > PM_GUARD_LENGTH) {
        *out_at = pm_body_line(body, 1);
        return pm_arena_printf(arena, "Markdown longer than %zu bytes", PM_GUARD_LENGTH);
    }
    size_t depth = 0;
    size_t images = 0;
    size_t work = 0;
    bool after_blank = true;
    for (size_t i = 1; i <= body->line_count; i++) {
        PmSpan line = pm_body_line(body, i);
        Prefix prefix = read_prefix(body->text, line);
        depth = depth_after(depth, &prefix, after_blank);
        after_blank = prefix.blank;
        images = prefix.blank ? 0 : images;
        *out_at = line;
        if (depth > PM_GUARD_DEPTH)
            return pm_arena_printf(arena, "lists and quotes more than %d deep", PM_GUARD_DEPTH);
        if (!count_brackets(body->text, line, &images, &work))
            return "too many images and brackets in one paragraph";
    }
    return NULL;
}
