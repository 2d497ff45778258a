/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How one event is taken back, by what it did: files that become again what they were, or a word
 * that its author revokes.
 */
#pragma once

#include "command/past_event.h"
#include "command/write.h"

typedef struct {
    PmContext *context;
    const PmWriteOptions *options;
    const PmPastEvent *event;
    PmOid tip; /* at which it was found */
} PmUndo;

/* Exit code, or -1 with an error. */
int pm_undo_files(const PmUndo *undo, GError **error);
int pm_undo_signoff(const PmUndo *undo, GError **error);

/* The .signoff file that the event brought; NULL: none. */
const PmTreeDelta *pm_undo_find_signoff(const PmPastEvent *event);
