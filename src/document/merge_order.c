/* SPDX-License-Identifier: Apache-2.0 */
/* Two orders to one. */
#include "document/merge_part.h"

#include <string.h>

int
pm_merge_by_name(const char *a, const char *b, void *data)
{
    (void)data;
    int order = strverscmp(a, b);
    return order != 0 ? order : strcmp(a, b);
}

static GHashTable *
set_of(const GPtrArray *keys)
{
    GHashTable *set = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < keys->len; i++)
        g_hash_table_add(set, keys->pdata[i]);
    return set;
}

/* Those of `keys` that are in all of the sets. */
static GPtrArray *
among(const GPtrArray *keys, GHashTable *a, GHashTable *b)
{
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < keys->len; i++)
        if (g_hash_table_contains(a, keys->pdata[i]) && g_hash_table_contains(b, keys->pdata[i]))
            g_ptr_array_add(found, keys->pdata[i]);
    return found;
}

static bool
same(const GPtrArray *a, const GPtrArray *b)
{
    bool equal = a->len == b->len;
    for (guint i = 0; equal && i < a->len; i++)
        equal = g_str_equal(a->pdata[i], b->pdata[i]);
    return equal;
}

/* Have ours, of what all three have, the order that was? */
static bool
has_not_moved(const GPtrArray *base, const GPtrArray *ours, const GPtrArray *theirs)
{
    g_autoptr(GHashTable) olds = set_of(base);
    g_autoptr(GHashTable) mine = set_of(ours);
    g_autoptr(GHashTable) others = set_of(theirs);
    g_autoptr(GPtrArray) before = among(base, mine, others);
    g_autoptr(GPtrArray) now = among(ours, olds, others);
    return same(before, now);
}

static void
unref_array(void *array)
{
    g_ptr_array_unref(array);
}

/* What stands behind each key of `both`, and behind none (""), and is not in it. */
static GHashTable *
runs_of(const GPtrArray *keys, GHashTable *both)
{
    GHashTable *runs = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, unref_array);
    const char *behind = "";
    for (guint i = 0; i < keys->len; i++) {
        if (g_hash_table_contains(both, keys->pdata[i])) {
            behind = keys->pdata[i];
            continue;
        }
        GPtrArray *run = g_hash_table_lookup(runs, behind);
        if (run == NULL)
            g_hash_table_insert(runs, (void *)behind, run = g_ptr_array_new());
        g_ptr_array_add(run, keys->pdata[i]);
    }
    return runs;
}

/* Two runs as one: the smaller head first, so that either way round it is the same. */
static void
append_runs(GPtrArray *out, const GPtrArray *a, const GPtrArray *b, PmMergeCompare compare,
            void *data)
{
    guint i = 0, k = 0, a_length = a != NULL ? a->len : 0, b_length = b != NULL ? b->len : 0;
    while (i < a_length || k < b_length) {
        bool first =
            k == b_length || (i < a_length && compare(a->pdata[i], b->pdata[k], data) <= 0);
        g_ptr_array_add(out, first ? a->pdata[i++] : b->pdata[k++]);
    }
}

GPtrArray *
pm_merge_order(const GPtrArray *base, const GPtrArray *ours, const GPtrArray *theirs,
               PmMergeCompare compare, void *data)
{
    g_autoptr(GHashTable) mine = set_of(ours);
    g_autoptr(GHashTable) others = set_of(theirs);
    bool follow = has_not_moved(base, ours, theirs) && !has_not_moved(base, theirs, ours);
    g_autoptr(GPtrArray) both = among(follow ? theirs : ours, mine, others);
    g_autoptr(GHashTable) shared = set_of(both);
    g_autoptr(GHashTable) our_runs = runs_of(ours, shared);
    g_autoptr(GHashTable) their_runs = runs_of(theirs, shared);
    GPtrArray *order = g_ptr_array_new();
    append_runs(order, g_hash_table_lookup(our_runs, ""), g_hash_table_lookup(their_runs, ""),
                compare, data);
    for (guint i = 0; i < both->len; i++) {
        const char *key = both->pdata[i];
        g_ptr_array_add(order, (void *)key);
        append_runs(order, g_hash_table_lookup(our_runs, key), g_hash_table_lookup(their_runs, key),
                    compare, data);
    }
    return order;
}
