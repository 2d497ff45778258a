/* SPDX-License-Identifier: Apache-2.0 */
#include "command/upstream.h"

#include <string.h>

char *
pm_upstream(PmContext *context)
{
    g_autofree char *head = pm_repository_head_ref(context->repository, NULL);
    if (head == NULL || !g_str_has_prefix(head, "refs/heads/"))
        return NULL;
    const char *branch = head + strlen("refs/heads/");
    g_autofree char *remote_key = g_strdup_printf("branch.%s.remote", branch);
    g_autofree char *merge_key = g_strdup_printf("branch.%s.merge", branch);
    g_autofree char *remote = pm_repository_config(context->repository, remote_key);
    g_autofree char *merge = pm_repository_config(context->repository, merge_key);
    if (remote == NULL || merge == NULL || !g_str_has_prefix(merge, "refs/heads/"))
        return NULL;
    if (g_str_equal(remote, "."))
        return g_steal_pointer(&merge);
    return g_strdup_printf("refs/remotes/%s/%s", remote, merge + strlen("refs/heads/"));
}
