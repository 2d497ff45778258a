/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `check --fix` and `check --diff`: mend what can be mended without changing what a document says,
 * in the working tree, or show what that would be.
 */
#pragma once

#include "command/checking.h"

typedef enum {
    PM_FIX_NOT = 0,
    PM_FIX_WRITE = 1, /* --fix */
    PM_FIX_SHOW = 2,  /* --diff: the change alone, and nothing is written */
} PmFixMode;

typedef struct PmCheckFix PmCheckFix;

/* Refuse what can't go together: both modes, a word or option `against` (may be NULL), a bare
 * repository. PM_ERROR_USAGE. */
bool pm_check_fix_admit(const PmContext *context, PmFixMode mode, const char *against,
                        GError **error);

/* `checking->tried` gets the paths, for the report of what is left, and lives as long as this.
 * `format` is that of the report about standard input; `stdin_filename` may be NULL. */
PmCheckFix *pm_check_fix_new(PmChecking *checking, PmFixMode mode, const char *format,
                             const char *stdin_filename);
void pm_check_fix_free(PmCheckFix *fix);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmCheckFix, pm_check_fix_free)

/*
 * Fix the documents and files that `words` name; no words: all of the ledger but those that have
 * sign-offs, which would be stale then, and those that were adopted as they are. The exit code of
 * this part, or -1 with an error.
 */
int pm_check_fix_run(PmCheckFix *fix, char **words, GError **error);
/* Is all said, so that no report of what is left has to follow? */
bool pm_check_fix_is_all(const PmCheckFix *fix);
