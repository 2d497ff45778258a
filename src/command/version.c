/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command.h"

/* The program's version. Opens nothing: it must start at once. */
static int
run(PmContext *context, const void *options, char **arguments, GError **error)
{
    (void)options;
    (void)arguments;
    (void)error;
    fputs("git-postmortem " PM_VERSION "\n", context->out);
    return PM_EXIT_OK;
}

extern const PmCommand pm_command_version;
const PmCommand pm_command_version = {
    .name = "version",
    .group = "About",
    .summary = "Print the version",
    .arguments = "",
    .run = run,
};
