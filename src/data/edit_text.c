/* SPDX-License-Identifier: Apache-2.0 */
#include "data/edit_text.h"

#include "data/scalar.h"

#include <string.h>

/* What most people indent by, where the text does not show it. */
enum { USUAL_STEP = 2 };

static bool
is_break(char c)
{
    return c == '\n' || c == '\r';
}

size_t
pm_edit_line_start(const PmEdit *edit, size_t at)
{
    while (at > edit->span.start && !is_break(edit->source->bytes[at - 1]))
        at--;
    if (at == 0 && edit->source->length >= 3 && memcmp(edit->source->bytes, "\xef\xbb\xbf", 3) == 0)
        at = 3;
    return at;
}

size_t
pm_edit_line_end(const PmEdit *edit, size_t at)
{
    while (at < edit->span.end && !is_break(edit->source->bytes[at]))
        at++;
    return at;
}

size_t
pm_edit_line_after(const PmEdit *edit, size_t at)
{
    at = pm_edit_line_end(edit, at);
    if (at + 1 < edit->span.end && memcmp(edit->source->bytes + at, "\r\n", 2) == 0)
        return at + 2;
    return at < edit->span.end ? at + 1 : at;
}

size_t
pm_edit_column(const PmEdit *edit, size_t at)
{
    size_t start = pm_edit_line_start(edit, at);
    return (size_t)g_utf8_strlen(edit->source->bytes + start, (gssize)(at - start));
}

bool
pm_edit_is_first(const PmEdit *edit, size_t at)
{
    for (size_t start = pm_edit_line_start(edit, at); start < at; start++) {
        if (edit->source->bytes[start] != ' ')
            return false;
    }
    return true;
}

const char *
pm_edit_line_break(const PmEdit *edit, size_t at)
{
    const char *bytes = edit->source->bytes;
    size_t end = pm_edit_line_end(edit, at);
    if (end < edit->span.end && bytes[end] == '\r')
        return end + 1 < edit->span.end && bytes[end + 1] == '\n' ? "\r\n" : "\r";
    if (end < edit->span.end)
        return "\n";
    const char *before = memrchr(bytes, '\n', end); /* the last line: as the one before it */
    return before && before > bytes && before[-1] == '\r' ? "\r\n" : "\n";
}

void
pm_edit_insert(PmEdit *edit, size_t at, const char *text)
{
    pm_splices_add(edit->splices, (PmSpan){ at, at }, text, strlen(text));
}

void
pm_edit_delete(PmEdit *edit, size_t start, size_t end)
{
    if (start < end)
        pm_splices_add(edit->splices, (PmSpan){ start, end }, "", 0);
}

bool
pm_edit_has_insertion(const PmEdit *edit, size_t at)
{
    for (size_t i = 0; i < pm_splices_count(edit->splices); i++) {
        PmSpan span = pm_splices_get(edit->splices, i)->at;
        if (span.start == at && span.end == at)
            return true;
    }
    return false;
}

size_t
pm_edit_end(const PmNode *node)
{
    return MAX(node->written.end, node->merged ? 0 : node->key_span.end);
}

void
pm_edit_append_break(GString *out, const char *line_break, size_t column)
{
    g_string_append_printf(out, "%s%*s", line_break, (int)column, "");
}

void
pm_edit_append_key(GString *out, const char *key)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_string_append_printf(out, "%s:", pm_scalar_quote(arena, key));
}

/* How far the first nested block map is indented. */
static size_t
indentation_step(const PmEdit *edit)
{
    for (size_t i = 0; i < edit->root->count; i++) {
        const PmNode *item = edit->root->items[i];
        if (item->kind != PM_NODE_MAP || item->style != PM_STYLE_BLOCK || item->aliased)
            continue;
        size_t inner = pm_edit_column(edit, item->span.start);
        size_t outer = pm_edit_column(edit, edit->root->span.start);
        if (pm_edit_is_first(edit, item->span.start) && inner > outer)
            return inner - outer;
    }
    return USUAL_STEP;
}

/* How far the first list's dashes are indented below their key: often not at all. */
static size_t
dash_step(const PmEdit *edit)
{
    for (size_t i = 0; i < edit->root->count; i++) {
        const PmNode *item = edit->root->items[i];
        if (item->kind != PM_NODE_LIST || item->style != PM_STYLE_BLOCK || item->aliased)
            continue;
        size_t inner = pm_edit_column(edit, item->span.start);
        size_t outer = pm_edit_column(edit, edit->root->span.start);
        if (pm_edit_is_first(edit, item->span.start) && inner >= outer)
            return inner - outer;
    }
    return USUAL_STEP;
}

void
pm_edit_append_members(GString *out, const char *line_break, size_t column,
                       const PmEditMember *members, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            pm_edit_append_break(out, line_break, column);
        pm_edit_append_key(out, members[i].key);
        g_string_append_printf(out, " %s", members[i].value);
    }
    if (count == 0)
        g_string_append(out, "{}");
}

void
pm_edit_append_block(const PmEdit *edit, GString *out, const char *line_break, size_t column,
                     const PmEditNew *new)
{
    for (size_t i = 0; i < new->key_count; i++) {
        if (i > 0) {
            column += indentation_step(edit);
            pm_edit_append_break(out, line_break, column);
        }
        pm_edit_append_key(out, new->keys[i]);
    }
    if (new->value) {
        g_string_append_printf(out, " %s", new->value);
        return;
    }
    column += dash_step(edit);
    pm_edit_append_break(out, line_break, column);
    g_string_append(out, "- ");
    pm_edit_append_members(out, line_break, column + 2, new->members, new->member_count);
}

void
pm_edit_append_flow_map(GString *out, const PmEditMember *members, size_t count)
{
    g_string_append_c(out, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            g_string_append(out, ", ");
        pm_edit_append_key(out, members[i].key);
        g_string_append_printf(out, " %s", members[i].value);
    }
    g_string_append_c(out, '}');
}

void
pm_edit_append_flow(GString *out, const PmEditNew *new)
{
    for (size_t i = 0; i < new->key_count; i++) {
        if (i > 0)
            g_string_append(out, " {");
        pm_edit_append_key(out, new->keys[i]);
    }
    g_string_append_c(out, ' ');
    if (new->value) {
        g_string_append(out, new->value);
    } else {
        g_string_append_c(out, '[');
        pm_edit_append_flow_map(out, new->members, new->member_count);
        g_string_append_c(out, ']');
    }
    for (size_t i = 1; i < new->key_count; i++)
        g_string_append_c(out, '}');
}
