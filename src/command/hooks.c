/* SPDX-License-Identifier: Apache-2.0 */
/* The git hooks: installed politely, run by git. */
#include "command/hooks.h"
#include "command/staged.h"
#include "git/hook_files.h"

#include <gio/gio.h>
#include <string.h>

GResource *pm_command_resources_get_resource(void);

/* In every hook file that we write; how we know our own. */
static const char marker[] = "git postmortem hooks run";

/* One row a hook: its run is what `hooks run <name>` does. */
static const struct {
    const char *name;
    int (*run)(PmContext *context, const char *format, GError **error);
} rows[] = {
    { "pre-commit", pm_staged_run },
};

static const char *
hook_text(PmContext *context, const char *name)
{
    g_autofree char *path = g_strdup_printf("/command/%s", name);
    g_autoptr(GBytes) bytes =
        g_resource_lookup_data(pm_command_resources_get_resource(), path, 0, NULL);
    g_assert(bytes != NULL);
    return pm_arena_strndup(context->arena, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

bool
pm_hooks_install(PmContext *context, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (!pm_hook_install(context->repository, rows[i].name, hook_text(context, rows[i].name),
                             marker, error))
            return false;
        pm_context_say(context, "  installed %s\n", rows[i].name);
    }
    return true;
}

bool
pm_hooks_installed(PmContext *context, bool *out_installed, GError **error)
{
    bool all = true;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        PmHookState state;
        g_autofree char *path = NULL;
        if (!pm_hook_state(context->repository, rows[i].name, marker, &state, &path, error))
            return false;
        all &= state == PM_HOOK_OURS;
    }
    *out_installed = all;
    return true;
}

static int
run_install(PmContext *context, const void *options, char **arguments, GError **error)
{
    (void)options;
    (void)arguments;
    return pm_hooks_install(context, error) ? PM_EXIT_OK : -1;
}

static int
run_uninstall(PmContext *context, const void *options, char **arguments, GError **error)
{
    (void)options;
    (void)arguments;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (!pm_hook_uninstall(context->repository, rows[i].name, marker, error))
            return -1;
        pm_context_say(context, "  removed %s\n", rows[i].name);
    }
    return PM_EXIT_OK;
}

static int
run_status(PmContext *context, const void *options, char **arguments, GError **error)
{
    static const char *const words[] = { [PM_HOOK_ABSENT] = "not installed",
                                         [PM_HOOK_OURS] = "installed",
                                         [PM_HOOK_FOREIGN] = "somebody else's file is there" };
    (void)options;
    (void)arguments;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        PmHookState state;
        g_autofree char *path = NULL;
        if (!pm_hook_state(context->repository, rows[i].name, marker, &state, &path, error))
            return -1;
        fprintf(context->out, "%-14s %s\n", rows[i].name, words[state]);
    }
    return PM_EXIT_OK;
}

static int
run_run(PmContext *context, const void *options, char **arguments, GError **error)
{
    (void)options;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (g_str_equal(rows[i].name, arguments[0]))
            return rows[i].run(context, NULL, error);
    pm_error_set(error, PM_ERROR_USAGE, "pre-commit", "there is no hook '%s'", arguments[0]);
    return -1;
}

static const PmCommand install = {
    .name = "install",
    .summary = "Install the hooks; somebody else's are left alone",
    .arguments = "",
    .needs = PM_COMMAND_NEEDS_REPOSITORY,
    .run = run_install,
};

static const PmCommand uninstall = {
    .name = "uninstall",
    .summary = "Remove the hooks that install put there",
    .arguments = "",
    .needs = PM_COMMAND_NEEDS_REPOSITORY,
    .run = run_uninstall,
};

static const PmCommand status = {
    .name = "status",
    .summary = "Which hooks are installed",
    .arguments = "",
    .needs = PM_COMMAND_NEEDS_REPOSITORY,
    .run = run_status,
};

static const PmCommand run = {
    .name = "run",
    .summary = "What the installed hook calls",
    .arguments = "<hook> [<argument>…]",
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_JUDGES_CONFIG,
    .minimum = 1,
    .maximum = -1,
    .run = run_run,
};

static const PmCommand *const verbs[] = { &install, &uninstall, &status, &run, NULL };

extern const PmCommand pm_command_hooks;
const PmCommand pm_command_hooks = {
    .name = "hooks",
    .group = "Begin",
    .summary = "git hooks that check what is committed",
    .arguments = "<verb> …",
    .verbs = verbs,
};
