/* SPDX-License-Identifier: Apache-2.0 */
/* Take back the last event: a new commit that restores what it changed. */
#include "command/undo.h"

#include "base/text.h"
#include "command/gone.h"
#include "command/review.h"
#include "document/name.h"
#include "ledger/bundle.h"

#include <string.h>

typedef struct {
    PmWriteOptions write;
} Options;

/* The id that a word stands for. What was taken away has none in the corpus, and is named whole. */
static const char *
read_id(PmContext *context, const char *word, GError **error)
{
    g_autoptr(GError) unknown = NULL;
    const PmCorpus *corpus =
        pm_corpus_open(context->arena, context->content, context->config, error);
    const PmCorpusEntry *entry =
        corpus != NULL ? pm_gone_resolve(context, corpus, word, &unknown) : NULL;
    if (entry != NULL)
        return entry->id;
    if (unknown != NULL && !g_error_matches(unknown, PM_ERROR, PM_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&unknown));
        return NULL;
    }
    return corpus != NULL ? word : NULL;
}

/* Others take back their own; a slip of somebody else is set right by a change of one's own. */
static bool
check_own(const PmUndo *undo, GError **error)
{
    PmContext *context = undo->context;
    const PmPastEvent *event = undo->event;
    const char *name, *email;
    if (!pm_review_person(context, &name, &email, error))
        return false;
    if (g_ascii_strcasecmp(email, event->author) == 0)
        return true;
    bool word = pm_undo_find_signoff(event) != NULL;
    const char *hint =
        word ? "only whose word it is can take it back"
             : pm_arena_printf(context->arena,
                               "write it anew with set or edit; your own: git "
                               "postmortem undo <id>, git postmortem history %s",
                               event->document != NULL ? pm_context_word(context, event->document)
                                                       : "<id>");
    pm_error_set(error, PM_ERROR_REFUSED, hint, "the last event is %s's: %.7s, %s", event->author,
                 event->commit.hex, event->subject);
    return false;
}

/* One kind of event: whether it is of it, and how it is taken back. */
typedef struct {
    bool (*is)(const PmUndo *undo);
    int (*run)(const PmUndo *undo, GError **error);
} Kind;

static bool
is_signoff(const PmUndo *undo)
{
    return pm_undo_find_signoff(undo->event) != NULL;
}

/* It brought the config. */
static bool
is_beginning(const PmUndo *undo)
{
    for (guint i = 0; i < undo->event->deltas->len; i++) {
        const PmTreeDelta *delta = undo->event->deltas->pdata[i];
        if (delta->old_mode == 0 && g_str_equal(delta->path, PM_CONFIG_PATH))
            return true;
    }
    return false;
}

static int
refuse_beginning(const PmUndo *undo, GError **error)
{
    pm_error_set(error, PM_ERROR_REFUSED, "while nobody else has it: git reset --keep HEAD~1",
                 "a ledger that has begun does not end: %.7s, %s", undo->event->commit.hex,
                 undo->event->subject);
    return -1;
}

/* A document and its evidence, or the policy alone: all that our verbs write in one commit. */
static bool
is_of_files(const PmUndo *undo)
{
    const char *documents = undo->context->config->documents;
    for (guint i = 0; i < undo->event->deltas->len; i++) {
        const PmTreeDelta *delta = undo->event->deltas->pdata[i];
        bool policy = pm_bundle_has(delta->path, documents);
        bool ours = undo->event->document == NULL
                        ? policy
                        : !policy && g_str_has_prefix(delta->path, documents) &&
                              strstr(delta->path, ".signoffs/") == NULL;
        bool plain = (delta->old_mode == 0 || delta->old_mode == 0100644) &&
                     (delta->new_mode == 0 || delta->new_mode == 0100644);
        if (!ours || !plain)
            return false;
    }
    return undo->event->deltas->len > 0;
}

static bool
is_any(const PmUndo *undo)
{
    (void)undo;
    return true;
}

static int
refuse_foreign(const PmUndo *undo, GError **error)
{
    pm_error_set(error, PM_ERROR_REFUSED, "git revert takes back any commit but a sign-off",
                 "%.7s changed something that no verb of this program does",
                 undo->event->commit.hex);
    return -1;
}

static const Kind kinds[] = {
    { is_signoff, pm_undo_signoff },
    { is_beginning, refuse_beginning },
    { is_of_files, pm_undo_files },
    { is_any, refuse_foreign },
};

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    g_auto(PmPastEvent) event = { 0 };
    PmUndo undo = { .context = context, .options = &given->write, .event = &event };
    const char *id = arguments[0] != NULL ? read_id(context, arguments[0], error) : NULL;
    if ((arguments[0] != NULL && id == NULL) ||
        !pm_repository_resolve(context->repository, "HEAD", &undo.tip, error) ||
        !pm_past_event_find(context, &undo.tip, id, &event, error) || !check_own(&undo, error))
        return -1;
    size_t kind = 0;
    while (!kinds[kind].is(&undo))
        kind++;
    return kinds[kind].run(&undo, error);
}

extern const PmCommand pm_command_undo;
const PmCommand pm_command_undo = {
    .name = "undo",
    .group = "Write",
    .summary = "Take back one's own last event, of the branch or of a document",
    .arguments = "[<id>]",
    .description =
        "Makes a new commit in which the files of the last event are again what they were; the "
        "history stays. Refused where a later commit changed them, with its name, and for what "
        "somebody else did. Undo of an undo does it again.\n\n"
        "A sign-off is not deleted but revoked, and a document that became reviewed by it is in "
        "review again. A change of status is taken back as any other is made: upwards only through "
        "its gate. A new document goes again while it was never submitted, nobody signed it, "
        "and no evidence came to it; later it is withdrawn. The policy is changed back as it is changed: where review.change "
        "says who may, git postmortem undo --no-commit writes the files, and their sign-offs are "
        "collected. How a ledger began is not taken back.",
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .maximum = 1,
    .run = run,
};
