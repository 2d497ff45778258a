/* SPDX-License-Identifier: Apache-2.0 */
#include "data/edit_flow.h"

#include <string.h>

bool
pm_edit_flow_has_brackets(const PmEdit *edit, const PmNode *collection)
{
    char open = collection->kind == PM_NODE_MAP ? '{' : '[';
    return edit->source->bytes[collection->span.start] == open;
}

/* Over white space, line ends and comments. */
static size_t
skip_blank(const PmEdit *edit, size_t at)
{
    const char *bytes = edit->source->bytes;
    while (at < edit->span.end) {
        if (bytes[at] == '#')
            at = pm_edit_line_end(edit, at);
        else if (strchr(" \t\r\n", bytes[at]))
            at++;
        else
            break;
    }
    return at;
}

/* Where an item starts: at its key, or the '?' before that. */
static size_t
start_of(const PmEdit *edit, const PmNode *item)
{
    const char *bytes = edit->source->bytes;
    if (!item->key)
        return item->written.start;
    size_t at = item->key_span.start;
    while (at > edit->span.start && bytes[at - 1] == ' ')
        at--;
    bool explicit_key = at < item->key_span.start && at > edit->span.start && bytes[at - 1] == '?';
    return explicit_key ? at - 1 : item->key_span.start;
}

/* "key:" without a value needs a blank behind its colon: "key:," is a word to libyaml. */
static bool
ends_with_colon(const PmEdit *edit, const PmNode *item)
{
    size_t end = pm_edit_end(item);
    return item->written.start == item->written.end && edit->source->bytes[end - 1] == ':';
}

/* The item that is written last; merged members are listed behind the others. */
static const PmNode *
last_item(const PmNode *collection)
{
    const PmNode *last = collection->items[0];
    for (size_t i = 1; i < collection->count; i++) {
        if (pm_edit_end(collection->items[i]) > pm_edit_end(last))
            last = collection->items[i];
    }
    return last;
}

/* One item a line: the new one gets a line too, and comments stay with their own. */
static void
add_line(PmEdit *edit, size_t column, size_t end, bool comma, bool colon, const char *text)
{
    size_t line_end = pm_edit_line_end(edit, end);
    g_autoptr(GString) line = g_string_new(NULL);
    if (!comma && pm_edit_has_insertion(edit, end))
        g_string_append_c(line, ',');
    else if (!comma)
        pm_edit_insert(edit, end, colon ? " ," : ",");
    pm_edit_append_break(line, pm_edit_line_break(edit, end), column);
    g_string_append(line, text);
    if (comma)
        g_string_append_c(line, ',');
    pm_edit_insert(edit, line_end, line->str);
}

void
pm_edit_flow_add_behind(PmEdit *edit, const PmNode *item, const char *text)
{
    const PmNode *collection = item->parent;
    size_t open = collection->span.start + 1;
    size_t close = collection->span.end - 1;
    size_t start = start_of(edit, item);
    size_t end = pm_edit_end(item);
    size_t behind = skip_blank(edit, end);
    bool comma = behind < close && edit->source->bytes[behind] == ',';
    if (comma)
        end = behind + 1;
    bool own_line = start > pm_edit_line_end(edit, open) && pm_edit_is_first(edit, start) &&
                    skip_blank(edit, end) > pm_edit_line_end(edit, end);
    if (own_line) {
        add_line(edit, pm_edit_column(edit, start), end, comma, ends_with_colon(edit, item), text);
        return;
    }
    g_autofree char *piece =
        comma ? g_strconcat(" ", text, ",", NULL)
              : g_strconcat(ends_with_colon(edit, item) ? " , " : ", ", text, NULL);
    pm_edit_insert(edit, end, piece);
}

void
pm_edit_flow_add(PmEdit *edit, const PmNode *collection, const char *text)
{
    size_t open = collection->span.start + 1;
    if (collection->count > 0) {
        pm_edit_flow_add_behind(edit, last_item(collection), text);
        return;
    }
    g_autofree char *next = g_strconcat(", ", text, NULL);
    pm_edit_insert(edit, open, pm_edit_has_insertion(edit, open) ? next : text);
}

/* Whole lines, where the item and its comma have them for themselves. */
static bool
remove_lines(PmEdit *edit, size_t start, size_t end)
{
    size_t behind = skip_blank(edit, end);
    if (behind <= pm_edit_line_end(edit, end) && edit->source->bytes[behind] == ',')
        end = behind + 1;
    bool alone = pm_edit_is_first(edit, start) &&
                 skip_blank(edit, end) > pm_edit_line_end(edit, end) &&
                 pm_edit_line_start(edit, start) > edit->span.start;
    if (alone)
        pm_edit_delete(edit, pm_edit_line_start(edit, start), pm_edit_line_after(edit, end));
    return alone;
}

void
pm_edit_flow_remove(PmEdit *edit, const PmNode *item)
{
    const PmNode *parent = item->parent;
    size_t start = start_of(edit, item);
    size_t end = pm_edit_end(item);
    size_t behind = skip_blank(edit, end);
    bool comma = edit->source->bytes[behind] == ',';
    if ((comma || item->position > 0) && remove_lines(edit, start, end))
        return; /* a comma that the item before keeps may stand at the end */
    const PmNode *before = item->position > 0 ? parent->items[item->position - 1] : NULL;
    if (item->position + 1 < parent->count)
        pm_edit_delete(edit, start, start_of(edit, parent->items[item->position + 1]));
    else if (before)
        pm_edit_delete(edit, pm_edit_end(before) + (ends_with_colon(edit, before) ? 1 : 0), end);
    else
        pm_edit_delete(edit, start, comma ? behind + 1 : end);
}
