/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/outline.h"

#include "markdown/builder.h"
#include "markdown/guard.h"

#include <string.h>

#define PADDING 65536 /* cells that GFM may add to the short rows of one body */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cmark_iter, cmark_iter_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cmark_node, cmark_node_free)

PmSpan
pm_builder_span(const PmBuilder *builder, PmSpan span)
{
    return (PmSpan){ builder->span.start + span.start, builder->span.start + span.end };
}

size_t
pm_builder_add_block(PmBuilder *builder, PmBlockKind kind, PmSpan span, const char *text)
{
    PmBlock block = {
        .kind = kind,
        .span = pm_builder_span(builder, span),
        .text = text,
        .in_list = builder->open_items->len > 0,
        .quoted = builder->containers->len > builder->open_items->len,
    };
    g_array_append_val(builder->blocks, block);
    return builder->blocks->len - 1;
}

void
pm_builder_report(PmBuilder *builder, PmSpan span, const char *what)
{
    PmDiagnostic *finding =
        pm_diagnostics_report(builder->diagnostics, "markdown/limit", PM_SEVERITY_ERROR,
                              builder->source, pm_builder_span(builder, span), "%s", what);
    if (finding)
        finding->help = "what could not be read of the text is not checked either";
}

/* 1-based line, bytes before the place in it; both as cmark says, which is not always inside. */
static size_t
offset_of(const PmBody *body, int line, int bytes)
{
    PmSpan span = pm_body_line(body, line > 0 ? (size_t)line : 1);
    return MIN(span.start + (size_t)MAX(bytes, 0), span.end);
}

/* cmark ends an item at column 0 of the blank line behind it, or with that line. */
static PmSpan
node_span(const PmBody *body, cmark_node *node)
{
    size_t start =
        offset_of(body, cmark_node_get_start_line(node), cmark_node_get_start_column(node) - 1);
    size_t end = offset_of(body, cmark_node_get_end_line(node), cmark_node_get_end_column(node));
    return pm_body_trim(body, (PmSpan){ start, MAX(start, end) }, PM_TRIM_END);
}

/* The lines of a paragraph without what contains them, into builder->lines. */
static void
read_lines(PmBuilder *builder, int first, int last)
{
    g_array_set_size(builder->lines, 0);
    for (int i = first; i <= last; i++) {
        PmLine line = pm_container_strip(builder->containers, builder->body, (size_t)i);
        g_array_append_val(builder->lines, line);
    }
}

static bool
is_underline(const PmBody *body, const PmLine *line)
{
    size_t length = line->span.end - line->span.start;
    const char *text = body->text + line->span.start;
    return !line->lazy && line->indent < 4 && length > 0 &&
           (strspn(text, "=") >= length || strspn(text, "-") >= length);
}

/* cmark ends a setext heading with the line behind it: look for the underline instead. */
static void
read_setext_lines(PmBuilder *builder, cmark_node *node)
{
    g_array_set_size(builder->lines, 0);
    for (int i = cmark_node_get_start_line(node); i <= cmark_node_get_end_line(node); i++) {
        PmLine line = pm_container_strip(builder->containers, builder->body, (size_t)i);
        g_array_append_val(builder->lines, line);
        if (builder->lines->len > 1 && is_underline(builder->body, &line))
            break;
    }
}

/*
 * True for a link reference definition on one line (CommonMark 4.7). cmark takes definitions from
 * the paragraph that they begin, but not from its place.
 */
static bool
is_definition(const char *text, PmSpan line)
{
    const char *end = text + line.end;
    const char *at = text + line.start;
    if (at == end || *at != '[')
        return false;
    size_t label = strcspn(at + 1, "[]\\\r\n");
    at += 1 + label;
    if (label == 0 || label > 999 || at + 2 >= end || at[0] != ']' || at[1] != ':')
        return false;
    at += 2 + strspn(at + 2, " \t");
    size_t target = strcspn(at, " \t()<>\r\n");
    at += target + strspn(at + target, " \t");
    if (target == 0 || at >= end)
        return target > 0;
    return end - at > 1 && strchr("\"'", *at) && end[-1] == *at &&
           memchr(at + 1, *at, (size_t)(end - at) - 2) == NULL;
}

static size_t
count_definitions(const PmBuilder *builder)
{
    size_t count = 0;
    while (count < builder->lines->len &&
           is_definition(builder->body->text, g_array_index(builder->lines, PmLine, count).span))
        count++;
    return count < builder->lines->len ? count : 0;
}

/* The list item that `paragraph` is the first one of, or PM_NO_INDEX. */
static size_t
untitled_item(const PmBuilder *builder, cmark_node *paragraph)
{
    if (cmark_node_get_type(cmark_node_parent(paragraph)) != CMARK_NODE_ITEM)
        return PM_NO_INDEX;
    size_t item = g_array_index(builder->open_items, size_t, builder->open_items->len - 1);
    return g_array_index(builder->items, PmListItem, item).text ? PM_NO_INDEX : item;
}

static void
read_task(PmBuilder *builder, size_t index, cmark_node *paragraph, PmSpan span)
{
    PmListItem *item = &g_array_index(builder->items, PmListItem, index);
    cmark_node *parent = cmark_node_parent(paragraph);
    item->text = "";
    item->task = cmark_node_get_start_line(parent) == cmark_node_get_start_line(paragraph) &&
                 pm_table_is_task(builder->body->text + span.start, &item->done);
}

static const char *
without_mark(const char *text, bool task)
{
    bool done;
    return task && pm_table_is_task(text, &done) ? text + 4 : text;
}

static void
read_paragraph(PmBuilder *builder, cmark_node *node)
{
    PmSpan span = node_span(builder->body, node);
    size_t item = untitled_item(builder, node);
    bool task = false;
    if (item != PM_NO_INDEX) {
        read_task(builder, item, node, span);
        task = g_array_index(builder->items, PmListItem, item).task;
    }
    if (cmark_node_get_end_line(node) > cmark_node_get_start_line(node)) {
        read_lines(builder, cmark_node_get_start_line(node), cmark_node_get_end_line(node));
        size_t first = count_definitions(builder);
        const PmLine *lines = &g_array_index(builder->lines, PmLine, first);
        if (pm_builder_read_table(builder, lines, builder->lines->len - first, item))
            return;
        if (first > 0)
            span.start = lines[0].span.start;
    }
    const char *text = pm_inline_text(builder->arena, node, PM_INLINE_DROP_CODE);
    pm_builder_add_block(builder, PM_BLOCK_PARAGRAPH, span, without_mark(text, task));
    pm_inline_links(&builder->finder, node, span);
    if (item != PM_NO_INDEX) {
        text = pm_inline_text(builder->arena, node, PM_INLINE_KEEP_CODE);
        g_array_index(builder->items, PmListItem, item).text = without_mark(text, task);
    }
}

/*
 * cmark takes a table with "---" right below for a setext heading. To GFM the table comes first,
 * and the line is a thematic break; "===" is one more row.
 */
static bool
read_underlined_table(PmBuilder *builder)
{
    size_t count = builder->lines->len;
    if (count < 3)
        return false;
    PmSpan last = g_array_index(builder->lines, PmLine, count - 1).span;
    bool rule = g_str_has_prefix(builder->body->text + last.start, "---");
    const PmLine *lines = &g_array_index(builder->lines, PmLine, 0);
    PmTableLines found; /* without the underline, which could pass for a delimiter row */
    if (!pm_table_find(builder->body, lines, count - 1, &found))
        return false;
    pm_builder_read_table(builder, lines, rule ? count - 1 : count, PM_NO_INDEX);
    if (rule)
        pm_builder_add_block(builder, PM_BLOCK_RULE, last, "");
    return true;
}

static bool
is_atx(const char *text)
{
    size_t marks = strspn(text, "#");
    return marks >= 1 && marks <= 6 && (text[marks] == '\0' || pm_body_is_space(text[marks]));
}

static void
read_heading(PmBuilder *builder, cmark_node *node)
{
    PmSpan span = node_span(builder->body, node);
    if (is_atx(builder->body->text + span.start)) {
        span.end = span.start + strcspn(builder->body->text + span.start, "\r\n");
        span = pm_body_trim(builder->body, span, PM_TRIM_END); /* cmark leaves out closing marks */
    } else {
        read_setext_lines(builder, node);
        if (read_underlined_table(builder))
            return;
        const PmLine *lines = &g_array_index(builder->lines, PmLine, 0);
        span.start = lines[count_definitions(builder)].span.start;
        span.end = lines[builder->lines->len - 1].span.end;
    }
    PmHeading heading = {
        .span = pm_builder_span(builder, span),
        .level = cmark_node_get_heading_level(node),
        .text = pm_inline_text(builder->arena, node, PM_INLINE_KEEP_CODE),
        .top = builder->containers->len == 0,
    };
    g_array_append_val(builder->headings, heading);
    pm_inline_links(&builder->finder, node, span);
}

static void
read_item(PmBuilder *builder, cmark_node *node)
{
    PmListItem item = {
        .span = pm_builder_span(builder, node_span(builder->body, node)),
        .depth = (int)builder->open_items->len,
        .ordered = cmark_node_get_list_type(cmark_node_parent(node)) == CMARK_ORDERED_LIST,
    };
    size_t index = builder->items->len;
    g_array_append_val(builder->items, item);
    g_array_append_val(builder->open_items, index);
}

static void
open_container(PmBuilder *builder, cmark_node *node, bool quote)
{
    if (quote)
        pm_builder_add_block(builder, PM_BLOCK_QUOTE, node_span(builder->body, node), "");
    else
        read_item(builder, node);
    int line = cmark_node_get_start_line(node);
    size_t offset = offset_of(builder->body, line, cmark_node_get_start_column(node) - 1);
    pm_container_open(builder->containers, builder->body, quote, (size_t)line, offset);
}

static void
close_container(PmBuilder *builder, bool quote)
{
    g_array_set_size(builder->containers, builder->containers->len - 1);
    if (!quote)
        g_array_set_size(builder->open_items, builder->open_items->len - 1);
}

/* cmark ends an HTML block that is closed on its first line before that line. */
static PmSpan
html_span(const PmBody *body, cmark_node *node)
{
    const char *text = cmark_node_get_literal(node);
    size_t lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')); at++)
        lines++;
    PmSpan span = node_span(body, node);
    size_t last = (size_t)cmark_node_get_start_line(node) + MAX(lines, 1) - 1;
    span.end = MAX(span.start, pm_body_line(body, last).end);
    return pm_body_trim(body, span, PM_TRIM_END);
}

static void
add_html(PmBuilder *builder, cmark_node *node)
{
    PmSpan span = html_span(builder->body, node);
    pm_builder_add_block(builder, PM_BLOCK_HTML, span,
                         pm_inline_literal(builder->arena, cmark_node_get_literal(node)));
    pm_inline_block_comments(&builder->finder, span);
}

static void
add_leaf(PmBuilder *builder, cmark_node *node, PmBlockKind kind, const char *text)
{
    pm_builder_add_block(builder, kind, node_span(builder->body, node),
                         pm_inline_literal(builder->arena, text));
}

static void
enter_node(PmBuilder *builder, cmark_node *node, cmark_iter *iter)
{
    cmark_node_type type = cmark_node_get_type(node);
    switch (type) {
    case CMARK_NODE_BLOCK_QUOTE:
    case CMARK_NODE_ITEM:
        open_container(builder, node, type == CMARK_NODE_BLOCK_QUOTE);
        break;
    case CMARK_NODE_PARAGRAPH:
        read_paragraph(builder, node);
        cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
        break;
    case CMARK_NODE_HEADING:
        read_heading(builder, node);
        cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
        break;
    case CMARK_NODE_CODE_BLOCK:
        add_leaf(builder, node, PM_BLOCK_CODE, cmark_node_get_fence_info(node));
        break;
    case CMARK_NODE_HTML_BLOCK:
        add_html(builder, node);
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        add_leaf(builder, node, PM_BLOCK_RULE, NULL);
        break;
    default:
        break;
    }
}

static void
walk(PmBuilder *builder)
{
    const PmBody *body = builder->body;
    g_autoptr(cmark_node) root = cmark_parse_document(body->text, body->length, CMARK_OPT_DEFAULT);
    g_autoptr(cmark_iter) iter = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        if (event == CMARK_EVENT_ENTER)
            enter_node(builder, node, iter);
        else if (type == CMARK_NODE_BLOCK_QUOTE || type == CMARK_NODE_ITEM)
            close_container(builder, type == CMARK_NODE_BLOCK_QUOTE);
    }
}

static int
by_place(const void *left, const void *right)
{
    const PmLink *a = left;
    const PmLink *b = right;
    return (a->span.start > b->span.start) - (a->span.start < b->span.start);
}

static int
by_start(const void *left, const void *right)
{
    const PmSpan *a = left;
    const PmSpan *b = right;
    return (a->start > b->start) - (a->start < b->start);
}

/* Cells came after the text around them, and spans were the body's until now. */
static void
finish(PmBuilder *builder)
{
    pm_builder_finish_pieces(builder);
    GArray *links = builder->finder.links, *comments = builder->finder.comments;
    g_array_sort(links, by_place);
    g_array_sort(comments, by_start);
    for (guint i = 0; i < comments->len; i++)
        g_array_index(comments, PmSpan, i) =
            pm_builder_span(builder, g_array_index(comments, PmSpan, i));
    for (guint i = 0; i < links->len; i++)
        g_array_index(links, PmLink, i).span =
            pm_builder_span(builder, g_array_index(links, PmLink, i).span);
    for (guint i = 0; i < builder->items->len; i++)
        if (!g_array_index(builder->items, PmListItem, i).text)
            g_array_index(builder->items, PmListItem, i).text = "";
}

static const void *
keep(const PmBuilder *builder, const GArray *array, size_t *out_count)
{
    size_t size = (size_t)array->len * g_array_get_element_size((GArray *)array);
    *out_count = array->len;
    void *copy = pm_arena_alloc(builder->arena, MAX(size, 1));
    if (size > 0)
        memcpy(copy, array->data, size);
    return copy;
}

static void
read_body(PmBuilder *builder, PmOutline *outline)
{
    PmSpan at;
    const char *refusal = pm_guard_refusal(builder->arena, builder->body, &at);
    outline->limited = refusal != NULL;
    if (refusal) {
        pm_builder_report(builder, at, refusal);
        pm_builder_scan_headings(builder);
    } else {
        walk(builder);
        finish(builder);
    }
    outline->headings = keep(builder, builder->headings, &outline->heading_count);
    outline->items = keep(builder, builder->items, &outline->item_count);
    outline->tables = keep(builder, builder->tables, &outline->table_count);
    outline->links = keep(builder, builder->finder.links, &outline->link_count);
    outline->blocks = keep(builder, builder->blocks, &outline->block_count);
    outline->comments = keep(builder, builder->finder.comments, &outline->comment_count);
}

const PmOutline *
pm_outline_parse(PmArena *arena, const PmSource *source, PmSpan body, PmDiagnostics *diagnostics)
{
    g_autoptr(GArray) headings = g_array_new(FALSE, FALSE, sizeof(PmHeading));
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(PmListItem));
    g_autoptr(GArray) tables = g_array_new(FALSE, FALSE, sizeof(PmTable));
    g_autoptr(GArray) blocks = g_array_new(FALSE, FALSE, sizeof(PmBlock));
    g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(PmLink));
    g_autoptr(GArray) comments = g_array_new(FALSE, FALSE, sizeof(PmSpan));
    g_autoptr(GArray) containers = g_array_new(FALSE, FALSE, sizeof(PmContainer));
    g_autoptr(GArray) open_items = g_array_new(FALSE, FALSE, sizeof(size_t));
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(PmLine));
    g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(PmPiece));
    g_autoptr(GString) extra = g_string_new(NULL);
    body.end = MIN(body.end, source->length);
    body.start = MIN(body.start, body.end);
    PmOutline *outline = pm_arena_new0(arena, PmOutline, 1);
    *outline = (PmOutline){ .source = source, .span = body };
    /* cmark skips a byte-order mark, but counts columns as if it were not there */
    if (body.end - body.start >= 3 && memcmp(source->bytes + body.start, "\xef\xbb\xbf", 3) == 0)
        body.start += 3;
    PmBody *text = pm_body_new(arena, source->bytes + body.start, body.end - body.start);
    PmBuilder builder = {
        .arena = arena,
        .source = source,
        .span = body,
        .body = text,
        .diagnostics = diagnostics,
        .headings = headings,
        .items = items,
        .tables = tables,
        .blocks = blocks,
        .finder = { arena, text, links, comments, 16 * text->length },
        .containers = containers,
        .open_items = open_items,
        .lines = lines,
        .extra = extra,
        .pieces = pieces,
        .padding = PADDING,
    };
    read_body(&builder, outline);
    return outline;
}
