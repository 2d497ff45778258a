/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All commits of a document, its sign-offs and its evidence, also from when it lay elsewhere.
 */
#pragma once

#include "config/config.h"
#include "git/past.h"

typedef struct {
    PmPast past;
    const char *path;       /* of the document then */
    const char *moved_from; /* the commit moved it from there; NULL: it did not */
} PmStoryEvent;

/* What of PmPast.has is what. */
enum { PM_STORY_DOCUMENT = 1, PM_STORY_SIGNOFFS = 2, PM_STORY_EVIDENCE = 4 };

/* Newest first. Elements PmStoryEvent, strings in the arena; g_array_unref(). */
GArray *pm_story_of(PmArena *arena, PmRepository *repository, const PmOid *tip, const char *path,
                    bool *out_cut, GError **error);
