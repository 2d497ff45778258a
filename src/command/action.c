/* SPDX-License-Identifier: Apache-2.0 */
/* Actions: the work that follows from findings. */
#include "command/action_step.h"
#include "command/item_ids.h"
#include "command/item_set.h"
#include "command/links_page.h"
#include "document/due.h"

typedef struct {
    PmWriteOptions write;
    char *findings, *effect, *work, *owner, *due, *priority, *ticket, *done_when, *sop, *consulted;
} AddOptions;

#define ADD(member) offsetof(AddOptions, member)

static const PmOption add_options[] = {
    { "for", 0, PM_OPTION_STRING, ADD(findings), "the findings that it answers, as F1,F2", "IDS" },
    { "owner", 0, PM_OPTION_STRING, ADD(owner), "the team or person who does it", "OWNER" },
    { "due", 0, PM_OPTION_STRING, ADD(due),
      "the day it is due, as 2026-02-01; without it what the config has for the severity", "DAY" },
    { "work", 0, PM_OPTION_STRING, ADD(work), "bug, change-request, process, sop or docs", "WORK" },
    { "effect", 0, PM_OPTION_STRING, ADD(effect), "prevent, detect, mitigate or repair", "EFFECT" },
    { "ticket", 0, PM_OPTION_STRING, ADD(ticket), "where the work is tracked", "TICKET" },
    { "priority", 0, PM_OPTION_STRING, ADD(priority), "1 first", "N" },
    { "sop", 0, PM_OPTION_STRING, ADD(sop),
      "the procedure that work sop changes, a path, or <repository>:<path>", "PATH" },
    { "consulted", 0, PM_OPTION_STRING, ADD(consulted),
      "the teams that agreed to it, as sre,support", "TEAMS" },
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
    { "sop", ADD(sop) },       { "consulted", ADD(consulted) },
};

typedef struct {
    const AddOptions *given;
    const char *text;
    const char *id; /* that it got */
} Adding;

/* The last day that the config allows for the document's severity; NULL: it says nothing. */
static const char *
due_by_severity(const PmDocumentStep *step)
{
    const PmField *severity = &step->document->fields.severity;
    bool given = severity->state == PM_FIELD_GIVEN;
    int days = given ? step->context->config->due_days[severity->value] : 0;
    return days > 0 ? pm_due_after(step->context->arena, pm_write_today(step->context), days)
                    : NULL;
}

static bool
edit_add(PmDocumentStep *step, void *data, GError **error)
{
    Adding *self = data;
    const char *work = self->given->work;
    const char *due = self->given->due == NULL ? due_by_severity(step) : NULL;
    g_autoptr(GHashTable) ids = pm_item_ids(step, "actions", error);
    if (ids == NULL)
        return false;
    g_autofree char *id = pm_item_ids_next(ids, 'A');
    PmEditGiven given[G_N_ELEMENTS(members) + 4] = { { "id", id }, { "text", self->text } };
    self->id = pm_arena_strdup(step->context->arena, id);
    size_t count = 2;
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        given[count++] = (PmEditGiven){ members[i].key, G_STRUCT_MEMBER(const char *, self->given,
                                                                        members[i].offset) };
    given[count++] = (PmEditGiven){ "due", due };
    /* process and sop actions are agreed with the teams first */
    bool proposed = g_strcmp0(work, "process") == 0 || g_strcmp0(work, "sop") == 0;
    given[count++] = (PmEditGiven){ "status", proposed ? "proposed" : "open" };
    step->event->subject =
        pm_arena_printf(step->arena, "add action %s to %s", id, step->document->id);
    step->what = pm_arena_printf(step->context->arena, "action %s: %s%s%s", id, self->text,
                                 due != NULL ? ", due " : "", due != NULL ? due : "");
    return pm_edit_add_item(step, "actions", given, count, error);
}

/* Whoever adds it can look at what became of it the last time. It is added, whatever comes of this.
 */
static void
tell_asked_before(PmContext *context, const char *id, const char *text)
{
    g_auto(PmTarget) target = { 0 };
    if (!pm_target_open(context, context->arena, id, &target, NULL))
        return;
    g_autoptr(PmLinks) links = pm_links_open(context, target.corpus, NULL);
    if (links == NULL)
        return;
    g_autoptr(GArray) asked =
        pm_asked_before_text(links, target.entry, &target.document->fields, text);
    pm_links_page_closest(context, asked);
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
                              .verb = "add an action to",
                              .edit = edit_add,
                              .data = &self };
    const char *id;
    int code = pm_document_write(&write, &id, error);
    if (code == PM_EXIT_OK && id != NULL && given->sop == NULL &&
        g_strcmp0(given->work, "sop") == 0)
        pm_context_hint(context,
                        "name the procedure that it changes: git postmortem action set %s %s "
                        "sop=<path>\n",
                        pm_context_word(context, id), self.id);
    if (code == PM_EXIT_OK && id != NULL && !context->quiet)
        tell_asked_before(context, id, self.text);
    return code;
}

typedef struct {
    PmWriteOptions write;
} SetOptions;

static int
run_set(PmContext *context, const void *options, char **arguments, GError **error)
{
    static const PmItemKind kind = { "action", "actions", "action-set", "set an action of",
                                     "owner=sre" };
    const SetOptions *given = options;
    return pm_item_set(context, &kind, &given->write, arguments, error);
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

static const PmCommand *const verbs[] = {
    &add, &set, &pm_action_done, &pm_action_confirm, &pm_action_drop, NULL
};

extern const PmCommand pm_command_action;
const PmCommand pm_command_action = {
    .name = "action",
    .group = "Write",
    .summary = "Add, change and finish actions",
    .arguments = "<verb> …",
    .verbs = verbs,
};
