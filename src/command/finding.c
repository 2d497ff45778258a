/* SPDX-License-Identifier: Apache-2.0 */
/* Findings: what the investigation established. */
#include "command/edit_fields.h"
#include "command/item_ids.h"
#include "command/item_set.h"
#include "command/message.h"

typedef struct {
    PmWriteOptions write;
    char *class_name;
    char *evidence;
    char *accepted;
    char *attack;
    gboolean novel;
} AddOptions;

static const PmOption add_options[] = {
    { "class", 0, PM_OPTION_STRING, offsetof(AddOptions, class_name),
      "technical-lapse, procedural-failure, manual-error, process-flaw, communication-glitch, "
      "attack-vector",
      "CLASS" },
    { "evidence", 0, PM_OPTION_STRING, offsetof(AddOptions, evidence), "what it rests on, as E1,E2",
      "IDS" },
    { "accepted", 0, PM_OPTION_STRING, offsetof(AddOptions, accepted),
      "why nothing needs to be done about it", "REASON" },
    { "attack", 0, PM_OPTION_STRING, offsetof(AddOptions, attack),
      "of an attack-vector: the technique in MITRE ATT&CK, as T1566", "TECHNIQUE" },
    { "novel", 0, PM_OPTION_FLAG, offsetof(AddOptions, novel),
      "of an attack-vector: there was none like it before", NULL },
    { 0 },
};

typedef struct {
    const AddOptions *given;
    const char *text;
    const char *id; /* that it got */
} Adding;

static bool
edit_add(PmDocumentStep *step, void *data, GError **error)
{
    Adding *self = data;
    g_autoptr(GHashTable) ids = pm_item_ids(step, "findings", error);
    if (ids == NULL)
        return false;
    g_autofree char *id = pm_item_ids_next(ids, 'F');
    const PmEditGiven given[] = { { "id", id },
                                  { "class", self->given->class_name },
                                  { "text", self->text },
                                  { "evidence", self->given->evidence },
                                  { "accepted", self->given->accepted },
                                  { "attack", self->given->attack },
                                  { "novel", self->given->novel ? "true" : NULL } };
    self->id = pm_arena_strdup(step->context->arena, id);
    step->event->subject =
        pm_arena_printf(step->arena, "add finding %s to %s", id, step->document->id);
    step->what = pm_arena_printf(step->context->arena, "finding %s: %s", id, self->text);
    return pm_edit_add_item(step, "findings", given, G_N_ELEMENTS(given), error);
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
                              .verb = "add a finding to",
                              .edit = edit_add,
                              .data = &self };
    const char *id;
    int code = pm_document_write(&write, &id, error);
    if (code == PM_EXIT_OK && id != NULL && given->accepted == NULL)
        pm_context_say(context, "  next: git postmortem action add %s --for %s \"<what to do>\"\n",
                       pm_context_word(context, id), self.id);
    return code;
}

typedef struct {
    PmWriteOptions write;
} SetOptions;

static int
run_set(PmContext *context, const void *options, char **arguments, GError **error)
{
    static const PmItemKind kind = { "finding", "findings", "finding-set", "set a finding of",
                                     "class=process-flaw" };
    const SetOptions *given = options;
    return pm_item_set(context, &kind, &given->write, arguments, error);
}

typedef struct {
    PmWriteOptions write;
} AcceptOptions;

typedef struct {
    const char *finding, *reason;
} Accepting;

static bool
edit_accept(PmDocumentStep *step, void *data, GError **error)
{
    const Accepting *self = data;
    if (pm_fields_finding(&step->document->fields, self->finding) == NULL) {
        pm_edit_no_item(step->document, "findings", self->finding, error);
        return false;
    }
    step->event->subject =
        pm_arena_printf(step->arena, "accept finding %s of %s", self->finding, step->document->id);
    step->what = pm_arena_printf(step->context->arena, "finding %s is accepted", self->finding);
    const char *assignment =
        pm_arena_printf(step->arena, "findings.%s.accepted=%s", self->finding, self->reason);
    return pm_edit_assign(step, assignment, error);
}

static int
run_accept(PmContext *context, const void *options, char **arguments, GError **error)
{
    const AcceptOptions *given = options;
    const char *text = NULL;
    if (!pm_message_read(context, &given->write, "why the finding is accepted", &text, error))
        return -1;
    Accepting self = { .finding = arguments[1],
                       .reason = arguments[2] != NULL ? arguments[2] : text };
    if (self.reason == NULL || *self.reason == '\0') {
        pm_error_set(error, PM_ERROR_USAGE,
                     "who decided it, and why: as a last argument or with -m",
                     "a finding is accepted with a reason");
        return -1;
    }
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = arguments[0],
                              .event = "finding-accept",
                              .verb = "accept a finding of",
                              .body = text != NULL ? text : self.reason,
                              .edit = edit_accept,
                              .data = &self };
    return pm_document_write(&write, NULL, error);
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

static const PmCommand set = {
    .name = "set",
    .summary = "Change a finding",
    .arguments = "<id> <finding> <key>=<value>…",
    .description = "Keys are `class`, `text`, `evidence`, `accepted`, `attack`, `novel`; "
                   "`evidence+=E3` adds to the list, and an empty value removes the key.",
    .options_size = sizeof(SetOptions),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 3,
    .maximum = -1,
    .run = run_set,
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

static const PmCommand *const verbs[] = { &add, &set, &accept, NULL };

extern const PmCommand pm_command_finding;
const PmCommand pm_command_finding = {
    .name = "finding",
    .group = "Write",
    .summary = "Add, change and accept findings",
    .arguments = "<verb> …",
    .verbs = verbs,
};
