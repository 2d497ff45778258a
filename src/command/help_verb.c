/* SPDX-License-Identifier: Apache-2.0 */
#include "command/dispatch.h"
#include "command/help.h"
#include "markdown/man.h"

typedef struct {
    gboolean man;
    gboolean markdown;
} Options;

static const PmOption options[] = {
    { "man", 0, PM_OPTION_FLAG, offsetof(Options, man), "print the man page, git-postmortem(1)",
      NULL },
    { "markdown", 0, PM_OPTION_FLAG, offsetof(Options, markdown), "print its source", NULL },
    { 0 },
};

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    if (given->man || given->markdown) {
        g_autofree char *manual = pm_help_manual();
        g_autofree char *page =
            given->markdown ? g_steal_pointer(&manual)
                            : pm_markdown_to_man(manual, "GIT-POSTMORTEM", 1,
                                                 "git-postmortem " PM_VERSION, "Git Manual");
        fputs(page, context->out);
        return PM_EXIT_OK;
    }
    if (arguments[0] == NULL) {
        pm_help_overview(context->out, context->columns);
        return PM_EXIT_OK;
    }
    const PmCommand *const *verbs = pm_commands;
    const PmCommand *command = NULL;
    g_autoptr(GString) path = g_string_new(NULL);
    for (size_t i = 0; arguments[i] != NULL; i++) {
        if (verbs == NULL) {
            pm_error_set(error, PM_ERROR_USAGE, NULL, "'%s' has no verbs of its own", path->str);
            return -1;
        }
        command = pm_dispatch_find(verbs, path->str, arguments[i], error);
        if (command == NULL)
            return -1;
        g_string_append_printf(path, "%s%s", i > 0 ? " " : "", command->name);
        verbs = command->verbs;
    }
    pm_help_usage(context->out, command, path->str, context->columns);
    return PM_EXIT_OK;
}

extern const PmCommand pm_command_help;
const PmCommand pm_command_help = {
    .name = "help",
    .group = "About",
    .summary = "Show how a verb is used",
    .arguments = "[<verb>…]",
    .options = options,
    .options_size = sizeof(Options),
    .maximum = 2,
    .run = run,
};
