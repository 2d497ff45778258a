/* SPDX-License-Identifier: Apache-2.0 */
#include "command/verify_question.h"

#include "command/checkpoint_file.h"
#include "command/upstream.h"

#include <string.h>

void
pm_verify_question_clear(PmVerifyQuestion *question)
{
    pm_verify_scope_clear(&question->scope);
    g_clear_pointer(&question->upstream, g_free);
    g_clear_pointer(&question->seen, g_array_unref);
}

/* One that is gone is what the audit is to find. */
static bool
is_whole_id(const char *word)
{
    return strlen(word) == 40 && strspn(word, "0123456789abcdefABCDEF") == 40;
}

/* A file that holds none would else be taken for a branch of its name. */
static bool
is_commit(PmContext *context, const char *word, GError **error)
{
    g_autoptr(GError) found = NULL;
    PmOid oid;
    if (g_file_test(word, G_FILE_TEST_IS_REGULAR)) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "a branch of that name is refs/heads/…",
                     "'%s' is a file, and no checkpoint that can be read", word);
        return false;
    }
    if (is_whole_id(word) || pm_repository_resolve(context->repository, word, &oid, &found))
        return true;
    if (g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND))
        pm_error_set(error, PM_ERROR_NOT_FOUND,
                     "of a commit that may be gone, give all 40 hex digits",
                     "'%s' names no commit here, and no file with a checkpoint", word);
    else
        g_propagate_error(error, g_steal_pointer(&found));
    return false;
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
    else if (found == NULL && is_commit(context, expected, &found))
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

bool
pm_verify_question_is_held(const PmVerifyQuestion *question)
{
    const PmAuditOptions *how = &question->how;
    return how->checkpoint != NULL || how->expect_commit != NULL || how->known != NULL ||
           question->seen->len > 0;
}
