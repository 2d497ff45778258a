/* SPDX-License-Identifier: Apache-2.0 */
/* Who outside is to be told, and who was. */
#include "check/duties.h"
#include "command/external_entry.h"

#include <string.h>

typedef struct {
    PmWriteOptions write;
    char *duty, *kind, *due, *notified, *late, *not_required, *ref, *tlp;
} AddOptions;

#define ADD(member) offsetof(AddOptions, member)

static const PmOption add_options[] = {
    { "duty", 0, PM_OPTION_STRING, ADD(duty),
      "the step of a law's or a contract's clock that it is, as nis2-early-warning", "NAME" },
    { "kind", 0, PM_OPTION_STRING, ADD(kind),
      "regulator, law-enforcement, customer, supplier, partner, cert, insurer, public or other; "
      "without it, the duty's",
      "KIND" },
    { "due", 0, PM_OPTION_STRING, ADD(due), "by when, where no duty says it", "TIME" },
    { "notified", 0, PM_OPTION_STRING, ADD(notified), "when they were told", "TIME" },
    { "late", 0, PM_OPTION_STRING, ADD(late), "why they were told too late", "REASON" },
    { "not-required", 0, PM_OPTION_STRING, ADD(not_required), "why they need not be told",
      "REASON" },
    { "ref", 0, PM_OPTION_STRING, ADD(ref), "their reference", "REF" },
    { "tlp", 0, PM_OPTION_STRING, ADD(tlp), "how far it may go: CLEAR, GREEN, AMBER, RED", "TLP" },
    { 0 },
};

typedef struct {
    const AddOptions *given;
    const char *organisation;
} Adding;

static const char *
kind_of_duty(const PmDocumentStep *step, const char *duty)
{
    PmDutyBook book = pm_duties_book(step->arena, step->context->config);
    const PmDutyClock *clock = pm_duty_clock(&book, duty);
    return clock != NULL ? clock->kind : NULL;
}

static bool
edit_add(PmDocumentStep *step, void *data, GError **error)
{
    const Adding *self = data;
    const AddOptions *given = self->given;
    const char *kind = given->kind != NULL ? given->kind : kind_of_duty(step, given->duty);
    PmDeadline told;
    if (!pm_external_entry_is_first(step, self->organisation, given->duty, error) ||
        (given->notified != NULL && !pm_external_entry_told(step, given->notified, &told, error)))
        return false;
    const PmEditGiven members[] = { { "organisation", self->organisation },
                                    { "kind", kind },
                                    { "duty", given->duty },
                                    { "due", given->due },
                                    { "notified", given->notified },
                                    { "late", given->late },
                                    { "not_required", given->not_required },
                                    { "ref", given->ref },
                                    { "tlp", given->tlp } };
    step->event->subject = pm_arena_printf(
        step->arena, "add a duty to %s: %s%s%s", step->document->id, self->organisation,
        given->duty != NULL ? ", " : "", given->duty != NULL ? given->duty : "");
    step->what = pm_arena_printf(step->context->arena, "to be told: %s", self->organisation);
    return pm_edit_add_item(step, "external", members, G_N_ELEMENTS(members), error);
}

static int
run_add(PmContext *context, const void *options, char **arguments, GError **error)
{
    const AddOptions *given = options;
    Adding self = { .given = given, .organisation = arguments[1] };
    if (given->not_required != NULL && given->notified != NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "one of the two: they were told, or need not be",
                     "--not-required and --notified exclude each other");
        return -1;
    }
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = arguments[0],
                              .event = "external-add",
                              .verb = "add a duty to",
                              .edit = edit_add,
                              .data = &self };
    return pm_document_write(&write, NULL, error);
}

typedef struct {
    PmExternalEntry entry;
    char **assignments;
} Setting;

static bool
edit_set(PmDocumentStep *step, void *data, GError **error)
{
    Setting *self = data;
    if (step->step == 0 && !pm_external_entry_find(step, &self->entry, error))
        return false;
    const char *assignment = self->assignments[step->step];
    const char *told = "notified=";
    PmDeadline at;
    if (!pm_edit_is_assignment(assignment, "ref=CS-17", error) ||
        (g_str_has_prefix(assignment, told) && assignment[strlen(told)] != '\0' &&
         !pm_external_entry_told(step, assignment + strlen(told), &at, error)))
        return false;
    g_autofree char *list = g_strjoinv(" ", self->assignments);
    step->event->subject = pm_arena_printf(step->arena, "set duty %s of %s: %s", self->entry.name,
                                           step->document->id, list);
    step->what = pm_arena_printf(step->context->arena, "%s: %s", self->entry.name, list);
    return pm_edit_assign(
        step, pm_arena_printf(step->arena, "external.%zu.%s", self->entry.place, assignment),
        error);
}

typedef struct {
    PmWriteOptions write;
} SetOptions;

static int
run_set(PmContext *context, const void *options, char **arguments, GError **error)
{
    const SetOptions *given = options;
    Setting self = { .entry = { .which = arguments[1] }, .assignments = arguments + 2 };
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = arguments[0],
                              .event = "external-set",
                              .verb = "set a duty of",
                              .edit = edit_set,
                              .steps = g_strv_length(self.assignments),
                              .data = &self };
    return pm_document_write(&write, NULL, error);
}

static const PmCommand add = {
    .name = "add",
    .summary = "Add somebody outside who is to be told",
    .arguments = "<id> <organisation>",
    .description = "An entry with a duty needs no `--due`: the duty's clock gives it.",
    .options = add_options,
    .options_size = sizeof(AddOptions),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 2,
    .maximum = 2,
    .run = run_add,
};

static const PmCommand set = {
    .name = "set",
    .summary = "Change such an entry",
    .arguments = "<id> <entry> <key>=<value>…",
    .description = "An entry is named by its duty or its organisation, or by its place in the "
                   "list, from 1.",
    .options_size = sizeof(SetOptions),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 3,
    .maximum = -1,
    .run = run_set,
};

static const PmCommand *const verbs[] = { &add, &set, &pm_external_notified, NULL };

extern const PmCommand pm_command_external;
const PmCommand pm_command_external = {
    .name = "external",
    .group = "Write",
    .summary = "Who outside is to be told, and who was",
    .arguments = "<verb> …",
    .verbs = verbs,
};
