/* SPDX-License-Identifier: Apache-2.0 */
/* Change keys of the front matter. */
#include "command/edit_fields.h"
#include "command/write.h"

#include <string.h>

typedef struct {
    PmWriteOptions write;
} Options;

static bool
edit(PmEdit *edit, const PmDocument *document, PmWriteAttempt *attempt, void *data, GError **error)
{
    char **assignments = data;
    return pm_edit_assign(edit, document, attempt->write->context->config,
                          assignments[attempt->step], error);
}

static int
run(PmContext *context, const void *options, char **arguments, GError **error)
{
    const Options *given = options;
    g_autofree char *list = g_strjoinv(" ", arguments + 1);
    PmDocumentWrite write = {
        .context = context,
        .options = &given->write,
        .word = arguments[0],
        .event = "set",
        .subject = pm_arena_printf(context->arena, "set %s", list),
        .edit = edit,
        .steps = g_strv_length(arguments + 1),
        .data = arguments + 1,
    };
    PmWriteResult result;
    const char *id, *path;
    if (!pm_write_document(&write, &result, &id, &path, error))
        return -1;
    pm_write_report(context, &given->write, &result, id, path, "set", list);
    return PM_EXIT_OK;
}

extern const PmCommand pm_command_set;
const PmCommand pm_command_set = {
    .name = "set",
    .group = "Write",
    .summary = "Change keys of the front matter",
    .arguments = "<id> <key>=<value>…",
    .description = "Keys are written with dots: `times.detected=17:12`, `impact.customers=305`, "
                   "`actions.A1.due=2026-02-01`. Lists take `tags=a,b`, `tags+=c` and `tags-=a`. "
                   "An empty value removes the key. Nothing but the named lines changes.",
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 2,
    .maximum = -1,
    .run = run,
};
