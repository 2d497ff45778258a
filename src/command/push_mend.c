/* SPDX-License-Identifier: Apache-2.0 */
#include "command/push_mend.h"

#include "git/history.h"

#include <string.h>

bool
pm_push_is_of_commit(const PmDiagnostic *found)
{
    return found->severity == PM_SEVERITY_ERROR && found->commit != NULL &&
           !g_str_has_prefix(found->rule, "push/");
}

/* The earliest of the commits that brought what is refused; `*out_others`: it is not the only one.
 */
static const char *
earliest(PmJudging *self, bool *out_others)
{
    enum { COMPARED = 16 };
    const char *first = NULL, *last = NULL;
    int compared = 0;
    *out_others = false;
    for (size_t i = 0; i < pm_diagnostics_count(self->found) && compared < COMPARED; i++) {
        const PmDiagnostic *one = pm_diagnostics_get(self->found, i);
        if (!pm_push_is_of_commit(one))
            continue;
        *out_others |= g_str_has_prefix(one->rule, "secret/"); /* later ones took it out again */
        if (g_strcmp0(one->commit, last) == 0)
            continue;
        last = one->commit;
        PmOid a = PM_OID_ZERO, b = PM_OID_ZERO;
        bool before = first == NULL;
        *out_others |= first != NULL && !g_str_equal(first, last);
        if (!before && pm_repository_resolve(self->repository, last, &a, NULL) &&
            pm_repository_resolve(self->repository, first, &b, NULL))
            pm_history_is_ancestor(self->repository, &a, &b, &before, NULL);
        first = before ? last : first;
        compared++;
    }
    return first;
}

/* What takes steps back that nobody has seen yet. One that stands alone goes, and those after it
 * stay; of several, each changes the names of those after it. */
const char *
pm_push_mend(PmJudging *self)
{
    PmArena *arena = self->context->arena;
    bool others;
    const char *commit = earliest(self, &others);
    PmOid oid;
    if (commit == NULL || !pm_repository_resolve(self->repository, commit, &oid, NULL))
        return NULL;
    g_autoptr(PmCommit) read = pm_commit_read(self->repository, &oid, NULL);
    if (read == NULL || read->parent_count == 0)
        return NULL;
    if (others)
        return pm_arena_printf(arena, "git rebase -i %.10s~", commit);
    return read->parent_count > 1
               ? pm_arena_printf(arena, "git reset --keep %.10s~", commit)
               : pm_arena_printf(arena, "git rebase --onto %.10s~ %.10s", commit, commit);
}
