/* SPDX-License-Identifier: Apache-2.0 */
#include "data/node.h"

#include "data/number.h"

#include <string.h>

/* Maps with more members than this have an index: look-ups in smaller ones are as fast without. */
enum { INDEX_FROM = 16 };

/* By length first: most keys differ there already. */
static int
compare_key(const char *left, size_t left_length, const char *right, size_t right_length)
{
    if (left_length != right_length)
        return left_length < right_length ? -1 : 1;
    return memcmp(left, right, left_length);
}

/* Equal keys stand in the order of the text. */
static int
compare_members(const void *a, const void *b, void *data)
{
    (void)data;
    const PmNode *left = *(PmNode *const *)a;
    const PmNode *right = *(PmNode *const *)b;
    int by_key = compare_key(left->key, left->key_length, right->key, right->key_length);
    if (by_key != 0)
        return by_key;
    return left->position < right->position ? -1 : left->position > right->position;
}

static bool
same_key(const PmNode *left, const PmNode *right)
{
    return compare_key(left->key, left->key_length, right->key, right->key_length) == 0;
}

/* Mark a member that is left out by having no parent; return whether it is. */
static bool
drop_if_same(const PmNode *first, PmNode *again, PmNodeDuplicate found, void *data)
{
    if (!same_key(first, again))
        return false;
    again->parent = NULL;
    if (found)
        found(first, again, data);
    return true;
}

static void
drop_duplicates_few(PmNode *const *items, size_t count, PmNodeDuplicate found, void *data)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (items[k]->parent && drop_if_same(items[k], items[i], found, data))
                break;
        }
    }
}

/* Sorting has no bad case that somebody could choose keys for, as a hash function would. */
static PmNode **
drop_duplicates_many(PmArena *arena, PmNode *const *items, size_t count, PmNodeDuplicate found,
                     void *data)
{
    PmNode **index = pm_arena_new0(arena, PmNode *, count);
    memcpy(index, items, count * sizeof *index);
    g_qsort_with_data(index, (int)count, sizeof *index, compare_members, NULL);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        if (!drop_if_same(index[kept - 1], index[i], found, data))
            index[kept++] = index[i];
    }
    return index;
}

void
pm_node_adopt(PmArena *arena, PmNode *collection, PmNode *const *items, size_t count,
              PmNodeDuplicate found, void *data)
{
    for (size_t i = 0; i < count; i++) {
        items[i]->parent = collection;
        items[i]->position = i;
    }
    if (collection->kind == PM_NODE_MAP && count > INDEX_FROM)
        collection->index = drop_duplicates_many(arena, items, count, found, data);
    else if (collection->kind == PM_NODE_MAP)
        drop_duplicates_few(items, count, found, data);

    PmNode **kept = pm_arena_new0(arena, PmNode *, count);
    size_t kept_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!items[i]->parent)
            continue;
        items[i]->position = kept_count;
        kept[kept_count++] = items[i];
    }
    collection->items = kept;
    collection->count = kept_count;
}

const PmNode *
pm_node_get_length(const PmNode *map, const char *key, size_t length)
{
    if (!pm_node_is(map, PM_NODE_MAP))
        return NULL;
    if (!map->index) {
        for (size_t i = 0; i < map->count; i++) {
            const PmNode *item = map->items[i];
            if (compare_key(key, length, item->key, item->key_length) == 0)
                return item;
        }
        return NULL;
    }
    size_t low = 0, high = map->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const PmNode *item = map->index[middle];
        int order = compare_key(key, length, item->key, item->key_length);
        if (order == 0)
            return item;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const PmNode *
pm_node_get(const PmNode *map, const char *key)
{
    return pm_node_get_length(map, key, strlen(key));
}

/* RFC 6901, section 4: "0", or digits without a leading zero. */
static const PmNode *
item_at(const PmNode *list, const char *token, size_t length)
{
    if (length == 0 || (length > 1 && token[0] == '0'))
        return NULL;
    size_t index = 0;
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isdigit(token[i]) || index > list->count)
            return NULL;
        index = index * 10 + (size_t)(token[i] - '0');
    }
    return index < list->count ? list->items[index] : NULL;
}

/* ~1 is '/', ~0 is '~', another ~ is nothing. */
static bool
unescape_token(const char *token, size_t length, GString *out)
{
    for (size_t i = 0; i < length; i++) {
        if (token[i] != '~') {
            g_string_append_c(out, token[i]);
            continue;
        }
        if (++i == length || (token[i] != '0' && token[i] != '1'))
            return false;
        g_string_append_c(out, token[i] == '1' ? '/' : '~');
    }
    return true;
}

const PmNode *
pm_node_child(const PmNode *node, const char *token, size_t length)
{
    if (pm_node_is(node, PM_NODE_LIST))
        return item_at(node, token, length);
    if (!memchr(token, '~', length))
        return pm_node_get_length(node, token, length);
    g_autoptr(GString) key = g_string_sized_new(length);
    return unescape_token(token, length, key) ? pm_node_get_length(node, key->str, key->len) : NULL;
}

const PmNode *
pm_node_at(const PmNode *node, const char *pointer)
{
    while (node && *pointer == '/') {
        const char *token = pointer + 1;
        size_t length = strcspn(token, "/");
        node = pm_node_child(node, token, length);
        pointer = token + length;
    }
    return *pointer == '\0' ? node : NULL;
}

static void
append_token(GString *out, const char *key, size_t length)
{
    g_string_append_c(out, '/');
    for (size_t i = 0; i < length; i++) {
        if (key[i] == '~')
            g_string_append(out, "~0");
        else if (key[i] == '/')
            g_string_append(out, "~1");
        else if (key[i] == '\0') /* a C string ends there, so a pointer cannot lead to such a key */
            g_string_append(out, "\\u0000");
        else
            g_string_append_c(out, key[i]);
    }
}

char *
pm_node_pointer(PmArena *arena, const PmNode *node)
{
    g_autoptr(GPtrArray) path = g_ptr_array_new();
    for (; node && node->parent; node = node->parent)
        g_ptr_array_add(path, (void *)node);
    g_autoptr(GString) pointer = g_string_new(NULL);
    for (guint i = path->len; i > 0; i--) {
        const PmNode *step = path->pdata[i - 1];
        if (step->parent->kind == PM_NODE_MAP)
            append_token(pointer, step->key, step->key_length);
        else
            g_string_append_printf(pointer, "/%zu", step->position);
    }
    return pm_arena_strndup(arena, pointer->str, pointer->len);
}

bool
pm_node_is(const PmNode *node, PmNodeKind kind)
{
    return node && node->kind == kind;
}

const char *
pm_node_string(const PmNode *node)
{
    if (!pm_node_is(node, PM_NODE_STRING) || memchr(node->text, '\0', node->length))
        return NULL;
    return node->text;
}

bool
pm_node_integer(const PmNode *node, int64_t *out_value)
{
    return pm_node_is(node, PM_NODE_NUMBER) &&
           pm_number_integer(node->text, node->length, out_value);
}

bool
pm_node_equal(const PmNode *a, const PmNode *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    if (a->kind != b->kind)
        return false;
    if (a->kind == PM_NODE_NULL)
        return true;
    if (a->kind == PM_NODE_BOOLEAN)
        return a->boolean == b->boolean;
    if (a->kind != PM_NODE_LIST && a->kind != PM_NODE_MAP)
        return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const PmNode *other = a->kind == PM_NODE_LIST ? b->items[i]
                                                      : pm_node_get_length(b, a->items[i]->key,
                                                                           a->items[i]->key_length);
        if (other == NULL || !pm_node_equal(a->items[i], other))
            return false;
    }
    return true;
}

const char *
pm_node_kind_name(const PmNode *node)
{
    static const char *const names[] = {
        [PM_NODE_NULL] = "null",     [PM_NODE_BOOLEAN] = "boolean", [PM_NODE_NUMBER] = "number",
        [PM_NODE_STRING] = "string", [PM_NODE_LIST] = "array",      [PM_NODE_MAP] = "object",
    };
    return names[node->kind];
}

/* RFC 8259, section 7: only quote, backslash and what is below U+0020 must be escaped. */
static void
write_string(const char *text, size_t length, GString *out)
{
    static const char letters[] = { ['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
                                    ['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't' };
    g_string_append_c(out, '"');
    for (size_t i = 0; i < length; i++) {
        guchar c = (guchar)text[i];
        if (c < sizeof letters && letters[c])
            g_string_append_printf(out, "\\%c", letters[c]);
        else if (c < 0x20)
            g_string_append_printf(out, "\\u%04x", (guint)c);
        else
            g_string_append_c(out, (char)c);
    }
    g_string_append_c(out, '"');
}

static void
write_collection(const PmNode *node, GString *out)
{
    bool map = node->kind == PM_NODE_MAP;
    g_string_append_c(out, map ? '{' : '[');
    for (size_t i = 0; i < node->count; i++) {
        const PmNode *item = node->items[i];
        if (i > 0)
            g_string_append_c(out, ',');
        if (map) {
            write_string(item->key, item->key_length, out);
            g_string_append_c(out, ':');
        }
        pm_node_write_json(item, out);
    }
    g_string_append_c(out, map ? '}' : ']');
}

/* Nesting is limited by the parsers (32 and 512 levels), so this may call itself. */
void
pm_node_write_json(const PmNode *node, GString *out)
{
    switch (node->kind) {
    case PM_NODE_NULL:
        g_string_append(out, "null");
        break;
    case PM_NODE_BOOLEAN:
        g_string_append(out, node->boolean ? "true" : "false");
        break;
    case PM_NODE_NUMBER:
        pm_number_write_json(node->text, node->length, out);
        break;
    case PM_NODE_STRING:
        write_string(node->text, node->length, out);
        break;
    case PM_NODE_LIST:
    case PM_NODE_MAP:
        write_collection(node, out);
        break;
    }
}
