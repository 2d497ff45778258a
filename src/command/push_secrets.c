/* SPDX-License-Identifier: Apache-2.0 */
#include "command/push_secrets.h"

#include "command/baseline.h"
#include "command/state.h"
#include "command/target.h"
#include "git/range.h"

typedef struct {
    const PmState *at;
    GHashTable *versions; /* blob → GHashTable: key of each secret in it */
    PmDiagnostics *found;
} Search;

static bool
is_secret(const PmDiagnostic *found, void *data)
{
    (void)data;
    return found->severity == PM_SEVERITY_ERROR && g_str_has_prefix(found->rule, "secret/");
}

/* The secrets of one version, in `arena`. What can't be read is not judged. */
static PmDiagnostics *
check(const PmState *at, PmArena *arena, const char *path, const PmOid *blob)
{
    PmDiagnostics *found = pm_diagnostics_new(arena);
    const PmContext *context = &at->context;
    const PmCorpusEntry *entry = pm_corpus_at(arena, at->corpus, path);
    g_autoptr(GBytes) bytes = entry != NULL ? pm_content_blob(context->repository, blob,
                                                              context->config->document_limit, NULL)
                                            : NULL;
    if (bytes == NULL)
        return found;
    const char *text =
        pm_arena_strndup(arena, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    const PmSource *source =
        pm_source_new(arena, pm_arena_strdup(arena, path), text, g_bytes_get_size(bytes));
    pm_check_source(at->checker, arena, source, entry->id, pm_target_flags(entry), PM_STATUS_NONE,
                    NULL, found);
    pm_diagnostics_filter(found, is_secret, NULL);
    return found;
}

static GHashTable *
secrets_of(Search *self, const char *path, const PmOid *blob)
{
    GHashTable *keys = g_hash_table_lookup(self->versions, blob->hex);
    if (keys != NULL)
        return keys;
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmDiagnostics *found = check(self->at, arena, path, blob);
    keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < pm_diagnostics_count(found); i++)
        g_hash_table_add(keys, pm_baseline_key(pm_diagnostics_get(found, i)));
    g_hash_table_insert(self->versions, g_strdup(blob->hex), keys);
    return keys;
}

static bool
has_secret(Search *self, const PmTreeDelta *delta, const char *key)
{
    return !g_str_equal(delta->old_blob.hex, PM_OID_ZERO.hex) &&
           g_hash_table_contains(secrets_of(self, delta->path, &delta->old_blob), key);
}

/* Had the version before it, too, here or in a file that went? A merge's delta is against its first
 * parent; what another parent brought is that one's. */
static bool
was_there(Search *self, const PmRangeStep *step, const PmTreeDelta *here, const char *key)
{
    if (has_secret(self, here, key))
        return true;
    for (guint i = 0; here->old_mode == 0 && i < step->deltas->len; i++) {
        const PmTreeDelta *delta = step->deltas->pdata[i];
        if (delta->new_mode == 0 && has_secret(self, delta, key))
            return true;
    }
    return false;
}

static void
tell_new(Search *self, const PmRangeStep *step, const PmTreeDelta *delta)
{
    PmArena *arena = pm_diagnostics_arena(self->found);
    const PmDiagnostics *now = check(self->at, arena, delta->path, &delta->new_blob);
    for (size_t i = 0; i < pm_diagnostics_count(now); i++) {
        PmDiagnostic one = *pm_diagnostics_get(now, i);
        g_autofree char *key = pm_baseline_key(&one);
        if (was_there(self, step, delta, key))
            continue;
        one.commit = pm_arena_strdup(arena, step->oid.hex);
        one.path = one.source->name;
        pm_diagnostics_add(self->found, &one);
    }
}

static void
search_step(Search *self, const PmRangeStep *step)
{
    for (guint i = 0; i < step->deltas->len; i++) {
        const PmTreeDelta *delta = step->deltas->pdata[i];
        if ((delta->new_mode & 0170000) == 0100000 &&
            g_hash_table_size(secrets_of(self, delta->path, &delta->new_blob)) > 0)
            tell_new(self, step, delta);
    }
}

static bool
open_state(PmContext *context, const PmPushedRange *range, PmState *out_state)
{
    const PmOid *commits[] = { &range->judge, &range->tip };
    for (size_t i = 0; i < G_N_ELEMENTS(commits); i++) {
        g_auto(PmState) state = { 0 };
        if (g_str_equal(commits[i]->hex, PM_OID_ZERO.hex) ||
            !pm_state_open_commit(context, commits[i], commits[i]->hex, &state, NULL) ||
            state.corpus == NULL)
            continue;
        *out_state = state;
        state = (PmState){ 0 };
        return true;
    }
    return false;
}

bool
pm_push_secrets(PmContext *context, const PmPushedRange *range, PmDiagnostics *found,
                GError **error)
{
    g_auto(PmState) state = { 0 };
    if (!open_state(context, range, &state))
        return true;
    g_autoptr(GPtrArray) steps =
        pm_range_steps_beyond(context->repository, range->known, range->known_count, &range->tip,
                              state.context.config->documents, error);
    if (steps == NULL)
        return false;
    g_autoptr(GHashTable) versions =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
    Search self = { &state, versions, found };
    for (guint i = 0; i < steps->len; i++)
        search_step(&self, steps->pdata[i]);
    return true;
}
