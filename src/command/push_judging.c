/* SPDX-License-Identifier: Apache-2.0 */
#include "command/push_judging.h"

#include "command/push_past.h"
#include "git/range.h"

#include <string.h>

bool
pm_judging_is_zero(const PmOid *oid)
{
    return g_str_equal(oid->hex, PM_OID_ZERO.hex);
}

bool
pm_judging_knows(const PmJudging *self, const PmOid *oid)
{
    PmOid found;
    return !pm_judging_is_zero(oid) &&
           pm_repository_resolve(self->repository, oid->hex, &found, NULL);
}

bool
pm_judging_has_ledger(const PmJudging *self, const PmOid *commit)
{
    PmContentEntry entry = { 0 };
    g_autoptr(PmContent) tree =
        pm_judging_is_zero(commit) ? NULL : pm_content_commit(self->repository, commit, NULL);
    bool there = tree != NULL && pm_content_find(tree, PM_CONFIG_PATH, &entry, NULL);
    g_free(entry.path);
    return there;
}

PmDiagnostic *
pm_judging_tell(PmJudging *self, PmSeverity severity, const char *rule, const char *message)
{
    return pm_diagnostics_add(
        self->found, &(PmDiagnostic){ .rule = rule, .severity = severity, .message = message });
}

/* Is it about one of these? */
static bool
is_touched(const GPtrArray *deltas, const char *path)
{
    g_autofree char *stem =
        g_str_has_suffix(path, ".md") ? g_strndup(path, strlen(path) - strlen("md")) : NULL;
    for (guint i = 0; deltas != NULL && i < deltas->len; i++) {
        const char *other = ((const PmTreeDelta *)deltas->pdata[i])->path;
        if (g_str_equal(other, path) || (stem != NULL && g_str_has_prefix(other, stem)))
            return true;
    }
    return deltas == NULL;
}

void
pm_judging_tell_present(PmJudging *self, const GPtrArray *deltas, const PmDiagnostic *found)
{
    PmDiagnostic one = *found;
    one.severity = PM_SEVERITY_WARNING;
    if (one.path == NULL || is_touched(deltas, one.path))
        pm_diagnostics_add(self->found, &one);
}

PmAudit *
pm_judging_audit(PmJudging *self, const PmOid *tip, const PmOid *known, PmDiagnostics *found,
                 GError **error)
{
    PmAuditOptions how = { .tip = *tip, .known = known };
    PmAudit *result = pm_audit_run(self->context->arena, self->repository, &how, found, error);
    if (result == NULL)
        return NULL;
    if (pm_audit_counts(result)->cut)
        pm_judging_tell(self, PM_SEVERITY_WARNING, "push/shallow",
                        "history is cut off here, and what came before was not judged");
    if (pm_diagnostics_dropped(found) > 0)
        pm_judging_tell(self, PM_SEVERITY_ERROR, "push/limit",
                        "there are too many violations to tell");
    return result;
}

bool
pm_judging_touches(PmJudging *self, const PmOid *old, bool *out_touches, GError **error)
{
    g_autoptr(PmContent) tree = pm_content_commit(self->repository, old, error);
    g_autoptr(GError) broken = NULL;
    if (tree == NULL)
        return false;
    const PmPolicy *policy = pm_policy_load(self->context->arena, tree, &broken);
    const char *prefixes[] = { PM_CONFIG_FOLDER, policy != NULL ? policy->config->documents : "" };
    *out_touches = !pm_push_same_people(self, old, &self->update->new);
    for (size_t i = 0; !*out_touches && i < G_N_ELEMENTS(prefixes); i++) {
        g_autoptr(GPtrArray) steps =
            pm_range_steps(self->repository, old, &self->update->new, prefixes[i], error);
        if (steps == NULL)
            return false;
        *out_touches = steps->len > 0;
    }
    return true;
}

GHashTable *
pm_judging_line(PmJudging *self, const PmOid *tip, GError **error)
{
    bool cut;
    g_autoptr(GArray) line = pm_history_first_parents(self->repository, tip, &cut, error);
    if (line == NULL)
        return NULL;
    GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < line->len; i++)
        g_hash_table_add(ids, g_strdup(g_array_index(line, PmOid, i).hex));
    return ids;
}
