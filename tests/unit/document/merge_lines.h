/* SPDX-License-Identifier: Apache-2.0 */
/* Lines merged by git itself, and three versions of a document merged with that. */
#pragma once

#include "document/merge.h"

#include "../oracle.h"

#include <string.h>

/* git merge-file -p; its exit code counts the conflicts. It is not asked where only one side
 * changed anything, for it takes 5 ms. */
static inline bool
merge_by_git(const PmPiece sides[PM_SIDE_COUNT], const PmConflictMarks *marks, GString *out,
             void *data)
{
    (void)data;
    PmSide side;
    if (pm_conflict_pick(sides, &side)) {
        g_string_append_len(out, sides[side].bytes != NULL ? sides[side].bytes : "",
                            (gssize)sides[side].length);
        return true;
    }
    char *paths[PM_SIDE_COUNT] = { NULL };
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        int file = g_file_open_tmp("merge-XXXXXX", &paths[i], NULL);
        g_assert_cmpint(file, >=, 0);
        close(file);
        g_assert_true(g_file_set_contents(paths[i], sides[i].bytes ? sides[i].bytes : "",
                                          (gssize)sides[i].length, NULL));
    }
    const char *style = marks->style == PM_CONFLICT_DIFF3 ? "--diff3" : "-q";
    const char *argv[] = { "git",
                           "merge-file",
                           "-p",
                           "-q",
                           style,
                           "-L",
                           "ours",
                           "-L",
                           "base",
                           "-L",
                           "theirs",
                           paths[PM_SIDE_OURS],
                           paths[PM_SIDE_BASE],
                           paths[PM_SIDE_THEIRS],
                           NULL };
    g_autofree char *answer = NULL;
    g_autoptr(GError) error = NULL;
    int status = 0;
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_LEAVE_DESCRIPTORS_OPEN,
                 NULL, NULL, &answer, NULL, &status, &error);
    g_assert_no_error(error);
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        g_unlink(paths[i]);
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        g_free(paths[i]);
    g_string_append(out, answer);
    return g_spawn_check_wait_status(status, NULL);
}

static inline PmPiece
piece_of(const char *text)
{
    return (PmPiece){ text, text != NULL ? strlen(text) : 0 };
}

static inline PmMerge
merge_texts(PmArena *arena, const char *base, const char *ours, const char *theirs)
{
    const PmPiece sides[] = { piece_of(base), piece_of(ours), piece_of(theirs) };
    const PmMergeHow how = { .marks = { .labels = { "base", "ours", "theirs" } },
                             .lines = merge_by_git };
    return pm_merge(arena, sides, &how);
}
