/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody outside was told: when, and why not in time. */
#include "command/external_entry.h"

typedef struct {
    PmWriteOptions write;
    char *at, *ref, *late;
} NotifiedOptions;

#define NOTIFIED(member) offsetof(NotifiedOptions, member)

static const PmOption notified_options[] = {
    { "at", 0, PM_OPTION_STRING, NOTIFIED(at),
      "when: 16:58, '2026-01-14 16:58', RFC 3339, or a day; without it, now", "TIME" },
    { "ref", 0, PM_OPTION_STRING, NOTIFIED(ref), "their reference", "REF" },
    { "late", 0, PM_OPTION_STRING, NOTIFIED(late), "why it was too late", "REASON" },
    { 0 },
};

typedef struct {
    PmExternalEntry entry;
    const NotifiedOptions *given;
    const char *late; /* the command that says why it was too late; NULL: it says so, or was not */
} Notifying;

/* On a draft it is recorded all the same, and the reason is still to come. */
static const char *
late_command(const PmDocumentStep *step, const Notifying *self)
{
    PmContext *context = step->context;
    const NotifiedOptions *given = self->given;
    const char *id = pm_context_word(context, step->document->id);
    const char *handle = pm_context_word(context, self->entry.handle);
    if (step->document->fields.status <= PM_STATUS_DRAFT)
        return pm_arena_printf(context->arena, "git postmortem external set %s %s late=\"why\"", id,
                               handle);
    return pm_arena_printf(context->arena,
                           "git postmortem external notified %s %s%s%s%s%s --late \"why\"", id,
                           handle, given->at != NULL ? " --at " : "",
                           given->at != NULL ? pm_context_word(context, given->at) : "",
                           given->ref != NULL ? " --ref " : "",
                           given->ref != NULL ? pm_context_word(context, given->ref) : "");
}

static bool
lacks_reason(const PmDocumentStep *step, const Notifying *self, const PmDeadline *told)
{
    const PmDuty *duty = self->entry.duty;
    return self->given->late == NULL && duty->late == NULL &&
           pm_deadline_is_missed(&duty->due, told, step->context->config->time_zone);
}

static bool
edit_notified(PmDocumentStep *step, void *data, GError **error)
{
    Notifying *self = data;
    const char *at = self->given->at;
    at = at == NULL || g_str_equal(at, "now") ? pm_write_now(step->context) : at;
    PmDeadline told;
    if (!pm_external_entry_find(step, &self->entry, error) ||
        !pm_external_entry_told(step, at, &told, error))
        return false;
    self->late = lacks_reason(step, self, &told) ? late_command(step, self) : NULL;
    const PmEditGiven members[] = { { "notified", at },
                                    { "ref", self->given->ref },
                                    { "late", self->given->late } };
    step->event->subject = pm_arena_printf(step->arena, "record that %s was told of %s",
                                           self->entry.name, step->document->id);
    step->what = pm_arena_printf(step->context->arena, "%s was told", self->entry.name);
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        if (members[i].value != NULL &&
            !pm_edit_assign(step,
                            pm_arena_printf(step->arena, "external.%zu.%s=%s", self->entry.place,
                                            members[i].key, members[i].value),
                            error))
            return false;
    return true;
}

/* Before what the refusal advises: most often the law's article alone. */
static void
add_hint(GError **error, const char *command)
{
    size_t length;
    g_autoptr(GError) found = g_steal_pointer(error);
    const char *hint = pm_error_hint(found, &length);
    g_autofree char *hints = hint != NULL ? g_strdup_printf("%s\n%s", command, hint) : NULL;
    pm_error_set(error, PM_ERROR_REFUSED, hints != NULL ? hints : command, "%.*s", (int)length,
                 found->message);
}

static int
run_notified(PmContext *context, const void *options, char **arguments, GError **error)
{
    const NotifiedOptions *given = options;
    Notifying self = { .entry = { .which = arguments[1] }, .given = given };
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = arguments[0],
                              .event = "external-notified",
                              .verb = "record a notification in",
                              .edit = edit_notified,
                              .data = &self };
    int code = pm_document_write(&write, NULL, error);
    if (self.late != NULL && code == PM_EXIT_OK)
        pm_context_hint(context, "%s\n", self.late);
    else if (self.late != NULL && code < 0 && g_error_matches(*error, PM_ERROR, PM_ERROR_REFUSED))
        add_hint(error, self.late);
    return code;
}

const PmCommand pm_external_notified = {
    .name = "notified",
    .summary = "Record that they were told",
    .arguments = "<id> <entry>",
    .description =
        "Nothing is sent. What was too late needs a reason, `--late`, which most laws ask for "
        "too; with it the duty counts as met. An entry is named as `external set` has it.",
    .options = notified_options,
    .options_size = sizeof(NotifiedOptions),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 2,
    .maximum = 2,
    .run = run_notified,
};
