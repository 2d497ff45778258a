/* SPDX-License-Identifier: Apache-2.0 */
#include "command/check_range.h"

#include "command/baseline.h"
#include "command/trail.h"

#include <stdlib.h>
#include <string.h>

/* Of those findings that are there at the end, the ones that the range brought. */
typedef struct {
    const PmState *at;
    const PmRevision *range;
    const PmTrail *trail;
    PmArena *arena;
    const PmDiagnostics *found; /* at the end */
    PmDiagnostics *then;        /* at the beginning; made when first asked for */
    GHashTable *used;           /* rule and message → how many of the stack are told */
    PmDiagnostics *out;
} Telling;

static size_t
count_key(const PmDiagnostics *list, const char *key)
{
    size_t count = 0;
    for (size_t i = 0; list != NULL && i < pm_diagnostics_count(list); i++) {
        g_autofree char *other = pm_baseline_key(pm_diagnostics_get(list, i));
        count += g_str_equal(other, key);
    }
    return count;
}

/* How many more there are at the end than at the beginning. */
static size_t
count_more(Telling *telling, const char *key)
{
    const PmOid *from = &telling->range->from;
    if (telling->then == NULL) {
        PmOid blob = pm_trail_blob(telling->at, from, telling->trail->origin);
        PmTrailVersion version = { from, telling->trail->origin, &blob };
        if (!g_str_equal(blob.hex, PM_OID_ZERO.hex))
            telling->then = pm_trail_check(telling->at, telling->arena, &version, NULL);
        if (telling->then == NULL)
            telling->then = pm_diagnostics_new(telling->arena);
    }
    size_t now = count_key(telling->found, key), then = count_key(telling->then, key);
    return now - MIN(now, then);
}

/* The commit that brought the finding, of those told last first; NULL: it was there before. */
static const char *
brought_by(Telling *telling, const char *key, guint used)
{
    const GPtrArray *stack = g_hash_table_lookup(telling->trail->brought, key);
    const GPtrArray *dropped = g_hash_table_lookup(telling->trail->dropped, key);
    guint count = stack != NULL ? stack->len : 0;
    if (used < count)
        return stack->pdata[count - 1 - used];
    used -= count;
    if (dropped == NULL || used >= dropped->len || used + count >= count_more(telling, key))
        return NULL;
    return dropped->pdata[dropped->len - 1 - used];
}

static void
tell(Telling *telling, const PmDiagnostic *found)
{
    g_autofree char *key = pm_baseline_key(found);
    guint used = GPOINTER_TO_UINT(g_hash_table_lookup(telling->used, key));
    const char *commit = brought_by(telling, key, used);
    if (commit == NULL)
        return;
    PmDiagnostic one = *found;
    one.commit = commit;
    pm_diagnostics_add(telling->out, &one);
    g_hash_table_insert(telling->used, g_steal_pointer(&key), GUINT_TO_POINTER(used + 1));
}

/* A secret that is still there is told once, where it is. */
static void
tell_gone_secrets(const Telling *telling)
{
    for (size_t i = 0; i < pm_diagnostics_count(telling->trail->secrets); i++) {
        const PmDiagnostic *secret = pm_diagnostics_get(telling->trail->secrets, i);
        bool told = false;
        for (size_t k = 0; !told && k < pm_diagnostics_count(telling->out); k++) {
            const PmDiagnostic *other = pm_diagnostics_get(telling->out, k);
            told =
                pm_baseline_is_same(other, secret) && g_strcmp0(other->commit, secret->commit) == 0;
        }
        if (!told)
            pm_diagnostics_add(telling->out, secret);
    }
}

static bool
report_trail(const PmState *at, const PmRevision *range, const PmTrail *trail, PmReport *report,
             GError **error)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    PmOid blob = pm_trail_blob(at, &at->commit, trail->path);
    bool there = !g_str_equal(blob.hex, PM_OID_ZERO.hex);
    PmTrailVersion last = { &at->commit, trail->path, &blob };
    PmDiagnostics *found = there ? pm_trail_check(at, arena, &last, error) : NULL;
    if (there && found == NULL)
        return false;
    Telling telling = { .at = at,
                        .range = range,
                        .trail = trail,
                        .arena = arena,
                        .found = found,
                        .used = used,
                        .out = pm_diagnostics_new(arena) };
    for (size_t i = there ? pm_diagnostics_count(found) : 0; i > 0; i--)
        tell(&telling, pm_diagnostics_get(found, i - 1));
    tell_gone_secrets(&telling);
    if (there || pm_diagnostics_count(telling.out) > 0)
        pm_report_document(report, trail->path, telling.out);
    return true;
}

static bool
is_wanted(const PmSelection *only, const char *path)
{
    for (guint i = 0; only != NULL && i < only->entries->len; i++)
        if (g_str_equal(((const PmCorpusEntry *)only->entries->pdata[i])->path, path))
            return true;
    return only == NULL;
}

static int
compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool
pm_check_range_run(const PmState *at, const PmRevision *range, const PmSelection *only,
                   PmReport *report, GError **error)
{
    g_autoptr(GHashTable) trails = pm_trails_follow(at, range, error);
    if (trails == NULL)
        return false;
    guint count;
    g_autofree const char **paths = (const char **)g_hash_table_get_keys_as_array(trails, &count);
    qsort(paths, count, sizeof *paths, compare_paths);
    for (guint i = 0; i < count; i++)
        if (is_wanted(only, paths[i]) &&
            !report_trail(at, range, g_hash_table_lookup(trails, paths[i]), report, error))
            return false;
    return true;
}
