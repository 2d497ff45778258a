/* SPDX-License-Identifier: Apache-2.0 */
/* What happened to a document: its commits, the tool's told from those made by hand. */
#include "command/history_page.h"
#include "command/target.h"

typedef struct {
    gboolean json, full, oneline;
} Options;

static const PmOption options[] = {
    { "json", 0, PM_OPTION_FLAG, offsetof(Options, json), "print a JSON array", NULL },
    { "oneline", 0, PM_OPTION_FLAG, offsetof(Options, oneline),
      "a line a commit, without what it changed in the document", NULL },
    { "full", 0, PM_OPTION_FLAG, offsetof(Options, full),
      "walk all of history; believe nothing that was remembered", NULL },
    { 0 },
};

static bool
has_signoffs(const GArray *events)
{
    for (guint i = 0; i < events->len; i++)
        if (g_array_index(events, PmStoryEvent, i).past.has & PM_STORY_SIGNOFFS)
            return true;
    return false;
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    g_auto(PmTarget) target = { 0 };
    PmOid head;
    bool cut = false;
    if (!pm_target_open(context, context->arena, arguments[0], &target, error) ||
        !pm_repository_resolve(context->repository, "HEAD", &head, error))
        return -1;
    PmStoryQuestion question = { context->arena, context->repository, head, given->full };
    g_autoptr(GArray) events = pm_story_of(&question, target.entry->path, &cut, error);
    g_autoptr(PmHistorySignoffs) signoffs = NULL;
    if (events != NULL && has_signoffs(events))
        signoffs = pm_history_signoffs_new(context, &head, target.entry, error);
    if (events == NULL || (has_signoffs(events) && signoffs == NULL))
        return -1;
    const PmField *resolved = &target.document->fields.times[PM_TIME_RESOLVED];
    const PmHistoryChanges changes = { context, resolved->state == PM_FIELD_GIVEN ? &resolved->value
                                                                                  : NULL };
    const PmHistory self = { context, target.entry->id, events, signoffs,
                             given->oneline ? NULL : &changes };
    if (!pm_history_print(&self, given->json, error))
        return -1;
    if (events->len == 0 && !given->json)
        pm_context_say(context, "%s is not committed yet\n",
                       pm_context_safe(context, target.entry->id));
    if (cut)
        pm_context_hint(context,
                        "this clone is shallow: older history is missing (git fetch --unshallow)");
    return PM_EXIT_OK;
}

extern const PmCommand pm_command_history;
const PmCommand pm_command_history = {
    .name = "history",
    .group = "Read",
    .summary = "What happened to a document, newest first",
    .arguments = "<id>",
    .description =
        "Every commit of the document, its sign-offs and its evidence, on side branches too, and "
        "from before it was moved. A commit that no verb of this tool made is `(by hand)`. A merge "
        "says how many of the commits it brought, or that it left out their text. Below a commit: "
        "the fields and sections that it changed, and of a sign-off that it brought what that was "
        "worth then, and what it is now. What was found is "
        "remembered in `$XDG_CACHE_HOME/git-postmortem/`, so that next time only newer commits "
        "are walked; `--full` walks them all.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_PAGES,
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
