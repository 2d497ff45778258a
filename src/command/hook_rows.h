/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The git hooks that there are, one row each, and what lies in the place of one.
 */
#pragma once

#include "command/command.h"
#include "git/hook_files.h"

typedef enum {
    PM_HOOK_OF_CLONE,  /* install brings it where there is a working tree */
    PM_HOOK_OF_SERVER, /* and this where there is none */
    PM_HOOK_ASKED_FOR, /* by its name alone: what it does, another one does too */
} PmHookSide;

typedef struct {
    const char *name;
    PmHookSide side;
    bool worktree; /* git runs it in a working tree alone */
    /* What `hooks run <name>` does; the arguments are those that git gives. Exit 0, 1; -1 with an
     * error. */
    int (*run)(PmContext *context, char **arguments, GError **error);
} PmHookRow;

extern const PmHookRow pm_hook_rows[]; /* ends with a NULL name */

/* NULL with PM_ERROR_USAGE, and the names that there are. */
const PmHookRow *pm_hook_row_find(PmContext *context, const char *name, GError **error);
/* Does install bring it here by itself? */
bool pm_hook_row_is_default(const PmContext *context, const PmHookRow *row);

/* The file that install writes. */
const char *pm_hook_row_text(PmContext *context, const PmHookRow *row);

/* What is there in the place of a hook. */
typedef struct {
    PmHookState state;
    bool calls_us; /* a foreign one, that does our work */
} PmHookPlace;

bool pm_hook_row_look(PmContext *context, const PmHookRow *row, PmHookPlace *out_place,
                      GError **error);

/* In every hook file that we write; how we know our own. */
extern const char pm_hook_marker[];
