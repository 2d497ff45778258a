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
} Notifying;

static bool
edit_notified(PmDocumentStep *step, void *data, GError **error)
{
    Notifying *self = data;
    const char *at = self->given->at;
    if (!pm_external_entry_find(step, &self->entry, error))
        return false;
    const PmEditGiven members[] = {
        { "notified", at == NULL || g_str_equal(at, "now") ? pm_write_now(step->context) : at },
        { "ref", self->given->ref },
        { "late", self->given->late }
    };
    step->event->subject = pm_arena_printf(step->arena, "record that %s was told of %s",
                                           self->entry.which, step->document->id);
    step->what = pm_arena_printf(step->context->arena, "%s was told", self->entry.which);
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        if (members[i].value != NULL &&
            !pm_edit_assign(step,
                            pm_arena_printf(step->arena, "external.%zu.%s=%s", self->entry.place,
                                            members[i].key, members[i].value),
                            error))
            return false;
    return true;
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
    return pm_document_write(&write, NULL, error);
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
