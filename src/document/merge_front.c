/* SPDX-License-Identifier: Apache-2.0 */
/* Front matter: members and items as whole lines, taken from the side that changed them. */
#include "document/merge_part.h"

#include <string.h>

void
pm_merging_conflict(PmMerging *self, const char *place, const PmPiece sides[PM_SIDE_COUNT],
                    GString *out)
{
    g_ptr_array_add(self->places, pm_arena_strdup(self->arena, place));
    const PmPiece *taken = &sides[self->take == PM_MERGE_THEIRS ? PM_SIDE_THEIRS : PM_SIDE_OURS];
    if (self->take == PM_MERGE_MARKS)
        pm_conflict_append(out, &self->how->marks, sides);
    else if (taken->length > 0)
        g_string_append_len(out, taken->bytes, (gssize)taken->length);
}

void
pm_merging_lines(PmMerging *self, const char *place, const PmPiece sides[PM_SIDE_COUNT],
                 GString *out)
{
    PmSide side;
    g_autoptr(GString) merged = g_string_new(NULL);
    if (pm_conflict_pick(sides, &side))
        g_string_append_len(out, sides[side].bytes, (gssize)sides[side].length);
    else if (self->how->lines(sides, &self->how->marks, merged, self->how->data))
        g_string_append_len(out, merged->str, (gssize)merged->len);
    else if (self->take != PM_MERGE_MARKS)
        pm_merging_conflict(self, place, sides, out);
    else {
        g_ptr_array_add(self->places, pm_arena_strdup(self->arena, place));
        g_string_append_len(out, merged->str, (gssize)merged->len);
    }
}

void
pm_merge_indent(GString *out, size_t column, bool open)
{
    for (size_t i = 0; !open && i < column; i++)
        g_string_append_c(out, ' ');
}

PmPiece
pm_merge_shift(PmArena *arena, PmPiece text, ptrdiff_t by, bool inside)
{
    if (by == 0 || text.bytes == NULL)
        return text;
    g_autoptr(GString) out = g_string_sized_new(text.length);
    for (size_t at = 0; at < text.length;) {
        const char *line = text.bytes + at;
        const char *lf = memchr(line, '\n', text.length - at);
        size_t length = lf != NULL ? (size_t)(lf - line) + 1 : text.length - at;
        size_t skip = 0;
        if ((at > 0 || !inside) && *line != '\n') {
            pm_merge_indent(out, by > 0 ? (size_t)by : 0, false);
            while (by < 0 && skip < (size_t)-by && line[skip] == ' ')
                skip++;
        }
        g_string_append_len(out, line + skip, (gssize)(length - skip));
        at += length;
    }
    return (PmPiece){ pm_arena_strndup(arena, out->str, out->len), out->len };
}

PmPiece
pm_merge_part_text(PmArena *arena, const PmMergePart *part, size_t column)
{
    if (part->node == NULL)
        return (PmPiece){ 0 };
    PmPiece text = { part->source->bytes + part->lines.start, part->lines.end - part->lines.start };
    return pm_merge_shift(arena, text, (ptrdiff_t)column - (ptrdiff_t)part->column, true);
}

PmSpan
pm_merge_value(const PmMergePart *part)
{
    PmSpan value = part->node->written;
    if (value.start < value.end)
        return value;
    /* of nothing, libyaml marks a place somewhere behind the colon */
    size_t from = part->node->key != NULL ? part->node->key_span.end : part->lines.start;
    const char *bytes = part->source->bytes;
    const char *mark =
        memchr(bytes + from, part->node->key != NULL ? ':' : '-', part->lines.end - from);
    size_t at = mark != NULL ? (size_t)(mark - bytes) + 1 : part->lines.end;
    return (PmSpan){ at, at };
}

static bool
is_collection(const PmNode *node)
{
    return node->kind == PM_NODE_LIST || node->kind == PM_NODE_MAP;
}

/* `to` of one side is where a value ends, `from` where it begins. */
static PmPiece
between(const PmMergePart *part, size_t from, size_t to)
{
    return part->node == NULL ? (PmPiece){ 0 } : (PmPiece){ part->source->bytes + from, to - from };
}

/* A value that is the same, written otherwise, is no change beside one that is another. */
static bool
pick_value(const PmMergePart parts[PM_SIDE_COUNT], const PmPiece values[PM_SIDE_COUNT],
           PmSide *out_side)
{
    const PmNode *base = parts[PM_SIDE_BASE].node, *ours = parts[PM_SIDE_OURS].node,
                 *theirs = parts[PM_SIDE_THEIRS].node;
    if (pm_conflict_pick(values, out_side))
        return true;
    *out_side =
        !pm_node_equal(ours, theirs) && pm_node_equal(base, ours) ? PM_SIDE_THEIRS : PM_SIDE_OURS;
    return pm_node_equal(ours, theirs) || pm_node_equal(base, ours) || pm_node_equal(base, theirs);
}

/*
 * Key, value and what is behind it (a comment), each from the side that changed it. Only where all
 * are on one line.
 */
static bool
merge_scalar(const PmMergePart parts[PM_SIDE_COUNT], size_t column, bool open, GString *out)
{
    PmPiece before[PM_SIDE_COUNT], values[PM_SIDE_COUNT], after[PM_SIDE_COUNT];
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const PmMergePart *part = &parts[i];
        PmSpan value = { 0 };
        if (part->node != NULL) {
            value = pm_merge_value(part);
            if (is_collection(part->node) || value.start < part->lines.start ||
                value.end > part->lines.end || value.start > value.end ||
                memchr(part->source->bytes + part->lines.start, '\n',
                       part->lines.end - part->lines.start - 1) != NULL)
                return false;
        }
        before[i] = between(part, part->lines.start, value.start);
        values[i] = between(part, value.start, value.end);
        after[i] = between(part, value.end, part->lines.end);
    }
    PmSide first, middle, last;
    if (!pick_value(parts, values, &middle) || !pm_conflict_pick(after, &last))
        return false;
    if (!pm_conflict_pick(before, &first))
        first = middle;
    pm_merge_indent(out, column, open);
    g_string_append_len(out, before[first].bytes, (gssize)before[first].length);
    if (values[middle].length > 0 && before[first].length > 0 &&
        out->str[out->len - 1] != ' ') /* one side had no value, and so no blank before it */
        g_string_append_c(out, ' ');
    g_string_append_len(out, values[middle].bytes, (gssize)values[middle].length);
    g_string_append_len(out, after[last].bytes, (gssize)after[last].length);
    return true;
}

static bool
is_flow(const PmNode *node)
{
    return pm_merge_is_empty(node) || node->style == PM_STYLE_FLOW;
}

/* Finer than as a whole; false: it can't be. */
static bool
merge_inside(PmMerging *self, const char *place, const PmMergePart parts[PM_SIDE_COUNT],
             size_t column, bool open, GString *out)
{
    const PmNode *nodes[] = { parts[PM_SIDE_BASE].node, parts[PM_SIDE_OURS].node,
                              parts[PM_SIDE_THEIRS].node };
    const char *name = nodes[PM_SIDE_OURS]->key != NULL ? nodes[PM_SIDE_OURS]->key : "";
    if (merge_scalar(parts, column, open, out))
        return true;
    PmMergeKind kind = pm_merge_kind(name, nodes);
    if (kind == PM_MERGE_ATOM)
        return false;
    if (is_flow(nodes[PM_SIDE_OURS]) && is_flow(nodes[PM_SIDE_THEIRS]))
        return pm_merge_flow(self, kind, parts, column, open, out);
    return pm_merge_children(self, place, kind, parts, column, open, out);
}

/* The versions as lines of their own. */
static void
add_conflict(PmMerging *self, const char *place, const PmPiece texts[PM_SIDE_COUNT], size_t column,
             GString *out)
{
    PmPiece lines[PM_SIDE_COUNT];
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        g_autoptr(GString) line = g_string_new(NULL);
        pm_merge_indent(line, column, false);
        g_string_append_len(line, texts[i].bytes != NULL ? texts[i].bytes : "",
                            (gssize)texts[i].length);
        lines[i] =
            texts[i].bytes == NULL
                ? texts[i]
                : (PmPiece){ pm_arena_strndup(self->arena, line->str, line->len), line->len };
    }
    pm_merging_conflict(self, place, lines, out);
}

bool
pm_merge_part(PmMerging *self, const char *place, const PmMergePart parts[PM_SIDE_COUNT],
              size_t column, bool open, GString *out)
{
    PmPiece texts[PM_SIDE_COUNT];
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        texts[i] = pm_merge_part_text(self->arena, &parts[i], column);
    PmSide side;
    bool known = pm_conflict_pick(texts, &side);
    const PmNode *ours = parts[PM_SIDE_OURS].node, *theirs = parts[PM_SIDE_THEIRS].node;
    /* an item that both added is two items, unless they say the same */
    bool open_to_all = ours != NULL && theirs != NULL &&
                       (parts[PM_SIDE_BASE].node != NULL || ours->parent->kind == PM_NODE_MAP);
    gsize length = out->len;
    guint count = self->places->len;
    if (!known && open_to_all && merge_inside(self, place, parts, column, open, out))
        return true;
    g_string_truncate(out, length);
    g_ptr_array_set_size(self->places, (gint)count);
    if (!known && ours != NULL && pm_node_equal(ours, theirs)) {
        known = true;
        side = PM_SIDE_OURS;
    }
    if (!known && open)
        return false;
    if (!known) {
        bool two = !open_to_all && ours != NULL && theirs != NULL;
        add_conflict(self, two ? pm_arena_printf(self->arena, "%s" PM_MERGE_TWO, place) : place,
                     texts, column, out);
    }
    if (known && texts[side].bytes != NULL) {
        pm_merge_indent(out, column, open);
        g_string_append_len(out, texts[side].bytes, (gssize)texts[side].length);
    }
    return true;
}

/* Anchors, aliases and merge keys tie one place to another: lines can't be taken by themselves. */
static bool
is_plain(const PmNode *node)
{
    if (node->anchored || node->aliased || node->merged)
        return false;
    for (size_t i = 0; i < node->count; i++)
        if (!is_plain(node->items[i]))
            return false;
    return true;
}

/* What opens the front matter, with a byte-order mark. */
static PmPiece
opening_of(const PmDocument *document)
{
    bool found = document->split.state == PM_SPLIT_FOUND;
    return found ? (PmPiece){ document->source->bytes, document->split.front.start }
                 : (PmPiece){ 0 };
}

bool
pm_merge_front(PmMerging *self, const PmDocument *const documents[PM_SIDE_COUNT], GString *out)
{
    PmMergePart parts[PM_SIDE_COUNT] = { 0 };
    PmPiece openings[PM_SIDE_COUNT];
    PmSide side;
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const PmDocument *document = documents[i];
        openings[i] = opening_of(document);
        if (document->front == NULL)
            continue;
        if (document->front->style != PM_STYLE_BLOCK || !is_plain(document->front))
            return false;
        parts[i] = (PmMergePart){ .source = document->source,
                                  .node = document->front,
                                  .lines = document->split.front };
    }
    if (!pm_conflict_pick(openings, &side))
        return false;
    g_string_append_len(out, openings[side].bytes, (gssize)openings[side].length);
    const PmNode *nodes[] = { parts[PM_SIDE_BASE].node, parts[PM_SIDE_OURS].node,
                              parts[PM_SIDE_THEIRS].node };
    return pm_merge_kind("", nodes) == PM_MERGE_MAP && pm_merge_top(self, parts, out);
}
