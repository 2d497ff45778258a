/* SPDX-License-Identifier: Apache-2.0 */
#include "data/edit.h"

#include "base/error.h"
#include "data/edit_block.h"
#include "data/edit_flow.h"

#include <string.h>

/* A pointer, taken apart and followed as far as the tree goes. */
typedef struct {
    char **keys; /* decoded tokens; NULL at the end */
    size_t count;
    const PmNode *node; /* the last node on the way */
    size_t depth;       /* tokens that lead to it */
} Path;

static void
path_clear(Path *path)
{
    g_strfreev(path->keys);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Path, path_clear)

static char *
decode_token(const char *token)
{
    g_autoptr(GString) key = g_string_new(token);
    g_string_replace(key, "~1", "/", 0);
    g_string_replace(key, "~0", "~", 0);
    return g_string_free(g_steal_pointer(&key), FALSE);
}

static bool
has_anchor(const PmNode *node)
{
    if (node->anchored)
        return true;
    for (size_t i = 0; i < node->count; i++) {
        if (!node->items[i]->aliased && has_anchor(node->items[i]))
            return true;
    }
    return false;
}

static bool
refuse(GError **error, PmErrorCode code, const char *pointer, const char *why)
{
    pm_error_set(error, code, NULL, "cannot edit '%s': %s", pointer, why);
    return false;
}

/* Follow the pointer down to what is there; what is shared through an alias is nobody's to edit. */
static bool
follow(const PmEdit *edit, const char *pointer, Path *path, GError **error)
{
    g_auto(GStrv) tokens = g_strsplit(pointer, "/", -1);
    if (pointer[0] != '/')
        return refuse(error, PM_ERROR_USAGE, pointer, "not a JSON Pointer to a member");
    path->count = g_strv_length(tokens) - 1;
    path->keys = g_new0(char *, path->count + 1);
    for (size_t i = 0; i < path->count; i++)
        path->keys[i] = decode_token(tokens[i + 1]);

    path->node = edit->root;
    for (; path->depth < path->count; path->depth++) {
        const char *token = tokens[path->depth + 1];
        const PmNode *next = pm_node_child(path->node, token, strlen(token));
        if (path->node->anchored)
            return refuse(error, PM_ERROR_CONFLICT, pointer, "an anchor is in the way");
        if (!next && path->node->kind == PM_NODE_LIST)
            return refuse(error, PM_ERROR_NOT_FOUND, pointer, "the list has no such item");
        if (!next)
            break;
        if (next->aliased)
            return refuse(error, PM_ERROR_CONFLICT, pointer, "an alias is in the way");
        path->node = next;
    }
    if (path->depth == path->count && has_anchor(path->node))
        return refuse(error, PM_ERROR_CONFLICT, pointer, "an anchor is in the way");
    return true;
}

static bool
is_short_key(const char *key, const char *pointer, GError **error)
{
    if (strlen(key) <= PM_EDIT_MAX_KEY)
        return true;
    return refuse(error, PM_ERROR_LIMIT, pointer,
                  "a key is longer than " G_STRINGIFY(PM_EDIT_MAX_KEY) " bytes");
}

/* What is written into a text comes from data/scalar.h: one line. */
static bool
is_rendered(const char *value, const char *pointer, GError **error)
{
    if (*value && !strpbrk(value, "\r\n"))
        return true;
    return refuse(error, PM_ERROR_USAGE, pointer, "a value must be one line");
}

static bool
is_block_member(const PmNode *node)
{
    return node->parent && node->parent->kind == PM_NODE_MAP &&
           node->parent->style == PM_STYLE_BLOCK;
}

/* Lines can go below the key: `key:` with nothing, or an empty flow collection, behind it. */
static bool
can_fill(const PmEdit *edit, const PmNode *node)
{
    if (!is_block_member(node) || node->count > 0)
        return false;
    size_t line_end = pm_edit_line_end(edit, node->key_span.end);
    size_t start = node->written.start;
    return start == node->span.start && node->written.end <= line_end && start > 0 &&
           memchr(edit->source->bytes + node->key_span.end, ':', line_end - node->key_span.end) &&
           start > node->key_span.end;
}

/* Make the members that are missing on the way, and the value in the last. */
static bool
add(PmEdit *edit, const Path *path, PmEditNew new, const char *pointer, GError **error)
{
    const PmNode *node = path->node;
    new.keys = path->keys + path->depth;
    new.key_count = path->count - path->depth;
    for (size_t i = 0; i < new.key_count; i++) {
        if (!is_short_key(new.keys[i], pointer, error))
            return false;
    }
    g_autoptr(GString) flow = g_string_new(NULL);
    pm_edit_append_flow(flow, &new);
    if (node->kind == PM_NODE_MAP && node->style == PM_STYLE_BLOCK) {
        pm_edit_block_add(edit, node, &new);
    } else if (node->kind == PM_NODE_MAP && pm_edit_flow_has_brackets(edit, node)) {
        pm_edit_flow_add(edit, node, flow->str);
    } else if (node->kind != PM_NODE_NULL) {
        return refuse(error, PM_ERROR_CONFLICT, pointer, "there is something else than a map");
    } else if (!node->parent) {
        pm_edit_block_add_first(edit, &new);
    } else if (can_fill(edit, node)) {
        pm_edit_block_fill(edit, node, &new);
    } else {
        g_string_prepend_c(flow, '{');
        g_string_append_c(flow, '}');
        pm_edit_block_replace(edit, node, flow->str);
    }
    return true;
}

char *
pm_edit_flow(PmArena *arena, const char *const *rendered, size_t count)
{
    g_autoptr(GString) flow = g_string_new("[");
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(flow, "%s%s", i > 0 ? ", " : "", rendered[i]);
    g_string_append_c(flow, ']');
    return pm_arena_strndup(arena, flow->str, flow->len);
}

bool
pm_edit_set(PmEdit *edit, const char *pointer, const char *value, GError **error)
{
    g_auto(Path) path = { 0 };
    if (!is_rendered(value, pointer, error) || !follow(edit, pointer, &path, error))
        return false;
    if (path.depth < path.count)
        return add(edit, &path, (PmEditNew){ .value = value }, pointer, error);
    pm_edit_block_replace(edit, path.node, value);
    return true;
}

bool
pm_edit_add_behind(PmEdit *edit, const PmNode *sibling, const char *key, const char *value,
                   GError **error)
{
    const PmNode *map = sibling->parent;
    if (!is_rendered(value, key, error) || !is_short_key(key, key, error))
        return false;
    if (sibling->aliased || sibling->merged)
        return refuse(error, PM_ERROR_CONFLICT, key, "an alias is in the way");
    for (const PmNode *node = map; node; node = node->parent) {
        if (node->anchored || node->aliased)
            return refuse(error, PM_ERROR_CONFLICT, key, "an anchor or an alias is in the way");
    }
    char *keys[] = { (char *)key, NULL };
    PmEditNew new = { .keys = keys, .key_count = 1, .value = value };
    if (map->style == PM_STYLE_BLOCK) {
        pm_edit_block_add_behind(edit, sibling, &new);
        return true;
    }
    if (!pm_edit_flow_has_brackets(edit, map))
        return refuse(error, PM_ERROR_CONFLICT, key, "a pair in a list is in the way");
    g_autoptr(GString) flow = g_string_new(NULL);
    pm_edit_append_flow(flow, &new);
    pm_edit_flow_add_behind(edit, sibling, flow->str);
    return true;
}

/* The list at the end of the path, made from nothing with its first item. */
static bool
make_list(PmEdit *edit, const Path *path, PmEditNew new, const char *pointer, GError **error)
{
    if (path->depth < path->count)
        return add(edit, path, new, pointer, error);
    if (!new.value && can_fill(edit, path->node)) {
        pm_edit_block_fill(edit, path->node, &new);
        return true;
    }
    g_autoptr(GString) flow = g_string_new(new.value);
    if (!new.value) {
        g_string_append_c(flow, '[');
        pm_edit_append_flow_map(flow, new.members, new.member_count);
        g_string_append_c(flow, ']');
    }
    pm_edit_block_replace(edit, path->node, flow->str);
    return true;
}

bool
pm_edit_append(PmEdit *edit, const char *pointer, const char *value, GError **error)
{
    g_auto(Path) path = { 0 };
    if (!is_rendered(value, pointer, error) || !follow(edit, pointer, &path, error))
        return false;
    g_autofree char *list = g_strdup_printf("[%s]", value);
    const PmNode *node = path.node;
    if (path.depth < path.count || node->kind == PM_NODE_NULL)
        return make_list(edit, &path, (PmEditNew){ .value = list }, pointer, error);
    if (node->kind != PM_NODE_LIST)
        return refuse(error, PM_ERROR_CONFLICT, pointer, "there is something else than a list");
    if (node->style == PM_STYLE_FLOW)
        pm_edit_flow_add(edit, node, value);
    else
        pm_edit_block_add_item(edit, node, value, NULL, 0);
    return true;
}

bool
pm_edit_append_map(PmEdit *edit, const char *pointer, const PmEditMember *members, size_t count,
                   GError **error)
{
    g_auto(Path) path = { 0 };
    for (size_t i = 0; i < count; i++) {
        if (!is_rendered(members[i].value, pointer, error) ||
            !is_short_key(members[i].key, pointer, error))
            return false;
    }
    if (!follow(edit, pointer, &path, error))
        return false;
    PmEditNew new = { .members = members, .member_count = count };
    const PmNode *node = path.node;
    bool empty = node->kind == PM_NODE_LIST && node->count == 0 && can_fill(edit, node);
    if (path.depth < path.count || node->kind == PM_NODE_NULL || empty)
        return make_list(edit, &path, new, pointer, error);
    if (node->kind != PM_NODE_LIST)
        return refuse(error, PM_ERROR_CONFLICT, pointer, "there is something else than a list");
    if (node->style == PM_STYLE_BLOCK) {
        pm_edit_block_add_item(edit, node, NULL, members, count);
        return true;
    }
    g_autoptr(GString) flow = g_string_new(NULL);
    pm_edit_append_flow_map(flow, members, count);
    pm_edit_flow_add(edit, node, flow->str);
    return true;
}

bool
pm_edit_remove(PmEdit *edit, const char *pointer, GError **error)
{
    g_auto(Path) path = { 0 };
    if (!follow(edit, pointer, &path, error))
        return false;
    if (path.depth < path.count)
        return refuse(error, PM_ERROR_NOT_FOUND, pointer, "there is nothing");
    const PmNode *node = path.node;
    const PmNode *parent = node->parent;
    for (size_t i = 0; i < parent->count; i++) {
        if (parent->items[i]->merged)
            return refuse(error, PM_ERROR_CONFLICT, pointer, "a merge key is in the way");
    }
    bool flow = parent->style == PM_STYLE_FLOW;
    if (parent->count == 1 && parent->parent && (!flow || pm_edit_flow_has_brackets(edit, parent)))
        pm_edit_block_replace(edit, parent, parent->kind == PM_NODE_MAP ? "{}" : "[]");
    else if (!flow)
        pm_edit_block_remove(edit, node);
    else if (pm_edit_flow_has_brackets(edit, parent))
        pm_edit_flow_remove(edit, node);
    else
        return refuse(error, PM_ERROR_CONFLICT, pointer, "a pair in a list is in the way");
    return true;
}
