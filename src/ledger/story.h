/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All commits of a document, its sign-offs and its evidence, also from when it lay elsewhere.
 */
#pragma once

#include "config/config.h"
#include "git/past_kept.h"

typedef struct {
    PmPast past;
    const char *path;       /* of the document then */
    const char *moved_from; /* the commit moved it from there; NULL: it did not */
} PmStoryEvent;

/* What of PmPast.has is what. */
enum { PM_STORY_DOCUMENT = 1, PM_STORY_SIGNOFFS = 2, PM_STORY_EVIDENCE = 4 };

/* What the story is asked of. */
typedef struct {
    PmArena *arena; /* of the strings */
    PmRepository *repository;
    PmOid tip;
    bool full; /* nothing that was remembered is believed (git/past_kept.h) */
} PmStoryQuestion;

/* Newest first. Elements PmStoryEvent; g_array_unref(). */
GArray *pm_story_of(const PmStoryQuestion *question, const char *path, bool *out_cut,
                    GError **error);
