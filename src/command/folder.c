/* SPDX-License-Identifier: Apache-2.0 */
#include "command/folder.h"

/* As the parts of a path below the root; NULL with an error. */
static char *
path_of(PmContext *context, const char *typed, GError **error)
{
    if (!pm_repository_is_bare(context->repository))
        return pm_repository_relative(context->repository, typed, error);
    g_autofree char *clean = g_canonicalize_filename(typed, "/");
    return g_strdup(clean + 1);
}

const char *
pm_folder_read(PmContext *context, const char *typed, GError **error)
{
    g_autofree char *path = path_of(context, typed, error);
    if (path == NULL)
        return NULL;
    if (*path == '\0' || g_str_equal(path, "."))
        return "";
    const char *folder =
        pm_arena_printf(context->arena, "%s%s", path, g_str_has_suffix(path, "/") ? "" : "/");
    if (!g_str_has_prefix(folder, ".git/") && !g_str_has_prefix(folder, PM_CONFIG_FOLDER))
        return folder;
    pm_error_set(error, PM_ERROR_USAGE, "for example docs/postmortems",
                 "documents can't be in '%s'", typed);
    return NULL;
}
