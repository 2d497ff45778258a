/* SPDX-License-Identifier: Apache-2.0 */
#include "command/policy_signoff.h"

#include "base/text.h"
#include "command/policy_change.h"
#include "command/review.h"
#include "command/signoff_write.h"

/* One sign-off under way. */
typedef struct {
    const PmPolicySignoff *signoff;
    const PmPolicyChange *change;
    const char *name, *email;
} Signing;

static bool
refuse(GError **error, const char *hint, const char *what)
{
    pm_error_set(error, PM_ERROR_REFUSED, hint, "%s", what);
    return false;
}

static bool
has_signed(const Signing *self, const char *role)
{
    g_autoptr(GPtrArray) approvals = pm_audit_policy_approvals(
        self->change->audit, &self->change->in_force, role, self->change->next);
    g_autofree char *person = pm_authors_person(pm_audit_authors(self->change->audit), self->email);
    for (guint i = 0; i < approvals->len; i++)
        if (g_str_equal(((const PmSignoffRecord *)approvals->pdata[i])->person, person))
            return true;
    return false;
}

/* "'policy' (dana@example.org)", all that may change it. */
static const char *
roles_asked(const Signing *self)
{
    const PmPolicy *policy = self->change->in_force.policy;
    g_autoptr(GString) list = g_string_new(NULL);
    for (size_t i = 0; i < policy->change_count; i++)
        g_string_append_printf(list, "%s'%s'", i > 0 ? ", " : "", policy->change[i].role);
    return pm_arena_strdup(self->signoff->context->arena, list->str);
}

static bool
choose_role(const Signing *self, const char **out_role, GError **error)
{
    const PmPolicy *policy = self->change->in_force.policy;
    PmArena *arena = self->signoff->context->arena;
    const char *wanted = self->signoff->role;
    bool done = false;
    if (policy->change_count == 0)
        return refuse(error, "it needs no sign-off: git postmortem commit --policy",
                      "review.change names nobody, so anybody may change the policy");
    for (size_t i = 0; i < policy->change_count; i++) {
        const char *role = policy->change[i].role;
        if ((wanted != NULL && !g_str_equal(wanted, role)) ||
            !pm_policy_holds_role(policy, role, NULL, self->email))
            continue;
        if (has_signed(self, role)) {
            done = true;
            continue;
        }
        *out_role = role;
        return true;
    }
    if (done)
        return refuse(error, "git postmortem commit --policy says who is waited for",
                      "you have signed this policy already");
    return refuse(error, "a role that comes with the change itself has no say in it",
                  pm_arena_printf(arena,
                                  "a change of the policy is signed as %s, and %s may not%s%s%s",
                                  roles_asked(self), self->email, wanted != NULL ? " as '" : "",
                                  wanted != NULL ? wanted : "", wanted != NULL ? "'" : ""));
}

/* Nobody signs what they did not see. */
static bool
show(const Signing *self, GError **error)
{
    PmContext *context = self->signoff->context;
    g_autofree char *diff = pm_policy_change_diff(self->change, error);
    if (diff == NULL)
        return false;
    g_autofree char *safe = pm_text_escape(diff, -1, PM_ESCAPE_LINES);
    if (!self->signoff->options->json && !self->signoff->options->dry_run)
        pm_context_say(context, "%s", safe);
    return true;
}

/* The policy that it changes, and what it becomes where that is committed, must be what they were.
 */
static bool
is_unchanged(PmWriteAttempt *attempt, void *data, GError **error)
{
    const Signing *self = data;
    g_autoptr(GPtrArray) deltas =
        pm_history_delta(self->signoff->context->repository, &self->change->tip, &attempt->tip_oid,
                         "", false, error);
    for (guint i = 0; deltas != NULL && i < deltas->len; i++) {
        if (!pm_policy_change_has(self->change, ((const PmTreeDelta *)deltas->pdata[i])->path))
            continue;
        pm_error_set(error, PM_ERROR_CONFLICT, "look at it again, then sign again",
                     "the policy was changed while you were signing; nothing was recorded");
        return false;
    }
    return deltas != NULL;
}

/* Whose word is still missing, or what makes it the policy. */
static void
print_next(const Signing *self, const char *role)
{
    PmContext *context = self->signoff->context;
    PmGate gate = pm_policy_change_missing(self->change, &(PmPolicySigner){ role, self->email });
    if (context->quiet)
        return;
    if (gate.count > 0) {
        pm_context_say(context, "  still missing:\n");
        pm_review_list(context, context->out, &gate);
    } else if (self->change->committed) {
        pm_context_say(context,
                       "  all sign-offs are there; they count when the branch is merged\n");
    } else {
        pm_context_say(context, "  next: git postmortem commit --policy\n");
    }
}

/* Their own approval of this change that still counts; NULL with an error: none, or of two roles.
 */
static const PmSignoffRecord *
find_own(const Signing *self, GError **error)
{
    const PmPolicy *policy = self->change->in_force.policy;
    const char *wanted = self->signoff->role;
    const PmSignoffRecord *own = NULL;
    for (size_t i = 0; i < policy->change_count; i++) {
        const char *role = policy->change[i].role;
        g_autoptr(GPtrArray) approvals = pm_audit_policy_approvals(
            self->change->audit, &self->change->in_force, role, self->change->next);
        g_autoptr(GPtrArray) mine = pm_signoff_own(approvals, self->email, NULL);
        if (mine->len == 0 || (wanted != NULL && !g_str_equal(wanted, role)))
            continue;
        if (own != NULL) {
            refuse(error, "--role says which", "you have signed this policy in several roles");
            return NULL;
        }
        own = mine->pdata[0];
    }
    if (own == NULL)
        refuse(error, "git postmortem commit --policy says who is waited for",
               pm_arena_printf(self->signoff->context->arena,
                               "nothing that %s signed of this change of the policy stands",
                               self->email));
    return own;
}

static int
sign(Signing *self, const char *role, const PmSignoffRecord *taken_back, GError **error)
{
    PmContext *context = self->signoff->context;
    const PmWriteOptions *options = self->signoff->options;
    PmSignoffRequest request = { .context = context,
                                 .options = options,
                                 .subject = { .document = PM_SIGNOFF_POLICY,
                                              .folder = PM_CONFIG_SIGNOFFS,
                                              .content = self->change->manifest,
                                              .policy = self->change->in_force.policy,
                                              .audit = self->change->audit },
                                 .verdict = taken_back != NULL ? PM_SIGN_REVOKE : PM_SIGN_APPROVE,
                                 .demand = { .role = role, .count = 1 },
                                 .name = self->name,
                                 .email = self->email,
                                 .replaces = taken_back != NULL ? taken_back->signoff.digest : NULL,
                                 .place = self->signoff->place,
                                 .done = taken_back != NULL ? "revoked" : "approved" };
    PmSignoffCommit commit = { .is_unchanged = is_unchanged, .data = self };
    PmSignoffMade made;
    PmWriteResult result;
    if (!pm_signoff_read_comment(context, options, &request.comment, error))
        return -1;
    if (taken_back != NULL && request.comment == NULL)
        request.comment = self->signoff->reason;
    if (taken_back != NULL && request.comment == NULL) {
        refuse(error, "say why with -m", "revoke needs a reason");
        return -1;
    }
    if (!pm_signoff_make(&request, &made, error) ||
        !pm_signoff_write(&request, &made, &commit, &result, error))
        return -1;
    pm_write_report(context, options, &result, NULL, PM_CONFIG_PATH,
                    pm_sign_verdict_name(request.verdict), pm_signoff_describe(&request, &made));
    pm_signoff_hint_unsigned(&request, &made);
    if (taken_back == NULL && pm_write_has_next(options, &result))
        print_next(self, role);
    return PM_EXIT_OK;
}

bool
pm_policy_or_document(bool policy, const char *word, GError **error)
{
    if (policy != (word == NULL))
        pm_error_set(error, PM_ERROR_USAGE, "git postmortem list has them",
                     policy ? "--policy is about no document"
                            : "name the document, or say --policy");
    return policy == (word == NULL);
}

int
pm_policy_approve(const PmPolicySignoff *signoff, GError **error)
{
    g_auto(PmPolicyChange) change = { 0 };
    Signing self = { .signoff = signoff, .change = &change };
    const char *role = NULL;
    if (!pm_policy_change_open(signoff->context, signoff->place, &change, error) ||
        !pm_review_person(signoff->context, &self.name, &self.email, error) ||
        !choose_role(&self, &role, error) || !show(&self, error))
        return -1;
    return sign(&self, role, NULL, error);
}

int
pm_policy_revoke(const PmPolicySignoff *signoff, GError **error)
{
    g_auto(PmPolicyChange) change = { 0 };
    Signing self = { .signoff = signoff, .change = &change };
    if (!pm_policy_change_open(signoff->context, signoff->place, &change, error) ||
        !pm_review_person(signoff->context, &self.name, &self.email, error))
        return -1;
    const PmSignoffRecord *own = find_own(&self, error);
    return own != NULL ? sign(&self, own->signoff.statement.role, own, error) : -1;
}
