/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/equal.h"

#include "schema/number.h"

#include <string.h>

/* Up to so many items, comparing each with each beats sorting their written forms. */
#define FEW_ITEMS 12

static bool
numbers_equal(const PmNode *a, const PmNode *b)
{
    if (a->length == b->length && memcmp(a->text, b->text, a->length) == 0)
        return true;
    PmDecimal left;
    PmDecimal right;
    bool ordered;
    pm_decimal_read(&left, a->text, a->length);
    pm_decimal_read(&right, b->text, b->length);
    return pm_decimal_compare(&left, &right, &ordered) == 0 && ordered;
}

static bool
lists_equal(const PmNode *a, const PmNode *b)
{
    for (size_t i = 0; i < a->count; i++)
        if (!pm_node_equals(a->items[i], b->items[i]))
            return false;
    return true;
}

static bool
maps_equal(const PmNode *a, const PmNode *b)
{
    for (size_t i = 0; i < a->count; i++) {
        const PmNode *member = a->items[i];
        const PmNode *other = pm_node_get_length(b, member->key, member->key_length);
        if (!other || !pm_node_equals(member, other))
            return false;
    }
    return true;
}

bool
pm_node_equals(const PmNode *a, const PmNode *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case PM_NODE_NULL:
        return true;
    case PM_NODE_BOOLEAN:
        return a->boolean == b->boolean;
    case PM_NODE_NUMBER:
        return numbers_equal(a, b);
    case PM_NODE_STRING:
        return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
    case PM_NODE_LIST:
        return a->count == b->count && lists_equal(a, b);
    case PM_NODE_MAP:
        return a->count == b->count && maps_equal(a, b);
    }
    return false;
}

static int
by_key(gconstpointer a, gconstpointer b)
{
    const PmNode *left = *(const PmNode *const *)a;
    const PmNode *right = *(const PmNode *const *)b;
    int order = memcmp(left->key, right->key, MIN(left->key_length, right->key_length));
    return order ? order
                 : (left->key_length > right->key_length) - (left->key_length < right->key_length);
}

static void
write_text(const char *text, size_t length, GString *out)
{
    g_string_append_printf(out, "%" G_GSIZE_FORMAT ":", length);
    g_string_append_len(out, text, (gssize)length);
}

/* A written form that is the same for equal values: lengths before texts, members by key. */
static void
write_form(const PmNode *node, GString *out)
{
    g_string_append_c(out, (char)('a' + node->kind));
    if (node->kind == PM_NODE_BOOLEAN)
        g_string_append_c(out, node->boolean ? '1' : '0');
    if (node->kind == PM_NODE_STRING)
        write_text(node->text, node->length, out);
    if (node->kind == PM_NODE_NUMBER) {
        PmDecimal number;
        pm_decimal_read(&number, node->text, node->length);
        pm_decimal_write(&number, out);
    }
    if (node->count == 0)
        return;

    g_autofree const PmNode **items = g_new(const PmNode *, node->count);
    memcpy(items, node->items, node->count * sizeof *items);
    if (node->kind == PM_NODE_MAP)
        qsort(items, node->count, sizeof *items, by_key);
    g_string_append_c(out, '[');
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == PM_NODE_MAP)
            write_text(items[i]->key, items[i]->key_length, out);
        write_form(items[i], out);
    }
    g_string_append_c(out, ']');
}

typedef struct {
    GString *form;
    size_t index;
} Item;

static void
clear_item(gpointer data)
{
    g_string_free(((Item *)data)->form, TRUE);
}

static int
by_form(gconstpointer a, gconstpointer b)
{
    const Item *left = a;
    const Item *right = b;
    int order = memcmp(left->form->str, right->form->str, MIN(left->form->len, right->form->len));
    if (order == 0)
        order = (left->form->len > right->form->len) - (left->form->len < right->form->len);
    return order ? order : (left->index > right->index) - (left->index < right->index);
}

static const PmNode *
repeated_of_many(const PmNode *list, const PmNode **out_earlier)
{
    g_autoptr(GArray) items = g_array_sized_new(FALSE, FALSE, sizeof(Item), (guint)list->count);
    g_array_set_clear_func(items, clear_item);
    for (size_t i = 0; i < list->count; i++) {
        Item item = { .form = g_string_new(NULL), .index = i };
        write_form(list->items[i], item.form);
        g_array_append_val(items, item);
    }
    g_array_sort(items, by_form);

    size_t first = list->count;
    for (guint i = 1; i < items->len; i++) {
        const Item *earlier = &g_array_index(items, Item, i - 1);
        const Item *item = &g_array_index(items, Item, i);
        if (item->index < first && g_string_equal(earlier->form, item->form)) {
            first = item->index;
            *out_earlier = list->items[earlier->index];
        }
    }
    return first < list->count ? list->items[first] : NULL;
}

const PmNode *
pm_node_first_repeated(const PmNode *list, const PmNode **out_earlier)
{
    if (list->count > FEW_ITEMS)
        return repeated_of_many(list, out_earlier);
    for (size_t i = 1; i < list->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (pm_node_equals(list->items[j], list->items[i])) {
                *out_earlier = list->items[j];
                return list->items[i];
            }
        }
    }
    return NULL;
}
