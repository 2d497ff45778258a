/* SPDX-License-Identifier: Apache-2.0 */
#include "command/since.h"

#include "git/range.h"

#include <string.h>

bool
pm_since_open(const PmState *state, const char *revision, PmSince *out_since, GError **error)
{
    const PmContext *context = &state->context;
    PmOid then, now = state->commit;
    if (context->repository == NULL) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "there is no repository, and so no '%s'",
                     revision);
        return false;
    }
    if (!pm_repository_resolve(context->repository, revision, &then, error) ||
        (strcmp(now.hex, PM_OID_ZERO.hex) == 0 &&
         !pm_repository_resolve(context->repository, "HEAD", &now, error)))
        return false;
    PmSince since = { .earlier.commit = then };
    pm_range_fork(context->repository, &now, &then, &since.earlier.commit, NULL);
    since.earlier.content = pm_content_commit(context->repository, &since.earlier.commit, error);
    if (since.earlier.content == NULL)
        return false;
    since.earlier.corpus =
        pm_corpus_open(context->arena, since.earlier.content, context->config, error);
    if (since.earlier.corpus == NULL) {
        pm_since_clear(&since);
        return false;
    }
    *out_since = since;
    return true;
}

void
pm_since_clear(PmSince *since)
{
    g_clear_pointer(&since->earlier.content, pm_content_close);
}
