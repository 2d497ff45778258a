/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a push is told, so that it reads well behind "remote: ": at most 20 lines of at most 72
 * columns, however much there is to say.
 */
#pragma once

#include "command/push.h"

typedef struct {
    PmContext *context;
    size_t lines; /* printed so far */
} PmPushText;

/* What was found of one ref. Refusals come first; call it for refused refs first, too. */
void pm_push_print(PmPushText *text, const PmRefUpdate *update, const PmDiagnostics *found);
