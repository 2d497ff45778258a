/* SPDX-License-Identifier: Apache-2.0 */
/* The git hooks: installed politely, run by git. */
#include "command/hooks.h"

#include "command/merge_setup.h"

/* What git itself refuses before any hook is run, where it is told to. */
static void
advise_server(PmContext *context)
{
    static const struct {
        const char *key, *why;
    } rows[] = { { "receive.fsckObjects", "malformed objects" },
                 { "receive.denyNonFastForwards", "forced pushes (of topic branches, too)" },
                 { "receive.denyDeletes", "to delete branches (topic branches, too)" } };
    const PmRepository *repository = context->repository;
    bool all = pm_repository_config_bool(repository, "transfer.fsckObjects", false);
    for (size_t i = 0; pm_repository_is_bare(repository) && i < G_N_ELEMENTS(rows); i++)
        if (!pm_repository_config_bool(repository, rows[i].key, i == 0 && all))
            pm_context_hint(context, "git refuses %s with: git config %s true", rows[i].why,
                            rows[i].key);
}

typedef struct {
    gboolean shared;
} InstallOptions;

static const PmOption install_options[] = {
    { "shared", 0, PM_OPTION_FLAG, offsetof(InstallOptions, shared),
      "also into a folder outside of this repository, that core.hooksPath names", NULL },
    { 0 },
};

/* By name: one that git would never run here is refused. */
static bool
install_named(PmContext *context, const char *name, PmHooksHow how, GError **error)
{
    const PmHookRow *row = pm_hook_row_find(context, name, error);
    if (row == NULL)
        return false;
    if (!row->worktree || !pm_repository_is_bare(context->repository))
        return pm_hooks_install_one(context, row, how, error);
    pm_error_set(error, PM_ERROR_USAGE, "git postmortem hooks install, in a clone",
                 "git runs %s where there is a working tree, and here is none", name);
    return false;
}

static int
run_install(PmContext *context, const void *options, char **arguments, GError **error)
{
    const InstallOptions *given = options;
    PmHooksHow how = given->shared ? PM_HOOKS_SHARED : PM_HOOKS_INSTALL;
    if (arguments[0] == NULL && !pm_hooks_install(context, how, error))
        return -1;
    for (size_t i = 0; arguments[i] != NULL; i++)
        if (!install_named(context, arguments[i], how, error))
            return -1;
    advise_server(context);
    return PM_EXIT_OK;
}

/* Of those that are not for here, only what is there is worth a word. */
static bool
is_worth_a_word(const PmContext *context, const PmHookRow *row, const PmHookPlace *place)
{
    return pm_hook_row_is_default(context, row) || place->state == PM_HOOK_OURS || place->calls_us;
}

static bool
uninstall_one(PmContext *context, const PmHookRow *row, PmHooksHow how, GError **error)
{
    PmHookPlace place;
    (void)how;
    if (!pm_hook_row_look(context, row, &place, error))
        return false;
    if (!is_worth_a_word(context, row, &place))
        return true;
    if (!pm_hook_uninstall(context->repository, row->name, pm_hook_marker, error))
        return false;
    pm_context_say(context,
                   place.state == PM_HOOK_ABSENT ? "  %s was not installed\n" : "  removed %s\n",
                   row->name);
    return true;
}

static int
run_uninstall(PmContext *context, const void *options, char **arguments, GError **error)
{
    (void)options;
    (void)arguments;
    bool done = pm_hooks_each(context, uninstall_one, PM_HOOKS_INSTALL, error);
    return pm_merge_setup_uninstall(context, done ? error : NULL) && done ? PM_EXIT_OK : -1;
}

static int
run_status(PmContext *context, const void *options, char **arguments, GError **error)
{
    static const char *const words[] = { [PM_HOOK_ABSENT] = "not installed",
                                         [PM_HOOK_OURS] = "installed",
                                         [PM_HOOK_FOREIGN] = "somebody else's hook is there" };
    (void)options;
    (void)arguments;
    for (const PmHookRow *row = pm_hook_rows; row->name != NULL; row++) {
        PmHookPlace place;
        if (!pm_hook_row_look(context, row, &place, error))
            return -1;
        if (is_worth_a_word(context, row, &place))
            fprintf(context->out, "%-12s  %s\n", row->name,
                    place.calls_us ? "called by your own hook" : words[place.state]);
    }
    pm_merge_setup_status(context);
    return PM_EXIT_OK;
}

static int
run_run(PmContext *context, const void *options, char **arguments, GError **error)
{
    const PmHookRow *row = pm_hook_row_find(context, arguments[0], error);
    (void)options;
    return row == NULL ? -1 : row->run(context, arguments + 1, error);
}

static const PmCommand install = {
    .name = "install",
    .summary = "Install the hooks; somebody else's are left alone",
    .arguments = "[<hook>…]",
    .description =
        "In a clone: pre-commit, commit-msg and pre-push. In a bare repository, which people push "
        "to: pre-receive, which judges all branches of a push at once; update, which does the same "
        "branch by branch, is installed where it is named.\n\n"
        "In a clone git is also told of `merge-driver`, which merges documents by key, by id and by "
        "time: `merge.postmortem.driver`, and `$GIT_DIR/info/attributes` where the `.gitattributes` "
        "of the documents don't name it.",
    .options = install_options,
    .options_size = sizeof(InstallOptions),
    .needs = PM_COMMAND_NEEDS_REPOSITORY,
    .maximum = -1,
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
    .summary = "Which hooks are installed, and the merge driver",
    .arguments = "",
    .needs = PM_COMMAND_NEEDS_REPOSITORY,
    .run = run_status,
};

static const PmCommand run = {
    .name = "run",
    .summary = "What the installed hook calls",
    .arguments = "<hook> [<argument>…]",
    .needs = PM_COMMAND_NEEDS_REPOSITORY | PM_COMMAND_JUDGES_CONFIG,
    .minimum = 1,
    .maximum = -1,
    .run = run_run,
};

static const PmCommand *const verbs[] = { &install, &uninstall, &status, &run, NULL };

extern const PmCommand pm_command_hooks;
const PmCommand pm_command_hooks = {
    .name = "hooks",
    .group = "Begin",
    .summary = "git hooks that check what is committed and pushed",
    .arguments = "<verb> …",
    .verbs = verbs,
};
