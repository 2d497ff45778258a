/* SPDX-License-Identifier: Apache-2.0 */
#include "command/push_past.h"

#include "git/range.h"

#define MAILMAP ".mailmap"

/* Its blob and mode; NULL: there is none. */
static char *
mailmap_of(const PmJudging *self, const PmOid *commit)
{
    PmContentEntry entry = { 0 };
    g_autoptr(PmContent) tree = pm_content_commit(self->repository, commit, NULL);
    if (tree == NULL || !pm_content_find(tree, MAILMAP, &entry, NULL))
        return NULL;
    g_free(entry.path);
    return g_strdup_printf("%s %o", entry.blob.hex, entry.mode);
}

bool
pm_push_same_people(const PmJudging *self, const PmOid *old, const PmOid *now)
{
    g_autofree char *before = mailmap_of(self, old);
    g_autofree char *after = mailmap_of(self, now);
    return g_strcmp0(before, after) == 0;
}

/* Messages name people by the address that .mailmap gives them: without it. */
static char *
name_of(const PmDiagnostic *found)
{
    return g_strdup_printf("%s %s %s", found->commit, found->rule,
                           found->path != NULL ? found->path : "");
}

static bool
is_of_step(const PmDiagnostic *found)
{
    return found->severity == PM_SEVERITY_ERROR && found->commit != NULL;
}

/* How often each was found of the old tip: name to count. */
static GHashTable *
count_old(PmJudging *self, const PmOid *old, GError **error)
{
    PmDiagnostics *found = pm_diagnostics_new(self->context->arena);
    PmAuditOptions how = { .tip = *old };
    g_autoptr(PmAudit) audit =
        pm_audit_run(self->context->arena, self->repository, &how, found, error);
    if (audit == NULL)
        return NULL;
    GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < pm_diagnostics_count(found); i++) {
        const PmDiagnostic *one = pm_diagnostics_get(found, i);
        char *name = is_of_step(one) ? name_of(one) : NULL;
        if (name == NULL)
            continue;
        int count = GPOINTER_TO_INT(g_hash_table_lookup(counts, name));
        g_hash_table_replace(counts, name, GINT_TO_POINTER(count + 1));
    }
    return counts;
}

/* Take one of that name away; false: there is none left. */
static bool
take_old(GHashTable *counts, const PmDiagnostic *found)
{
    char *name = name_of(found);
    int count = GPOINTER_TO_INT(g_hash_table_lookup(counts, name));
    g_hash_table_replace(counts, name, GINT_TO_POINTER(count > 0 ? count - 1 : 0));
    return count > 0;
}

/* The commit of the push that changed .mailmap last. */
static const char *
changer(PmJudging *self, const PmOid *old, GError **error)
{
    const PmOid *new = &self->update->new;
    g_autoptr(GPtrArray) steps = pm_range_steps(self->repository, old, new, "", error);
    for (guint i = steps != NULL ? steps->len : 0; i > 0; i--) {
        const PmRangeStep *step = steps->pdata[i - 1];
        for (guint k = 0; k < step->deltas->len; k++)
            if (g_str_equal(((const PmTreeDelta *)step->deltas->pdata[k])->path, MAILMAP))
                return pm_arena_strdup(self->context->arena, step->oid.hex);
    }
    return steps != NULL ? new->hex : NULL;
}

bool
pm_push_judge_past(PmJudging *self, const PmOid *old, const PmOid *now, const PmDiagnostics *found,
                   GError **error)
{
    if (pm_push_same_people(self, old, now))
        return true;
    g_autoptr(GHashTable) line = pm_judging_line(self, old, error);
    g_autoptr(GHashTable) counts = line != NULL ? count_old(self, old, error) : NULL;
    const char *commit = counts != NULL ? changer(self, old, error) : NULL;
    for (size_t i = 0; commit != NULL && i < pm_diagnostics_count(found); i++) {
        PmDiagnostic one = *pm_diagnostics_get(found, i);
        if (!is_of_step(&one) || !g_hash_table_contains(line, one.commit) || take_old(counts, &one))
            continue;
        one.message =
            pm_arena_printf(self->context->arena, "as .mailmap has it now: %s", one.message);
        one.commit = commit;
        pm_diagnostics_add(self->found, &one);
    }
    return commit != NULL;
}
