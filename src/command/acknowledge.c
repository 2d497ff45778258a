/* SPDX-License-Identifier: Apache-2.0 */
/* A violation that happened can't be undone; role policy says why it is let be. */
#include "base/text.h"
#include "command/review.h"
#include "command/signoff_write.h"
#include "command/upstream.h"

#include <string.h>

typedef struct {
    PmWriteOptions write;
    PmPlaceOptions place;
} Options;

static const PmOption options[] = {
    PM_PLACE_OPTIONS(Options, place),
    { 0 },
};

/* One acknowledgement under way. */
typedef struct {
    PmContext *context;
    const Options *given;
    PmPlace place;
    PmOid tip, shared, step;
    PmAudit *audit;
    PmDiagnostics *diagnostics;
    PmPolicyInForce in_force;
    GBytes *content;
    const char *name, *email;
} Acknowledging;

static void
acknowledging_clear(Acknowledging *self)
{
    g_clear_pointer(&self->audit, pm_audit_free);
    g_clear_pointer(&self->content, g_bytes_unref);
    pm_place_clear(&self->place);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Acknowledging, acknowledging_clear)

/* The audit as verify runs it. */
static bool
run_audit(Acknowledging *self, GError **error)
{
    PmContext *context = self->context;
    PmAuditOptions *how = pm_arena_new0(context->arena, PmAuditOptions, 1);
    const char *revision = self->place.read != NULL ? self->place.read : "HEAD";
    if (!pm_repository_resolve(context->repository, revision, &self->tip, error))
        return false;
    how->tip = self->tip;
    g_autofree char *upstream = self->place.read == NULL ? pm_upstream(context) : NULL;
    if (upstream != NULL &&
        pm_repository_resolve(context->repository, upstream, &self->shared, NULL))
        how->known = &self->shared;
    self->diagnostics = pm_diagnostics_new(context->arena);
    self->audit = pm_audit_run(context->arena, context->repository, how, self->diagnostics, error);
    if (self->audit == NULL)
        return false;
    self->in_force = pm_audit_policy_in_force(self->audit);
    if (self->in_force.policy != NULL)
        return true;
    pm_error_set(error, PM_ERROR_STATE, "git postmortem init", "there is no ledger here");
    return false;
}

static bool
is_acknowledged(const PmDiagnostic *found)
{
    return found->severity == PM_SEVERITY_WARNING && found->help != NULL &&
           g_str_has_prefix(found->help, "acknowledged by ");
}

/* A clock that was ahead violates nothing, but holds back what comes after it. */
static bool
is_open(const PmDiagnostic *found)
{
    return found->commit != NULL && !is_acknowledged(found) &&
           (found->severity == PM_SEVERITY_ERROR || g_str_equal(found->rule, "audit/clock"));
}

/* What the history has wrong, step by step. */
static PmGate
list_open(const Acknowledging *self)
{
    PmArena *arena = self->context->arena;
    size_t count = pm_diagnostics_count(self->diagnostics);
    PmMissing *items = pm_arena_new0(arena, PmMissing, count);
    PmGate gate = { .items = items };
    for (size_t i = 0; i < count; i++) {
        const PmDiagnostic *found = pm_diagnostics_get(self->diagnostics, i);
        if (!is_open(found))
            continue;
        items[gate.count++] = (PmMissing){
            .what = pm_arena_printf(arena, "%.7s  %s", found->commit, found->message),
            .command =
                pm_arena_printf(arena, "git postmortem acknowledge %.7s -m …", found->commit),
        };
    }
    return gate;
}

static bool
has_finding(const Acknowledging *self, bool (*is)(const PmDiagnostic *found))
{
    for (size_t i = 0; i < pm_diagnostics_count(self->diagnostics); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(self->diagnostics, i);
        if (g_strcmp0(found->commit, self->step.hex) == 0 && is(found))
            return true;
    }
    return false;
}

/* Why there is nothing to acknowledge, and what there is. */
static bool
check_step(const Acknowledging *self, GError **error)
{
    PmOid brought;
    const char *what = NULL;
    const char *hint = "git postmortem verify names the steps";
    PmArena *arena = self->context->arena;
    PmGate open = list_open(self);
    if (open.count > 0)
        hint = pm_arena_printf(arena, "this one has: %s; %s", open.items[0].what,
                               open.items[0].command);
    if (!pm_audit_is_step(self->audit, &self->step, &brought)) {
        what = "is no step of this line";
        if (!g_str_equal(brought.hex, PM_OID_ZERO.hex))
            hint = pm_arena_printf(arena, "it came with the step %.7s", brought.hex);
    } else if (!has_finding(self, is_open)) {
        what = has_finding(self, is_acknowledged) ? "is acknowledged already" : "violates nothing";
    }
    if (what != NULL)
        pm_error_set(error, PM_ERROR_REFUSED, hint, "%.7s %s", self->step.hex, what);
    return what == NULL;
}

static bool
check_role(const Acknowledging *self, GError **error)
{
    const PmPolicy *policy = self->in_force.policy;
    if (pm_policy_holds_role(policy, PM_SIGNOFF_ACKNOWLEDGER, NULL, self->email))
        return true;
    pm_error_set(error, PM_ERROR_REFUSED,
                 pm_policy_knows_role(policy, PM_SIGNOFF_ACKNOWLEDGER)
                     ? "its people are in " PM_CONFIG_PATH ", review.roles"
                     : "git postmortem people add E-MAIL --role policy",
                 "only role '" PM_SIGNOFF_ACKNOWLEDGER "' acknowledges, and %s does not hold it",
                 self->email);
    return false;
}

/* The bundle names who may, and must be what it was. */
static bool
is_unchanged(PmWriteAttempt *attempt, void *data, GError **error)
{
    const Acknowledging *self = data;
    bool held = false;
    if (!pm_history_is_ancestor(self->context->repository, &self->tip, &attempt->tip_oid, &held,
                                error))
        return false;
    g_autoptr(GPtrArray) deltas = pm_history_delta(
        self->context->repository, &self->tip, &attempt->tip_oid, PM_CONFIG_FOLDER, false, error);
    if (deltas != NULL && (!held || deltas->len > 0))
        pm_error_set(error, PM_ERROR_CONFLICT, "git postmortem verify, then acknowledge again",
                     "the ledger changed while you were signing; nothing was recorded");
    return deltas != NULL && held && deltas->len == 0;
}

static int
write_it(Acknowledging *self, GError **error)
{
    PmContext *context = self->context;
    const PmWriteOptions *write = &self->given->write;
    PmSignoffRequest request = {
        .context = context,
        .options = write,
        .subject = { .document =
                         pm_arena_printf(context->arena, "%s%s", PM_SIGNOFF_STEP, self->step.hex),
                     .folder = PM_CONFIG_SIGNOFFS,
                     .content = self->content,
                     .policy = self->in_force.policy,
                     .audit = self->audit },
        .verdict = PM_SIGN_ACKNOWLEDGE,
        .demand = { .role = PM_SIGNOFF_ACKNOWLEDGER, .count = 1 },
        .name = self->name,
        .email = self->email,
        .place = &self->place,
        .done = "acknowledged",
    };
    PmSignoffCommit commit = { .is_unchanged = is_unchanged, .data = self };
    PmSignoffMade made;
    PmWriteResult result;
    if (!pm_signoff_read_comment(context, write, &request.comment, error))
        return -1;
    if (request.comment == NULL) {
        pm_error_set(error, PM_ERROR_REFUSED, "say why with -m", "acknowledge needs a reason");
        return -1;
    }
    if (!pm_signoff_make(&request, &made, error) ||
        !pm_signoff_write(&request, &made, &commit, &result, error))
        return -1;
    pm_write_report(context, write, &result, NULL, PM_CONFIG_SIGNOFFS, "acknowledge",
                    pm_signoff_describe(&request, &made));
    pm_signoff_hint_unsigned(&request, &made);
    return PM_EXIT_OK;
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    g_auto(Acknowledging) self = { .context = context, .given = values };
    if (!pm_place_find(context, &self.given->place, &self.given->write, &self.place, error) ||
        !pm_repository_resolve(context->repository, arguments[0], &self.step, error) ||
        !run_audit(&self, error) || !check_step(&self, error) ||
        !pm_review_person(context, &self.name, &self.email, error) || !check_role(&self, error))
        return -1;
    self.content = pm_commit_bytes(context->repository, &self.step, error);
    return self.content != NULL ? write_it(&self, error) : -1;
}

extern const PmCommand pm_command_acknowledge;
const PmCommand pm_command_acknowledge = {
    .name = "acknowledge",
    .group = "Audit",
    .summary = "Say why a violation in the history is let be, as role policy",
    .arguments = "<commit>",
    .description =
        "What a step of the history violates can't be undone: a forge's Revert button took a "
        "sign-off away, say. Who holds the role policy names the step, and says with -m how it came "
        "and why it may stand; from then on verify lists it as acknowledged, and is fine.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
