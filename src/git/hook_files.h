/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hook files of a repository, installed politely: into the folder that git runs hooks from
 * (core.hooksPath; hooks of linked worktrees are the common directory's), never over somebody
 * else's file.
 */
#pragma once

#include "git/repository.h"

typedef enum {
    PM_HOOK_ABSENT,
    PM_HOOK_OURS,
    PM_HOOK_FOREIGN, /* a file that we did not write */
} PmHookState;

/*
 * Is the folder outside of the repository, where others may run its hooks, too? `*out_folder` names
 * it (g_free()).
 */
bool pm_hook_is_shared(const PmRepository *repository, char **out_folder);

/* Ours is what has `marker` in its text. */
bool pm_hook_state(PmRepository *repository, const char *name, const char *marker,
                   PmHookState *out_state, char **out_path, GError **error);
/* Write (or refresh) our hook; a foreign one is PM_ERROR_STATE, with a hint that shows the line
 * to add to it. */
bool pm_hook_install(PmRepository *repository, const char *name, const char *text,
                     const char *marker, GError **error);
/* Where somebody adds a line to the foreign hook at `path`: there; or in the file that husky runs
 * for its own, which it writes anew whenever it likes. g_free() */
char *pm_hook_place_for_line(const char *path);
bool pm_hook_uninstall(PmRepository *repository, const char *name, const char *marker,
                       GError **error);
