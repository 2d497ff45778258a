/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What verify is asked, and what was known of the history before.
 */
#pragma once

#include "command/verify_scope.h"

typedef struct {
    PmVerifyScope scope;
    PmAuditOptions how; /* `expect_policy` and `chain` are the caller's */
    PmCheckpoint known; /* of how.checkpoint */
    char *upstream;     /* the branch that is shared; NULL: none … */
    PmOid shared;       /* … its tip, of how.known */
    GArray *seen;       /* of how.seen */
} PmVerifyQuestion;

/* `expected`: a commit, or the file of a checkpoint; or NULL. The question must stay where it is.
 */
bool pm_verify_question_ask(PmContext *context, char **words, const char *expected,
                            PmVerifyQuestion *question, GError **error);
/* Is there anything that the history can be held against? Else one that was rewritten as a whole
 * looks as good as any. */
bool pm_verify_question_is_held(const PmVerifyQuestion *question);
void pm_verify_question_clear(PmVerifyQuestion *question);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmVerifyQuestion, pm_verify_question_clear)
