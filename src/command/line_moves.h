/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents along a first-parent line: their versions, and their names where they were moved.
 */
#pragma once

#include "command/command.h"
#include "git/line.h"

typedef struct PmLineMoves PmLineMoves;

/* `steps`: PmLineStep, newest first; borrowed, as are the paths. `prefix`: where documents are, now
 * and then. */
PmLineMoves *pm_line_moves_new(PmContext *context, const GArray *steps, const char *prefix);
void pm_line_moves_free(PmLineMoves *moves);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmLineMoves, pm_line_moves_free)

/* One to follow, by its name where the walk begins. */
void pm_line_moves_watch(PmLineMoves *moves, const char *path);
/* On from a step to the newest. */
bool pm_line_moves_forward(PmLineMoves *moves, guint step, GError **error);
/* What one is called where a walk came to, by its name where it began; as it was, if it is gone. */
const char *pm_line_moves_name(const PmLineMoves *moves, const char *path);

/* A version of a document that came with a step. */
typedef struct {
    PmOid blob;
    gssize step;
    bool first; /* no name of it was there before */
} PmLineVersion;

/* `path`: as it was called where the walk began. */
typedef struct {
    void (*see)(void *data, const char *path, const PmLineVersion *version);
    void *data;
} PmLineEye;

/* Back from a step to the oldest, by every version that stood there. */
bool pm_line_moves_back(PmLineMoves *moves, guint step, const PmLineEye *eye, GError **error);
