/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes to front matter and body. Front matter begins with a line `---` at the very start (after a
 * byte-order mark at most) and ends at the next line `---` or `...`; further such lines belong to
 * the body.
 */
#pragma once

#include "base/diagnostic.h"

typedef enum {
    PM_SPLIT_NONE, /* no front matter: everything is body */
    PM_SPLIT_FOUND,
    PM_SPLIT_UNTERMINATED, /* opened and never closed: everything after the fence is body */
} PmSplitState;

typedef struct {
    PmSplitState state;
    PmSpan front; /* the YAML text between the fences, without them */
    PmSpan body;
    bool bom;
} PmSplit;

PmSplit pm_split(const char *bytes, size_t length);
