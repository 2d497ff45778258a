/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes that people made in the working tree with their own editor, committed as events.
 */
#pragma once

#include "command/target.h"
#include "command/write.h"

typedef struct {
    PmContext *context;
    const PmWriteOptions *options;
    const char *event; /* "commit", "edit" */
    const char *text;  /* the user's, for each commit; NULL: none */
    const PmCorpus *corpus;
    PmContent *tip; /* NULL: unborn */
    PmOid tip_oid;
    PmChecker *checker;
} PmByHand;

/* PM_ERROR_REFUSED in a bare repository: it has no files. */
bool pm_by_hand_open(PmContext *context, const PmWriteOptions *options, const char *event,
                     PmByHand *out_hand, GError **error);
void pm_by_hand_clear(PmByHand *hand);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmByHand, pm_by_hand_clear)

/* Does the working tree have the document otherwise than the tip, or evidence that the tip lacks?
 */
bool pm_by_hand_is_changed(const PmByHand *hand, const PmCorpusEntry *entry);

/*
 * Commit the working tree's version of one document (or `bytes`, where not NULL), and of its
 * evidence, after judging it. Findings are printed to err. Exit code, or -1 with an error.
 */
int pm_by_hand_commit(const PmByHand *hand, const PmCorpusEntry *entry, GBytes *bytes,
                      GError **error);
