/* SPDX-License-Identifier: Apache-2.0 */
/* Findings: what the investigation established. */
#include "command/edit_fields.h"
#include "command/write.h"

#include <string.h>

typedef struct {
    PmWriteOptions write;
    char *class_name;
    char *evidence;
} AddOptions;

static const PmOption add_options[] = {
    { "class", 0, PM_OPTION_STRING, offsetof(AddOptions, class_name),
      "technical-lapse, procedural-failure, manual-error, process-flaw, communication-glitch, "
      "attack-vector",
      "CLASS" },
    { "evidence", 0, PM_OPTION_STRING, offsetof(AddOptions, evidence), "what it rests on, as E1,E2",
      "IDS" },
    { 0 },
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
    g_autofree char *id = pm_edit_next_id(pm_node_get(document->front, "findings"), 'F');
    self->id = pm_arena_strdup(context->arena, id);
    const char *assignments[5] = { pm_arena_printf(attempt->arena, "id=%s", id) };
    size_t count = 1;
    if (self->given->class_name != NULL)
        assignments[count++] = pm_arena_printf(attempt->arena, "class=%s", self->given->class_name);
    assignments[count++] = pm_arena_printf(attempt->arena, "text=%s", self->text);
    if (self->given->evidence != NULL)
        assignments[count++] =
            pm_arena_printf(attempt->arena, "evidence=%s", self->given->evidence);
    attempt->event.subject =
        pm_arena_printf(attempt->arena, "add finding %s to %s", id, document->id);
    return pm_edit_add_item(edit, "findings", assignments, context->config, document, error);
}

static int
run_add(PmContext *context, const void *options, char **arguments, GError **error)
{
    const AddOptions *given = options;
    Adding self = { .given = given, .text = arguments[1] };
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = arguments[0],
                              .event = "finding-add",
                              .subject = "add a finding",
                              .edit = edit_add,
                              .data = &self };
    PmWriteResult result;
    const char *id, *path;
    if (!pm_write_document(&write, &result, &id, &path, error))
        return -1;
    pm_write_report(context, &given->write, &result, id, path, "finding-add",
                    pm_arena_printf(context->arena, "finding %s: %s", self.id, self.text));
    if (!given->write.json && !given->write.dry_run)
        pm_context_say(context, "  next: git postmortem action add %s --for %s \"<what to do>\"\n",
                       pm_context_safe(context, id), self.id);
    return PM_EXIT_OK;
}

typedef struct {
    PmWriteOptions write;
} AcceptOptions;

typedef struct {
    const char *finding, *reason;
} Accepting;

static bool
edit_accept(PmEdit *edit, const PmDocument *document, PmWriteAttempt *attempt, void *data,
            GError **error)
{
    const Accepting *self = data;
    if (pm_fields_finding(&document->fields, self->finding) == NULL) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "%s has no finding '%s'", document->id,
                     self->finding);
        return false;
    }
    attempt->event.subject =
        pm_arena_printf(attempt->arena, "accept finding %s of %s", self->finding, document->id);
    const char *assignment =
        pm_arena_printf(attempt->arena, "findings.%s.accepted=%s", self->finding, self->reason);
    return pm_edit_assign(edit, document, attempt->write->context->config, assignment, error);
}

static int
run_accept(PmContext *context, const void *options, char **arguments, GError **error)
{
    const AcceptOptions *given = options;
    const char *reason = NULL;
    if (!pm_write_message(context, &given->write, "why the finding is accepted", &reason, error))
        return -1;
    if (arguments[2] != NULL)
        reason = arguments[2];
    if (reason == NULL) {
        pm_error_set(error, PM_ERROR_USAGE,
                     "who decided it, and why: as a last argument or with -m",
                     "a finding is accepted with a reason");
        return -1;
    }
    Accepting self = { .finding = arguments[1], .reason = reason };
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = arguments[0],
                              .event = "finding-accept",
                              .subject = "accept a finding",
                              .edit = edit_accept,
                              .data = &self };
    PmWriteResult result;
    const char *id, *path;
    if (!pm_write_document(&write, &result, &id, &path, error))
        return -1;
    pm_write_report(context, &given->write, &result, id, path, "finding-accept",
                    pm_arena_printf(context->arena, "finding %s is accepted", self.finding));
    return PM_EXIT_OK;
}

static const PmCommand add = {
    .name = "add",
    .summary = "Add a finding",
    .arguments = "<id> <text>",
    .options = add_options,
    .options_size = sizeof(AddOptions),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 2,
    .maximum = 2,
    .run = run_add,
};

static const PmCommand accept = {
    .name = "accept",
    .summary = "Accept a finding without an action, with the reason",
    .arguments = "<id> <finding> [<reason>]",
    .options_size = sizeof(AcceptOptions),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 2,
    .maximum = 3,
    .run = run_accept,
};

static const PmCommand *const verbs[] = { &add, &accept, NULL };

extern const PmCommand pm_command_finding;
const PmCommand pm_command_finding = {
    .name = "finding",
    .group = "Write",
    .summary = "Add and accept findings",
    .arguments = "<verb> …",
    .verbs = verbs,
};
