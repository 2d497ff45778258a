/* SPDX-License-Identifier: Apache-2.0 */
#include "command/shared_branch.h"

#include <string.h>

static bool
has_tracking(PmContext *context, const char *remote, const char *ref)
{
    g_autofree char *tracking =
        g_strdup_printf("refs/remotes/%s/%s", remote, ref + strlen("refs/heads/"));
    PmOid oid;
    return pm_repository_read_ref(context->repository, tracking, &oid, NULL) &&
           !g_str_equal(oid.hex, PM_OID_ZERO.hex);
}

/* A clone has the name of the remote's HEAD. */
static const char *
head_of_remote(PmContext *context, const char *remote)
{
    g_autofree char *place = g_strdup_printf("refs/remotes/%s/HEAD", remote);
    g_autofree char *prefix = g_strdup_printf("refs/remotes/%s/", remote);
    g_autofree char *head = pm_repository_symbolic_ref(context->repository, place);
    return head != NULL && g_str_has_prefix(head, prefix)
               ? pm_arena_printf(context->arena, "refs/heads/%s", head + strlen(prefix))
               : NULL;
}

/* A repository that was begun here guesses as git would name it. */
static const char *
guess(PmContext *context, const char *remote, bool (*is_new)(const char *ref, void *data),
      void *data)
{
    g_autofree char *configured = pm_repository_config(context->repository, "init.defaultBranch");
    const char *names[] = { configured, "main", "master" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *ref =
            names[i] != NULL ? pm_arena_printf(context->arena, "refs/heads/%s", names[i]) : NULL;
        if (ref != NULL &&
            (has_tracking(context, remote, ref) || (is_new != NULL && is_new(ref, data))))
            return ref;
    }
    return NULL;
}

static const char *
default_branch(PmContext *context, const char *remote, bool (*is_new)(const char *ref, void *data),
               void *data)
{
    if (remote == NULL) {
        g_autofree char *head = pm_repository_symbolic_ref(context->repository, "HEAD");
        return pm_arena_strdup(context->arena, head);
    }
    const char *head = head_of_remote(context, remote);
    return head != NULL ? head : guess(context, remote, is_new, data);
}

const char *const *
pm_shared_branches(PmContext *context, const char *remote,
                   bool (*is_new)(const char *ref, void *data), void *data)
{
    g_autofree char *configured = pm_repository_config(context->repository, "postmortem.protected");
    g_auto(GStrv) names = g_strsplit_set(configured != NULL ? configured : "", " \t,", -1);
    const char **refs = pm_arena_new0(context->arena, const char *, g_strv_length(names) + 2);
    size_t count = 0;
    for (char **name = names; *name != NULL; name++)
        if (**name != '\0')
            refs[count++] = g_str_has_prefix(*name, "refs/")
                                ? pm_arena_strdup(context->arena, *name)
                                : pm_arena_printf(context->arena, "refs/heads/%s", *name);
    if (count == 0)
        refs[0] = default_branch(context, remote, is_new, data);
    return refs;
}
