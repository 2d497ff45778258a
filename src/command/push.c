/* SPDX-License-Identifier: Apache-2.0 */
#include "command/push.h"

#include "command/push_branch.h"
#include "command/push_line.h"
#include "command/push_mend.h"
#include "command/push_secrets.h"

#include <string.h>

/* Whatever the ref is, what it brings is known from then on. */
static bool
judge_secrets(PmJudging *self, GError **error)
{
    const PmRefUpdate *update = self->update;
    PmOid known[2];
    bool shared = g_strv_contains(self->push->shared, update->ref);
    bool is_line = shared && g_str_equal(self->push->shared[0], update->ref);
    PmPushedRange range = { .known = known, .judge = shared ? update->old : self->push->line };
    /* a tag of something else has no history */
    if (!pm_repository_resolve(self->repository, update->new.hex, &range.tip, NULL))
        return true;
    if (pm_judging_knows(self, &update->old) &&
        pm_repository_resolve(self->repository, update->old.hex, &known[range.known_count], NULL))
        range.known_count++;
    if (!is_line && !pm_judging_is_zero(&self->push->line))
        known[range.known_count++] = self->push->line;
    return pm_push_secrets(self->context, &range, self->found, error);
}

/* It is said once, where the first of them is told. */
static void
hand_over(PmJudging *self, PmDiagnostics *out)
{
    const char *command = pm_push_mend(self);
    for (size_t i = 0; i < pm_diagnostics_count(self->found); i++) {
        PmDiagnostic one = *pm_diagnostics_get(self->found, i);
        if (pm_push_is_of_commit(&one)) {
            one.command = command;
            command = NULL;
        }
        pm_diagnostics_insist(out, &one);
    }
}

bool
pm_push_judge(const PmPush *push, const PmRefUpdate *update, PmDiagnostics *found, GError **error)
{
    PmJudging self = { .push = push,
                       .context = push->context,
                       .repository = push->context->repository,
                       .update = update,
                       .found = pm_diagnostics_new(push->context->arena) };
    bool branch = g_str_has_prefix(update->ref, "refs/heads/");
    bool shared = g_strv_contains(push->shared, update->ref);
    if (shared ? !pm_push_judge_shared(&self, error)
               : branch && !pm_push_judge_branch(&self, error))
        return false;
    if (!pm_judging_is_zero(&update->new) && !judge_secrets(&self, error))
        return false;
    hand_over(&self, found);
    return true;
}
