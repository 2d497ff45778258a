/* SPDX-License-Identifier: Apache-2.0 */
#include "command/verify_question.h"

#include "command/checkpoint_file.h"
#include "command/upstream.h"

void
pm_verify_question_clear(PmVerifyQuestion *question)
{
    pm_verify_scope_clear(&question->scope);
    g_clear_pointer(&question->upstream, g_free);
    g_clear_pointer(&question->seen, g_array_unref);
}

/* What was known is a file, or a commit. */
static bool
read_expected(PmContext *context, const char *expected, PmVerifyQuestion *question, GError **error)
{
    g_autoptr(GError) found = NULL;
    if (expected == NULL)
        return true;
    if (pm_checkpoint_file_read(context, expected, &question->known, &found))
        question->how.checkpoint = &question->known;
    else
        question->how.expect_commit = expected;
    if (found == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&found));
    return false;
}

/* Under whatever name it is asked for: the branch that is checked out, as it is now. */
static bool
is_head(PmContext *context, const PmVerifyScope *scope)
{
    PmOid head;
    return scope->word == NULL ||
           (pm_repository_resolve(context->repository, "HEAD", &head, NULL) &&
            g_str_equal(head.hex, scope->tip.hex));
}

bool
pm_verify_question_ask(PmContext *context, char **words, const char *expected,
                       PmVerifyQuestion *question, GError **error)
{
    PmVerifyScope *scope = &question->scope;
    PmAuditOptions *how = &question->how;
    if (!pm_verify_scope_read(context, words, scope, error) ||
        !read_expected(context, expected, question, error))
        return false;
    if (how->chain && (scope->range || scope->documents != NULL)) {
        pm_error_set(error, PM_ERROR_USAGE, "leave out the range and the documents",
                     "a checkpoint is of the ledger as a whole");
        return false;
    }
    question->upstream = is_head(context, scope) ? pm_upstream(context) : NULL;
    question->seen = pm_verify_seen(context, scope, question->upstream);
    how->tip = scope->tip;
    how->seen = question->seen;
    if (question->upstream != NULL &&
        pm_repository_resolve(context->repository, question->upstream, &question->shared, NULL))
        how->known = &question->shared;
    return true;
}
