/* SPDX-License-Identifier: Apache-2.0 */
#include "command/push_branch.h"

#include "command/push_line.h"
#include "command/push_past.h"
#include "git/range.h"
#include "git/trial_merge.h"

#include <string.h>

/* Found of the trial merge, and not for ever: what comes on the branch later completes it. */
static bool
is_incomplete(const char *rule)
{
    static const char *const rules[] = { "status/gate", "status/signoffs", "policy/unapproved",
                                         NULL };
    return g_strv_contains(rules, rule);
}

/* The trial merge is nobody's commit: the one of the branch that touched the path last is meant. */
static const char *
commit_of_branch(PmJudging *self, const GPtrArray *steps, const char *path)
{
    for (guint i = steps->len; path != NULL && i > 0; i--) {
        const PmRangeStep *step = steps->pdata[i - 1];
        for (guint k = 0; k < step->deltas->len; k++)
            if (g_str_equal(((const PmTreeDelta *)step->deltas->pdata[k])->path, path))
                return pm_arena_strdup(self->context->arena, step->oid.hex);
    }
    return self->update->new.hex;
}

static bool
sort_branch(PmJudging *self, const PmTrialMerge *merge, const PmDiagnostics *found, GError **error)
{
    const PmOid *from = &merge->fork, *to = &self->update->new;
    if (pm_diagnostics_count(found) == 0)
        return true;
    g_autoptr(GPtrArray) steps = pm_range_steps(self->repository, from, to, "", error);
    g_autoptr(GPtrArray) deltas =
        steps == NULL ? NULL : pm_history_delta(self->repository, from, to, "", false, error);
    for (size_t i = 0; deltas != NULL && i < pm_diagnostics_count(found); i++) {
        PmDiagnostic one = *pm_diagnostics_get(found, i);
        if (one.severity != PM_SEVERITY_ERROR)
            continue;
        if (one.commit == NULL)
            pm_judging_tell_present(self, deltas, &one);
        if (g_strcmp0(one.commit, merge->commit.hex) != 0)
            continue;
        bool incomplete = is_incomplete(one.rule);
        one.commit = commit_of_branch(self, steps, one.path);
        one.severity = incomplete ? PM_SEVERITY_WARNING : PM_SEVERITY_ERROR;
        pm_diagnostics_add(self->found, &one);
    }
    return deltas != NULL;
}

static bool
is_signoff(const char *path)
{
    return g_str_has_suffix(path, ".signoff");
}

static bool
holds(PmContent *tree, const PmContentEntry *file)
{
    PmContentEntry now = { 0 };
    bool there = tree != NULL && pm_content_find(tree, file->path, &now, NULL) &&
                 g_str_equal(now.blob.hex, file->blob.hex);
    g_free(now.path);
    return there;
}

/* No word that somebody gave on the branch may get lost with it: `now` or the line must have it. */
static bool
judge_lost(PmJudging *self, PmContent *now, PmContent *line, GError **error)
{
    const PmOid *old = &self->update->old;
    g_autoptr(PmContent) then = pm_content_commit(self->repository, old, error);
    g_autoptr(GPtrArray) files = then != NULL ? pm_content_list(then, "", error) : NULL;
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const PmContentEntry *file = files->pdata[i];
        if (!is_signoff(file->path) || holds(now, file) || holds(line, file))
            continue;
        PmDiagnostic *found =
            pm_judging_tell(self, PM_SEVERITY_ERROR, "push/signoff-lost",
                            "a sign-off that was given on this branch would get lost");
        if (found == NULL)
            break;
        found->path = pm_arena_strdup(self->context->arena, file->path);
        found->commit = old->hex;
        found->command = now != NULL ? "git pull --rebase" : NULL;
    }
    return files != NULL;
}

/* `now`: what the branch will have; NULL: it is deleted. */
static bool
judge_rewriting(PmJudging *self, const PmOid *now, GError **error)
{
    const PmRefUpdate *update = self->update;
    const PmOid *line = &self->push->line;
    bool behind = false;
    if (!pm_judging_knows(self, &update->old) || !pm_judging_has_ledger(self, &update->old))
        return true;
    if (now != NULL &&
        !pm_history_is_ancestor(self->repository, &update->old, &update->new, &behind, error))
        return false;
    g_autoptr(PmContent) after =
        now != NULL ? pm_content_commit(self->repository, now, NULL) : NULL;
    g_autoptr(PmContent) shared =
        pm_judging_is_zero(line) ? NULL : pm_content_commit(self->repository, line, NULL);
    return behind || judge_lost(self, after, shared, error);
}

/* As one step: from the shared line to a trial merge with it. */
static bool
judge_merge(PmJudging *self, const PmTrialMerge *merge, GError **error)
{
    PmDiagnostics *found = pm_diagnostics_new(self->context->arena);
    const PmOid *known = merge->conflicts ? &merge->fork : &self->push->line;
    if (merge->conflicts) {
        PmDiagnostic *told =
            pm_judging_tell(self, PM_SEVERITY_WARNING, "push/conflict",
                            "it conflicts with the shared branch, and was judged from where "
                            "they parted");
        if (told != NULL)
            told->commit = self->update->new.hex;
    }
    g_autoptr(PmAudit) result = pm_judging_audit(self, &merge->commit, known, found, error);
    return result != NULL && sort_branch(self, merge, found, error) &&
           pm_push_judge_past(self, known, &merge->commit, found, error);
}

bool
pm_push_judge_branch(PmJudging *self, GError **error)
{
    const PmRefUpdate *update = self->update;
    const PmOid *line = &self->push->line;
    g_autoptr(GError) unrelated = NULL;
    PmTrialMerge merge;
    bool merged = false;
    if (pm_judging_is_zero(&update->new))
        return judge_rewriting(self, NULL, error);
    if (!pm_judging_has_ledger(self, &update->new) && !pm_judging_has_ledger(self, line))
        return judge_rewriting(self, &update->new, error);
    bool related = !pm_judging_is_zero(line) &&
                   pm_trial_merge(self->repository, line, &update->new, &merge, &unrelated);
    if (unrelated != NULL && !g_error_matches(unrelated, PM_ERROR, PM_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&unrelated));
        return false;
    }
    if (!related && pm_judging_has_ledger(self, &update->new))
        return judge_rewriting(self, &update->new, error) && pm_push_judge_line(self, NULL, error);
    if (!related)
        return judge_rewriting(self, &update->new, error);
    bool touches = true;
    if (!pm_history_is_ancestor(self->repository, &update->new, line, &merged, error) ||
        (!merged && !pm_judging_touches(self, &merge.fork, &touches, error)))
        return false;
    return judge_rewriting(self, merge.conflicts ? &update->new : &merge.commit, error) &&
           (merged || !touches || judge_merge(self, &merge, error));
}
