/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/story.h"

#include "document/name.h"
#include "ledger/renames.h"

/* Where a document was, and where to look for what happened to it there. */
typedef struct {
    PmOid tip;
    const char *path;
    bool apart; /* not the tip of all */
} Stretch;

typedef struct {
    PmArena *arena;
    PmRepository *repository;
    GArray *events;  /* PmStoryEvent */
    GArray *queue;   /* Stretch */
    GHashTable *met; /* commits of events */
    const PmOid *tip;
    bool full, cut;
} Story;

/* The files that a commit moved to `path`; strings in the arena. */
static bool
sources_of(Story *self, const PmCommit *commit, const char *path, GPtrArray *sources,
           GError **error)
{
    if (commit->parent_count == 0 || commit->boundary)
        return true;
    g_autoptr(PmContent) tree = pm_content_commit(self->repository, &commit->oid, error);
    g_autoptr(GPtrArray) deltas =
        pm_history_delta(self->repository, &commit->parents[0], &commit->oid, "", false, error);
    if (tree == NULL || deltas == NULL)
        return false;
    PmHistoryChange change = { commit->oid, deltas };
    g_autoptr(GPtrArray) changes = g_ptr_array_new();
    g_ptr_array_add(changes, &change);
    g_autoptr(PmRenames) renames = pm_renames_new(self->repository, changes);
    g_autoptr(GBytes) bytes = pm_content_read(tree, path, PM_CONFIG_DOCUMENT_MOST, NULL);
    g_autoptr(GPtrArray) found =
        bytes != NULL ? pm_renames_of(renames, commit, bytes, NULL) : g_ptr_array_new();
    for (guint i = 0; i < found->len; i++)
        g_ptr_array_add(sources,
                        pm_arena_strdup(self->arena, ((const PmRemoved *)found->pdata[i])->path));
    return true;
}

/*
 * Where it was before is looked at from the tip, too: others may have edited it there, on branches
 * that the move was merged with. But where something else lies there now, only up to the move.
 */
static void
add_stretch(Story *self, const PmCommit *commit, const char *path)
{
    PmContentEntry there = { 0 };
    g_autoptr(PmContent) tree = pm_content_commit(self->repository, self->tip, NULL);
    Stretch next = { *self->tip, path, false };
    if (tree != NULL && !pm_content_find(tree, path, &there, NULL)) {
        g_array_append_val(self->queue, next);
        return;
    }
    g_free(there.path);
    for (size_t i = 0; i < commit->parent_count; i++) {
        next = (Stretch){ commit->parents[i], path, true };
        g_array_append_val(self->queue, next);
    }
}

/* A commit brought the document: from elsewhere, perhaps. */
static bool
follow(Story *self, PmStoryEvent *event, GError **error)
{
    g_autoptr(PmCommit) commit = pm_commit_read(self->repository, &event->past.commit, error);
    g_autoptr(GPtrArray) sources = g_ptr_array_new();
    if (commit == NULL || !sources_of(self, commit, event->path, sources, error))
        return false;
    for (guint i = 0; i < sources->len; i++) {
        event->moved_from = sources->pdata[i];
        add_stretch(self, commit, event->moved_from);
    }
    return true;
}

static bool
walk(Story *self, const Stretch *stretch, GError **error)
{
    g_autofree char *signoffs = pm_name_signoffs(stretch->path);
    g_autofree char *evidence = pm_name_evidence(stretch->path);
    const char *paths[] = { stretch->path, signoffs, evidence, NULL };
    bool cut = false;
    g_autoptr(GArray) pasts =
        pm_past_kept(self->repository, &stretch->tip, paths, self->full, &cut, error);
    if (pasts == NULL)
        return false;
    self->cut |= cut;
    for (guint i = 0; i < pasts->len; i++) {
        PmStoryEvent event = { .past = g_array_index(pasts, PmPast, i), .path = stretch->path };
        if (!g_hash_table_add(self->met, g_strdup(event.past.commit.hex)))
            continue;
        event.past.turn += stretch->apart ? G_MAXUINT / 2 : 0;
        if (event.past.adds && !follow(self, &event, error))
            return false;
        g_array_append_val(self->events, event);
    }
    return true;
}

static int
by_turn(gconstpointer a, gconstpointer b)
{
    const PmStoryEvent *left = a, *right = b;
    return left->past.turn < right->past.turn ? -1 : left->past.turn > right->past.turn;
}

GArray *
pm_story_of(const PmStoryQuestion *question, const char *path, bool *out_cut, GError **error)
{
    g_autoptr(GArray) events = g_array_new(FALSE, FALSE, sizeof(PmStoryEvent));
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(Stretch));
    g_autoptr(GHashTable) met = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Story self = { .arena = question->arena,
                   .repository = question->repository,
                   .events = events,
                   .queue = queue,
                   .tip = &question->tip,
                   .full = question->full,
                   .met = met };
    Stretch first = { question->tip, path, false };
    g_array_append_val(queue, first);
    for (guint i = 0; i < queue->len; i++) {
        Stretch next = g_array_index(queue, Stretch, i);
        if (!walk(&self, &next, error))
            return NULL;
    }
    g_array_sort(events, by_turn);
    *out_cut = self.cut;
    return g_steal_pointer(&events);
}
