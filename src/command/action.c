/* SPDX-License-Identifier: Apache-2.0 */
/* Actions: the work that follows from findings. */
#include "command/edit_fields.h"
#include "command/write.h"

#include <string.h>

typedef struct {
    PmWriteOptions write;
    char *findings, *effect, *work, *owner, *due, *priority, *ticket, *done_when;
} AddOptions;

#define ADD(member) offsetof(AddOptions, member)

static const PmOption add_options[] = {
    { "for", 0, PM_OPTION_STRING, ADD(findings), "the findings that it answers, as F1,F2", "IDS" },
    { "owner", 0, PM_OPTION_STRING, ADD(owner), "the team or person who does it", "OWNER" },
    { "due", 0, PM_OPTION_STRING, ADD(due), "the day it is due, as 2026-02-01", "DAY" },
    { "work", 0, PM_OPTION_STRING, ADD(work), "bug, change-request, process, sop or docs", "WORK" },
    { "effect", 0, PM_OPTION_STRING, ADD(effect), "prevent, detect, mitigate or repair", "EFFECT" },
    { "ticket", 0, PM_OPTION_STRING, ADD(ticket), "where the work is tracked", "TICKET" },
    { "priority", 0, PM_OPTION_STRING, ADD(priority), "1 first", "N" },
    { "done-when", 0, PM_OPTION_STRING, ADD(done_when), "how one will know that it is done",
      "TEXT" },
    { 0 },
};

/* An option of `add`, and the member of the action that it fills. */
static const struct {
    const char *key;
    size_t offset;
} members[] = {
    { "for", ADD(findings) },  { "effect", ADD(effect) },
    { "work", ADD(work) },     { "owner", ADD(owner) },
    { "due", ADD(due) },       { "priority", ADD(priority) },
    { "ticket", ADD(ticket) }, { "done_when", ADD(done_when) },
};

typedef struct {
    const AddOptions *given;
    const char *text;
    const char *id; /* that it got */
} Adding;

static bool
edit_add(PmEdit *edit, const PmDocument *document, PmWriteAttempt *attempt, void *data,
         GError **error)
{
    Adding *self = data;
    PmContext *context = attempt->write->context;
    g_autofree char *id = pm_edit_next_id(pm_node_get(document->front, "actions"), 'A');
    self->id = pm_arena_strdup(context->arena, id);
    const char *assignments[G_N_ELEMENTS(members) + 4] = { NULL };
    size_t count = 0;
    assignments[count++] = pm_arena_printf(attempt->arena, "id=%s", id);
    assignments[count++] = pm_arena_printf(attempt->arena, "text=%s", self->text);
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
        const char *value = G_STRUCT_MEMBER(const char *, self->given, members[i].offset);
        if (value != NULL)
            assignments[count++] = pm_arena_printf(attempt->arena, "%s=%s", members[i].key, value);
    }
    /* process and sop actions are agreed with the teams first */
    bool proposed =
        g_strcmp0(self->given->work, "process") == 0 || g_strcmp0(self->given->work, "sop") == 0;
    assignments[count++] = proposed ? "status=proposed" : "status=open";
    attempt->event.subject =
        pm_arena_printf(attempt->arena, "add action %s to %s", id, document->id);
    return pm_edit_add_item(edit, "actions", assignments, context->config, document, error);
}

static int
run_add(PmContext *context, const void *options, char **arguments, GError **error)
{
    const AddOptions *given = options;
    Adding self = { .given = given, .text = arguments[1] };
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = arguments[0],
                              .event = "action-add",
                              .subject = "add an action",
                              .edit = edit_add,
                              .data = &self };
    PmWriteResult result;
    const char *id, *path;
    if (!pm_write_document(&write, &result, &id, &path, error))
        return -1;
    pm_write_report(context, &given->write, &result, id, path, "action-add",
                    pm_arena_printf(context->arena, "action %s: %s", self.id, self.text));
    return PM_EXIT_OK;
}

typedef struct {
    PmWriteOptions write;
} SetOptions;

typedef struct {
    const char *action;
    char **assignments;
} Setting;

static bool
edit_set(PmEdit *edit, const PmDocument *document, PmWriteAttempt *attempt, void *data,
         GError **error)
{
    const Setting *self = data;
    if (pm_fields_action(&document->fields, self->action) == NULL) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "%s has no action '%s'", document->id,
                     self->action);
        return false;
    }
    g_autofree char *list = g_strjoinv(" ", self->assignments);
    attempt->event.subject = pm_arena_printf(attempt->arena, "set %s of action %s of %s", list,
                                             self->action, document->id);
    const char *assignment = pm_arena_printf(attempt->arena, "actions.%s.%s", self->action,
                                             self->assignments[attempt->step]);
    return pm_edit_assign(edit, document, attempt->write->context->config, assignment, error);
}

static int
run_set(PmContext *context, const void *options, char **arguments, GError **error)
{
    const SetOptions *given = options;
    Setting self = { .action = arguments[1], .assignments = arguments + 2 };
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = arguments[0],
                              .event = "action-set",
                              .subject = "set an action",
                              .edit = edit_set,
                              .steps = g_strv_length(self.assignments),
                              .data = &self };
    PmWriteResult result;
    const char *id, *path;
    if (!pm_write_document(&write, &result, &id, &path, error))
        return -1;
    g_autofree char *list = g_strjoinv(" ", self.assignments);
    pm_write_report(context, &given->write, &result, id, path, "action-set",
                    pm_arena_printf(context->arena, "action %s: %s", self.action, list));
    return PM_EXIT_OK;
}

static const PmCommand add = {
    .name = "add",
    .summary = "Add an action",
    .arguments = "<id> <text>",
    .options = add_options,
    .options_size = sizeof(AddOptions),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 2,
    .maximum = 2,
    .run = run_add,
};

static const PmCommand set = {
    .name = "set",
    .summary = "Change an action",
    .arguments = "<id> <action> <key>=<value>…",
    .options_size = sizeof(SetOptions),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 3,
    .maximum = -1,
    .run = run_set,
};

static const PmCommand *const verbs[] = { &add, &set, NULL };

extern const PmCommand pm_command_action;
const PmCommand pm_command_action = {
    .name = "action",
    .group = "Write",
    .summary = "Add and change actions",
    .arguments = "<verb> …",
    .verbs = verbs,
};
