/* SPDX-License-Identifier: Apache-2.0 */
/* Where the comments are that suppress findings, and what each covers. */
#include "check/suppress.h"
#include "document/residue.h"

#include <string.h>

#define KEYWORD PM_RESIDUE_IGNORE

bool
pm_suppress_keyword(const PmSource *source, PmSpan comment, PmSpan *out_text)
{
    const char *bytes = source->bytes;
    bool html = bytes[comment.start] == '<';
    size_t at = comment.start + strlen(html ? "<!--" : "#");
    size_t end = comment.end - (html ? strlen("-->") : 0);
    while (at < end && g_ascii_isspace(bytes[at]))
        at++;
    if (end - MIN(at, end) < strlen(KEYWORD) || memcmp(bytes + at, KEYWORD, strlen(KEYWORD)) != 0)
        return false;
    at += strlen(KEYWORD);
    *out_text = (PmSpan){ at, end };
    return at == end || bytes[at] == ':' || g_ascii_isspace(bytes[at]);
}

/* The line that an offset is on, without its end. */
static PmSpan
line_of(const PmSource *source, size_t offset)
{
    return pm_source_line(source, pm_source_position(source, offset).line);
}

/* Nothing there but white space and the marks of quotes? */
static bool
is_blank(const PmSource *source, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++)
        if (!g_ascii_isspace(source->bytes[i]) && source->bytes[i] != '>')
            return false;
    return true;
}

static void
add_front(const PmDocument *document, GArray *out)
{
    const PmSource *source = document->source;
    g_autoptr(GArray) comments = pm_residue_comments(document);
    for (guint i = 0; i < comments->len; i++) {
        const PmComment *comment = &g_array_index(comments, PmComment, i);
        PmSuppressComment row = { .comment = comment->span, .placeless = comment->first };
        if (!pm_suppress_keyword(source, row.comment, &row.text))
            continue;
        const PmNode *node = comment->node;
        row.nowhere = comment->alone && node == NULL;
        if (!comment->alone)
            row.covers = line_of(source, comment->span.start);
        else if (node != NULL)
            row.covers = (PmSpan){ node->key != NULL ? node->key_span.start : node->written.start,
                                   MAX(node->span.end, node->key_span.end) };
        g_array_append_val(out, row);
    }
}

/* List items, and how they follow each other. */
typedef struct {
    bool is_first; /* of its list */
    size_t next;   /* in its list, or SIZE_MAX */
    size_t end;    /* of its list */
} Item;

static bool
follows(const PmOutline *outline, const PmListItem *before, const PmListItem *item)
{
    return before->ordered == item->ordered && before->span.end <= item->span.start &&
           is_blank(outline->source, before->span.end, item->span.start);
}

static Item *
read_items(PmArena *arena, const PmOutline *outline)
{
    Item *items = pm_arena_new0(arena, Item, outline->item_count);
    g_autoptr(GArray) last = g_array_new(FALSE, FALSE, sizeof(size_t)); /* by depth */
    for (size_t i = 0; i < outline->item_count; i++) {
        const PmListItem *item = &outline->items[i];
        size_t depth = (size_t)item->depth;
        items[i] = (Item){ .is_first = true, .next = SIZE_MAX };
        if (depth < last->len) {
            size_t before = g_array_index(last, size_t, depth);
            items[i].is_first = !follows(outline, &outline->items[before], item);
            if (!items[i].is_first)
                items[before].next = i;
        }
        g_array_set_size(last, (guint)MIN(depth, last->len));
        while (last->len <= depth)
            g_array_append_val(last, i);
    }
    for (size_t i = outline->item_count; i-- > 0;)
        items[i].end =
            items[i].next != SIZE_MAX ? items[items[i].next].end : outline->items[i].span.end;
    return items;
}

/* The first of each kind that begins at or after a place, which moves on. */
typedef struct {
    const PmOutline *outline;
    const Item *items;
    size_t heading, item, table, block;
} Blocks;

static bool
is_ours(const PmOutline *outline, const PmBlock *block)
{
    PmSpan text;
    return block->kind == PM_BLOCK_HTML && block->span.end - block->span.start >= 7 &&
           memcmp(outline->source->bytes + block->span.start, "<!--", 4) == 0 &&
           pm_suppress_keyword(outline->source, block->span, &text);
}

static void
take_earlier(PmSpan *best, PmSpan span)
{
    if (span.start < best->start)
        *best = span;
}

/* The block that begins first at or after `at`; false where there is none. */
static bool
next_block(Blocks *self, size_t at, PmSpan *out_span)
{
    const PmOutline *outline = self->outline;
    PmSpan best = { SIZE_MAX, SIZE_MAX };
    while (self->heading < outline->heading_count &&
           outline->headings[self->heading].span.start < at)
        self->heading++;
    while (self->item < outline->item_count && outline->items[self->item].span.start < at)
        self->item++;
    while (self->table < outline->table_count && outline->tables[self->table].span.start < at)
        self->table++;
    while (self->block < outline->block_count && (outline->blocks[self->block].span.start < at ||
                                                  is_ours(outline, &outline->blocks[self->block])))
        self->block++;
    if (self->heading < outline->heading_count)
        take_earlier(&best, outline->headings[self->heading].span);
    if (self->table < outline->table_count)
        take_earlier(&best, outline->tables[self->table].span);
    if (self->item < outline->item_count) {
        PmSpan span = outline->items[self->item].span;
        if (self->items[self->item].is_first)
            span.end = self->items[self->item].end;
        take_earlier(&best, span);
    }
    if (self->block < outline->block_count)
        take_earlier(&best, outline->blocks[self->block].span);
    *out_span = best;
    return best.start != SIZE_MAX;
}

/* How a comment stands on its lines. */
typedef struct {
    PmSpan lines;
    bool begins, ends; /* nothing but comments is before it, and behind it */
} Standing;

static Standing *
read_standings(PmArena *arena, const PmOutline *outline)
{
    const PmSource *source = outline->source;
    const PmSpan *comments = outline->comments;
    size_t count = outline->comment_count;
    Standing *out = pm_arena_new0(arena, Standing, count);
    for (size_t i = 0; i < count; i++) {
        size_t start = line_of(source, comments[i].start).start;
        bool same = i > 0 && comments[i - 1].end > start;
        out[i].begins = (!same || out[i - 1].begins) &&
                        is_blank(source, same ? comments[i - 1].end : start, comments[i].start);
        out[i].lines = (PmSpan){ start, line_of(source, comments[i].end).end };
    }
    for (size_t i = count; i-- > 0;) {
        size_t end = out[i].lines.end;
        bool same = i + 1 < count && comments[i + 1].start < end;
        out[i].ends = (!same || out[i + 1].ends) &&
                      is_blank(source, comments[i].end, same ? comments[i + 1].start : end);
    }
    return out;
}

static void
add_body(PmArena *arena, const PmDocument *document, GArray *out)
{
    const PmOutline *outline = document->outline;
    if (outline == NULL || outline->comment_count == 0)
        return;
    Standing *standings = read_standings(arena, outline);
    Blocks blocks = { .outline = outline, .items = read_items(arena, outline) };
    for (size_t i = 0; i < outline->comment_count; i++) {
        PmSuppressComment row = { .comment = outline->comments[i] };
        if (!pm_suppress_keyword(outline->source, row.comment, &row.text))
            continue;
        if (standings[i].begins && standings[i].ends)
            row.nowhere = !next_block(&blocks, row.comment.end, &row.covers);
        else
            row.covers = standings[i].lines;
        g_array_append_val(out, row);
    }
}

GArray *
pm_suppress_comments(PmArena *arena, const PmDocument *document)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(PmSuppressComment));
    const PmSource *source = document->source;
    if (memmem(source->bytes, source->length, KEYWORD, strlen(KEYWORD)) == NULL)
        return out;
    add_front(document, out);
    add_body(arena, document, out);
    return out;
}
