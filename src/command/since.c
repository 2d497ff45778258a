/* SPDX-License-Identifier: Apache-2.0 */
#include "command/since.h"

#include "git/range.h"

#include <string.h>

bool
pm_since_open(const PmState *state, const char *revision, PmEarlier *out_earlier, GError **error)
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
    PmEarlier earlier = { .commit = then };
    pm_range_fork(context->repository, &now, &then, &earlier.commit, NULL);
    earlier.content = pm_content_commit(context->repository, &earlier.commit, error);
    if (earlier.content == NULL)
        return false;
    earlier.corpus = pm_corpus_open(context->arena, earlier.content, context->config, error);
    if (earlier.corpus == NULL) {
        pm_since_clear(&earlier);
        return false;
    }
    *out_earlier = earlier;
    return true;
}

void
pm_since_clear(PmEarlier *earlier)
{
    g_clear_pointer(&earlier->content, pm_content_close);
}
