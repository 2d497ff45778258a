/* SPDX-License-Identifier: Apache-2.0 */
/* An action is done, or will not be done: who says so, and why. Somebody else confirms it. */
#include "command/action_procedure.h"
#include "command/action_step.h"
#include "command/message.h"

typedef struct {
    PmWriteOptions write;
} Options;

typedef struct {
    PmActionStep step;
    const char *reason; /* of a dropped one */
} Ending;

/* What was said of an earlier end. "" takes it away. */
#define NOT_CONFIRMED                                                                              \
    { "confirmed_at", "" },                                                                        \
    {                                                                                              \
        "confirmed_by", ""                                                                         \
    }

static bool
refuse_state(const PmDocumentStep *step, const PmAction *action, const char *hint, GError **error)
{
    pm_error_set(error, PM_ERROR_REFUSED, hint, "action %s of %s is %s already", action->id,
                 step->document->id, pm_action_step_status(action));
    return false;
}

static bool
edit_done(PmDocumentStep *step, void *data, GError **error)
{
    static const char *const settled[] = { "done", "confirmed", "not-doing", NULL };
    const Ending *self = data;
    const PmAction *action = pm_action_step_find(step, self->step.action, error);
    if (action == NULL)
        return false;
    if (g_strv_contains(settled, pm_action_step_status(action)))
        return refuse_state(step, action,
                            pm_arena_printf(step->arena,
                                            "to take it up again: git postmortem action set %s %s "
                                            "status=doing",
                                            pm_context_word(step->context, step->document->id),
                                            action->id),
                            error);
    const char *proof = NULL;
    if (g_strcmp0(action->work, "sop") == 0 &&
        !pm_procedure_prove(step->context, step->document, action, &proof, error))
        return false;
    const PmEditGiven members[] = { { "status", "done" },
                                    { "done_at", self->step.now },
                                    { "done_by", self->step.email },
                                    { "dropped_at", "" },
                                    { "dropped_by", "" },
                                    { "reason", "" },
                                    { "proof", proof },
                                    NOT_CONFIRMED };
    pm_action_step_tell(step, action->id, "finish",
                        proof == NULL ? "done"
                                      : pm_arena_printf(step->arena, "done, proved by %s", proof));
    return pm_action_step_set(step, action->id, members, G_N_ELEMENTS(members), error);
}

static bool
edit_drop(PmDocumentStep *step, void *data, GError **error)
{
    static const char *const settled[] = { "confirmed", "not-doing", NULL };
    const Ending *self = data;
    const PmAction *action = pm_action_step_find(step, self->step.action, error);
    if (action == NULL)
        return false;
    bool has_reason = action->reason != NULL && *action->reason != '\0';
    if (g_strv_contains(settled, pm_action_step_status(action)) &&
        (has_reason || g_strcmp0(action->status, "confirmed") == 0))
        return refuse_state(step, action, NULL, error);
    const PmEditGiven members[] = { { "status", "not-doing" },
                                    { "reason", self->reason },
                                    { "dropped_at", self->step.now },
                                    { "dropped_by", self->step.email },
                                    { "done_at", "" },
                                    { "done_by", "" },
                                    { "proof", "" },
                                    NOT_CONFIRMED };
    pm_action_step_tell(step, action->id, "drop", "dropped");
    return pm_action_step_set(step, action->id, members, G_N_ELEMENTS(members), error);
}

static int
end(PmContext *context, PmDocumentWrite *write, const char *action, Ending *self, GError **error)
{
    self->step.action = action;
    if (!pm_action_step_begin(context, &self->step, error))
        return -1;
    write->context = context;
    write->data = self;
    const char *id;
    int code = pm_document_write(write, &id, error);
    if (code == PM_EXIT_OK && id != NULL)
        pm_context_say(context, "  next: a second person's git postmortem action confirm %s %s%s\n",
                       pm_context_word(context, id), action,
                       self->reason == NULL ? " --proof …" : "");
    return code;
}

static int
run_done(PmContext *context, const void *options, char **arguments, GError **error)
{
    const Options *given = options;
    Ending self = { 0 };
    PmDocumentWrite write = { .options = &given->write,
                              .word = arguments[0],
                              .event = "action-done",
                              .verb = "finish an action of",
                              .edit = edit_done };
    return end(context, &write, arguments[1], &self, error);
}

static int
run_drop(PmContext *context, const void *options, char **arguments, GError **error)
{
    const Options *given = options;
    Ending self = { 0 };
    if (!pm_message_read(context, &given->write, "why the action is dropped", &self.reason, error))
        return -1;
    if (self.reason == NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "say why with -m",
                     "an action is dropped with a reason");
        return -1;
    }
    PmDocumentWrite write = { .options = &given->write,
                              .word = arguments[0],
                              .event = "action-drop",
                              .verb = "drop an action of",
                              .body = self.reason,
                              .edit = edit_drop };
    return end(context, &write, arguments[1], &self, error);
}

const PmCommand pm_action_done = {
    .name = "done",
    .summary = "Say that an action is done",
    .arguments = "<id> <action>",
    .description =
        "An action of work `sop` is done once the procedure that its key `sop` names has changed "
        "since the incident: in this repository, or, as `<name>:<path>`, in one that "
        "`repositories` of the config names. The commit that changed it is kept as the action's "
        "proof.",
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 2,
    .maximum = 2,
    .run = run_done,
};

const PmCommand pm_action_drop = {
    .name = "drop",
    .summary = "Say that an action will not be done, and why",
    .arguments = "<id> <action>",
    .description = "The reason, -m, is kept in the action. A second person confirms it.",
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 2,
    .maximum = 2,
    .run = run_drop,
};
