/* SPDX-License-Identifier: Apache-2.0 */
/* A second person confirms that an action was done, or that it will not be done. */
#include "command/action_proof.h"
#include "command/action_step.h"
#include "git/content.h"
#include "ledger/audit.h"
#include "ledger/settling.h"

#include <string.h>

typedef struct {
    PmWriteOptions write;
    char *proof;
} Options;

static const PmOption options[] = {
    { "proof", 0, PM_OPTION_STRING, offsetof(Options, proof),
      "what shows it: words, an address, or a file of this repository", "PROOF" },
    { 0 },
};

typedef struct {
    PmActionStep step;
    const char *proof;      /* as it is kept; NULL: none given */
    const PmPolicy *policy; /* that is committed */
} Confirming;

static bool
refuse(GError **error, const char *hint, const char *what)
{
    pm_error_set(error, PM_ERROR_REFUSED, hint, "%s", what);
    return false;
}

static bool
refuse_own(const PmDocumentStep *step, const char *email, const char *what, GError **error)
{
    return refuse(
        error, "somebody else looks at it and confirms",
        pm_arena_printf(step->arena, "you (%s) %s, so you can't confirm it", email, what));
}

static bool
refuse_unmarked(const PmDocumentStep *step, const PmAction *action, bool cut, const char *ended,
                GError **error)
{
    const char *word = pm_context_word(step->context, step->document->id);
    if (cut)
        return refuse(error, "git fetch --unshallow",
                      pm_arena_printf(step->arena,
                                      "who said that action %s is %s is not in this shallow clone",
                                      action->id, ended));
    return refuse(
        error, pm_arena_printf(step->arena, "git postmortem commit %s", word),
        pm_arena_printf(step->arena, "no commit says that action %s is %s", action->id, ended));
}

/* Not the owner, and not who marked it, by the history, whatever the text claims. */
static bool
judge_second(const PmDocumentStep *step, const PmAction *action, const PmAudit *audit,
             const char *email, GError **error)
{
    PmAuthors *authors = pm_audit_authors(audit);
    bool done = g_str_equal(pm_action_step_status(action), "done");
    const char *by = pm_node_string(pm_node_get(action->node, done ? "done_by" : "dropped_by"));
    g_autofree char *person = pm_authors_person(authors, email);
    g_autofree char *named = pm_authors_person(authors, by != NULL ? by : "");
    if (action->owner != NULL &&
        pm_settling_is_owner(authors, step->context->config, action->owner, person))
        return refuse_own(step, email, pm_arena_printf(step->arena, "own action %s", action->id),
                          error);
    g_auto(PmSettling) settling =
        pm_settling_of(authors, step->document->source->name, pm_audit_last_step(audit), action);
    if (settling.marked->len == 0)
        return refuse_unmarked(step, action, settling.cut, done ? "done" : "dropped", error);
    bool marked = g_str_equal(named, person) ||
                  g_ptr_array_find_with_equal_func(settling.marked, person, g_str_equal, NULL);
    return !marked || refuse_own(step, email,
                                 pm_arena_printf(step->arena, "said that action %s is %s",
                                                 action->id, done ? "done" : "dropped"),
                                 error);
}

static bool
check_second(const PmDocumentStep *step, const PmAction *action, const char *email, GError **error)
{
    PmContext *context = step->context;
    PmAuditOptions wish = { .only = step->document->source->name };
    if (!pm_repository_resolve(context->repository, "HEAD", &wish.tip, error))
        return false;
    g_autoptr(PmAudit) audit = pm_audit_run(step->arena, context->repository, &wish,
                                            pm_diagnostics_new(step->arena), error);
    return audit != NULL && judge_second(step, action, audit, email, error);
}

static bool
check_role(const PmDocumentStep *step, const Confirming *self, GError **error)
{
    const PmPolicy *policy = self->policy;
    if (pm_policy_may_confirm(policy, self->step.email))
        return true;
    g_autoptr(GString) roles = g_string_new(NULL);
    for (size_t i = 0; i < policy->follow_up_count; i++)
        g_string_append_printf(roles, "%s%s", i > 0 ? ", " : "", policy->follow_up[i].role);
    return refuse(error,
                  pm_arena_printf(step->arena,
                                  "who may is in " PM_CONFIG_PATH ", review.follow_up: role %s",
                                  roles->str),
                  pm_arena_printf(step->arena, "the policy does not let you (%s) confirm actions",
                                  self->step.email));
}

static bool
check_state(const PmDocumentStep *step, const PmAction *action, GError **error)
{
    const char *status = pm_action_step_status(action);
    const char *id = pm_context_word(step->context, step->document->id);
    const char *by = pm_node_string(pm_node_get(action->node, "confirmed_by"));
    bool dropped = g_str_equal(status, "not-doing");
    if (by != NULL && *by != '\0' && (dropped || g_str_equal(status, "confirmed")))
        return refuse(
            error, NULL,
            pm_arena_printf(step->arena, "action %s is confirmed already, by %s", action->id, by));
    if (dropped && (action->reason == NULL || *action->reason == '\0'))
        return refuse(
            error,
            pm_arena_printf(step->arena, "git postmortem action drop %s %s -m …", id, action->id),
            pm_arena_printf(step->arena, "action %s is not-doing without a reason", action->id));
    return dropped || g_str_equal(status, "done") ||
           refuse(error,
                  pm_arena_printf(step->arena, "git postmortem action done %s %s", id, action->id),
                  pm_arena_printf(step->arena, "action %s is %s, not done", action->id, status));
}

/* The new one behind what proves it already: of a procedure, the commit that changed it. */
static bool
join_proof(const PmDocumentStep *step, const PmAction *action, const Confirming *self,
           const char **out_proof, GError **error)
{
    bool has = action->proof != NULL && *action->proof != '\0';
    bool given = self->proof != NULL && *self->proof != '\0';
    *out_proof = !given || (has && g_str_equal(action->proof, self->proof)) ? NULL
                 : has ? pm_arena_printf(step->arena, "%s; %s", action->proof, self->proof)
                       : self->proof;
    return has || given || g_strcmp0(action->status, "not-doing") == 0 ||
           refuse(error, "--proof names what you looked at: a commit, a test, a file, an address",
                  pm_arena_printf(step->arena, "action %s has no proof yet", action->id));
}

static bool
edit(PmDocumentStep *step, void *data, GError **error)
{
    const Confirming *self = data;
    const char *proof;
    const PmAction *action = pm_action_step_find(step, self->step.action, error);
    if (action == NULL || !check_state(step, action, error) ||
        !check_second(step, action, self->step.email, error) || !check_role(step, self, error) ||
        !join_proof(step, action, self, &proof, error))
        return false;
    bool dropped = g_str_equal(pm_action_step_status(action), "not-doing");
    const PmEditGiven members[] = { { "status", dropped ? NULL : "confirmed" },
                                    { "proof", proof },
                                    { "confirmed_at", self->step.now },
                                    { "confirmed_by", self->step.email } };
    pm_action_step_tell(step, action->id, dropped ? "confirm dropped" : "confirm",
                        dropped ? "confirmed, as one that will not be done" : "confirmed");
    return pm_action_step_set(step, action->id, members, G_N_ELEMENTS(members), error);
}

static const PmPolicy *
committed_policy(PmContext *context, GError **error)
{
    PmOid tip;
    if (!pm_repository_resolve(context->repository, "HEAD", &tip, error))
        return NULL;
    g_autoptr(PmContent) tree = pm_content_commit(context->repository, &tip, error);
    g_autoptr(GError) found = NULL;
    const PmPolicy *policy = tree != NULL ? pm_policy_load(context->arena, tree, &found) : NULL;
    if (found != NULL)
        g_propagate_error(error, g_steal_pointer(&found));
    else if (tree != NULL && policy == NULL)
        pm_error_set(error, PM_ERROR_STATE, "git postmortem init; or commit " PM_CONFIG_PATH,
                     "this branch has no committed " PM_CONFIG_PATH);
    return policy;
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    Confirming self = { .step.action = arguments[1] };
    if (!pm_action_step_begin(context, &self.step, error) ||
        !pm_action_proof_read(context, given->proof, &self.proof, error))
        return -1;
    self.policy = committed_policy(context, error);
    if (self.policy == NULL)
        return -1;
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = arguments[0],
                              .event = "action-confirm",
                              .verb = "confirm an action of",
                              .edit = edit,
                              .data = &self };
    int code = pm_document_write(&write, NULL, error);
    if (code == PM_EXIT_OK)
        pm_action_proof_tell(context, given->proof, self.proof);
    return code;
}

const PmCommand pm_action_confirm = {
    .name = "confirm",
    .summary = "Confirm that an action was done, or that it will not be done",
    .arguments = "<id> <action>",
    .description =
        "By a second person: not the owner of the action, and not who marked it, as the history "
        "tells through `.mailmap`; of a role that `review.follow_up` of the policy names, where it "
        "names any. What was looked at is kept as the action's `proof`, a file of this repository "
        "with its SHA-256. A dropped action stays `not-doing`.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 2,
    .maximum = 2,
    .run = run,
};
