/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The closure of a document by history: its actions were confirmed by a second person who may, and
 * its procedures have changed (PRODUCT section 4, "closed"; LEDGER section 5, follow_up).
 */
#include "base/text.h"
#include "ledger/audit_step.h"
#include "ledger/settling.h"

typedef struct {
    PmAudit *audit;
    PmArena *arena;
    const PmDocumentRecord *record;
    const PmDocument *document;
    size_t index;  /* of the last step that has a say */
    GArray *items; /* PmMissing */
} Closure;

static const char *
member(const PmAction *action, const char *key)
{
    const char *text = pm_node_string(pm_node_get(action->node, key));
    return text != NULL && *text != '\0' ? text : NULL;
}

static bool
is_dropped(const PmAction *action)
{
    return g_strcmp0(action->status, "not-doing") == 0;
}

G_GNUC_PRINTF(3, 4)
static void
miss(Closure *self, const PmAction *action, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *document = pm_text_shell_word(self->record->id);
    g_autofree char *id = pm_text_shell_word(action->id);
    PmMissing item = {
        .rule = "status/closure",
        .what = pm_arena_printf(self->arena, "action %s %s", action->id, what),
        .command = pm_arena_printf(self->arena, "git postmortem action set %s %s status=%s",
                                   document, id, is_dropped(action) ? "open" : "done"),
    };
    g_array_append_val(self->items, item);
}

/* The policy that judged a step. */
static const PmPolicy *
policy_before(const PmAudit *audit, size_t step)
{
    const PmPolicy *policy = audit->policy;
    for (guint i = audit->policies->len; i > 0; i--) {
        const PmPolicyInForce *one = &g_array_index(audit->policies, PmPolicyInForce, i - 1);
        policy = one->policy;
        if (one->since < step)
            break;
    }
    return policy;
}

static bool
has(const GPtrArray *people, const char *person)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)people, person, g_str_equal, NULL);
}

/* Of then, too: who hands an action over when it is confirmed had confirmed their own. */
static bool
is_owner(const Closure *self, const PmAction *action, const PmSettling *settling,
         const PmConfig *config, const char *person)
{
    const char *const owners[] = { action->owner, settling->owner };
    for (size_t i = 0; i < G_N_ELEMENTS(owners); i++)
        if (owners[i] != NULL &&
            pm_settling_is_owner(self->audit->authors, config, owners[i], person))
            return true;
    return false;
}

/* Who has left since counts by what they were then. */
static void
judge_person(Closure *self, const PmAction *action, const PmSettling *settling, const char *by)
{
    const PmAuthors *authors = self->audit->authors;
    g_autofree char *person = pm_authors_person(authors, by);
    size_t step;
    if (!has(settling->confirmed, person))
        miss(self, action, "says that %s confirmed it, and %s wrote so in %.12s", by,
             (const char *)settling->confirmed->pdata[0], settling->confirmation.hex);
    else if (has(settling->marked, person))
        miss(self, action, "was confirmed by %s, who had %s it", by,
             is_dropped(action) ? "dropped" : "done");
    if (!pm_steps_find(self->audit->steps, settling->confirmation.hex, &step))
        return;
    const PmPolicy *policy = policy_before(self->audit, step);
    if (is_owner(self, action, settling, policy->config, person))
        miss(self, action, "was confirmed by %s, who owns it", by);
    if (!pm_policy_may_confirm(policy, by))
        miss(self, action, "was confirmed by %s, who had no role of review.follow_up", by);
}

static void
judge_confirmation(Closure *self, const PmAction *action)
{
    PmAudit *audit = self->audit;
    g_auto(PmSettling) settling =
        pm_settling_of(audit->authors, self->record->path, self->index, action);
    if (settling.confirmed->len > 0) /* else behind a boundary, or not committed yet */
        judge_person(self, action, &settling, member(action, "confirmed_by"));
}

/* "commit 4ba1c9e… changed <path>", as `action done` keeps it; NULL: none of this repository. */
static char *
proving_commit(const PmAction *action, const char *path)
{
    g_autofree char *quoted = g_regex_escape_string(path, -1);
    g_autofree char *pattern =
        g_strconcat("^commit ([0-9a-f]{40}) changed ", quoted, "(;|$)", NULL);
    g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_DOLLAR_ENDONLY, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    const char *proof = action->proof != NULL ? action->proof : "";
    return regex != NULL && g_regex_match(regex, proof, 0, &match) ? g_match_info_fetch(match, 1)
                                                                   : NULL;
}

static PmOid
blob_of(PmRepository *repository, const PmOid *commit, const char *path)
{
    PmContentEntry entry = { .blob = PM_OID_ZERO };
    g_autoptr(PmContent) tree = pm_content_commit(repository, commit, NULL);
    if (tree != NULL && pm_content_find(tree, path, &entry, NULL))
        g_free(entry.path);
    return entry.blob;
}

/* Is the file in this commit, and another one than in each of its parents? One that went is no
 * procedure, and one that a first commit does not have was not changed by it. */
static bool
has_changed(const PmAudit *audit, const PmCommit *commit, const char *path)
{
    PmOid now = blob_of(audit->repository, &commit->oid, path);
    bool same = commit->boundary || g_str_equal(now.hex, PM_OID_ZERO.hex);
    for (size_t i = 0; i < commit->parent_count && !same; i++) {
        PmOid before = blob_of(audit->repository, &commit->parents[i], path);
        same = g_str_equal(before.hex, now.hex);
    }
    return !same;
}

/* Is it in the history, of the time after the incident, and did it change the file? */
static bool
proves(const Closure *self, const PmOid *oid, const char *path, int64_t since)
{
    const PmAudit *audit = self->audit;
    size_t step;
    g_autoptr(PmCommit) commit = pm_steps_find(audit->steps, oid->hex, &step) && step <= self->index
                                     ? pm_commit_read(audit->repository, oid, NULL)
                                     : NULL;
    return commit != NULL && commit->committer_time > since && has_changed(audit, commit, path);
}

/* A rebase or a squash gives the commit that was named another id. */
static bool
any_proves(const Closure *self, const char *path, int64_t since)
{
    const char *const paths[] = { path, NULL };
    bool cut = false;
    g_autoptr(GArray) commits =
        pm_history_of(self->audit->repository, &self->audit->options->tip, paths, &cut, NULL);
    for (guint i = 0; commits != NULL && i < commits->len; i++)
        if (proves(self, &g_array_index(commits, PmOid, i), path, since))
            return true;
    return cut;
}

/* What is in another repository is a claim here. */
static void
judge_procedure(Closure *self, const PmAction *action)
{
    const char *path = member(action, "sop"), *in_it;
    int64_t since;
    if (path == NULL || pm_config_repository(self->audit->policy->config, path, &in_it) != NULL ||
        !pm_fields_end(&self->document->fields, &since))
        return;
    g_autofree char *hex = proving_commit(action, path);
    PmOid oid = PM_OID_ZERO;
    if (hex != NULL)
        g_strlcpy(oid.hex, hex, sizeof oid.hex);
    if ((hex == NULL || !proves(self, &oid, path, since)) && !any_proves(self, path, since))
        miss(self, action, "is done although %s has not changed since the incident", path);
}

PmGate
pm_audit_closure(PmAudit *audit, PmArena *arena, const PmDocumentRecord *record,
                 const PmDocument *document, size_t index)
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(PmMissing));
    Closure self = { audit, arena, record, document, index, items };
    for (size_t i = 0; i < document->fields.action_count; i++) {
        const PmAction *action = &document->fields.actions[i];
        bool confirmed = g_strcmp0(action->status, "confirmed") == 0;
        if (action->id == NULL || (!confirmed && !is_dropped(action)) ||
            member(action, "confirmed_by") == NULL)
            continue;
        judge_confirmation(&self, action);
        if (confirmed && g_strcmp0(action->work, "sop") == 0)
            judge_procedure(&self, action);
    }
    PmMissing *out = pm_arena_new0(arena, PmMissing, items->len);
    for (guint i = 0; i < items->len; i++)
        out[i] = g_array_index(items, PmMissing, i);
    return (PmGate){ .items = out, .count = items->len };
}
