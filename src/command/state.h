/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ledger as one state has it, and what judges it: the working tree, or any commit with the config
 * and the schema that it has itself.
 */
#pragma once

#include "check/check.h"
#include "command/command.h"
#include "ledger/corpus.h"

typedef struct {
    PmContext context;      /* a copy, whose content and config are this state's */
    PmContent *owned;       /* the content, where it is a commit's */
    PmOid commit;           /* PM_OID_ZERO: no commit */
    const PmCorpus *corpus; /* NULL: no ledger */
    PmChecker *checker;
} PmState;

/* Has the context's content a config that can't be used, so that the defaults stand in for it? */
bool pm_state_is_broken(const PmContext *context);
/* What the context has: the working tree, or HEAD where the repository is bare. */
bool pm_state_open(PmContext *context, PmState *out_state, GError **error);
/* A commit's; `name` is how the user called it. PM_ERROR_NOT_FOUND where it has no ledger. A config
 * that can't be used leaves `config` NULL, and corpus and checker with it. */
bool pm_state_open_commit(PmContext *context, const PmOid *commit, const char *name,
                          PmState *out_state, GError **error);
void pm_state_clear(PmState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmState, pm_state_clear)
