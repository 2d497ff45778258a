/* SPDX-License-Identifier: Apache-2.0 */
#include "base/splice.h"

#include "base/error.h"

struct PmSplices {
    PmArena *arena;
    PmSplice *items;
    size_t count;
    size_t room;
};

PmSplices *
pm_splices_new(PmArena *arena)
{
    PmSplices *splices = pm_arena_new0(arena, PmSplices, 1);
    splices->arena = arena;
    return splices;
}

void
pm_splices_add(PmSplices *splices, PmSpan at, const char *text, size_t length)
{
    if (splices->count == splices->room) {
        splices->room = MAX(8, splices->room * 2);
        PmSplice *items = pm_arena_new0(splices->arena, PmSplice, splices->room);
        for (size_t i = 0; i < splices->count; i++)
            items[i] = splices->items[i];
        splices->items = items;
    }
    splices->items[splices->count++] = (PmSplice){
        .at = at,
        .text = pm_arena_strndup(splices->arena, text ? text : "", text ? length : 0),
        .length = text ? length : 0,
    };
}

size_t
pm_splices_count(const PmSplices *splices)
{
    return splices->count;
}

const PmSplice *
pm_splices_get(const PmSplices *splices, size_t index)
{
    g_assert(index < splices->count);
    return &splices->items[index];
}

/* By place; an insertion before what is replaced at the same place. */
static int
compare(const void *a, const void *b, void *data)
{
    (void)data;
    const PmSpan *left = &(*(const PmSplice *const *)a)->at;
    const PmSpan *right = &(*(const PmSplice *const *)b)->at;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return (left->end > right->end) - (left->end < right->end);
}

static GPtrArray *
in_order(const PmSplices *splices)
{
    GPtrArray *order = g_ptr_array_new();
    for (size_t i = 0; i < splices->count; i++)
        g_ptr_array_add(order, &splices->items[i]);
    g_ptr_array_sort_with_data(order, compare, NULL); /* stable, as GLib promises */
    return order;
}

GBytes *
pm_splices_apply(const PmSplices *splices, const char *bytes, size_t length, GError **error)
{
    g_autoptr(GPtrArray) order = in_order(splices);
    g_autoptr(GString) out = g_string_sized_new(length + 1);
    size_t done = 0;
    for (guint i = 0; i < order->len; i++) {
        const PmSplice *splice = g_ptr_array_index(order, i);
        PmSpan at = splice->at;
        if (at.start < done || at.end < at.start || at.end > length) {
            pm_error_set(error, PM_ERROR_CONFLICT, NULL,
                         "an edit of bytes %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT
                         " does not fit the text of %" G_GSIZE_FORMAT
                         " bytes or the edit before it, which ends at %" G_GSIZE_FORMAT,
                         at.start, at.end, length, done);
            return NULL;
        }
        g_string_append_len(out, bytes + done, (gssize)(at.start - done));
        g_string_append_len(out, splice->text, (gssize)splice->length);
        done = at.end;
    }
    g_string_append_len(out, bytes + done, (gssize)(length - done));
    return g_string_free_to_bytes(g_steal_pointer(&out)); /* a GString ends with a NUL */
}
