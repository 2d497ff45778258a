/* SPDX-License-Identifier: Apache-2.0 */
#include "command/place.h"

void
pm_place_clear(PmPlace *place)
{
    pm_tracked_clear(&place->push.tracked);
}

static bool
refuse_usage(GError **error, const char *hint, const char *what)
{
    pm_error_set(error, PM_ERROR_USAGE, hint, "%s", what);
    return false;
}

/* The ref that a name stands for, as git would find a branch: one of ours first. */
static const char *
find_ref(PmContext *context, const char *name, PmOid *out_tip)
{
    static const char *const before[] = { "", "refs/heads/", "refs/remotes/" };
    for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
        const char *ref = pm_arena_printf(context->arena, "%s%s", before[i], name);
        if ((g_str_has_prefix(ref, "refs/heads/") || g_str_has_prefix(ref, "refs/remotes/")) &&
            pm_repository_read_ref(context->repository, ref, out_tip, NULL) &&
            !g_str_equal(out_tip->hex, PM_OID_ZERO.hex))
            return ref;
    }
    return NULL;
}

bool
pm_place_find(PmContext *context, const PmPlaceOptions *options, const PmWriteOptions *write,
              PmPlace *out_place, GError **error)
{
    PmPlace place = { .words = "" };
    PmOid tip;
    if (options->on == NULL) {
        *out_place = place;
        return !options->push || refuse_usage(error, "git push pushes what was committed",
                                              "--push needs --on <remote>/<branch>");
    }
    if (write->no_commit)
        return refuse_usage(error, NULL, "--no-commit is for the branch that is checked out");
    place.read = find_ref(context, options->on, &tip);
    if (place.read == NULL) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "git branch -a lists them; git fetch brings more",
                     "there is no branch '%s'", options->on);
        return false;
    }
    bool remote = g_str_has_prefix(place.read, "refs/remotes/");
    if (remote && !options->push)
        return refuse_usage(error, "with --push it is written there",
                            "a remote's branch can't be written here");
    if (!remote && options->push)
        return refuse_usage(error, "--on <remote>/<branch>", "--push is for a remote's branch");
    place.words = pm_arena_printf(context->arena, " --on %s%s",
                                  pm_context_word(context, options->on), remote ? " --push" : "");
    place.write = remote ? NULL : place.read;
    place.pushes = remote;
    place.push.tip = tip;
    if (remote && !pm_tracked_find(context->repository, place.read, &place.push.tracked, error))
        return false;
    *out_place = place;
    return true;
}
