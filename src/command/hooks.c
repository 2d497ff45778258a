/* SPDX-License-Identifier: Apache-2.0 */
/* The git hooks: installed politely, run by git. */
#include "command/hooks.h"

#include "base/text.h"
#include "command/staged.h"
#include "git/hook_files.h"

#include <gio/gio.h>
#include <string.h>

GResource *pm_command_resources_get_resource(void);

/* In every hook file that we write; how we know our own. */
static const char marker[] = "Installed by: git postmortem hooks install";

/* One row a hook: its run is what `hooks run <name>` does. */
static const struct {
    const char *name;
    int (*run)(PmContext *context, GError **error);
} rows[] = {
    { "pre-commit", pm_staged_hook },
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

/* Somebody's own hook may call us, as the refusal to overwrite it advises. */
static bool
calls_us(const char *path, const char *name)
{
    g_autofree char *text = NULL;
    g_autofree char *place = pm_hook_place_for_line(path);
    g_autofree char *call = g_strdup_printf("git postmortem hooks run %s", name);
    return g_file_get_contents(place, &text, NULL, NULL) && strstr(text, call) != NULL;
}

/* What is there in the place of a hook. */
typedef struct {
    PmHookState state;
    bool calls_us; /* a foreign one, that does our work */
} Place;

static bool
look(PmContext *context, const char *name, Place *out_place, GError **error)
{
    g_autofree char *path = NULL;
    Place place = { 0 };
    if (!pm_hook_state(context->repository, name, marker, &place.state, &path, error))
        return false;
    place.calls_us = place.state == PM_HOOK_FOREIGN && calls_us(path, name);
    *out_place = place;
    return true;
}

/* A folder outside of the repository is somebody's choice for several. */
static bool
refuse_shared(PmContext *context, const char *folder, GError **error)
{
    const PmRepository *repository = context->repository;
    const char *scope = pm_repository_config_scope(repository, "core.hooksPath");
    g_autofree char *own = g_build_filename(pm_repository_common_dir(repository), "hooks", NULL);
    g_autofree char *word = pm_text_shell_word(own);
    g_autofree char *hint = g_strdup_printf(
        "for all of them: git postmortem hooks install --shared\n"
        "for this one, which then runs none of theirs: git config core.hooksPath %s",
        word);
    const char *set = scope == NULL || *scope == '\0'
                          ? "on the command line or in the environment"
                          : pm_arena_printf(context->arena, "by git config %s", scope);
    pm_error_set(error, PM_ERROR_STATE, hint,
                 "core.hooksPath, set %s, is '%s', outside of this repository: other repositories "
                 "may run its hooks, too",
                 set, folder);
    return false;
}

static bool
install_one(PmContext *context, const char *name, const Place *place, PmHooksHow how,
            GError **error)
{
    g_autofree char *folder = NULL;
    bool shared = pm_hook_is_shared(context->repository, &folder);
    /* where it is already, somebody has decided */
    if (shared && how != PM_HOOKS_SHARED && place->state != PM_HOOK_OURS)
        return refuse_shared(context, folder, error);
    /* over a foreign one it only refuses */
    if (how == PM_HOOKS_TRY && place->state != PM_HOOK_FOREIGN)
        return true;
    if (!pm_hook_install(context->repository, name, hook_text(context, name), marker, error))
        return false;
    pm_context_say(context, "  installed %s%s%s\n", name, shared ? " for all that use " : "",
                   shared ? pm_context_safe(context, folder) : "");
    return true;
}

bool
pm_hooks_install(PmContext *context, PmHooksHow how, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *name = rows[i].name;
        Place place;
        if (!look(context, name, &place, error))
            return false;
        if (place.calls_us) {
            pm_context_say(context, "  %s is called by your own hook\n", name);
            continue;
        }
        if (!install_one(context, name, &place, how, error))
            return false;
    }
    return true;
}

bool
pm_hooks_installed(PmContext *context, bool *out_installed, GError **error)
{
    bool all = true;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        Place place;
        if (!look(context, rows[i].name, &place, error))
            return false;
        all &= place.state == PM_HOOK_OURS || place.calls_us;
    }
    *out_installed = all;
    return true;
}

typedef struct {
    gboolean shared;
} InstallOptions;

static const PmOption install_options[] = {
    { "shared", 0, PM_OPTION_FLAG, offsetof(InstallOptions, shared),
      "also into a folder outside of this repository, that core.hooksPath names", NULL },
    { 0 },
};

static int
run_install(PmContext *context, const void *options, char **arguments, GError **error)
{
    const InstallOptions *given = options;
    PmHooksHow how = given->shared ? PM_HOOKS_SHARED : PM_HOOKS_INSTALL;
    (void)arguments;
    return pm_hooks_install(context, how, error) ? PM_EXIT_OK : -1;
}

static int
run_uninstall(PmContext *context, const void *options, char **arguments, GError **error)
{
    (void)options;
    (void)arguments;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *name = rows[i].name;
        Place place;
        if (!look(context, name, &place, error) ||
            !pm_hook_uninstall(context->repository, name, marker, error))
            return -1;
        pm_context_say(
            context, place.state == PM_HOOK_ABSENT ? "  %s was not installed\n" : "  removed %s\n",
            name);
    }
    return PM_EXIT_OK;
}

static int
run_status(PmContext *context, const void *options, char **arguments, GError **error)
{
    static const char *const words[] = { [PM_HOOK_ABSENT] = "not installed",
                                         [PM_HOOK_OURS] = "installed",
                                         [PM_HOOK_FOREIGN] = "somebody else's hook is there" };
    (void)options;
    (void)arguments;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        Place place;
        if (!look(context, rows[i].name, &place, error))
            return -1;
        fprintf(context->out, "%-12s  %s\n", rows[i].name,
                place.calls_us ? "called by your own hook" : words[place.state]);
    }
    return PM_EXIT_OK;
}

static int
run_run(PmContext *context, const void *options, char **arguments, GError **error)
{
    (void)options;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (g_str_equal(rows[i].name, arguments[0]))
            return rows[i].run(context, error);
    pm_error_set(error, PM_ERROR_USAGE, "there is pre-commit", "there is no hook '%s'",
                 arguments[0]);
    return -1;
}

static const PmCommand install = {
    .name = "install",
    .summary = "Install the hooks; somebody else's are left alone",
    .arguments = "",
    .options = install_options,
    .options_size = sizeof(InstallOptions),
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
    .summary = "git hooks that check what is committed",
    .arguments = "<verb> …",
    .verbs = verbs,
};
