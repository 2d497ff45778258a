/* SPDX-License-Identifier: Apache-2.0 */
/* Collections in brackets, on one line: [a, b], {id: E1, what: a graph}. */
#include "document/merge_part.h"

#include <string.h>

typedef struct {
    GHashTable *children; /* key → const PmPiece * */
    GPtrArray *keys;
    PmPiece before, after;    /* the brackets' outside: key and colon; comment and line end */
    PmPiece opening, closing; /* brackets and blanks inside */
    PmPiece gap;              /* between the first two; bytes NULL: there is none */
} Flow;

static void
flow_clear(Flow *flow)
{
    g_clear_pointer(&flow->children, g_hash_table_unref);
    g_clear_pointer(&flow->keys, g_ptr_array_unref);
}

static PmPiece
bytes_between(const PmSource *source, size_t from, size_t to)
{
    return (PmPiece){ source->bytes + from, to - from };
}

static bool
is_gap(PmPiece gap, char mark)
{
    size_t marks = 0;
    for (size_t i = 0; i < gap.length; i++) {
        if (gap.bytes[i] != ' ' && gap.bytes[i] != mark)
            return false;
        marks += gap.bytes[i] == mark;
    }
    return marks == 1;
}

static bool
add_child(PmArena *arena, Flow *flow, PmMergeKind kind, const PmNode *node, PmPiece text)
{
    const char *key = pm_merge_key(arena, kind, node);
    PmPiece *copy = pm_arena_new0(arena, PmPiece, 1);
    *copy = text;
    g_ptr_array_add(flow->keys, (void *)key);
    return key != NULL && g_hash_table_insert(flow->children, (void *)key, copy);
}

static bool
read_children(PmArena *arena, Flow *flow, PmMergeKind kind, const PmMergePart *part)
{
    const PmNode *node = part->node;
    char opening = node->kind == PM_NODE_MAP ? '{' : '[';
    char closing = node->kind == PM_NODE_MAP ? '}' : ']';
    size_t at = node->span.start;
    for (size_t i = 0; i < node->count; i++) {
        const PmNode *child = node->items[i];
        size_t start = child->key != NULL ? child->key_span.start : child->written.start;
        size_t end = MAX(child->written.end, child->key != NULL ? child->key_span.end : 0);
        if (start < at || end < start)
            return false;
        PmPiece gap = bytes_between(part->source, at, start);
        if (!is_gap(gap, i == 0 ? opening : ','))
            return false;
        if (i <= 1)
            *(i == 0 ? &flow->opening : &flow->gap) = gap;
        if (!add_child(arena, flow, kind, child, bytes_between(part->source, start, end)))
            return false;
        at = end;
    }
    flow->closing = bytes_between(part->source, at, node->span.end);
    return is_gap(flow->closing, closing);
}

static bool
read_flow(PmArena *arena, Flow *flow, PmMergeKind kind, const PmMergePart *part)
{
    flow->children = g_hash_table_new(g_str_hash, g_str_equal);
    flow->keys = g_ptr_array_new();
    const PmNode *node = part->node;
    if (node == NULL)
        return true;
    PmPiece line = bytes_between(part->source, part->lines.start, part->lines.end);
    if (line.length == 0 || memchr(line.bytes, '\n', line.length - 1) != NULL)
        return false;
    PmSpan value = pm_merge_value(part);
    if (value.start < part->lines.start || value.end > part->lines.end)
        return false;
    flow->before = bytes_between(part->source, part->lines.start, value.start);
    flow->after = bytes_between(part->source, value.end, part->lines.end);
    return node->count == 0 || (node->style == PM_STYLE_FLOW && value.start == node->span.start &&
                                read_children(arena, flow, kind, part));
}

static PmPiece
piece_of(const Flow *flow, const char *key)
{
    const PmPiece *found = g_hash_table_lookup(flow->children, key);
    return found != NULL ? *found : (PmPiece){ 0 };
}

static bool
pick_child(const Flow flows[PM_SIDE_COUNT], const char *key, PmPiece *out_piece)
{
    PmSide side;
    PmPiece pieces[] = { piece_of(&flows[PM_SIDE_BASE], key), piece_of(&flows[PM_SIDE_OURS], key),
                         piece_of(&flows[PM_SIDE_THEIRS], key) };
    if (!pm_conflict_pick(pieces, &side))
        return false;
    *out_piece = pieces[side];
    return true;
}

/* The keys of a side that are in the result. */
static GPtrArray *
living(const Flow flows[PM_SIDE_COUNT], PmSide side)
{
    GPtrArray *keys = g_ptr_array_new();
    for (guint i = 0; i < flows[side].keys->len; i++) {
        PmPiece piece = { 0 };
        if (!pick_child(flows, flows[side].keys->pdata[i], &piece) || piece.bytes != NULL)
            g_ptr_array_add(keys, flows[side].keys->pdata[i]);
    }
    return keys;
}

static void
append(GString *out, PmPiece piece)
{
    if (piece.length > 0)
        g_string_append_len(out, piece.bytes, (gssize)piece.length);
}

static bool
append_children(const Flow flows[PM_SIDE_COUNT], const Flow *like, GString *out)
{
    g_autoptr(GPtrArray) ours = living(flows, PM_SIDE_OURS);
    g_autoptr(GPtrArray) theirs = living(flows, PM_SIDE_THEIRS);
    g_autoptr(GPtrArray) order =
        pm_merge_order(flows[PM_SIDE_BASE].keys, ours, theirs, pm_merge_by_name, NULL);
    append(out, like->opening);
    for (guint i = 0; i < order->len; i++) {
        PmPiece piece;
        if (!pick_child(flows, order->pdata[i], &piece))
            return false;
        if (i > 0)
            append(out, like->gap.bytes != NULL ? like->gap : (PmPiece){ ", ", 2 });
        append(out, piece);
    }
    append(out, like->closing);
    return order->len > 0;
}

static bool
append_all(const Flow flows[PM_SIDE_COUNT], size_t column, bool open, GString *out)
{
    PmPiece after[PM_SIDE_COUNT];
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        after[i] = flows[i].after;
    const Flow *like = &flows[flows[PM_SIDE_OURS].keys->len > 0 ? PM_SIDE_OURS : PM_SIDE_THEIRS];
    PmSide last;
    if (!pm_conflict_pick(after, &last))
        return false;
    pm_merge_indent(out, column, open);
    append(out, like->before);
    if (!append_children(flows, like, out))
        return false;
    append(out, after[last]);
    return true;
}

bool
pm_merge_flow(PmMerging *self, PmMergeKind kind, const PmMergePart parts[PM_SIDE_COUNT],
              size_t column, bool open, GString *out)
{
    Flow flows[PM_SIDE_COUNT] = { 0 };
    bool done = true;
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        done = done && read_flow(self->arena, &flows[i], kind, &parts[i]);
    done = done && append_all(flows, column, open, out);
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        flow_clear(&flows[i]);
    return done;
}
