/* SPDX-License-Identifier: Apache-2.0 */
/* Close a document: every promise was kept or taken back, and a second person has looked. */
#include "command/document_write.h"
#include "command/review.h"

typedef struct {
    PmWriteOptions write;
} Options;

static bool
edit(PmDocumentStep *step, void *data, GError **error)
{
    (void)data;
    (void)error;
    step->what = "closed";
    pm_document_step_add(
        step, &(PmEditStep){ .kind = PM_EDIT_SET, .pointer = "/status", .value = "closed" });
    return true;
}

static void
append(GArray *items, const PmGate *gate)
{
    if (gate->count > 0)
        g_array_append_vals(items, gate->items, (guint)gate->count);
}

/* It has to be reviewed first. */
static void
append_status(PmContext *context, const PmReview *review, const PmGate *signoffs, GArray *items)
{
    PmArena *arena = context->arena;
    const char *word = pm_context_word(context, review->target.entry->id);
    PmStatus status = review->target.document->fields.status;
    if (status >= PM_STATUS_REVIEWED)
        return;
    const char *command =
        status < PM_STATUS_IN_REVIEW ? pm_arena_printf(arena, "git postmortem submit %s", word)
        : signoffs->count > 0
            ? pm_arena_printf(arena, "git postmortem approve %s", word)
            : pm_arena_printf(arena, "git postmortem set %s status=reviewed", word);
    PmMissing item = { .what = pm_arena_printf(arena, "it is %s, not reviewed",
                                               status == PM_STATUS_NONE ? "without a status"
                                                                        : pm_status_name(status)),
                       .command = command };
    g_array_append_val(items, item);
}

/* Everything that it lacks: of its text, of its sign-offs, and of who did what by the history. */
static GArray *
find_missing(PmContext *context, const PmReview *review)
{
    const PmCorpusEntry *entry = review->target.entry;
    const PmDocumentRecord *record = pm_audit_document(review->audit, entry->path);
    PmGate content = pm_review_gate(context, review, PM_STATUS_CLOSED);
    PmGate signoffs = pm_gate_signoffs(context->arena, &review->state, entry->id);
    GArray *items = g_array_new(FALSE, FALSE, sizeof(PmMissing));
    append_status(context, review, &signoffs, items);
    append(items, &content);
    append(items, &signoffs);
    if (record != NULL) {
        PmGate closure =
            pm_audit_closure(review->audit, context->arena, record, review->target.document,
                             pm_audit_last_step(review->audit));
        append(items, &closure);
    }
    return items;
}

static int
run(PmContext *context, const void *options, char **arguments, GError **error)
{
    const Options *given = options;
    g_auto(PmReview) review = { 0 };
    if (!pm_review_open_settled(context, arguments[0], NULL, &review, error))
        return -1;
    const char *id = review.target.entry->id;
    PmStatus status = review.target.document->fields.status;
    if (status > PM_STATUS_REVIEWED) {
        pm_error_set(error, PM_ERROR_REFUSED,
                     status == PM_STATUS_WITHDRAWN
                         ? pm_arena_printf(context->arena, "git postmortem reopen %s -m …",
                                           pm_context_word(context, id))
                         : NULL,
                     "%s is %s already", id, pm_status_name(status));
        return -1;
    }
    g_autoptr(GArray) missing = find_missing(context, &review);
    if (missing->len > 0)
        return pm_review_refuse(
            context, "close", id,
            &(PmGate){ .items = (const PmMissing *)missing->data, .count = missing->len });
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = id,
                              .event = "close",
                              .verb = "close",
                              .edit = edit };
    return pm_document_write(&write, NULL, error);
}

extern const PmCommand pm_command_close;
const PmCommand pm_command_close = {
    .name = "close",
    .group = "Review",
    .summary = "Close a reviewed document: every action is settled and confirmed",
    .arguments = "<id>",
    .description =
        "Refused, with a list of everything that is missing, until each action is confirmed, or "
        "not-doing with a reason and confirmed so; each procedure that was to change has changed; "
        "duties towards others are met; the sign-offs are current and no objection stands.",
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
