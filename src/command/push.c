/* SPDX-License-Identifier: Apache-2.0 */
#include "command/push.h"

#include "command/push_secrets.h"
#include "git/range.h"
#include "git/trial_merge.h"
#include "ledger/audit.h"

#include <string.h>

/* One ref under judgement. */
typedef struct {
    const PmPush *push;
    PmContext *context;
    PmRepository *repository;
    const PmRefUpdate *update;
    PmDiagnostics *found;
} Judging;

static bool
is_zero(const PmOid *oid)
{
    return g_str_equal(oid->hex, PM_OID_ZERO.hex);
}

/* Is it there, and here? What the other side has need not have been fetched. */
static bool
is_known(const Judging *self, const PmOid *oid)
{
    PmOid found;
    return !is_zero(oid) && pm_repository_resolve(self->repository, oid->hex, &found, NULL);
}

static bool
has_ledger(const Judging *self, const PmOid *commit)
{
    PmContentEntry entry = { 0 };
    g_autoptr(PmContent) tree =
        is_zero(commit) ? NULL : pm_content_commit(self->repository, commit, NULL);
    bool there = tree != NULL && pm_content_find(tree, PM_CONFIG_PATH, &entry, NULL);
    g_free(entry.path);
    return there;
}

static PmDiagnostic *
tell(Judging *self, PmSeverity severity, const char *rule, const char *message)
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

/* What is so now, and can be mended by what comes later, is told of the documents that the push
 * touches. */
static void
tell_present(Judging *self, const GPtrArray *deltas, const PmDiagnostic *found)
{
    PmDiagnostic one = *found;
    one.severity = PM_SEVERITY_WARNING;
    if (one.path == NULL || is_touched(deltas, one.path))
        pm_diagnostics_add(self->found, &one);
}

static PmAudit *
audit(Judging *self, const PmOid *tip, const PmOid *known, PmDiagnostics *found, GError **error)
{
    PmAuditOptions how = { .tip = *tip, .known = known };
    PmAudit *result = pm_audit_run(self->context->arena, self->repository, &how, found, error);
    if (result == NULL)
        return NULL;
    if (pm_audit_counts(result)->cut)
        tell(self, PM_SEVERITY_WARNING, "push/shallow",
             "history is cut off here, and what came before was not judged");
    if (pm_diagnostics_dropped(found) > 0)
        tell(self, PM_SEVERITY_ERROR, "push/limit", "there are too many violations to tell");
    return result;
}

/* Ids of the line behind a commit, in hex. */
static GHashTable *
line_of(Judging *self, const PmOid *tip, GError **error)
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

/* Of what the audit of a line has found: what its new steps brought is refused. */
static bool
sort_line(Judging *self, const PmOid *old, const PmDiagnostics *found, GError **error)
{
    g_autoptr(GHashTable) before = old != NULL ? line_of(self, old, error) : NULL;
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
            tell_present(self, deltas, &one);
            continue;
        }
        pm_diagnostics_add(self->found, &one);
    }
    return true;
}

/* Does any commit of the push touch what is judged? */
static bool
touches_ledger(Judging *self, const PmOid *old, bool *out_touches, GError **error)
{
    g_autoptr(PmContent) tree = pm_content_commit(self->repository, old, error);
    g_autoptr(GError) broken = NULL;
    if (tree == NULL)
        return false;
    const PmPolicy *policy = pm_policy_load(self->context->arena, tree, &broken);
    const char *prefixes[] = { PM_CONFIG_FOLDER, policy != NULL ? policy->config->documents : "" };
    *out_touches = false;
    for (size_t i = 0; !*out_touches && i < G_N_ELEMENTS(prefixes); i++) {
        g_autoptr(GPtrArray) steps =
            pm_range_steps(self->repository, old, &self->update->new, prefixes[i], error);
        if (steps == NULL)
            return false;
        *out_touches = steps->len > 0;
    }
    return true;
}

static bool
judge_line(Judging *self, const PmOid *old, GError **error)
{
    bool touches = true;
    if (old != NULL && !touches_ledger(self, old, &touches, error))
        return false;
    if (!touches)
        return true;
    PmDiagnostics *found = pm_diagnostics_new(self->context->arena);
    g_autoptr(PmAudit) result = audit(self, &self->update->new, old, found, error);
    return result != NULL && sort_line(self, old, found, error);
}

/* The old tip must stay on the first-parent line. */
static bool
judge_chain(Judging *self, bool *out_holds, GError **error)
{
    const PmRefUpdate *update = self->update;
    bool behind = false;
    *out_holds = is_zero(&update->old);
    if (*out_holds)
        return true;
    if (is_known(self, &update->old)) {
        g_autoptr(GHashTable) line = line_of(self, &update->new, error);
        if (line == NULL ||
            !pm_history_is_ancestor(self->repository, &update->old, &update->new, &behind, error))
            return false;
        *out_holds = g_hash_table_contains(line, update->old.hex);
    }
    if (*out_holds)
        return true;
    PmDiagnostic *found =
        behind ? tell(self, PM_SEVERITY_ERROR, "push/turned",
                      "the branch has its own line as first parent, and the shared line as a later "
                      "one; a pull without --rebase does that")
               : tell(self, PM_SEVERITY_ERROR, "push/rewritten",
                      "the history that people share would be rewritten");
    if (found != NULL) {
        found->commit = update->new.hex;
        found->command = "git pull --rebase";
    }
    return true;
}

static bool
judge_shared(Judging *self, GError **error)
{
    const PmRefUpdate *update = self->update;
    bool known = is_known(self, &update->old);
    bool holds;
    if (!has_ledger(self, &update->new) && (!known || !has_ledger(self, &update->old)))
        return true;
    if (is_zero(&update->new)) {
        PmDiagnostic *found =
            tell(self, PM_SEVERITY_ERROR, "push/deleted", "the branch holds the ledger, and stays");
        if (found != NULL)
            found->commit = update->old.hex;
        return true;
    }
    if (is_zero(&update->old) || (known && !has_ledger(self, &update->old)))
        return judge_line(self, NULL, error);
    return judge_chain(self, &holds, error) &&
           (!holds || judge_line(self, known ? &update->old : NULL, error));
}

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
commit_of_branch(Judging *self, const GPtrArray *steps, const char *path)
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
sort_branch(Judging *self, const PmTrialMerge *merge, const PmDiagnostics *found, GError **error)
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
            tell_present(self, deltas, &one);
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
judge_lost(Judging *self, PmContent *now, PmContent *line, GError **error)
{
    const PmOid *old = &self->update->old;
    g_autoptr(PmContent) then = pm_content_commit(self->repository, old, error);
    g_autoptr(GPtrArray) files = then != NULL ? pm_content_list(then, "", error) : NULL;
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const PmContentEntry *file = files->pdata[i];
        if (!is_signoff(file->path) || holds(now, file) || holds(line, file))
            continue;
        PmDiagnostic *found = tell(self, PM_SEVERITY_ERROR, "push/signoff-lost",
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
judge_rewriting(Judging *self, const PmOid *now, GError **error)
{
    const PmRefUpdate *update = self->update;
    const PmOid *line = &self->push->line;
    bool behind = false;
    if (!is_known(self, &update->old) || !has_ledger(self, &update->old))
        return true;
    if (now != NULL &&
        !pm_history_is_ancestor(self->repository, &update->old, &update->new, &behind, error))
        return false;
    g_autoptr(PmContent) after =
        now != NULL ? pm_content_commit(self->repository, now, NULL) : NULL;
    g_autoptr(PmContent) shared =
        is_zero(line) ? NULL : pm_content_commit(self->repository, line, NULL);
    return behind || judge_lost(self, after, shared, error);
}

/* As one step: from the shared line to a trial merge with it. */
static bool
judge_merge(Judging *self, const PmTrialMerge *merge, GError **error)
{
    PmDiagnostics *found = pm_diagnostics_new(self->context->arena);
    const PmOid *known = merge->conflicts ? &merge->fork : &self->push->line;
    if (merge->conflicts) {
        PmDiagnostic *told = tell(self, PM_SEVERITY_WARNING, "push/conflict",
                                  "it conflicts with the shared branch, and was judged from where "
                                  "they parted");
        if (told != NULL)
            told->commit = self->update->new.hex;
    }
    g_autoptr(PmAudit) result = audit(self, &merge->commit, known, found, error);
    return result != NULL && sort_branch(self, merge, found, error);
}

static bool
judge_branch(Judging *self, GError **error)
{
    const PmRefUpdate *update = self->update;
    const PmOid *line = &self->push->line;
    g_autoptr(GError) unrelated = NULL;
    PmTrialMerge merge;
    bool merged = false;
    if (is_zero(&update->new))
        return judge_rewriting(self, NULL, error);
    if (!has_ledger(self, &update->new) && !has_ledger(self, line))
        return judge_rewriting(self, &update->new, error);
    bool related =
        !is_zero(line) && pm_trial_merge(self->repository, line, &update->new, &merge, &unrelated);
    if (unrelated != NULL && !g_error_matches(unrelated, PM_ERROR, PM_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&unrelated));
        return false;
    }
    if (!related && has_ledger(self, &update->new))
        return judge_rewriting(self, &update->new, error) && judge_line(self, NULL, error);
    if (!related)
        return judge_rewriting(self, &update->new, error);
    bool touches = true;
    if (!pm_history_is_ancestor(self->repository, &update->new, line, &merged, error) ||
        (!merged && !touches_ledger(self, &merge.fork, &touches, error)))
        return false;
    return judge_rewriting(self, merge.conflicts ? &update->new : &merge.commit, error) &&
           (merged || !touches || judge_merge(self, &merge, error));
}

/* Whatever the ref is, what it brings is known from then on. */
static bool
judge_secrets(Judging *self, GError **error)
{
    const PmRefUpdate *update = self->update;
    PmOid known[2];
    bool shared = g_strv_contains(self->push->shared, update->ref);
    bool is_line = shared && g_str_equal(self->push->shared[0], update->ref);
    PmPushedRange range = { .known = known, .judge = shared ? update->old : self->push->line };
    /* a tag of something else has no history */
    if (!pm_repository_resolve(self->repository, update->new.hex, &range.tip, NULL))
        return true;
    if (is_known(self, &update->old) &&
        pm_repository_resolve(self->repository, update->old.hex, &known[range.known_count], NULL))
        range.known_count++;
    if (!is_line && !is_zero(&self->push->line))
        known[range.known_count++] = self->push->line;
    return pm_push_secrets(self->context, &range, self->found, error);
}

static bool
is_of_commit(const PmDiagnostic *found)
{
    return found->severity == PM_SEVERITY_ERROR && found->commit != NULL &&
           !g_str_has_prefix(found->rule, "push/");
}

/* The earliest of the commits that brought what is refused; `*out_others`: it is not the only one.
 */
static const char *
earliest(Judging *self, bool *out_others)
{
    enum { COMPARED = 16 };
    const char *first = NULL, *last = NULL;
    int compared = 0;
    *out_others = false;
    for (size_t i = 0; i < pm_diagnostics_count(self->found) && compared < COMPARED; i++) {
        const PmDiagnostic *one = pm_diagnostics_get(self->found, i);
        if (!is_of_commit(one))
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
static const char *
command_without(Judging *self)
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

/* It is said once, where the first of them is told. */
static void
hand_over(Judging *self, PmDiagnostics *out)
{
    const char *command = command_without(self);
    for (size_t i = 0; i < pm_diagnostics_count(self->found); i++) {
        PmDiagnostic one = *pm_diagnostics_get(self->found, i);
        if (is_of_commit(&one)) {
            one.command = command;
            command = NULL;
        }
        pm_diagnostics_insist(out, &one);
    }
}

bool
pm_push_judge(const PmPush *push, const PmRefUpdate *update, PmDiagnostics *found, GError **error)
{
    Judging self = { .push = push,
                     .context = push->context,
                     .repository = push->context->repository,
                     .update = update,
                     .found = pm_diagnostics_new(push->context->arena) };
    bool branch = g_str_has_prefix(update->ref, "refs/heads/");
    bool shared = g_strv_contains(push->shared, update->ref);
    if (shared ? !judge_shared(&self, error) : branch && !judge_branch(&self, error))
        return false;
    if (!is_zero(&update->new) && !judge_secrets(&self, error))
        return false;
    hand_over(&self, found);
    return true;
}
