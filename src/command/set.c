/* SPDX-License-Identifier: Apache-2.0 */
/* Change keys of the front matter. */
#include "command/edit_fields.h"

typedef struct {
    PmWriteOptions write;
} Options;

static bool
edit(PmDocumentStep *step, void *data, GError **error)
{
    char **assignments = data;
    g_autofree char *list = g_strjoinv(" ", assignments);
    step->what = pm_arena_strdup(step->context->arena, list);
    step->event->subject = pm_arena_printf(step->arena, "set %s: %s", step->document->id, list);
    return pm_edit_is_own(step, assignments[step->step], error) &&
           pm_edit_assign(step, assignments[step->step], error);
}

static int
run(PmContext *context, const void *options, char **arguments, GError **error)
{
    const Options *given = options;
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = arguments[0],
                              .event = "set",
                              .verb = "set",
                              .edit = edit,
                              .steps = g_strv_length(arguments + 1),
                              .data = arguments + 1 };
    return pm_document_write(&write, NULL, error);
}

extern const PmCommand pm_command_set;
const PmCommand pm_command_set = {
    .name = "set",
    .group = "Write",
    .summary = "Change keys of the front matter",
    .arguments = "<id> <key>=<value>…",
    .description =
        "Keys are written with dots: `times.detected=17:12`, `impact.customers=305`, "
        "`actions.A1.due=2026-02-01`. Lists take `tags=a,b`, `tags+=c` and `tags-=a`. "
        "An empty value removes the key. Nothing but the named lines changes. A time "
        "of day alone is the first one after `times.started`. A status moves through "
        "its gate, and backwards only with a reason, `-m`. What was set wrongly is set again, "
        "or `git revert` takes its commit back.",
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 2,
    .maximum = -1,
    .run = run,
};
