/* SPDX-License-Identifier: Apache-2.0 */
#include "data/edit_block.h"

#include <string.h>

static char
byte_at(const PmEdit *edit, size_t at)
{
    return at < edit->span.end ? edit->source->bytes[at] : '\0';
}

/*
 * A literal at the very end of a text without a last line end has no line break in its value. Lines
 * behind it would give it one: say in its header that it has none (section 8.1.1.2).
 */
static void
chomp_last(PmEdit *edit, const PmNode *node)
{
    while (node->count > 0)
        node = node->items[node->count - 1];
    if (node->style != PM_STYLE_LITERAL && node->style != PM_STYLE_FOLDED)
        return;
    if (node->aliased || node->span.end != edit->span.end || node->length == 0 ||
        node->text[node->length - 1] == '\n')
        return;
    size_t at = node->span.start + 1;
    while (g_ascii_isdigit(byte_at(edit, at)))
        at++;
    if (byte_at(edit, at) != '-' && !pm_edit_has_insertion(edit, at))
        pm_splices_add(edit->splices, (PmSpan){ at, at + (byte_at(edit, at) == '+' ? 1 : 0) }, "-",
                       1);
}

/* The end of the line `end` is on, or of the last comment below it that is indented deeper than
 * `column`: it is about what ends there. Behind a block of text above, it would become part of
 * that. */
static size_t
own_end(const PmEdit *edit, size_t end, size_t column)
{
    size_t last = pm_edit_line_end(edit, end), line = pm_edit_line_after(edit, end);
    while (line < edit->span.end) {
        size_t at = line;
        while (byte_at(edit, at) == ' ')
            at++;
        if (byte_at(edit, at) == '#' && at - line > column)
            last = pm_edit_line_end(edit, at);
        else if (at < pm_edit_line_end(edit, at))
            break;
        line = pm_edit_line_after(edit, at);
    }
    return last;
}

static void
add_lines(PmEdit *edit, const PmNode *behind, size_t column, const GString *lines)
{
    chomp_last(edit, behind);
    pm_edit_insert(edit, own_end(edit, behind->span.end, column), lines->str);
}

/* A member of `map`, as lines behind what `behind` (it, or one of its members) writes last. */
static void
add_member(PmEdit *edit, const PmNode *map, const PmNode *behind, const PmEditNew *new)
{
    const char *line_break = pm_edit_line_break(edit, behind->span.end);
    size_t column = pm_edit_column(edit, map->span.start);
    g_autoptr(GString) lines = g_string_new(NULL);
    pm_edit_append_break(lines, line_break, column);
    pm_edit_append_block(edit, lines, line_break, column, new);
    add_lines(edit, behind, column, lines);
}

void
pm_edit_block_add(PmEdit *edit, const PmNode *map, const PmEditNew *new)
{
    add_member(edit, map, map, new);
}

void
pm_edit_block_add_behind(PmEdit *edit, const PmNode *sibling, const PmEditNew *new)
{
    add_member(edit, sibling->parent, sibling, new);
}

void
pm_edit_block_add_first(PmEdit *edit, const PmEditNew *new)
{
    size_t end = edit->span.end;
    const char *line_break = pm_edit_line_break(edit, end);
    bool line_is_open = pm_edit_line_start(edit, end) < end;
    g_autoptr(GString) lines = g_string_new(line_is_open ? line_break : NULL);
    pm_edit_append_block(edit, lines, line_break, 0, new);
    if (!line_is_open)
        g_string_append(lines, line_break);
    pm_edit_insert(edit, end, lines->str);
}

/* Spaces between a dash and what follows it. */
static size_t
dash_gap(const PmEdit *edit, const PmNode *list)
{
    size_t dash = list->span.start;
    size_t at = dash + 1;
    while (byte_at(edit, at) == ' ')
        at++;
    bool text_follows = at > dash + 1 && !strchr("#\r\n", byte_at(edit, at));
    return text_follows ? at - dash - 1 : 1;
}

void
pm_edit_block_add_item(PmEdit *edit, const PmNode *list, const char *value,
                       const PmEditMember *members, size_t count)
{
    const PmNode *last = list->items[list->count - 1];
    const char *line_break = pm_edit_line_break(edit, list->span.end);
    size_t column = pm_edit_column(edit, list->span.start);
    size_t gap = dash_gap(edit, list);
    g_autoptr(GString) lines = g_string_new(NULL);
    pm_edit_append_break(lines, line_break, column);
    g_string_append_printf(lines, "-%*s", (int)gap, "");
    if (value)
        g_string_append(lines, value);
    else if (last->kind == PM_NODE_MAP && last->style == PM_STYLE_FLOW)
        pm_edit_append_flow_map(lines, members, count);
    else
        pm_edit_append_members(lines, line_break, column + 1 + gap, members, count);
    add_lines(edit, list, column, lines);
}

/* The end of "key:", on the key's line; 0 where the colon is elsewhere. */
static size_t
colon_end(const PmEdit *edit, const PmNode *node)
{
    size_t at = node->key_span.end;
    while (byte_at(edit, at) == ' ' || byte_at(edit, at) == '\t')
        at++;
    return node->key && byte_at(edit, at) == ':' ? at + 1 : 0;
}

void
pm_edit_block_fill(PmEdit *edit, const PmNode *node, const PmEditNew *new)
{
    const char *line_break = pm_edit_line_break(edit, node->key_span.end);
    size_t column = pm_edit_column(edit, node->parent->span.start);
    size_t colon = colon_end(edit, node);
    g_autoptr(GString) lines = g_string_new(NULL);
    /* the key is there already: written as if it was not, and cut off */
    PmEditNew member = *new;
    g_autofree char **keys = g_new0(char *, new->key_count + 1);
    keys[0] = "k";
    for (size_t i = 0; i < new->key_count; i++)
        keys[i + 1] = new->keys[i];
    member.keys = keys;
    member.key_count = new->key_count + 1;
    pm_edit_append_block(edit, lines, line_break, column, &member);
    if (node->written.end > node->written.start)
        pm_edit_delete(edit, colon, node->written.end);
    pm_edit_insert(edit, pm_edit_line_end(edit, node->written.end), lines->str + strlen("k:"));
}

static void
replace_nothing(PmEdit *edit, const PmNode *node, const char *text)
{
    size_t at = node->written.start;
    g_autoptr(GString) piece = g_string_new(NULL);
    if (node->key && byte_at(edit, at - 1) != ':') { /* "? key" or, in flow, "key" */
        if (node->parent->style == PM_STYLE_BLOCK)
            pm_edit_append_break(piece, pm_edit_line_break(edit, at),
                                 pm_edit_column(edit, node->parent->span.start));
        g_string_append_c(piece, ':');
        if (node->parent->style == PM_STYLE_BLOCK)
            at = pm_edit_line_end(edit, at);
    }
    g_string_append_printf(piece, " %s", text);
    pm_edit_insert(edit, at, piece->str);
}

void
pm_edit_block_replace(PmEdit *edit, const PmNode *node, const char *text)
{
    if (node->written.start == node->written.end) {
        replace_nothing(edit, node, text);
        return;
    }
    size_t colon = colon_end(edit, node);
    size_t line_end = pm_edit_line_end(edit, node->key_span.end);
    bool below = node->style == PM_STYLE_BLOCK && colon > 0 && node->written.start > line_end;
    if (!below) {
        pm_splices_add(edit->splices, node->written, text, strlen(text));
        return;
    }
    /* lines below the key go; the value goes behind the colon, before a comment */
    g_autofree char *value = g_strconcat(" ", text, NULL);
    pm_edit_insert(edit, colon, value);
    pm_edit_delete(edit, line_end, pm_edit_line_end(edit, node->written.end));
}

/* A list's item starts at its dash, which is behind the item before it, or starts the list. */
static size_t
dash_of(const PmEdit *edit, const PmNode *item)
{
    if (item->position == 0)
        return item->parent->span.start;
    size_t at = pm_edit_line_after(edit, item->parent->items[item->position - 1]->written.end);
    while (at < edit->span.end && byte_at(edit, at) != '-') {
        if (byte_at(edit, at) == ' ')
            at++;
        else
            at = pm_edit_line_after(edit, at);
    }
    return at;
}

static size_t
start_of(const PmEdit *edit, const PmNode *node)
{
    if (!node->key)
        return dash_of(edit, node);
    size_t at = node->key_span.start;
    while (at > edit->span.start && byte_at(edit, at - 1) == ' ')
        at--;
    return at > edit->span.start && byte_at(edit, at - 1) == '?' ? at - 1 : node->key_span.start;
}

/* What is written last before `node` is a block whose empty lines belong to its value ("|+"). */
static bool
is_behind_kept_lines(const PmEdit *edit, const PmNode *node)
{
    if (node->position == 0)
        return false;
    const PmNode *last = node->parent->items[node->position - 1];
    while (last->count > 0)
        last = last->items[last->count - 1];
    if (last->aliased || (last->style != PM_STYLE_LITERAL && last->style != PM_STYLE_FOLDED))
        return false;
    return byte_at(edit, last->span.start + 1) == '+' || byte_at(edit, last->span.start + 2) == '+';
}

void
pm_edit_block_remove(PmEdit *edit, const PmNode *node)
{
    size_t start = start_of(edit, node);
    size_t end = pm_edit_end(node);
    size_t after = pm_edit_line_after(edit, end);
    if (pm_edit_is_first(edit, start)) {
        after = pm_edit_line_after(edit, own_end(edit, end, pm_edit_column(edit, start)));
        bool kept = is_behind_kept_lines(edit, node); /* it must not get the empty lines behind */
        while (kept && after < edit->span.end && strchr("\r\n", byte_at(edit, after)))
            after++;
        pm_edit_delete(edit, pm_edit_line_start(edit, start), after);
        return;
    }
    /* the first, on a line with its dash: the second moves up, if no comment is between */
    size_t line_end = pm_edit_line_end(edit, end);
    if (node->position + 1 == node->parent->count) {
        pm_edit_delete(edit, start, line_end);
        return;
    }
    size_t next = start_of(edit, node->parent->items[node->position + 1]);
    bool adjacent = pm_edit_line_start(edit, next) == after;
    pm_edit_delete(edit, start, adjacent ? next : line_end);
}
