/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/due_moves.h"

#include "document/document.h"
#include "ledger/renames.h"

struct PmDueMoves {
    PmArena *arena;
    GHashTable *found;    /* "path\naction" → PmDueMove */
    GHashTable *now;      /* a path that a document has or had → the one that was asked for */
    GHashTable *versions; /* blob → GHashTable of days by action; NULL: none that can be read */
    PmRepository *repository;
    PmRenames *renames;
    bool cut;
};

static char *
key_of(const char *path, const char *action)
{
    return g_strconcat(path, "\n", action, NULL);
}

static void
unref_version(void *version)
{
    if (version != NULL)
        g_hash_table_unref(version);
}

/* The days of a text's actions: id → day, "" where it has none. Strings in the arena. */
static GHashTable *
read_days(PmDueMoves *self, GBytes *bytes)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    const PmSource *source = pm_source_new(arena, "", data != NULL ? data : "", length);
    const PmDocument *document =
        pm_document_load(arena, source, NULL, PM_DOCUMENT_FRONT | PM_DOCUMENT_FOREIGN,
                         &(PmFieldReading){ .time_zone = NULL }, pm_diagnostics_new(arena));
    GHashTable *days = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < document->fields.action_count; i++) {
        const PmAction *action = &document->fields.actions[i];
        if (action->id != NULL)
            g_hash_table_insert(
                days, pm_arena_strdup(self->arena, action->id),
                pm_arena_strdup(self->arena, action->due != NULL ? action->due : ""));
    }
    return days;
}

/* Of a version that can't be read nothing is known: it moved nothing. */
static GHashTable *
days_of(PmDueMoves *self, const PmOid *blob)
{
    void *known;
    if (g_hash_table_lookup_extended(self->versions, blob->hex, NULL, &known))
        return known;
    bool there = !g_str_equal(blob->hex, PM_OID_ZERO.hex);
    g_autoptr(GBytes) bytes =
        there ? pm_content_blob(self->repository, blob, PM_CONFIG_DOCUMENT_MOST, NULL) : NULL;
    GHashTable *days = bytes != NULL ? read_days(self, bytes) : NULL;
    g_hash_table_insert(self->versions, g_strdup(blob->hex), days);
    return days;
}

static PmDueMove *
move_of(PmDueMoves *self, const char *path, const char *action)
{
    g_autofree char *key = key_of(path, action);
    PmDueMove *move = g_hash_table_lookup(self->found, key);
    if (move == NULL) {
        move = pm_arena_new0(self->arena, PmDueMove, 1);
        g_hash_table_insert(self->found, g_steal_pointer(&key), move);
    }
    return move;
}

static void
see(PmDueMoves *self, const char *path, GHashTable *days)
{
    GHashTableIter each;
    void *action, *day;
    for (g_hash_table_iter_init(&each, days); g_hash_table_iter_next(&each, &action, &day);)
        if (*(const char *)day != '\0')
            move_of(self, path, action)->first = day;
}

/* What a commit made of the version before. Commits come newest first: what is seen last is the
 * first. */
static void
compare(PmDueMoves *self, const char *path, GHashTable *before, GHashTable *after)
{
    GHashTableIter each;
    void *action, *day;
    if (after != NULL)
        see(self, path, after);
    if (before == NULL)
        return;
    see(self, path, before);
    if (after == NULL)
        return;
    for (g_hash_table_iter_init(&each, before); g_hash_table_iter_next(&each, &action, &day);) {
        const char *then = g_hash_table_lookup(after, action);
        if (*(const char *)day != '\0' && then != NULL && !g_str_equal(then, day))
            move_of(self, path, action)->count++;
    }
}

/* A document that comes may have had another name before. */
static void
compare_added(PmDueMoves *self, const PmOid *oid, const PmTreeDelta *delta, const char *path)
{
    GHashTable *after = days_of(self, &delta->new_blob);
    g_autoptr(PmCommit) commit = pm_commit_read(self->repository, oid, NULL);
    g_autoptr(GBytes) bytes =
        pm_content_blob(self->repository, &delta->new_blob, PM_CONFIG_DOCUMENT_MOST, NULL);
    g_autoptr(GPtrArray) sources = commit != NULL && bytes != NULL
                                       ? pm_renames_of(self->renames, commit, bytes, NULL)
                                       : g_ptr_array_new();
    if (sources->len == 0)
        compare(self, path, NULL, after);
    for (guint i = 0; i < sources->len; i++) {
        const PmRemoved *source = sources->pdata[i];
        g_autoptr(GHashTable) before = read_days(self, source->bytes);
        compare(self, path, before, after);
        g_hash_table_insert(self->now, g_strdup(source->path), (void *)path);
    }
}

static void
follow(PmDueMoves *self, const PmHistoryChange *change)
{
    for (guint i = 0; i < change->deltas->len; i++) {
        const PmTreeDelta *delta = change->deltas->pdata[i];
        const char *path = g_hash_table_lookup(self->now, delta->path);
        if (path == NULL || delta->new_mode == 0)
            continue;
        if (delta->old_mode == 0)
            compare_added(self, &change->commit, delta, path);
        else
            compare(self, path, days_of(self, &delta->old_blob), days_of(self, &delta->new_blob));
    }
}

static bool
is_text(const char *path, const void *data)
{
    (void)data;
    return g_str_has_suffix(path, ".md");
}

PmDueMoves *
pm_due_moves_find(PmRepository *repository, const PmConfig *config, const PmOid *tip,
                  const GPtrArray *paths, GError **error)
{
    PmPathFilter only = { is_text, NULL };
    bool cut = false;
    g_autoptr(GPtrArray) changes =
        pm_history_changes(repository, tip, config->documents, &only, &cut, error);
    if (changes == NULL)
        return NULL;
    g_autoptr(PmDueMoves) self = g_new0(PmDueMoves, 1);
    *self = (PmDueMoves){ .arena = pm_arena_new(), .repository = repository, .cut = cut };
    self->found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    self->now = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    self->versions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, unref_version);
    self->renames = pm_renames_new(repository, changes);
    for (guint i = 0; i < paths->len; i++)
        g_hash_table_insert(self->now, g_strdup(paths->pdata[i]), paths->pdata[i]);
    for (guint i = changes->len; i-- > 0;)
        follow(self, changes->pdata[i]);
    g_clear_pointer(&self->renames, pm_renames_free); /* it borrows the changes */
    return g_steal_pointer(&self);
}

void
pm_due_moves_free(PmDueMoves *moves)
{
    if (moves == NULL)
        return;
    g_clear_pointer(&moves->renames, pm_renames_free);
    g_clear_pointer(&moves->found, g_hash_table_unref);
    g_clear_pointer(&moves->now, g_hash_table_unref);
    g_clear_pointer(&moves->versions, g_hash_table_unref);
    pm_arena_free(moves->arena);
    g_free(moves);
}

PmDueMove
pm_due_moves_of(const PmDueMoves *moves, const char *path, const char *action)
{
    g_autofree char *key = key_of(path, action);
    const PmDueMove *move = g_hash_table_lookup(moves->found, key);
    return move != NULL ? *move : (PmDueMove){ 0 };
}

bool
pm_due_moves_is_cut(const PmDueMoves *moves)
{
    return moves->cut;
}
