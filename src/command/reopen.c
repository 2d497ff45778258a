/* SPDX-License-Identifier: Apache-2.0 */
/* Take a document back to where it can be worked on, and withdraw one, each with a reason. */
#include "command/edit_fields.h"
#include "command/message.h"

#include <string.h>

typedef struct {
    PmWriteOptions write;
} Options;

static bool
read_reason(PmContext *context, const Options *given, const char *about, const char *without,
            const char **out_reason, GError **error)
{
    if (!pm_message_read(context, &given->write, about, out_reason, error))
        return false;
    if (*out_reason != NULL)
        return true;
    pm_error_set(error, PM_ERROR_USAGE, "say why with -m", "%s", without);
    return false;
}

/* The subject has the reason's first line, so that a list of events tells it. */
static void
tell(PmDocumentStep *step, const char *verb, const char *reason, const char *what)
{
    step->what = what;
    step->event->subject = pm_arena_printf(step->arena, "%s %s: %.*s", verb, step->document->id,
                                           (int)strcspn(reason, "\n"), reason);
}

/* Where a document comes from, and where reopening takes it. */
static const char *const reopened[PM_STATUS_COUNT] = {
    [PM_STATUS_IN_REVIEW] = "draft",
    [PM_STATUS_REVIEWED] = "in-review",
    [PM_STATUS_CLOSED] = "in-review",
    [PM_STATUS_WITHDRAWN] = "draft",
};

static bool
edit_reopen(PmDocumentStep *step, void *data, GError **error)
{
    PmStatus status = step->document->fields.status;
    const char *to = reopened[status];
    if (to == NULL) {
        pm_error_set(error, PM_ERROR_REFUSED, NULL, "%s is %s, and can be worked on",
                     step->document->id, status == PM_STATUS_NONE ? "without a status" : "a draft");
        return false;
    }
    tell(step, "reopen", data, to);
    return pm_edit_assign(step, pm_arena_printf(step->arena, "status=%s", to), error) &&
           pm_edit_assign(step, "withdrawn=", error);
}

static int
run_reopen(PmContext *context, const void *options, char **arguments, GError **error)
{
    const Options *given = options;
    const char *reason;
    if (!read_reason(context, given, "why it is reopened", "a document goes back with a reason",
                     &reason, error))
        return -1;
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = arguments[0],
                              .event = "reopen",
                              .verb = "reopen",
                              .body = reason,
                              .edit = edit_reopen,
                              .data = (void *)reason };
    return pm_document_write(&write, NULL, error);
}

extern const PmCommand pm_command_reopen;
const PmCommand pm_command_reopen = {
    .name = "reopen",
    .group = "Review",
    .summary = "Take a document back, with a reason",
    .arguments = "<id>",
    .description =
        "A closed or reviewed document is in review again, one in review or withdrawn is a draft "
        "again. The reason, -m, stands in the commit, and `git postmortem history` shows it. "
        "Sign-offs stay, and count for as long as the text is what they were given for.",
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 1,
    .maximum = 1,
    .run = run_reopen,
};

static bool
edit_withdraw(PmDocumentStep *step, void *data, GError **error)
{
    const char *reason = data;
    const PmDocument *document = step->document;
    PmStatus status = document->fields.status;
    if (status == PM_STATUS_WITHDRAWN) {
        pm_error_set(error, PM_ERROR_REFUSED, NULL, "%s is withdrawn already", document->id);
        return false;
    }
    if (status == PM_STATUS_CLOSED) {
        pm_error_set(error, PM_ERROR_REFUSED,
                     pm_arena_printf(step->arena, "git postmortem reopen %s -m …",
                                     pm_context_word(step->context, document->id)),
                     "%s is closed", document->id);
        return false;
    }
    tell(step, "withdraw", reason, "withdrawn");
    return pm_edit_assign(step, "status=withdrawn", error) &&
           pm_edit_assign(step, pm_arena_printf(step->arena, "withdrawn=%s", reason), error);
}

static int
run_withdraw(PmContext *context, const void *options, char **arguments, GError **error)
{
    const Options *given = options;
    const char *reason;
    if (!read_reason(context, given, "why it is withdrawn", "a document is withdrawn with a reason",
                     &reason, error))
        return -1;
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = arguments[0],
                              .event = "withdraw",
                              .verb = "withdraw",
                              .body = reason,
                              .edit = edit_withdraw,
                              .data = (void *)reason };
    return pm_document_write(&write, NULL, error);
}

extern const PmCommand pm_command_withdraw;
const PmCommand pm_command_withdraw = {
    .name = "withdraw",
    .group = "Review",
    .summary = "Say that a document no longer holds, and why",
    .arguments = "<id>",
    .description =
        "Of any status but closed. The reason, -m, is kept in the front matter, in the key "
        "`withdrawn`. The document stays where it is, and can be reopened.",
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 1,
    .maximum = 1,
    .run = run_withdraw,
};
