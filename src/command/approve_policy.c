/* SPDX-License-Identifier: Apache-2.0 */
#include "command/approve_policy.h"

#include "base/text.h"
#include "command/policy_change.h"
#include "command/review.h"
#include "command/signoff_write.h"

/* One approval under way. */
typedef struct {
    const PmPolicyApproval *approval;
    const PmPolicyChange *change;
    const char *name, *email;
} Approving;

static bool
refuse(GError **error, const char *hint, const char *what)
{
    pm_error_set(error, PM_ERROR_REFUSED, hint, "%s", what);
    return false;
}

static bool
has_signed(const Approving *self, const char *role)
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
roles_asked(const Approving *self)
{
    const PmPolicy *policy = self->change->in_force.policy;
    g_autoptr(GString) list = g_string_new(NULL);
    for (size_t i = 0; i < policy->change_count; i++)
        g_string_append_printf(list, "%s'%s'", i > 0 ? ", " : "", policy->change[i].role);
    return pm_arena_strdup(self->approval->context->arena, list->str);
}

static bool
choose_role(const Approving *self, const char **out_role, GError **error)
{
    const PmPolicy *policy = self->change->in_force.policy;
    PmArena *arena = self->approval->context->arena;
    const char *wanted = self->approval->role;
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
show(const Approving *self, GError **error)
{
    PmContext *context = self->approval->context;
    g_autofree char *diff = pm_policy_change_diff(self->change, error);
    if (diff == NULL)
        return false;
    g_autofree char *safe = pm_text_escape(diff, -1, PM_ESCAPE_LINES);
    if (!self->approval->options->json && !self->approval->options->dry_run)
        pm_context_say(context, "%s", safe);
    return true;
}

/* The policy that it changes, and what it becomes where that is committed, must be what they were.
 */
static bool
is_unchanged(PmWriteAttempt *attempt, void *data, GError **error)
{
    const Approving *self = data;
    g_autoptr(GPtrArray) deltas =
        pm_history_delta(self->approval->context->repository, &self->change->tip, &attempt->tip_oid,
                         "", false, error);
    for (guint i = 0; deltas != NULL && i < deltas->len; i++) {
        if (!pm_policy_change_has(self->change, ((const PmTreeDelta *)deltas->pdata[i])->path))
            continue;
        pm_error_set(error, PM_ERROR_CONFLICT, "look at it again, then approve again",
                     "the policy was changed while you were signing; nothing was recorded");
        return false;
    }
    return deltas != NULL;
}

/* Whose word is still missing, or what makes it the policy. */
static void
print_next(const Approving *self, const char *role)
{
    PmContext *context = self->approval->context;
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

static int
sign(Approving *self, const char *role, GError **error)
{
    PmContext *context = self->approval->context;
    const PmWriteOptions *options = self->approval->options;
    PmSignoffRequest request = { .context = context,
                                 .options = options,
                                 .subject = { .document = PM_SIGNOFF_POLICY,
                                              .folder = PM_CONFIG_SIGNOFFS,
                                              .content = self->change->manifest,
                                              .policy = self->change->in_force.policy,
                                              .audit = self->change->audit },
                                 .verdict = PM_SIGN_APPROVE,
                                 .demand = { .role = role, .count = 1 },
                                 .name = self->name,
                                 .email = self->email,
                                 .place = self->approval->place,
                                 .done = "approved" };
    PmSignoffCommit commit = { .is_unchanged = is_unchanged, .data = self };
    PmSignoffMade made;
    PmWriteResult result;
    if (!pm_signoff_read_comment(context, options, &request.comment, error) ||
        !pm_signoff_make(&request, &made, error) ||
        !pm_signoff_write(&request, &made, &commit, &result, error))
        return -1;
    pm_write_report(context, options, &result, NULL, PM_CONFIG_PATH, "approve",
                    pm_signoff_describe(&request, &made));
    pm_signoff_hint_unsigned(&request, &made);
    if (pm_write_has_next(options, &result))
        print_next(self, role);
    return PM_EXIT_OK;
}

int
pm_approve_policy(const PmPolicyApproval *approval, GError **error)
{
    g_auto(PmPolicyChange) change = { 0 };
    Approving self = { .approval = approval, .change = &change };
    const char *role = NULL;
    if (!pm_policy_change_open(approval->context, approval->place, &change, error) ||
        !pm_review_person(approval->context, &self.name, &self.email, error) ||
        !choose_role(&self, &role, error) || !show(&self, error))
        return -1;
    return sign(&self, role, error);
}
