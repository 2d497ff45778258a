/* SPDX-License-Identifier: Apache-2.0 */
#include "command/trail.h"

#include "command/baseline.h"
#include "command/lookup.h"
#include "command/target.h"
#include "command/write.h"
#include "document/name.h"
#include "git/range.h"

typedef struct {
    const PmState *at;
    PmRepository *repository;
    GHashTable *trails;   /* path → PmTrail */
    GHashTable *versions; /* path and blob → GHashTable: finding → how many */
} Tracing;

static void
trail_free(gpointer data)
{
    PmTrail *trail = data;
    g_hash_table_unref(trail->brought);
    g_hash_table_unref(trail->dropped);
    g_free(trail);
}

static bool
is_secret(const char *rule)
{
    return g_str_has_prefix(rule, "secret/");
}

PmDiagnostics *
pm_trail_check(const PmState *at, PmArena *arena, const PmTrailVersion *version, GError **error)
{
    PmContext context = at->context;
    PmDiagnostics *found = pm_diagnostics_new(arena);
    const PmCorpusEntry *entry = pm_corpus_at(arena, at->corpus, version->path);
    if (entry == NULL)
        return found;
    g_autoptr(PmContent) content = pm_content_commit(context.repository, version->commit, error);
    g_autoptr(GBytes) bytes = content == NULL
                                  ? NULL
                                  : pm_content_blob(context.repository, version->blob,
                                                    context.config->document_limit, error);
    if (bytes == NULL)
        return NULL;
    size_t length = g_bytes_get_size(bytes);
    const char *text = pm_arena_strndup(arena, g_bytes_get_data(bytes, NULL), length);
    const PmSource *source =
        pm_source_new(arena, pm_arena_strdup(arena, version->path), text, length);
    g_autoptr(PmLookup) lookup = pm_lookup_new(content, at->corpus, pm_write_today(&context));
    pm_lookup_set_tip(lookup, version->commit);
    pm_lookup_judge_signoffs(lookup, &context, entry, bytes);
    pm_check_source(at->checker, arena, source, entry->id, pm_target_flags(entry), PM_STATUS_NONE,
                    pm_lookup_get(lookup), found);
    pm_diagnostics_sort(found);
    return found;
}

/* How often each finding is in a version. One that can't be read (too large) has none: the end of
 * the range tells, where it still can't be. */
static GHashTable *
findings_of(Tracing *self, const PmTrailVersion *version)
{
    g_autofree char *name = g_strconcat(version->blob->hex, version->path, NULL);
    GHashTable *counts = g_hash_table_lookup(self->versions, name);
    if (counts != NULL)
        return counts;
    g_autoptr(PmArena) arena = pm_arena_new();
    counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    bool there = !g_str_equal(version->blob->hex, PM_OID_ZERO.hex);
    PmDiagnostics *found = there ? pm_trail_check(self->at, arena, version, NULL) : NULL;
    for (size_t i = 0; found != NULL && i < pm_diagnostics_count(found); i++) {
        char *key = pm_baseline_key(pm_diagnostics_get(found, i));
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, key));
        g_hash_table_insert(counts, key, GUINT_TO_POINTER(count + 1));
    }
    g_hash_table_insert(self->versions, g_steal_pointer(&name), counts);
    return counts;
}

static GHashTable *
stacks_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                 (GDestroyNotify)g_ptr_array_unref);
}

static GPtrArray *
stack_of(GHashTable *stacks, const char *key)
{
    GPtrArray *stack = g_hash_table_lookup(stacks, key);
    if (stack == NULL) {
        stack = g_ptr_array_new();
        g_hash_table_insert(stacks, g_strdup(key), stack);
    }
    return stack;
}

static PmTrail *
trail_at(Tracing *self, const char *path)
{
    PmTrail *trail = g_hash_table_lookup(self->trails, path);
    if (trail != NULL)
        return trail;
    PmArena *arena = self->at->context.arena;
    trail = g_new0(PmTrail, 1);
    trail->path = pm_arena_strdup(arena, path);
    trail->origin = trail->path;
    trail->brought = stacks_new();
    trail->dropped = stacks_new();
    trail->secrets = pm_diagnostics_new(arena);
    g_hash_table_insert(self->trails, (void *)trail->path, trail);
    return trail;
}

/* The secrets of this version that no parent had. */
static void
keep_secrets(const Tracing *self, PmTrail *trail, const PmTrailVersion *version, GHashTable *new)
{
    PmDiagnostics *found = pm_trail_check(self->at, self->at->context.arena, version, NULL);
    for (size_t i = 0; found != NULL && i < pm_diagnostics_count(found); i++) {
        PmDiagnostic one = *pm_diagnostics_get(found, i);
        g_autofree char *key = pm_baseline_key(&one);
        if (!is_secret(one.rule) || !g_hash_table_contains(new, key))
            continue;
        one.commit = pm_arena_strdup(self->at->context.arena, version->commit->hex);
        pm_diagnostics_add(trail->secrets, &one);
    }
}

/* By how many more than before: one commit each on the finding's stack; fewer: as many off. */
static void
push(Tracing *self, PmTrail *trail, const char *key, int more, const PmOid *commit)
{
    GPtrArray *stack = stack_of(trail->brought, key);
    for (; more > 0; more--)
        g_ptr_array_add(stack, pm_arena_strdup(self->at->context.arena, commit->hex));
    for (; more < 0 && stack->len > 0; more++)
        g_ptr_array_add(stack_of(trail->dropped, key),
                        g_ptr_array_steal_index(stack, stack->len - 1));
}

/* The most that any parent had of each finding. */
static GHashTable *
before(Tracing *self, const PmRangeStep *step, const char *path, const PmOid *blobs)
{
    GHashTable *most = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < step->parent_count; i++) {
        PmTrailVersion parent = { &step->parents[i], path, &blobs[i] };
        GHashTableIter iter;
        void *key, *count;
        g_hash_table_iter_init(&iter, findings_of(self, &parent));
        while (g_hash_table_iter_next(&iter, &key, &count))
            if (GPOINTER_TO_UINT(count) > GPOINTER_TO_UINT(g_hash_table_lookup(most, key)))
                g_hash_table_insert(most, g_strdup(key), count);
    }
    return most;
}

static void
compare(Tracing *self, PmTrail *trail, const PmTrailVersion *version, GHashTable *most)
{
    GHashTable *now = findings_of(self, version);
    g_autoptr(GHashTable) new = g_hash_table_new(g_str_hash, g_str_equal);
    bool secrets = false;
    GHashTableIter iter;
    void *key, *count;
    g_hash_table_iter_init(&iter, now);
    while (g_hash_table_iter_next(&iter, &key, &count)) {
        int more = GPOINTER_TO_INT(count) - GPOINTER_TO_INT(g_hash_table_lookup(most, key));
        push(self, trail, key, more, version->commit);
        if (more > 0)
            g_hash_table_add(new, key);
        secrets |= more > 0 && is_secret(key);
    }
    g_hash_table_iter_init(&iter, most);
    while (g_hash_table_iter_next(&iter, &key, &count))
        if (!g_hash_table_contains(now, key))
            push(self, trail, key, -GPOINTER_TO_INT(count), version->commit);
    if (secrets)
        keep_secrets(self, trail, version, new);
}

/* The document that a commit moved here: it took one of this id, or of these bytes, away. */
static const PmTreeDelta *
moved_from(const Tracing *self, const PmRangeStep *step, const PmTreeDelta *here)
{
    const char *documents = self->at->context.config->documents;
    g_autofree char *id = pm_name_id(documents, here->path, false);
    for (guint i = 0; here->old_mode == 0 && i < step->deltas->len; i++) {
        const PmTreeDelta *gone = step->deltas->pdata[i];
        g_autofree char *other = pm_name_id(documents, gone->path, false);
        if (gone->new_mode == 0 &&
            (g_str_equal(gone->old_blob.hex, here->new_blob.hex) || g_str_equal(other, id)))
            return gone;
    }
    return NULL;
}

PmOid
pm_trail_blob(const PmState *at, const PmOid *commit, const char *path)
{
    PmContentEntry entry = { .blob = PM_OID_ZERO };
    g_autoptr(PmContent) content = pm_content_commit(at->context.repository, commit, NULL);
    if (content != NULL)
        pm_content_find(content, path, &entry, NULL);
    g_free(entry.path);
    return entry.blob;
}

/* The old place keeps what it has: a merge may go back to it. */
static void
take_along(PmTrail *trail, const PmTrail *old)
{
    GHashTableIter iter;
    void *key, *stack;
    trail->origin = old->origin;
    g_hash_table_remove_all(trail->brought);
    g_hash_table_iter_init(&iter, old->brought);
    while (g_hash_table_iter_next(&iter, &key, &stack))
        g_hash_table_insert(trail->brought, g_strdup(key), g_ptr_array_copy(stack, NULL, NULL));
}

static void
follow(Tracing *self, const PmRangeStep *step, const PmTreeDelta *delta)
{
    const PmTreeDelta *from = moved_from(self, step, delta);
    const char *old_path = from != NULL ? from->path : delta->path;
    PmTrail *trail = trail_at(self, delta->path);
    if (from != NULL)
        trail->origin = pm_arena_strdup(self->at->context.arena, from->path);
    if (from != NULL && g_hash_table_contains(self->trails, from->path))
        take_along(trail, g_hash_table_lookup(self->trails, from->path));
    g_autofree PmOid *blobs = g_new0(PmOid, step->parent_count + 1);
    for (size_t i = 0; i < step->parent_count; i++)
        blobs[i] = pm_trail_blob(self->at, &step->parents[i], old_path);
    g_autoptr(GHashTable) most = before(self, step, old_path, blobs);
    compare(self, trail, &(PmTrailVersion){ &step->oid, delta->path, &delta->new_blob }, most);
}

GHashTable *
pm_trails_follow(const PmState *at, const PmRevision *range, GError **error)
{
    const PmConfig *config = at->context.config;
    g_autoptr(GHashTable) trails = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, trail_free);
    g_autoptr(GHashTable) versions =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
    Tracing self = { at, at->context.repository, trails, versions };
    g_autoptr(GPtrArray) steps =
        pm_range_steps(self.repository, &range->from, &range->to, config->documents, error);
    if (steps == NULL)
        return NULL;
    for (guint i = 0; i < steps->len; i++) {
        const PmRangeStep *step = steps->pdata[i];
        for (guint k = 0; k < step->deltas->len; k++) {
            const PmTreeDelta *delta = step->deltas->pdata[k];
            if (delta->new_mode != 0 && pm_corpus_at(at->context.arena, at->corpus, delta->path))
                follow(&self, step, delta);
        }
    }
    return g_steal_pointer(&trails);
}
