/* SPDX-License-Identifier: Apache-2.0 */
#include "git/merge_text.h"

#include "git/walk.h"

/* Every commit behind `tip`. Keys char *, in hex. */
static GHashTable *
list_behind(PmRepository *repository, const PmOid *tip)
{
    g_autoptr(PmWalk) walk = pm_walk_new(repository);
    PmWalkNode *last = pm_walk_tip(walk, tip, NULL);
    g_autoptr(GPtrArray) order = last != NULL ? pm_walk_order(walk, last, NULL) : NULL;
    GHashTable *behind = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; order != NULL && i < order->len; i++) {
        PmOid oid = pm_native_oid(&((const PmWalkNode *)order->pdata[i])->id);
        g_hash_table_add(behind, g_strdup(oid.hex));
    }
    return behind;
}

bool
pm_history_merge_base(PmRepository *repository, const PmOid *a, const PmOid *b, PmOid *out_base)
{
    g_autoptr(GHashTable) behind = list_behind(repository, a);
    g_autoptr(PmWalk) walk = pm_walk_new(repository);
    PmWalkNode *node = pm_walk_tip(walk, b, NULL);
    if (node != NULL)
        pm_walk_push(walk, node);
    while ((node = pm_walk_pop(walk)) != NULL) {
        *out_base = pm_native_oid(&node->id);
        if (g_hash_table_contains(behind, out_base->hex))
            return true;
        if (!pm_walk_parents(walk, node, NULL))
            return false;
        for (guint i = 0; i < node->parent_count; i++)
            pm_walk_push(walk, node->parents[i]);
    }
    return false;
}

static git_merge_file_input
input_of(GBytes *bytes)
{
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    return (git_merge_file_input){ .version = GIT_MERGE_FILE_INPUT_VERSION,
                                   .ptr = data != NULL ? data : "",
                                   .size = length,
                                   .path = "text",
                                   .mode = GIT_FILEMODE_BLOB };
}

GBytes *
pm_merge_text(GBytes *base, GBytes *ours, GBytes *theirs)
{
    git_merge_file_input inputs[] = { input_of(base), input_of(ours), input_of(theirs) };
    git_merge_file_result result = { 0 };
    GBytes *merged = NULL;
    if (git_merge_file(&result, &inputs[0], &inputs[1], &inputs[2], NULL) == 0 &&
        result.automergeable)
        merged = g_bytes_new(result.ptr, result.len);
    git_merge_file_result_free(&result);
    return merged;
}
