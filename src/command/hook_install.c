/* SPDX-License-Identifier: Apache-2.0 */
/* The files of the hooks, in the folder that git runs them from: politely. */
#include "command/hooks.h"

#include "base/text.h"
#include "command/merge_setup.h"

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
install_file(PmContext *context, const PmHookRow *row, const PmHookPlace *place, PmHooksHow how,
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
    if (!pm_hook_install(context->repository, row->name, pm_hook_row_text(context, row),
                         pm_hook_marker, error))
        return false;
    pm_context_say(context, "  installed %s%s%s\n", row->name, shared ? " for all that use " : "",
                   shared ? pm_context_safe(context, folder) : "");
    return true;
}

bool
pm_hooks_install_one(PmContext *context, const PmHookRow *row, PmHooksHow how, GError **error)
{
    PmHookPlace place;
    if (!pm_hook_row_look(context, row, &place, error))
        return false;
    if (!place.calls_us)
        return install_file(context, row, &place, how, error);
    pm_context_say(context, "  %s is called by your own hook\n", row->name);
    return true;
}

/* For each hook; one that is refused keeps none of the others out, and the first is told. */
bool
pm_hooks_each(PmContext *context,
              bool (*act)(PmContext *, const PmHookRow *, PmHooksHow, GError **), PmHooksHow how,
              GError **error)
{
    g_autoptr(GError) first = NULL;
    for (const PmHookRow *row = pm_hook_rows; row->name != NULL; row++)
        act(context, row, how, first == NULL ? &first : NULL);
    if (first == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&first));
    return false;
}

static bool
install_default(PmContext *context, const PmHookRow *row, PmHooksHow how, GError **error)
{
    return !pm_hook_row_is_default(context, row) || pm_hooks_install_one(context, row, how, error);
}

bool
pm_hooks_install(PmContext *context, PmHooksHow how, GError **error)
{
    bool done = pm_hooks_each(context, install_default, how, error);
    return (how == PM_HOOKS_TRY || pm_merge_setup_install(context, done ? error : NULL)) && done;
}

bool
pm_hooks_installed(PmContext *context, bool *out_installed, GError **error)
{
    bool all = true;
    for (const PmHookRow *row = pm_hook_rows; row->name != NULL; row++) {
        PmHookPlace place;
        if (!pm_hook_row_is_default(context, row))
            continue;
        if (!pm_hook_row_look(context, row, &place, error))
            return false;
        all &= place.state == PM_HOOK_OURS || place.calls_us;
    }
    *out_installed = all;
    return true;
}
