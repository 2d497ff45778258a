/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The branch that a verb reads and writes: HEAD's, another one by --on, or a remote's by --on and
 * --push, without a checkout.
 */
#pragma once

#include "command/write.h"

/* Options of the verbs that can; after the PmWriteOptions of their struct. */
typedef struct {
    char *on;
    gboolean push;
} PmPlaceOptions;
#define PM_PLACE_OPTIONS(type, member)                                                             \
    { "on",                                                                                        \
      0,                                                                                           \
      PM_OPTION_STRING,                                                                            \
      offsetof(type, member.on),                                                                   \
      "on a branch that is not checked out; with --push, a remote's: origin/<branch>",             \
      "BRANCH" },                                                                                  \
    {                                                                                              \
        "push", 0, PM_OPTION_FLAG, offsetof(type, member.push),                                    \
            "write it to the remote's branch, and to no branch here", NULL                         \
    }

typedef struct {
    const char *read;  /* the ref to read, "refs/remotes/origin/pr"; NULL: HEAD */
    const char *write; /* the branch to move, or NULL: HEAD's, or the remote's */
    bool pushes;
    PmPush push;
    const char *words; /* " --on origin/pr --push", for commands; "" for HEAD */
} PmPlace;

/* PM_ERROR_NOT_FOUND: no such branch; PM_ERROR_USAGE where the options don't go together. */
bool pm_place_find(PmContext *context, const PmPlaceOptions *options, const PmWriteOptions *write,
                   PmPlace *out_place, GError **error);
void pm_place_clear(PmPlace *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmPlace, pm_place_clear)
