/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `--since`: the state from which findings are no news.
 */
#pragma once

#include "command/checking.h"
#include "command/state.h"

/*
 * Where `revision` and the commit of `state` (HEAD for the working tree) parted; `revision` itself
 * where they have nothing in common, or a shallow clone does not know what. Where there was no
 * ledger then, or no document, everything is news.
 */
bool pm_since_open(const PmState *state, const char *revision, PmEarlier *out_earlier,
                   GError **error);
void pm_since_clear(PmEarlier *earlier);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmEarlier, pm_since_clear)
