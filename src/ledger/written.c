/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/written.h"

#include "document/difference.h"
#include "git/merge_text.h"

#include <string.h>

#define TEXT_LIMIT ((size_t)16 * 1024 * 1024)

GBytes *
pm_written_read(PmWritten *self, const PmOid *commit, const char *path)
{
    PmContentEntry entry = { 0 };
    g_autoptr(PmContent) content = pm_content_commit(self->repository, commit, NULL);
    if (content == NULL || !pm_content_find(content, path, &entry, NULL))
        return NULL;
    g_free(entry.path);
    GBytes *bytes = pm_content_read(content, path, TEXT_LIMIT, NULL);
    if (bytes == NULL && (entry.mode & 0170000) == 0100000 && self->unread == NULL)
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

/* Keep those places that `difference` has too. */
static void
keep_common(GPtrArray *places, const PmDifference *difference)
{
    for (guint i = places->len; i > 0; i--) {
        const char *place = places->pdata[i - 1];
        bool found = false;
        for (size_t k = 0; !found && k < difference->count; k++) {
            const char *other = difference->items[k].where;
            found = difference->items[k].material &&
                    (is_within(place, other) || is_within(other, place));
        }
        if (!found)
            g_ptr_array_remove_index(places, i - 1);
    }
}

static void
add_places(GPtrArray *places, const PmDifference *difference, bool moved)
{
    for (size_t i = 0; i < difference->count; i++) {
        const char *where = difference->items[i].where;
        if (difference->items[i].material && !g_str_equal(where, "response") &&
            !(moved && g_str_equal(where, "id")))
            g_ptr_array_add(places, (void *)where);
    }
}

/*
 * The texts that a commit went from: the document as each parent has it, and where none has, what
 * the commit moved, which `sources` then names. Elements GBytes *.
 */
static GPtrArray *
texts_before(PmWritten *self, const PmCommit *commit, const char *path, GBytes *after,
             GPtrArray *sources)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (size_t i = 0; i < commit->parent_count; i++) {
        GBytes *before = pm_written_read(self, &commit->parents[i], path);
        if (before != NULL)
            g_ptr_array_add(texts, before);
    }
    if (texts->len > 0)
        return texts;
    g_autoptr(GPtrArray) moved = pm_renames_of(self->renames, commit, after);
    for (guint i = 0; i < moved->len; i++) {
        const PmRemoved *removed = moved->pdata[i];
        g_ptr_array_add(texts, g_bytes_ref(removed->bytes));
        g_ptr_array_add(sources, g_strdup(removed->path));
    }
    return texts;
}

/* What git makes of a merge of two by itself, when that is a text without conflicts; else NULL. */
static GBytes *
merged_by_git(PmWritten *self, const PmCommit *commit, const char *path, const GPtrArray *texts)
{
    PmOid base;
    if (commit->parent_count != 2 || texts->len != 2 ||
        !pm_history_merge_base(self->repository, &commit->parents[0], &commit->parents[1], &base))
        return NULL;
    g_autoptr(GBytes) before = pm_written_read(self, &base, path);
    return before == NULL ? NULL : pm_merge_text(before, texts->pdata[0], texts->pdata[1]);
}

bool
pm_written_by(PmWritten *self, const PmCommit *commit, const char *path, GPtrArray *sources)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GPtrArray) places = g_ptr_array_new();
    g_autoptr(GBytes) after = pm_written_read(self, &commit->oid, path);
    /* a deletion writes nothing, and where history is cut off nobody can tell what was before */
    if (after == NULL || commit->boundary)
        return false;
    g_autoptr(GPtrArray) texts = texts_before(self, commit, path, after, sources);
    GBytes *merged = merged_by_git(self, commit, path, texts);
    if (merged != NULL)
        g_ptr_array_add(texts, merged);
    for (guint i = 0; i < texts->len; i++) {
        PmDifference difference = pm_difference_bytes(arena, texts->pdata[i], after);
        if (i == 0)
            add_places(places, &difference, sources->len > 0);
        else
            keep_common(places, &difference);
    }
    return texts->len == 0 || places->len > 0;
}
