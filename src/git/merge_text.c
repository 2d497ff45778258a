/* SPDX-License-Identifier: Apache-2.0 */
#include "git/merge_text.h"

#include "git/walk.h"

#include <string.h>

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

static git_merge_file_input
input_of_piece(PmPiece piece)
{
    return (git_merge_file_input){ .version = GIT_MERGE_FILE_INPUT_VERSION,
                                   .ptr = piece.bytes != NULL ? piece.bytes : "",
                                   .size = piece.length,
                                   .path = "",
                                   .mode = GIT_FILEMODE_BLOB };
}

/* Labels that are not there are the empty ones of the inputs. */
static git_merge_file_options
options_of(const PmConflictMarks *marks)
{
    static const uint32_t styles[] = { [PM_CONFLICT_MERGE] = GIT_MERGE_FILE_STYLE_MERGE,
                                       [PM_CONFLICT_DIFF3] = GIT_MERGE_FILE_STYLE_DIFF3,
                                       [PM_CONFLICT_ZDIFF3] = GIT_MERGE_FILE_STYLE_ZDIFF3 };
    return (git_merge_file_options){
        .version = GIT_MERGE_FILE_OPTIONS_VERSION,
        .flags = styles[marks->style],
        .ancestor_label = marks->labels[PM_SIDE_BASE],
        .our_label = marks->labels[PM_SIDE_OURS],
        .their_label = marks->labels[PM_SIDE_THEIRS],
        .marker_size = (unsigned short)MIN(marks->size, G_MAXUINT16),
    };
}

GBytes *
pm_merge_text_marked(const PmPiece sides[PM_SIDE_COUNT], const PmConflictMarks *marks,
                     bool *out_conflicts, GError **error)
{
    pm_native_start(); /* nobody may have opened a repository */
    git_merge_file_input inputs[PM_SIDE_COUNT];
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        inputs[i] = input_of_piece(sides[i]);
    git_merge_file_options options = options_of(marks);
    git_merge_file_result result = { 0 };
    if (git_merge_file(&result, &inputs[PM_SIDE_BASE], &inputs[PM_SIDE_OURS],
                       &inputs[PM_SIDE_THEIRS], &options) != 0) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot merge the texts");
        return NULL;
    }
    GBytes *merged = g_bytes_new(result.ptr, result.len);
    *out_conflicts = !result.automergeable;
    git_merge_file_result_free(&result);
    return merged;
}

bool
pm_merge_is_binary(PmPiece text)
{
    enum { FIRST_FEW = 8000 };                      /* xdiff-interface.c of git */
    const size_t most = (size_t)1024 * 1024 * 1023; /* MAX_XDIFF_SIZE */
    return text.length > most ||
           (text.length > 0 && memchr(text.bytes, '\0', MIN(text.length, FIRST_FEW)) != NULL);
}
