/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `--since`: the state from which findings are no news.
 */
#pragma once

#include "command/checking.h"
#include "command/state.h"

typedef struct {
    PmEarlier earlier;
} PmSince;

/*
 * Where `revision` and the commit of `state` (HEAD for the working tree) parted; `revision` itself
 * where they have nothing in common, or a shallow clone does not know what. Where there was no
 * ledger then, or no document, everything is news.
 */
bool pm_since_open(const PmState *state, const char *revision, PmSince *out_since, GError **error);
void pm_since_clear(PmSince *since);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmSince, pm_since_clear)
