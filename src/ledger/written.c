/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/written.h"

#include "document/difference.h"
#include "document/merge.h"
#include "git/merge_text.h"

#include <string.h>

#define ACTIONS "actions " /* of a place, and the id behind it */
#define TEXT_LIMIT ((size_t)16 * 1024 * 1024)

GBytes *
pm_written_read(PmWritten *self, const PmOid *commit, const char *path)
{
    PmContentEntry entry = { 0 };
    g_autoptr(PmContent) content = pm_content_commit(self->repository, commit, NULL);
    if (content == NULL || !pm_content_find(content, path, &entry, NULL))
        return NULL;
    g_free(entry.path);
    if ((entry.mode & 0170000) != 0100000)
        return NULL;
    GBytes *bytes = pm_content_blob(self->repository, &entry.blob, TEXT_LIMIT, NULL);
    if (bytes == NULL && self->unread == NULL)
        self->unread = g_strdup(path);
    return bytes;
}

/* Does one of two places hold the other, as "actions" holds "actions A1 text"? */
static bool
is_within(const char *a, const char *b)
{
    size_t length = strlen(a);
    if (g_str_equal(a, "front matter")) /* could not be told apart any further */
        return !g_str_has_prefix(b, "section ");
    return strncmp(a, b, length) == 0 && (b[length] == '\0' || b[length] == ' ');
}

/* A new action: no material change of a text that is signed, and yet somebody's words. */
static bool
is_new_action(const PmDifferenceItem *item)
{
    return !item->material && item->item != NULL && item->old_text == NULL &&
           g_str_has_prefix(item->where, ACTIONS);
}

/* Keep those places that `difference` has too. Elements PmDifferenceItem *. */
static void
keep_common(GPtrArray *places, const PmDifference *difference)
{
    for (guint i = places->len; i > 0; i--) {
        const char *place = ((const PmDifferenceItem *)places->pdata[i - 1])->where;
        bool found = false;
        for (size_t k = 0; !found && k < difference->count; k++) {
            const PmDifferenceItem *other = &difference->items[k];
            found = (other->material || is_new_action(other)) &&
                    (is_within(place, other->where) || is_within(other->where, place));
        }
        if (!found)
            g_ptr_array_remove_index(places, i - 1);
    }
}

static void
add_places(GPtrArray *places, const PmDifference *difference, bool moved)
{
    for (size_t i = 0; i < difference->count; i++) {
        const PmDifferenceItem *item = &difference->items[i];
        if (is_new_action(item) || (item->material && !g_str_equal(item->where, "response") &&
                                    !(moved && g_str_equal(item->where, "id"))))
            g_ptr_array_add(places, (void *)item);
    }
}

static void
unref_bytes(void *bytes)
{
    if (bytes != NULL)
        g_bytes_unref(bytes);
}

/* The document as a commit has it, under this name or, where it has not that, an earlier one, which
 * `sources` (NULL: nobody asks) then names. */
static GBytes *
read_named(PmWritten *self, const PmOid *commit, const PmWriting *writing, GPtrArray *sources)
{
    GBytes *text = pm_written_read(self, commit, writing->path);
    for (guint i = writing->names->len; text == NULL && i > 0; i--) {
        text = pm_written_read(self, commit, writing->names->pdata[i - 1]);
        if (text != NULL && sources != NULL)
            g_ptr_array_add(sources, g_strdup(writing->names->pdata[i - 1]));
    }
    return text;
}

/* The document as each parent has it, in their order. Elements GBytes *, or NULL. */
static GPtrArray *
texts_of_parents(PmWritten *self, const PmWriting *writing)
{
    const PmCommit *commit = writing->commit;
    GPtrArray *texts = g_ptr_array_new_with_free_func(unref_bytes);
    for (size_t i = 0; i < commit->parent_count; i++)
        g_ptr_array_add(texts,
                        commit->parent_count == 1
                            ? pm_written_read(self, &commit->parents[i], writing->path)
                            : read_named(self, &commit->parents[i], writing, writing->sources));
    return texts;
}

/* Of what is behind a parent and an earlier one, the newest: all that git knows to be in both. */
static bool
base_of(PmWritten *self, const PmCommit *commit, size_t parent, PmOid *out_base)
{
    bool found = false;
    for (size_t i = 0; i < parent; i++) {
        PmOid base;
        bool newer = true;
        if (!pm_history_merge_base(self->repository, &commit->parents[i], &commit->parents[parent],
                                   &base))
            continue;
        if (found &&
            (!pm_history_is_ancestor(self->repository, out_base, &base, &newer, NULL) || !newer))
            continue;
        *out_base = base;
        found = true;
    }
    return found;
}

/* A version that is not there has no lines. */
static bool
merge_lines(const PmPiece sides[PM_SIDE_COUNT], const PmConflictMarks *marks, GString *out,
            void *data)
{
    bool conflicts = true;
    (void)data;
    g_autoptr(GBytes) merged = pm_merge_text_marked(sides, marks, &conflicts, NULL);
    if (merged != NULL && g_bytes_get_size(merged) > 0)
        g_string_append_len(out, g_bytes_get_data(merged, NULL), (gssize)g_bytes_get_size(merged));
    return !conflicts;
}

static PmPiece
piece_of(GBytes *text)
{
    gsize length;
    const char *bytes = g_bytes_get_data(text, &length);
    return (PmPiece){ bytes != NULL ? bytes : "", length };
}

/* What the merge driver makes of it, which knows rows, keys and items. */
static GBytes *
merge_document(GBytes *base, GBytes *ours, GBytes *theirs)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmPiece sides[PM_SIDE_COUNT] = { piece_of(base), piece_of(ours), piece_of(theirs) };
    const PmMergeHow how = { .lines = merge_lines };
    PmMerge merge = pm_merge(arena, sides, &how);
    g_autoptr(GBytes) bytes = merge.bytes;
    return merge.place_count == 0 && !merge.by_lines ? g_steal_pointer(&bytes) : NULL;
}

/* What a machine makes of a merge, one parent after the other, when that is a text without
 * conflicts; else NULL. `texts` are those of the parents. */
static GBytes *
merged_by(PmWritten *self, const PmWriting *writing, const GPtrArray *texts,
          GBytes *(*merge)(GBytes *base, GBytes *ours, GBytes *theirs))
{
    g_autoptr(GBytes) merged = NULL;
    for (guint i = 0; i < texts->len; i++) {
        GBytes *theirs = texts->pdata[i];
        PmOid base;
        if (theirs == NULL)
            continue;
        if (merged == NULL) {
            merged = g_bytes_ref(theirs);
            continue;
        }
        if (!base_of(self, writing->commit, i, &base))
            return NULL;
        g_autoptr(GBytes) before = read_named(self, &base, writing, NULL);
        g_autoptr(GBytes) ours = g_steal_pointer(&merged);
        merged = before == NULL ? NULL : merge(before, ours, theirs);
        if (merged == NULL)
            return NULL;
    }
    return g_steal_pointer(&merged);
}

/* What the commit moved to this path, over what is there in its parents, or where nothing is. */
static void
add_moved(PmWritten *self, const PmWriting *writing, GBytes *after, GPtrArray *texts)
{
    GBytes *over = texts->len > 0 ? texts->pdata[0] : NULL;
    g_autoptr(GPtrArray) moved = pm_renames_of(self->renames, writing->commit, after, over);
    for (guint i = 0; i < moved->len; i++) {
        const PmRemoved *removed = moved->pdata[i];
        g_ptr_array_add(texts, g_bytes_ref(removed->bytes));
        g_ptr_array_add(writing->sources, g_strdup(removed->path));
    }
}

/* Nobody wrote what git merged, by itself or with the driver of documents. */
static void
add_merged(PmWritten *self, const PmWriting *writing, const GPtrArray *parents, GPtrArray *texts)
{
    GBytes *(*const ways[])(GBytes * base, GBytes * ours, GBytes * theirs) = { pm_merge_text,
                                                                               merge_document };
    guint count = texts->len;
    for (size_t i = 0; count > 1 && i < G_N_ELEMENTS(ways); i++) {
        GBytes *merged = merged_by(self, writing, parents, ways[i]);
        if (merged != NULL)
            g_ptr_array_add(texts, merged);
    }
}

/* All texts that a commit went from. Elements GBytes *. */
static GPtrArray *
texts_before(PmWritten *self, const PmWriting *writing, GBytes *after)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GPtrArray) parents = texts_of_parents(self, writing);
    for (guint i = 0; i < parents->len; i++)
        if (parents->pdata[i] != NULL)
            g_ptr_array_add(texts, g_bytes_ref(parents->pdata[i]));
    add_merged(self, writing, parents, texts);
    add_moved(self, writing, after, texts);
    for (guint i = 0; i < writing->copied->len; i++)
        g_ptr_array_add(texts, g_bytes_ref(writing->copied->pdata[i]));
    return texts;
}

bool
pm_written_by(PmWritten *self, const PmWriting *writing)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GPtrArray) places = g_ptr_array_new();
    g_autoptr(GBytes) after = pm_written_read(self, &writing->commit->oid, writing->path);
    /* a deletion writes nothing, and where history is cut off nobody can tell what was before */
    if (after == NULL || writing->commit->boundary)
        return false;
    g_autoptr(GPtrArray) texts = texts_before(self, writing, after);
    bool moved = writing->sources->len > 0 || writing->copied->len > 0;
    bool material = texts->len == 0;
    for (guint i = 0; i < texts->len; i++) {
        PmDifference difference = pm_difference_bytes(arena, texts->pdata[i], after);
        if (i == 0)
            add_places(places, &difference, moved);
        else
            keep_common(places, &difference);
    }
    for (guint i = 0; i < places->len; i++) {
        const PmDifferenceItem *item = places->pdata[i];
        material |= item->material;
        if (is_new_action(item))
            g_ptr_array_add(writing->actions, g_strdup(item->item));
    }
    return material;
}

bool
pm_written_has_action(GBytes *text, const GPtrArray *ids)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    size_t length = 0;
    const char *data = g_bytes_get_data(text, &length);
    const PmDocument *document =
        pm_document_load(arena, pm_source_new(arena, "", data != NULL ? data : "", length), NULL,
                         PM_DOCUMENT_FOREIGN, NULL, pm_diagnostics_new(arena));
    const PmNode *actions = document->front_clean ? pm_node_get(document->front, "actions") : NULL;
    if (!pm_node_is(actions, PM_NODE_LIST)) /* nobody can tell: then all of them count */
        return !document->front_clean;
    for (size_t i = 0; i < actions->count; i++) {
        const char *id = pm_node_string(pm_node_get(actions->items[i], "id"));
        if (id != NULL && g_ptr_array_find_with_equal_func((GPtrArray *)ids, id, g_str_equal, NULL))
            return true;
    }
    return false;
}
