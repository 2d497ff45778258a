/* SPDX-License-Identifier: Apache-2.0 */
#include "command/push_line.h"

#include "command/push_past.h"

#include <string.h>

/* Of what the audit of a line has found: what its new steps brought is refused. */
static bool
sort_line(PmJudging *self, const PmOid *old, const PmDiagnostics *found, GError **error)
{
    g_autoptr(GHashTable) before = old != NULL ? pm_judging_line(self, old, error) : NULL;
    g_autoptr(GPtrArray) deltas =
        before == NULL
            ? NULL
            : pm_history_delta(self->repository, old, &self->update->new, "", false, error);
    if (old != NULL && deltas == NULL)
        return false;
    for (size_t i = 0; i < pm_diagnostics_count(found); i++) {
        PmDiagnostic one = *pm_diagnostics_get(found, i);
        if (one.severity != PM_SEVERITY_ERROR ||
            (one.commit != NULL && before != NULL && g_hash_table_contains(before, one.commit)))
            continue;
        if (one.commit == NULL) {
            pm_judging_tell_present(self, deltas, &one);
            continue;
        }
        pm_diagnostics_add(self->found, &one);
    }
    return true;
}

bool
pm_push_judge_line(PmJudging *self, const PmOid *old, GError **error)
{
    bool touches = true;
    if (old != NULL && !pm_judging_touches(self, old, &touches, error))
        return false;
    if (!touches)
        return true;
    PmDiagnostics *found = pm_diagnostics_new(self->context->arena);
    g_autoptr(PmAudit) result = pm_judging_audit(self, &self->update->new, old, found, error);
    return result != NULL && sort_line(self, old, found, error) &&
           (old == NULL || pm_push_judge_past(self, old, &self->update->new, found, error));
}

/* The old tip must stay on the first-parent line. */
static bool
judge_chain(PmJudging *self, bool *out_holds, GError **error)
{
    const PmRefUpdate *update = self->update;
    bool behind = false;
    *out_holds = pm_judging_is_zero(&update->old);
    if (*out_holds)
        return true;
    if (pm_judging_knows(self, &update->old)) {
        g_autoptr(GHashTable) line = pm_judging_line(self, &update->new, error);
        if (line == NULL ||
            !pm_history_is_ancestor(self->repository, &update->old, &update->new, &behind, error))
            return false;
        *out_holds = g_hash_table_contains(line, update->old.hex);
    }
    if (*out_holds)
        return true;
    PmDiagnostic *found =
        behind ? pm_judging_tell(
                     self, PM_SEVERITY_ERROR, "push/turned",
                     "the branch has its own line as first parent, and the shared line as a later "
                     "one; a pull without --rebase does that")
               : pm_judging_tell(self, PM_SEVERITY_ERROR, "push/rewritten",
                                 "the history that people share would be rewritten");
    if (found != NULL) {
        found->commit = update->new.hex;
        found->command = "git pull --rebase";
    }
    return true;
}

bool
pm_push_judge_shared(PmJudging *self, GError **error)
{
    const PmRefUpdate *update = self->update;
    bool known = pm_judging_knows(self, &update->old);
    bool holds;
    if (!pm_judging_has_ledger(self, &update->new) &&
        (!known || !pm_judging_has_ledger(self, &update->old)))
        return true;
    if (pm_judging_is_zero(&update->new)) {
        PmDiagnostic *found = pm_judging_tell(self, PM_SEVERITY_ERROR, "push/deleted",
                                              "the branch holds the ledger, and stays");
        if (found != NULL)
            found->commit = update->old.hex;
        return true;
    }
    if (pm_judging_is_zero(&update->old) || (known && !pm_judging_has_ledger(self, &update->old)))
        return pm_push_judge_line(self, NULL, error);
    return judge_chain(self, &holds, error) &&
           (!holds || pm_push_judge_line(self, known ? &update->old : NULL, error));
}
