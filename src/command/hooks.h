/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The git hooks of a repository.
 */
#pragma once

#include "command/hook_rows.h"

typedef enum {
    PM_HOOKS_INSTALL,
    PM_HOOKS_SHARED, /* into a folder of several repositories, too */
    PM_HOOKS_TRY,    /* only say whether it would be refused */
} PmHooksHow;

/* Install every hook that is for here, and say so. PM_ERROR_STATE where somebody else's is there
 * that does not call us, or the folder is outside of the repository. */
bool pm_hooks_install(PmContext *context, PmHooksHow how, GError **error);

/* The same of one hook, for here or not. */
bool pm_hooks_install_one(PmContext *context, const PmHookRow *row, PmHooksHow how, GError **error);
/* For each hook; one that is refused keeps none of the others out, and the first is told. */
bool pm_hooks_each(PmContext *context,
                   bool (*act)(PmContext *, const PmHookRow *, PmHooksHow, GError **),
                   PmHooksHow how, GError **error);

/* Is each of them there? */
bool pm_hooks_installed(PmContext *context, bool *out_installed, GError **error);
