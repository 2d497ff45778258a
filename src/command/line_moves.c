/* SPDX-License-Identifier: Apache-2.0 */
#include "command/line_moves.h"

#include "ledger/renames.h"

#include <string.h>

enum { FOLDERS_MOST = 16 }; /* beyond that all of them are compared at once */

struct PmLineMoves {
    PmContext *context;
    const GArray *steps;
    const char *prefix;
    GPtrArray *folders; /* that watched ones are in; empty: not looked at yet, or too many */
    GHashTable *names;  /* path where it began (borrowed) → name where the walk is */
    GHashTable *origin; /* the other way round */
};

PmLineMoves *
pm_line_moves_new(PmContext *context, const GArray *steps, const char *prefix)
{
    PmLineMoves *self = g_new0(PmLineMoves, 1);
    self->context = context;
    self->steps = steps;
    self->prefix = prefix;
    self->folders = g_ptr_array_new_with_free_func(g_free);
    self->names = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    self->origin = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return self;
}

void
pm_line_moves_free(PmLineMoves *moves)
{
    if (moves == NULL)
        return;
    g_ptr_array_unref(moves->folders);
    g_hash_table_unref(moves->names);
    g_hash_table_unref(moves->origin);
    g_free(moves);
}

static void
set_name(PmLineMoves *self, const char *path, const char *name)
{
    g_hash_table_insert(self->names, (void *)path, g_strdup(name));
    g_hash_table_insert(self->origin, g_strdup(name), (void *)path);
    g_ptr_array_set_size(self->folders, 0);
}

void
pm_line_moves_watch(PmLineMoves *moves, const char *path)
{
    set_name(moves, path, path);
}

const char *
pm_line_moves_name(const PmLineMoves *moves, const char *path)
{
    const char *name = g_hash_table_lookup(moves->names, path);
    return name != NULL ? name : path;
}

static const PmOid *
commit_at(const PmLineMoves *self, guint step)
{
    return &g_array_index(self->steps, PmLineStep, step).commit;
}

static bool
is_watched(const char *path, const void *data)
{
    const PmLineMoves *self = data;
    return g_hash_table_contains(self->origin, path);
}

/* Most steps leave most folders as they are. */
static void
find_folders(PmLineMoves *self)
{
    GHashTableIter each;
    void *name;
    if (self->folders->len > 0)
        return;
    for (g_hash_table_iter_init(&each, self->origin);
         g_hash_table_iter_next(&each, &name, NULL) && self->folders->len <= FOLDERS_MOST;) {
        const char *slash = strrchr(name, '/');
        char *folder = g_strndup(name, slash != NULL ? (size_t)(slash + 1 - (char *)name) : 0);
        if (g_ptr_array_find_with_equal_func(self->folders, folder, g_str_equal, NULL))
            g_free(folder);
        else
            g_ptr_array_add(self->folders, folder);
    }
    if (self->folders->len <= FOLDERS_MOST)
        return;
    g_ptr_array_set_size(self->folders, 0);
    g_ptr_array_add(self->folders, g_strdup(self->prefix));
}

/* What a step changed from the one before, of what is watched. */
static GPtrArray *
deltas_of(PmLineMoves *self, guint step, GError **error)
{
    PmRepository *repository = self->context->repository;
    const PmPathFilter only = { is_watched, self };
    find_folders(self);
    g_autoptr(GPtrArray) all =
        pm_line_delta(repository, self->steps, step, self->folders->pdata[0], &only, error);
    for (guint i = 1; all != NULL && i < self->folders->len; i++) {
        GPtrArray *more =
            pm_line_delta(repository, self->steps, step, self->folders->pdata[i], &only, error);
        if (more == NULL)
            return NULL;
        g_ptr_array_extend_and_steal(all, more);
    }
    return g_steal_pointer(&all);
}

/* All that one step changed, where something in it may have been moved. */
typedef struct {
    PmHistoryChange change;
    GPtrArray *changes;
    PmRenames *renames;
    PmCommit *commit;
    GHashTable *gone; /* blob → path that it went from */
    GHashTable *went; /* path → the one that it became; NULL: not asked for yet */
} Whole;

static void
whole_clear(Whole *whole)
{
    g_clear_pointer(&whole->renames, pm_renames_free);
    g_clear_pointer(&whole->changes, g_ptr_array_unref);
    g_clear_pointer(&whole->gone, g_hash_table_unref);
    g_clear_pointer(&whole->went, g_hash_table_unref);
    g_clear_pointer(&whole->change.deltas, g_ptr_array_unref);
    g_clear_pointer(&whole->commit, pm_commit_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Whole, whole_clear)

static bool
whole_open(PmLineMoves *self, guint step, Whole *whole, GError **error)
{
    if (whole->renames != NULL)
        return true;
    whole->change.commit = *commit_at(self, step);
    whole->commit = pm_commit_read(self->context->repository, commit_at(self, step), error);
    whole->change.deltas =
        whole->commit != NULL
            ? pm_line_delta(self->context->repository, self->steps, step, self->prefix, NULL, error)
            : NULL;
    if (whole->change.deltas == NULL)
        return false;
    whole->changes = g_ptr_array_new();
    g_ptr_array_add(whole->changes, &whole->change);
    whole->renames = pm_renames_new(self->context->repository, whole->changes);
    whole->gone = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < whole->change.deltas->len; i++) {
        PmTreeDelta *delta = whole->change.deltas->pdata[i];
        if (delta->new_mode == 0)
            g_hash_table_insert(whole->gone, delta->old_blob.hex, delta->path);
    }
    return true;
}

/* The name that a file which a step brought had before; NULL: none. */
static const char *
source_of(const PmLineMoves *self, const Whole *whole, const PmTreeDelta *delta)
{
    PmContext *context = self->context;
    const char *same = g_hash_table_lookup(whole->gone, delta->new_blob.hex);
    if (same != NULL || g_hash_table_size(whole->gone) == 0)
        return same;
    g_autoptr(GBytes) bytes = pm_content_blob(context->repository, &delta->new_blob,
                                              context->config->document_limit, NULL);
    g_autoptr(GPtrArray) found =
        bytes != NULL ? pm_renames_of(whole->renames, whole->commit, bytes, NULL) : NULL;
    return found != NULL && found->len > 0 ? ((const PmRemoved *)found->pdata[0])->path : NULL;
}

/* Where everything went that a step moved. */
static void
find_targets(const PmLineMoves *self, Whole *whole)
{
    if (whole->went != NULL)
        return;
    whole->went = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < whole->change.deltas->len; i++) {
        const PmTreeDelta *delta = whole->change.deltas->pdata[i];
        const char *source = delta->old_mode == 0 ? source_of(self, whole, delta) : NULL;
        if (source != NULL && !g_hash_table_contains(whole->went, source))
            g_hash_table_insert(whole->went, (void *)source, delta->path);
    }
}

/* One that is watched went: it may have another name from here on. */
static bool
leave(PmLineMoves *self, guint step, Whole *whole, const PmTreeDelta *delta, GError **error)
{
    const char *path = g_hash_table_lookup(self->origin, delta->path);
    if (!whole_open(self, step, whole, error))
        return false;
    find_targets(self, whole);
    const char *target = g_hash_table_lookup(whole->went, delta->path);
    if (target == NULL)
        return true; /* it may come back */
    g_hash_table_remove(self->origin, delta->path);
    set_name(self, path, target);
    return true;
}

bool
pm_line_moves_forward(PmLineMoves *moves, guint step, GError **error)
{
    while (g_hash_table_size(moves->origin) > 0 && step-- > 0) {
        g_auto(Whole) whole = { .renames = NULL };
        g_autoptr(GPtrArray) deltas = deltas_of(moves, step, error);
        if (deltas == NULL)
            return false;
        for (guint i = 0; i < deltas->len; i++) {
            const PmTreeDelta *delta = deltas->pdata[i];
            if (delta->new_mode == 0 && !leave(moves, step, &whole, delta, error))
                return false;
        }
    }
    return true;
}

/* A version of one that is watched; if it was not there before, it may have had another name. */
static bool
meet(PmLineMoves *self, Whole *whole, const PmTreeDelta *delta, PmLineVersion *version,
     const char **out_before, GError **error)
{
    *out_before = delta->path;
    version->blob = delta->new_blob;
    if (delta->old_mode != 0)
        return true;
    if (!whole_open(self, (guint)version->step, whole, error))
        return false;
    *out_before = source_of(self, whole, delta);
    version->first = *out_before == NULL;
    return true;
}

/* On from one version to those before it. */
static bool
pass(PmLineMoves *self, guint step, Whole *whole, const PmTreeDelta *delta, const PmLineEye *eye,
     GError **error)
{
    const char *path = g_hash_table_lookup(self->origin, delta->path), *before;
    PmLineVersion version = { .step = (gssize)step };
    if (path == NULL || delta->new_mode == 0)
        return true;
    if (!meet(self, whole, delta, &version, &before, error))
        return false;
    eye->see(eye->data, path, &version);
    if (before != NULL && g_str_equal(before, delta->path))
        return true;
    g_hash_table_remove(self->origin, delta->path);
    if (before != NULL)
        set_name(self, path, before);
    return true;
}

bool
pm_line_moves_back(PmLineMoves *moves, guint step, const PmLineEye *eye, GError **error)
{
    for (; g_hash_table_size(moves->origin) > 0 && step < moves->steps->len; step++) {
        g_auto(Whole) whole = { .renames = NULL };
        g_autoptr(GPtrArray) deltas = deltas_of(moves, step, error);
        for (guint i = 0; deltas != NULL && i < deltas->len; i++)
            if (!pass(moves, step, &whole, deltas->pdata[i], eye, error))
                return false;
        if (deltas == NULL)
            return false;
    }
    return true;
}
