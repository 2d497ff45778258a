/* SPDX-License-Identifier: Apache-2.0 */
/* A second person confirms that an action was done, or that it will not be done. */
#include "command/action_marker.h"
#include "command/action_step.h"
#include "git/content.h"
#include "ledger/policy.h"

#include <string.h>

#define PROOF_LIMIT ((size_t)512 * 1024 * 1024)

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
is_follow_up(const PmPolicy *policy, const char *email)
{
    for (size_t i = 0; i < policy->follow_up_count; i++)
        if (pm_policy_holds_role(policy, policy->follow_up[i].role, NULL, email))
            return true;
    return policy->follow_up_count == 0;
}

static bool
refuse(GError **error, const char *hint, const char *what)
{
    pm_error_set(error, PM_ERROR_REFUSED, hint, "%s", what);
    return false;
}

/* Not the owner, and not who marked it. */
static bool
check_second(const PmDocumentStep *step, const PmAction *action, const char *email, GError **error)
{
    PmContext *context = step->context;
    const char *status = pm_action_step_status(action);
    const char *done = g_str_equal(status, "done") ? "done" : "dropped";
    const char *by = pm_node_string(
        pm_node_get(action->node, g_str_equal(status, "done") ? "done_by" : "dropped_by"));
    const char *other = "somebody else looks at it and confirms";
    if (action->owner != NULL && pm_action_is_owner(context, action->owner, email))
        return refuse(error, other,
                      pm_arena_printf(step->arena,
                                      "you (%s) own action %s, so you can't confirm it", email,
                                      action->id));
    g_autoptr(GPtrArray) markers =
        pm_action_markers(context, step->document->source->name, action->id, status, error);
    if (markers == NULL)
        return false;
    if (markers->len == 0)
        return refuse(
            error,
            pm_arena_printf(step->arena, "git postmortem commit %s",
                            pm_context_word(context, step->document->id)),
            pm_arena_printf(step->arena, "no commit says that action %s is %s", action->id, done));
    bool marked = by != NULL && pm_action_is_person(context, by, email);
    for (guint i = 0; i < markers->len; i++)
        marked = marked || pm_action_is_person(context, markers->pdata[i], email);
    return !marked ||
           refuse(error, other,
                  pm_arena_printf(step->arena,
                                  "you (%s) said that action %s is %s, so you can't confirm it",
                                  email, action->id, done));
}

static bool
check_role(const PmDocumentStep *step, const Confirming *self, GError **error)
{
    const PmPolicy *policy = self->policy;
    if (is_follow_up(policy, self->step.email))
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

/* A file is kept by its digest, so that a third person sees the same; all else is words. */
static bool
read_proof(PmContext *context, const char *given, const char **out_proof, GError **error)
{
    *out_proof = given;
    if (given == NULL || !g_file_test(given, G_FILE_TEST_IS_REGULAR))
        return true;
    g_autofree char *path = pm_repository_relative(context->repository, given, error);
    PmOid tip;
    if (path == NULL || !pm_repository_resolve(context->repository, "HEAD", &tip, error))
        return false;
    g_autoptr(PmContent) tree = pm_content_commit(context->repository, &tip, error);
    g_autoptr(GError) found = NULL;
    g_autoptr(GBytes) bytes =
        tree != NULL ? pm_content_read(tree, path, PROOF_LIMIT, &found) : NULL;
    if (bytes == NULL) {
        pm_error_set(error, PM_ERROR_REFUSED, "commit it first, or say in words what it shows",
                     "the proof %s is a file that no commit has", path);
        return false;
    }
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    *out_proof = pm_arena_printf(context->arena, "%s sha256:%s", path, digest);
    return true;
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
        !read_proof(context, given->proof, &self.proof, error))
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
    return pm_document_write(&write, NULL, error);
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
