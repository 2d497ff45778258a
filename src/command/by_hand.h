/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes that people made in the working tree with their own editor, committed as events.
 */
#pragma once

#include "command/write.h"

/* Does the working tree have the document otherwise than the tip? */
bool pm_by_hand_is_changed(PmContext *context, PmContent *tip, const PmCorpusEntry *entry);

/*
 * Commit the working tree's version of one document, and of its evidence, after checking it: a
 * draft is refused only when it can't be read or holds a secret; later, any error is. Findings are
 * printed to err. Exit code, or -1 with an error.
 */
int pm_by_hand_commit(PmContext *context, const PmWriteOptions *options, const PmCorpusEntry *entry,
                      const char *event, GError **error);
