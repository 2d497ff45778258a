/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a body, and behind a few bytes that are not of it. Spans must lie in the body, in
 * order and in one another, texts must be UTF-8, and what the guard lets through must be as flat as
 * it says. The outline must be the same wherever the body begins.
 */
#include "markdown/guard.h"
#include "markdown/section.h"

#include <cmark.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_span(PmSpan outer, PmSpan inner)
{
    g_assert_cmpuint(outer.start, <=, inner.start);
    g_assert_cmpuint(inner.start, <=, inner.end);
    g_assert_cmpuint(inner.end, <=, outer.end);
}

static void
check_text(const char *text)
{
    g_assert_true(g_utf8_validate(text, -1, NULL));
}

static void
check_headings(const PmOutline *outline)
{
    size_t last = outline->span.start;
    for (size_t i = 0; i < outline->heading_count; i++) {
        const PmHeading *heading = &outline->headings[i];
        check_span((PmSpan){ last, outline->span.end }, heading->span);
        g_assert_cmpuint(heading->span.start, <, heading->span.end);
        g_assert_true(heading->level >= 1 && heading->level <= 6);
        check_text(heading->text);
        last = heading->span.end;
        PmSection section = pm_section_of(outline, i);
        check_span(outline->span, section.span);
        check_span(section.span, section.content);
        pm_section_is_empty(outline, &section);
        const char *const titles[] = { heading->text, NULL };
        g_assert_cmpint(pm_section_find(outline, titles, &section), >=, heading->top);
    }
}

static void
check_items(const PmOutline *outline)
{
    size_t last = outline->span.start;
    for (size_t i = 0; i < outline->item_count; i++) {
        const PmListItem *item = &outline->items[i];
        check_span((PmSpan){ last, outline->span.end }, item->span);
        g_assert_nonnull(memchr("-+*0123456789", outline->source->bytes[item->span.start], 13));
        check_text(item->text);
        last = item->span.start;
    }
}

static void
check_tables(const PmOutline *outline)
{
    size_t last = outline->span.start;
    for (size_t i = 0; i < outline->table_count; i++) {
        const PmTable *table = &outline->tables[i];
        check_span((PmSpan){ last, outline->span.end }, table->span);
        for (size_t j = 0; j <= table->count; j++) {
            const PmTableRow *row = j ? &table->rows[j - 1] : &table->header;
            g_assert_cmpuint(row->count, ==, table->header.count);
            check_span(table->span, row->span);
            for (size_t k = 0; k < row->count; k++) {
                check_span(row->span, row->cells[k].span);
                check_text(row->cells[k].text);
            }
        }
        last = table->span.end;
    }
}

static void
check_rest(const PmOutline *outline)
{
    size_t last = outline->span.start;
    for (size_t i = 0; i < outline->block_count; i++) {
        check_span((PmSpan){ last, outline->span.end }, outline->blocks[i].span);
        check_text(outline->blocks[i].text);
        last = outline->blocks[i].span.start;
    }
    last = outline->span.start;
    for (size_t i = 0; i < outline->link_count; i++) {
        check_span((PmSpan){ last, outline->span.end }, outline->links[i].span);
        check_text(outline->links[i].url);
        last = outline->links[i].span.start;
    }
    last = outline->span.start;
    for (size_t i = 0; i < outline->comment_count; i++) {
        PmSpan span = outline->comments[i];
        check_span((PmSpan){ last, outline->span.end }, span);
        g_assert_cmpuint(span.end - span.start, >=, strlen("<!---->"));
        g_assert_true(memcmp(outline->source->bytes + span.start, "<!--", 4) == 0);
        g_assert_true(memcmp(outline->source->bytes + span.end - 3, "-->", 3) == 0);
        last = span.end;
    }
}

static void
check_depth(const char *bytes, size_t size)
{
    cmark_node *root = cmark_parse_document(bytes, size, CMARK_OPT_DEFAULT);
    cmark_iter *iter = cmark_iter_new(root);
    int depth = 0;
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node_type type = cmark_node_get_type(cmark_iter_get_node(iter));
        if (type == CMARK_NODE_ITEM || type == CMARK_NODE_BLOCK_QUOTE)
            depth += event == CMARK_EVENT_ENTER ? 1 : -1;
        g_assert_cmpint(depth, <=, PM_GUARD_DEPTH);
    }
    cmark_iter_free(iter);
    cmark_node_free(root);
}

/* The outline of `size` bytes that begin at `lead` of a source. */
static const PmOutline *
parse(PmArena *arena, const char *bytes, size_t lead, size_t size)
{
    const PmSource *source = pm_source_new(arena, "x.md", bytes, lead + size);
    const PmOutline *outline =
        pm_outline_parse(arena, source, (PmSpan){ lead, lead + size }, pm_diagnostics_new(arena));
    check_headings(outline);
    check_items(outline);
    check_tables(outline);
    check_rest(outline);
    return outline;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    char *bytes = pm_arena_alloc(arena, size + 3);
    if (size > 0)
        memcpy(bytes, data, size);
    const PmOutline *outline = parse(arena, bytes, 0, size);
    if (!outline->limited)
        check_depth(bytes, size);
    memmove(bytes + 3, bytes, size);
    memcpy(bytes, "-\n#", 3);
    const PmOutline *later = parse(arena, bytes, 3, size);
    g_assert_cmpuint(later->heading_count, ==, outline->heading_count);
    g_assert_cmpuint(later->block_count, ==, outline->block_count);
    for (size_t i = 0; i < outline->link_count; i++)
        g_assert_cmpuint(later->links[i].span.start, ==, outline->links[i].span.start + 3);
    return 0;
}
