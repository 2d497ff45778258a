/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How often the due days of actions were moved, in all of history, side branches too.
 */
#pragma once

#include "config/config.h"
#include "git/history.h"

typedef struct {
    guint count;       /* commits that gave it another day, or took its day away */
    const char *first; /* the first day that it had; NULL: none, or nothing is committed */
} PmDueMove;

typedef struct PmDueMoves PmDueMoves;

/*
 * Of the documents at `paths` (char *, borrowed), as they are at `tip`, and from when they had
 * other names in the documents' folder. One walk.
 */
PmDueMoves *pm_due_moves_find(PmRepository *repository, const PmConfig *config, const PmOid *tip,
                              const GPtrArray *paths, GError **error);
void pm_due_moves_free(PmDueMoves *moves);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmDueMoves, pm_due_moves_free)
PmDueMove pm_due_moves_of(const PmDueMoves *moves, const char *path, const char *action);
/* Does history end at a shallow boundary? */
bool pm_due_moves_is_cut(const PmDueMoves *moves);
