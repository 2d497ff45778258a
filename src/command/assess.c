/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluate the response: was it sufficient, was it complete? By somebody other than the owner. */
#include "command/edit_fields.h"
#include "command/review.h"

typedef struct {
    PmWriteOptions write;
    char *sufficient, *complete, *note, *by;
} Options;

static const PmOption options[] = {
    { "sufficient", 0, PM_OPTION_STRING, offsetof(Options, sufficient), "fully, partly or not",
      "WORD" },
    { "complete", 0, PM_OPTION_STRING, offsetof(Options, complete), "fully, partly or not",
      "WORD" },
    { "note", 0, PM_OPTION_STRING, offsetof(Options, note), "what delayed or hindered it", "TEXT" },
    { "by", 0, PM_OPTION_STRING, offsetof(Options, by), "who assessed it; without it, you",
      "EMAIL" },
    { 0 },
};

typedef struct {
    const Options *given;
    const char *by;
} Assessing;

static bool
check_word(const char *name, const char *word, GError **error)
{
    static const char *const words[] = { "fully", "partly", "not", NULL };
    if (word != NULL && g_strv_contains(words, word))
        return true;
    if (word == NULL)
        pm_error_set(error, PM_ERROR_USAGE, "fully, partly or not", "--%s is missing", name);
    else
        pm_error_set(error, PM_ERROR_USAGE, "fully, partly or not", "--%s can't be '%s'", name,
                     word);
    return false;
}

static bool
edit(PmDocumentStep *step, void *data, GError **error)
{
    const Assessing *self = data;
    const Options *given = self->given;
    const struct {
        const char *key, *value;
    } values[] = { { "sufficient", given->sufficient },
                   { "complete", given->complete },
                   { "by", self->by },
                   { "note", given->note } };
    const char *owner = step->document->fields.owner;
    if (owner != NULL && g_ascii_strcasecmp(owner, self->by) == 0) {
        pm_error_set(error, PM_ERROR_REFUSED, "somebody else runs this, or is named with --by",
                     "the owner can't assess the response themselves");
        return false;
    }
    step->event->subject =
        pm_arena_printf(step->arena, "assess the response of %s", step->document->id);
    step->what =
        pm_arena_printf(step->context->arena, "response: sufficient %s, complete %s, by %s",
                        given->sufficient, given->complete, self->by);
    if (values[step->step].value == NULL)
        return true;
    const char *assignment = pm_arena_printf(step->arena, "response.%s=%s", values[step->step].key,
                                             values[step->step].value);
    return pm_edit_assign(step, assignment, error);
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    const char *name, *email;
    if (!check_word("sufficient", given->sufficient, error) ||
        !check_word("complete", given->complete, error) ||
        !pm_review_person(context, &name, &email, error))
        return -1;
    Assessing self = { .given = given, .by = given->by != NULL ? given->by : email };
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = arguments[0],
                              .event = "assess",
                              .verb = "assess",
                              .edit = edit,
                              .steps = 4,
                              .data = &self };
    return pm_document_write(&write, NULL, error);
}

extern const PmCommand pm_command_assess;
const PmCommand pm_command_assess = {
    .name = "assess",
    .group = "Write",
    .summary = "Evaluate the response",
    .arguments = "<id>",
    .description =
        "By somebody other than the owner. Whoever only records this is no author of the text, "
        "and may still sign it off.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
