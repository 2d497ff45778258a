/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A block map or list by its children. Each line of it is of one child: comments and blank lines
 * are of the one that they stand before, those behind the last are the tail.
 */
#include "document/merge_part.h"

#include <string.h>

typedef struct {
    PmPiece lead; /* whole lines, as they read at the column of the result */
    PmMergePart part;
} Child;

/* One version of the collection. */
typedef struct {
    GHashTable *children; /* key → Child */
    GPtrArray *keys;
    PmPiece header; /* "key:" with its line, or "- "; bytes NULL: it is written otherwise */
    PmPiece tail;
    size_t column; /* of the children */
    bool block;
    bool compact; /* the first child is on the header's line */
} Side;

static void
side_clear(Side *side)
{
    g_clear_pointer(&side->children, g_hash_table_unref);
    g_clear_pointer(&side->keys, g_ptr_array_unref);
}

static size_t
line_after(const PmSource *source, size_t at, size_t limit)
{
    const char *lf = at < limit ? memchr(source->bytes + at, '\n', limit - at) : NULL;
    return lf != NULL ? (size_t)(lf - source->bytes) + 1 : limit;
}

static size_t
line_start(const PmSource *source, size_t at)
{
    const char *lf = memrchr(source->bytes, '\n', at);
    return lf != NULL ? (size_t)(lf - source->bytes) + 1 : 0;
}

/* Where what the child writes begins: its key, or its dash. */
static size_t
child_start(const PmSource *source, const PmNode *child, size_t from)
{
    if (child->key != NULL)
        return child->key_span.start;
    size_t at = child->written.start;
    while (at > from && source->bytes[at - 1] != '-')
        at--;
    return at > from ? at - 1 : from;
}

/* Behind the last line that it, or what is in it, has something on. */
static size_t
child_end(const PmSource *source, const PmNode *child, size_t start, size_t limit)
{
    size_t end = MAX(child->written.end, child->key != NULL ? child->key_span.end : start + 1);
    bool ended = end > start && end <= limit && source->bytes[end - 1] == '\n';
    return ended ? end : line_after(source, end, limit);
}

static bool
is_blank(const PmSource *source, size_t from, size_t to)
{
    for (; from < to; from++)
        if (source->bytes[from] != ' ')
            return false;
    return true;
}

static bool
add_child(PmArena *arena, Side *side, PmMergeKind kind, const Child *child)
{
    Child *copy = pm_arena_new0(arena, Child, 1);
    *copy = *child;
    const char *key = pm_merge_key(arena, kind, child->part.node);
    g_ptr_array_add(side->keys, (void *)key);
    return key != NULL && g_hash_table_insert(side->children, (void *)key, copy);
}

/* The children in [from, end); the first may be in the middle of a line. */
static bool
read_block(PmArena *arena, Side *side, PmMergeKind kind, const PmMergePart *part, size_t from)
{
    const PmSource *source = part->source;
    size_t at = from, end = part->lines.end;
    for (size_t i = 0; i < part->node->count; i++) {
        const PmNode *node = part->node->items[i];
        size_t start = child_start(source, node, at);
        size_t line = i == 0 && side->compact ? from : line_start(source, start);
        size_t column = start - line_start(source, start);
        if (start < at || line < at || !is_blank(source, line, start) ||
            (i > 0 && column != side->column))
            return false;
        side->column = column;
        Child child = {
            .lead = { source->bytes + at, line - at },
            .part = { source, node, { start, child_end(source, node, start, end) }, column }
        };
        if (!add_child(arena, side, kind, &child))
            return false;
        at = child.part.lines.end;
    }
    side->tail = (PmPiece){ source->bytes + at, end - at };
    return true;
}

/* A child of a flow list as the block item that it would be. */
static bool
read_flow(PmArena *arena, Side *side, PmMergeKind kind, const PmMergePart *part)
{
    for (size_t i = 0; i < part->node->count; i++) {
        const PmNode *node = part->node->items[i];
        PmSpan at = node->written;
        const char *bytes = part->source->bytes + at.start;
        if (node->key != NULL || memchr(bytes, '\n', at.end - at.start) != NULL)
            return false;
        char *text = pm_arena_printf(arena, "- %.*s\n", (int)(at.end - at.start), bytes);
        PmSource *source = pm_source_new(arena, "", text, strlen(text));
        Child child = { .lead = { "", 0 }, .part = { source, node, { 0, source->length }, 0 } };
        if (!add_child(arena, side, kind, &child))
            return false;
    }
    return true;
}

static bool
read_side(PmArena *arena, Side *side, PmMergeKind kind, const PmMergePart *part, bool top)
{
    side->children = g_hash_table_new(g_str_hash, g_str_equal);
    side->keys = g_ptr_array_new();
    if (pm_merge_is_empty(part->node))
        return true;
    if (part->node->style != PM_STYLE_BLOCK)
        return kind != PM_MERGE_MAP && read_flow(arena, side, kind, part);
    const PmSource *source = part->source;
    size_t from = part->lines.start;
    size_t first = child_start(source, part->node->items[0], from);
    if (!top) {
        size_t next = line_after(source, from, part->lines.end);
        side->compact = first < next;
        from = side->compact ? first : next;
    }
    side->block = true;
    side->header = (PmPiece){ source->bytes + part->lines.start, from - part->lines.start };
    return read_block(arena, side, kind, part, from);
}

/* What stands behind the value, or behind the colon of one that is below it. */
static char *
remark(const PmMergePart *part, const Side *side)
{
    if (part->node == NULL)
        return g_strdup("");
    size_t from = side->block ? part->node->key_span.end : part->node->written.end;
    size_t to = side->block ? part->lines.start + side->header.length : part->lines.end;
    if (pm_merge_is_empty(part->node) && part->node->kind == PM_NODE_NULL)
        from = part->node->key_span.end;
    char *text = from < to ? g_strndup(part->source->bytes + from, to - from) : g_strdup("");
    for (char *c = text; *c == ':' || *c == ' '; c++)
        *c = ' ';
    return g_strstrip(text);
}

/* The header of a collection that was written otherwise before: with the comment that it has. */
static bool
pick_new_header(const PmMergePart parts[PM_SIDE_COUNT], const Side sides[PM_SIDE_COUNT],
                PmSide *out_side)
{
    g_autofree char *base = remark(&parts[PM_SIDE_BASE], &sides[PM_SIDE_BASE]);
    g_autofree char *ours = remark(&parts[PM_SIDE_OURS], &sides[PM_SIDE_OURS]);
    g_autofree char *theirs = remark(&parts[PM_SIDE_THEIRS], &sides[PM_SIDE_THEIRS]);
    PmPiece remarks[] = { { base, strlen(base) },
                          { ours, strlen(ours) },
                          { theirs, strlen(theirs) } };
    if (!pm_conflict_pick(remarks, out_side))
        return false;
    PmSide other = *out_side == PM_SIDE_OURS ? PM_SIDE_THEIRS : PM_SIDE_OURS;
    if (!sides[*out_side].block) {
        if (!pm_piece_equal(remarks[other], remarks[*out_side]))
            return false;
        *out_side = other;
    }
    return sides[*out_side].block;
}

static bool
pick_header(const PmMergePart parts[PM_SIDE_COUNT], const Side sides[PM_SIDE_COUNT],
            PmSide *out_side)
{
    const Side *base = &sides[PM_SIDE_BASE];
    const Side *ours = &sides[PM_SIDE_OURS], *theirs = &sides[PM_SIDE_THEIRS];
    if (ours->block && theirs->block && ours->compact != theirs->compact)
        return false;
    if (!base->block || !ours->block || !theirs->block)
        return pick_new_header(parts, sides, out_side);
    PmPiece headers[] = { base->header, ours->header, theirs->header };
    return pm_conflict_pick(headers, out_side);
}

/* How far the children are behind their parent: as the side has it that changed it. */
static size_t
pick_step(const PmMergePart parts[PM_SIDE_COUNT], const Side sides[PM_SIDE_COUNT])
{
    size_t steps[PM_SIDE_COUNT];
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        steps[i] = sides[i].block ? sides[i].column - MIN(sides[i].column, parts[i].column) : 0;
    if (!sides[PM_SIDE_OURS].block || (sides[PM_SIDE_BASE].block && sides[PM_SIDE_THEIRS].block &&
                                       steps[PM_SIDE_BASE] == steps[PM_SIDE_OURS]))
        return steps[PM_SIDE_THEIRS];
    return steps[PM_SIDE_OURS];
}

static const Child *
child_of(const Side *side, const char *key)
{
    return g_hash_table_lookup(side->children, key);
}

/* Does a side keep what the other has? Gone for good is what one removed, and the other left alone.
 */
static bool
lives(PmArena *arena, const Side sides[PM_SIDE_COUNT], PmSide other, const char *key, size_t column)
{
    PmSide own = other == PM_SIDE_OURS ? PM_SIDE_THEIRS : PM_SIDE_OURS;
    const Child *old = child_of(&sides[PM_SIDE_BASE], key);
    if (old == NULL || child_of(&sides[other], key) != NULL)
        return true;
    return !pm_piece_equal(pm_merge_part_text(arena, &old->part, column),
                           pm_merge_part_text(arena, &child_of(&sides[own], key)->part, column));
}

static GPtrArray *
living(PmArena *arena, const Side sides[PM_SIDE_COUNT], PmSide own, size_t column)
{
    PmSide other = own == PM_SIDE_OURS ? PM_SIDE_THEIRS : PM_SIDE_OURS;
    GPtrArray *keys = g_ptr_array_new();
    for (guint i = 0; i < sides[own].keys->len; i++)
        if (lives(arena, sides, other, sides[own].keys->pdata[i], column))
            g_ptr_array_add(keys, sides[own].keys->pdata[i]);
    return keys;
}

/* Both took away one item, and both brought one: it may be the same, under two new names. */
static bool
is_renamed_twice(const Side sides[PM_SIDE_COUNT])
{
    bool gone = false, ours = false, theirs = false;
    const Side *base = &sides[PM_SIDE_BASE];
    for (guint i = 0; i < base->keys->len; i++)
        gone |= child_of(&sides[PM_SIDE_OURS], base->keys->pdata[i]) == NULL &&
                child_of(&sides[PM_SIDE_THEIRS], base->keys->pdata[i]) == NULL;
    for (guint i = 0; i < sides[PM_SIDE_OURS].keys->len; i++)
        ours |= child_of(base, sides[PM_SIDE_OURS].keys->pdata[i]) == NULL;
    for (guint i = 0; i < sides[PM_SIDE_THEIRS].keys->len; i++)
        theirs |= child_of(base, sides[PM_SIDE_THEIRS].keys->pdata[i]) == NULL;
    return gone && ours && theirs;
}

static const char *
name_child(PmArena *arena, PmMergeKind kind, const char *place, const char *key)
{
    if (kind != PM_MERGE_MAP && kind != PM_MERGE_ITEMS)
        return place;
    return *place == '\0' ? key : pm_arena_printf(arena, "%s %s", place, key);
}

/* A child with the lines before it. */
static bool
add_merged(PmMerging *self, const char *place, const Side sides[PM_SIDE_COUNT], const char *key,
           size_t column, bool open, GString *out)
{
    PmPiece leads[PM_SIDE_COUNT] = { 0 };
    PmMergePart parts[PM_SIDE_COUNT] = { 0 };
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const Child *child = child_of(&sides[i], key);
        if (child == NULL)
            continue;
        parts[i] = child->part;
        leads[i] = pm_merge_shift(self->arena, child->lead,
                                  (ptrdiff_t)column - (ptrdiff_t)child->part.column, false);
    }
    gsize before = out->len;
    if (leads[PM_SIDE_OURS].bytes == NULL || leads[PM_SIDE_THEIRS].bytes == NULL) {
        const PmPiece *only =
            &leads[leads[PM_SIDE_OURS].bytes != NULL ? PM_SIDE_OURS : PM_SIDE_THEIRS];
        g_string_append_len(out, only->bytes, (gssize)only->length);
    } else {
        pm_merging_lines(self, place, leads, out);
    }
    return (!open || out->len == before) && pm_merge_part(self, place, parts, column, open, out);
}

static bool
add_children(PmMerging *self, const char *place, PmMergeKind kind, const Side sides[PM_SIDE_COUNT],
             size_t column, bool open, GString *out)
{
    g_autoptr(GPtrArray) ours = living(self->arena, sides, PM_SIDE_OURS, column);
    g_autoptr(GPtrArray) theirs = living(self->arena, sides, PM_SIDE_THEIRS, column);
    g_autoptr(GPtrArray) order =
        pm_merge_order(sides[PM_SIDE_BASE].keys, ours, theirs, pm_merge_by_name, NULL);
    if (order->len == 0)
        return false;
    for (guint i = 0; i < order->len; i++) {
        const char *key = order->pdata[i];
        if (!add_merged(self, name_child(self->arena, kind, place, key), sides, key, column,
                        open && i == 0, out))
            return false;
    }
    return true;
}

static bool
add_collection(PmMerging *self, const char *place, PmMergeKind kind,
               const PmMergePart parts[PM_SIDE_COUNT], const Side sides[PM_SIDE_COUNT],
               size_t column, bool open, GString *out)
{
    PmSide header;
    if (!pick_header(parts, sides, &header))
        return false;
    size_t inner = column + pick_step(parts, sides);
    pm_merge_indent(out, column, open);
    g_string_append_len(out, sides[header].header.bytes, (gssize)sides[header].header.length);
    if (sides[header].compact && sides[header].column != inner - column + parts[header].column)
        return false;
    return add_children(self, place, kind, sides, inner, sides[header].compact, out);
}

static void
clear_all(Side sides[PM_SIDE_COUNT])
{
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        side_clear(&sides[i]);
}

bool
pm_merge_children(PmMerging *self, const char *place, PmMergeKind kind,
                  const PmMergePart parts[PM_SIDE_COUNT], size_t column, bool open, GString *out)
{
    Side sides[PM_SIDE_COUNT] = { 0 };
    bool done = true;
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        done = done && read_side(self->arena, &sides[i], kind, &parts[i], false);
    done = done && !(kind == PM_MERGE_NAMED && is_renamed_twice(sides)) &&
           add_collection(self, place, kind, parts, sides, column, open, out);
    clear_all(sides);
    return done;
}

bool
pm_merge_top(PmMerging *self, const PmMergePart parts[PM_SIDE_COUNT], GString *out)
{
    Side sides[PM_SIDE_COUNT] = { 0 };
    PmPiece tails[PM_SIDE_COUNT];
    bool done = true;
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        done = done && read_side(self->arena, &sides[i], PM_MERGE_MAP, &parts[i], true);
        tails[i] = sides[i].tail;
    }
    size_t column = sides[PM_SIDE_OURS].column;
    done = done && column == sides[PM_SIDE_THEIRS].column &&
           add_children(self, "", PM_MERGE_MAP, sides, column, false, out);
    if (done)
        pm_merging_lines(self, "front matter", tails, out);
    clear_all(sides);
    return done;
}
