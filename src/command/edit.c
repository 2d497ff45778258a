/* SPDX-License-Identifier: Apache-2.0 */
/* Open a document in the editor, check it on exit, commit it. */
#include "command/edit.h"
#include "command/by_hand.h"

typedef struct {
    PmWriteOptions write;
} Options;

bool
pm_edit_open(PmContext *context, const char *path, GError **error)
{
    g_autofree char *editor = pm_repository_editor(context->repository);
    g_autofree char *file =
        g_build_filename(pm_repository_workdir(context->repository), path, NULL);
    g_autofree char *quoted = g_shell_quote(file);
    g_autofree char *line = g_strconcat(editor, " ", quoted, NULL);
    /* the user's own editor runs through a shell, as git runs it */
    char *argv[] = { (char *)"/bin/sh", (char *)"-c", line, NULL };
    int status = 0;
    g_autoptr(GError) found = NULL;
    if (g_spawn_sync(NULL, argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL,
                     &status, &found) &&
        g_spawn_check_wait_status(status, &found))
        return true;
    pm_error_set(error, PM_ERROR_FAILED, "GIT_EDITOR, core.editor, VISUAL or EDITOR names it",
                 "the editor '%s' did not end well: %s", editor, found->message);
    return false;
}

static int
run(PmContext *context, const void *options, char **arguments, GError **error)
{
    const Options *given = options;
    if (pm_repository_is_bare(context->repository)) {
        pm_error_set(error, PM_ERROR_STATE, "git postmortem set works in it",
                     "a bare repository has no files to edit");
        return -1;
    }
    g_auto(PmTarget) target = { 0 };
    if (!pm_target_open(context, context->arena, arguments[0], &target, error) ||
        !pm_edit_open(context, target.entry->path, error))
        return -1;
    PmOid head;
    g_autoptr(PmContent) tip = NULL;
    if (pm_repository_resolve(context->repository, "HEAD", &head, NULL))
        tip = pm_content_commit(context->repository, &head, NULL);
    if (!pm_by_hand_is_changed(context, tip, target.entry)) {
        pm_context_say(context, "nothing was changed\n");
        return PM_EXIT_OK;
    }
    return pm_by_hand_commit(context, &given->write, target.entry, "edit", error);
}

extern const PmCommand pm_command_edit;
const PmCommand pm_command_edit = {
    .name = "edit",
    .group = "Write",
    .summary = "Open a document in the editor, check it, commit it",
    .arguments = "<id>",
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
