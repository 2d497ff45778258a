/* SPDX-License-Identifier: Apache-2.0 */
#include "command/editor.h"

#include <signal.h>
#include <string.h>

/* Ctrl-C is the editor's while it is open: it must not end the program that waits for it. */
static void
give_back_signals(void *data)
{
    (void)data;
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
}

static bool
spawn(const char *editor, const char *path, GError **error)
{
    /* the user's own editor runs through a shell, as git runs it: it may be "emacs -nw". The shell
     * outlives Ctrl-C, too, and hands on how the editor ended */
    g_autofree char *line = g_strconcat("trap : INT QUIT; ", editor, " \"$@\"", NULL);
    char *argv[] = { (char *)"/bin/sh", (char *)"-c", line, (char *)editor, (char *)path, NULL };
    int status = 0;
    void (*interrupt)(int) = signal(SIGINT, SIG_IGN);
    void (*quit)(int) = signal(SIGQUIT, SIG_IGN);
    bool done = g_spawn_sync(NULL, argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, give_back_signals,
                             NULL, NULL, NULL, &status, error) &&
                g_spawn_check_wait_status(status, error);
    signal(SIGINT, interrupt);
    signal(SIGQUIT, quit);
    return done;
}

bool
pm_editor_run(PmContext *context, const char *path, GError **error)
{
    static const char *const hint = "GIT_EDITOR, core.editor, VISUAL or EDITOR names it";
    g_autofree char *editor = pm_repository_editor(context->repository);
    g_autoptr(GError) found = NULL;
    if (editor == NULL) {
        pm_error_set(error, PM_ERROR_FAILED, hint,
                     "no editor is set, and this terminal is too dumb for vi");
        return false;
    }
    fflush(context->out);
    if (g_str_equal(editor, ":") || spawn(editor, path, &found))
        return true;
    pm_error_set(error, PM_ERROR_FAILED, hint, "the editor '%s' did not end well: %s", editor,
                 found->message);
    return false;
}
