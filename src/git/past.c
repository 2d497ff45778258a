/* SPDX-License-Identifier: Apache-2.0 */
#include "git/past.h"

#include "git/raw_tree.h"
#include "git/walk.h"

#include <string.h>

/* What is known of a commit; the data of its node. The entries at the paths are behind it. */
typedef struct {
    PmWalkNode *step; /* of the first-parent line, that brought it in */
    PmRawEntry entries[];
} Mark;

/* A path, and what its folder had there when it was last looked into: most commits leave a folder
 * as it is. */
typedef struct {
    char *folder; /* with its slash; "" at the top */
    const char *name;
    bool known;
    git_oid id; /* of the folder */
    PmRawEntry entry;
} Place;

typedef struct {
    PmRepository *repository;
    PmWalk *walk;
    Place *places;
    guint count;
    GPtrArray *order;  /* PmWalkNode *, newest first */
    PmWalkNode *known; /* behind which everything is known; NULL: nothing is */
} Past;

static Place *
places_new(const char *const *paths, guint count)
{
    Place *places = g_new0(Place, count);

    for (guint i = 0; i < count; i++) {
        size_t length = strlen(paths[i]);
        while (length > 1 && paths[i][length - 1] == '/')
            length--;
        while (length > 0 && paths[i][length - 1] != '/')
            length--;
        places[i] = (Place){ .folder = g_strndup(paths[i], length), .name = paths[i] + length };
    }
    return places;
}

static void
places_free(Place *places, guint count)
{
    for (guint i = 0; i < count; i++)
        g_free(places[i].folder);
    g_free(places);
}

static bool
look_up(const Past *self, const git_oid *tree, Place *place, PmRawEntry *out_entry, GError **error)
{
    PmRawEntry folder;

    if (!pm_raw_tree_find(self->repository, tree, place->folder, PM_RAW_TREE_ANY, &folder, error))
        return false;
    if (!folder.mode) {
        *out_entry = folder;
        return true;
    }
    if (!place->known || !git_oid_equal(&place->id, &folder.id)) {
        place->known = pm_raw_tree_find(self->repository, &folder.id, place->name, PM_RAW_TREE_ANY,
                                        &place->entry, error);
        git_oid_cpy(&place->id, &folder.id);
    }
    *out_entry = place->entry;
    return place->known;
}

static Mark *
mark_of(Past *self, PmWalkNode *node, GError **error)
{
    if (node->data)
        return node->data;
    g_autofree Mark *mark = g_malloc0(sizeof(Mark) + self->count * sizeof(PmRawEntry));

    for (guint i = 0; i < self->count; i++) {
        if (!look_up(self, &node->tree, &self->places[i], &mark->entries[i], error))
            return NULL;
    }
    node->data = g_steal_pointer(&mark);
    return node->data;
}

static bool
is_same(const Past *self, const Mark *a, const Mark *b)
{
    for (guint i = 0; i < self->count; i++) {
        const PmRawEntry *left = &a->entries[i], *right = &b->entries[i];
        if (left->mode != right->mode || (left->mode && !git_oid_equal(&left->id, &right->id)))
            return false;
    }
    return true;
}

static bool
is_file(const PmRawEntry *entry)
{
    return entry->mode && !pm_raw_entry_is_folder(entry);
}

/*
 * Is what is left of the walk what it was from `known`? It is, if nothing else waits its turn. Then
 * every way from what was read leads on to `known`, unless it came to an end, at a commit without
 * parents: so none of that is behind it.
 */
static bool
is_rest_known(const Past *self, const PmWalkNode *node, bool ended)
{
    return node == self->known && !ended && pm_walk_is_empty(self->walk);
}

/* Read the commits behind the tip, newest first: all, or up to the known one. */
static bool
load(Past *self, PmWalkNode *tip, GError **error)
{
    bool ended = false;

    pm_walk_push(self->walk, tip);
    for (PmWalkNode *node = pm_walk_pop(self->walk); node; node = pm_walk_pop(self->walk)) {
        if (is_rest_known(self, node, ended))
            return self->order->len == 0 || mark_of(self, node, error) != NULL;
        if (mark_of(self, node, error) == NULL || !pm_walk_parents(self->walk, node, error))
            return false;
        ended = ended || node->parent_count == 0;
        g_ptr_array_add(self->order, node);
        for (guint i = 0; i < node->parent_count; i++)
            pm_walk_push(self->walk, node->parents[i]);
    }
    self->known = NULL;
    return true;
}

/* Each commit belongs to the oldest step of the line that has it behind it. What is known belongs
 * to steps that are known, since the line leads there. */
static void
mark_steps(const Past *self, PmWalkNode *tip)
{
    g_autoptr(GPtrArray) line = g_ptr_array_new();
    g_autoptr(GPtrArray) pending = g_ptr_array_new();

    for (PmWalkNode *node = tip; node && node != self->known;
         node = node->parent_count ? node->parents[0] : NULL)
        g_ptr_array_add(line, node);
    for (guint i = line->len; i > 0; i--) {
        PmWalkNode *step = line->pdata[i - 1];
        g_ptr_array_add(pending, step);
        while (pending->len > 0) {
            PmWalkNode *node = g_ptr_array_steal_index_fast(pending, pending->len - 1);
            Mark *mark = node->data;
            if (mark->step || node == self->known)
                continue;
            mark->step = step;
            for (guint k = 0; k < node->parent_count; k++)
                g_ptr_array_add(pending, node->parents[k]);
        }
    }
}

static PmPast
judge(const Past *self, const PmWalkNode *node)
{
    const Mark *mark = node->data;
    PmPast past = { .commit = pm_native_oid(&node->id),
                    .bringer = PM_OID_ZERO,
                    .parents = node->parent_count };

    for (guint i = 0; i < self->count; i++)
        past.has |= mark->entries[i].mode ? 1U << i : 0;
    past.changed = node->parent_count > 0 || past.has != 0;
    past.took = past.changed;
    past.adds = is_file(&mark->entries[0]);
    for (guint i = 0; i < node->parent_count; i++) {
        const Mark *theirs = node->parents[i]->data;
        bool same = is_same(self, mark, theirs);
        past.changed = past.changed && !same;
        past.took = past.took && (i > 0 || !same);
        past.adds = past.adds && !is_file(&theirs->entries[0]);
    }
    if (mark->step != node)
        past.bringer = pm_native_oid(&mark->step->id);
    return past;
}

/* What the walk found, newest first. */
static void
collect(const Past *self, GArray *pasts)
{
    g_autoptr(GHashTable) bringers = g_hash_table_new(NULL, NULL); /* nodes */

    for (guint i = 0; i < self->order->len; i++) {
        const PmWalkNode *node = self->order->pdata[i];
        PmWalkNode *step = ((const Mark *)node->data)->step;
        if (step != node && judge(self, node).changed)
            g_hash_table_add(bringers, step);
    }
    for (guint i = 0; i < self->order->len; i++) {
        PmPast past = judge(self, self->order->pdata[i]);
        past.turn = i;
        if (past.changed || g_hash_table_contains(bringers, self->order->pdata[i]))
            g_array_append_val(pasts, past);
    }
}

void
pm_past_found_clear(PmPastFound *found)
{
    g_clear_pointer(&found->pasts, g_array_unref);
}

static bool
find_since(PmRepository *repository, const PmOid *tip, Place *places, guint count,
           const PmPastFound *earlier, PmPastFound *out_found, GError **error)
{
    g_autoptr(PmWalk) walk = pm_walk_new(repository);
    g_autoptr(GPtrArray) order = g_ptr_array_new();
    Past self = {
        .repository = repository, .walk = walk, .places = places, .count = count, .order = order
    };
    PmWalkNode *last = pm_walk_tip(walk, tip, error);

    if (last && earlier)
        self.known = pm_walk_tip(walk, &earlier->tip, NULL); /* it may be gone */
    if (last == NULL || !load(&self, last, error))
        return false;
    mark_steps(&self, last);
    *out_found = (PmPastFound){ .tip = *tip,
                                .pasts = g_array_new(FALSE, FALSE, sizeof(PmPast)),
                                .walked = order->len };
    collect(&self, out_found->pasts);
    for (guint i = 0; self.known && i < earlier->pasts->len; i++) {
        PmPast past = g_array_index(earlier->pasts, PmPast, i);
        past.turn += order->len;
        g_array_append_val(out_found->pasts, past);
    }
    out_found->cut = self.known ? earlier->cut : pm_walk_is_cut(walk);
    return true;
}

bool
pm_past_since(PmRepository *repository, const PmOid *tip, const char *const *paths,
              const PmPastFound *earlier, PmPastFound *out_found, GError **error)
{
    guint count = g_strv_length((char **)paths);
    Place *places = places_new(paths, count);
    bool found = find_since(repository, tip, places, count, earlier, out_found, error);

    places_free(places, count);
    return found;
}

GArray *
pm_past_of(PmRepository *repository, const PmOid *tip, const char *const *paths, bool *out_cut,
           GError **error)
{
    g_auto(PmPastFound) found = { .pasts = NULL };

    if (!pm_past_since(repository, tip, paths, NULL, &found, error))
        return NULL;
    *out_cut = found.cut;
    return g_steal_pointer(&found.pasts);
}
