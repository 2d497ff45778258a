/* SPDX-License-Identifier: Apache-2.0 */
#include "command/action_proof.h"

#include "git/content.h"

#define PROOF_LIMIT ((size_t)512 * 1024 * 1024)

bool
pm_action_proof_read(PmContext *context, const char *given, const char **out_kept, GError **error)
{
    *out_kept = given;
    if (given == NULL || !g_file_test(given, G_FILE_TEST_IS_REGULAR))
        return true;
    g_autofree char *path = pm_repository_relative(context->repository, given, error);
    PmOid tip;
    if (path == NULL || !pm_repository_resolve(context->repository, "HEAD", &tip, error))
        return false;
    g_autoptr(PmContent) tree = pm_content_commit(context->repository, &tip, error);
    g_autoptr(GError) found = NULL;
    g_autoptr(GBytes) bytes =
        tree != NULL ? pm_content_read(tree, path, PROOF_LIMIT, &found) : NULL;
    if (bytes == NULL) {
        pm_error_set(error, PM_ERROR_REFUSED, "commit it first, or say in words what it shows",
                     "the proof %s is a file that no commit has", path);
        return false;
    }
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    *out_kept = pm_arena_printf(context->arena, "%s sha256:%s", path, digest);
    return true;
}

/* "load-tst.txt", "logs/test": whoever types that means a file most often. */
static bool
looks_like_file(const char *text)
{
    return g_regex_match_simple("^[^\\s:#@]*(/[^\\s:#@]+|[^\\s:#@]\\.[A-Za-z][A-Za-z0-9]{0,4})$",
                                text, 0, 0);
}

void
pm_action_proof_tell(PmContext *context, const char *given, const char *kept)
{
    if (given != NULL && g_str_equal(given, kept) && looks_like_file(given))
        pm_context_hint(context, "there is no file %s: the proof is kept as words\n",
                        pm_context_word(context, given));
}
