/* SPDX-License-Identifier: Apache-2.0 */
#include "command/hook_rows.h"

#include "base/text.h"
#include "command/message_hook.h"
#include "command/push_hook.h"
#include "command/staged.h"

#include <gio/gio.h>
#include <string.h>

GResource *pm_command_resources_get_resource(void);

const char pm_hook_marker[] = "Installed by: git postmortem hooks install";

static int
run_staged(PmContext *context, char **arguments, GError **error)
{
    (void)arguments;
    return pm_staged_hook(context, error);
}

const PmHookRow pm_hook_rows[] = {
    { "pre-commit", PM_HOOK_OF_CLONE, true, run_staged },
    { "commit-msg", PM_HOOK_OF_CLONE, true, pm_message_hook },
    { "pre-push", PM_HOOK_OF_CLONE, false, pm_push_hook_client },
    { "pre-receive", PM_HOOK_OF_SERVER, false, pm_push_hook_receive },
    { "update", PM_HOOK_ASKED_FOR, false, pm_push_hook_update },
    { 0 },
};

const PmHookRow *
pm_hook_row_find(PmContext *context, const char *name, GError **error)
{
    const char *names[G_N_ELEMENTS(pm_hook_rows)] = { 0 };
    for (size_t i = 0; pm_hook_rows[i].name != NULL; i++) {
        if (g_str_equal(pm_hook_rows[i].name, name))
            return &pm_hook_rows[i];
        names[i] = pm_hook_rows[i].name;
    }
    const char *near = pm_text_closest(name, names);
    g_autofree char *all = g_strjoinv(", ", (char **)names);
    const char *hint = near != NULL ? pm_arena_printf(context->arena, "did you mean '%s'?", near)
                                    : pm_arena_printf(context->arena, "there are %s", all);
    pm_error_set(error, PM_ERROR_USAGE, hint, "there is no hook '%s'", name);
    return NULL;
}

bool
pm_hook_row_is_default(const PmContext *context, const PmHookRow *row)
{
    bool bare = pm_repository_is_bare(context->repository);
    return row->side == (bare ? PM_HOOK_OF_SERVER : PM_HOOK_OF_CLONE);
}

const char *
pm_hook_row_text(PmContext *context, const PmHookRow *row)
{
    g_autofree char *path = g_strdup_printf("/command/%s", row->name);
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

bool
pm_hook_row_look(PmContext *context, const PmHookRow *row, PmHookPlace *out_place, GError **error)
{
    g_autofree char *path = NULL;
    PmHookPlace place = { 0 };
    if (!pm_hook_state(context->repository, row->name, pm_hook_marker, &place.state, &path, error))
        return false;
    place.calls_us = place.state == PM_HOOK_FOREIGN && calls_us(path, row->name);
    *out_place = place;
    return true;
}
