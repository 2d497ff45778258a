/* SPDX-License-Identifier: Apache-2.0 */
#include "git/push.h"

#include "base/text.h"
#include "git/native.h"

#include <string.h>

void
pm_tracked_clear(PmTracked *tracked)
{
    g_clear_pointer(&tracked->remote, g_free);
    g_clear_pointer(&tracked->branch, g_free);
}

/* The branch that a refspec for fetching brings to `ref`, or NULL. */
static char *
branch_of(const char *text, const char *ref)
{
    g_autoptr(git_refspec) spec = NULL;
    g_auto(git_buf) branch = GIT_BUF_INIT;
    if (git_refspec_parse(&spec, text, 1) != 0 || !git_refspec_dst_matches(spec, ref) ||
        git_refspec_rtransform(&branch, spec, ref) != 0 ||
        !g_str_has_prefix(branch.ptr, "refs/heads/"))
        return NULL;
    return g_strdup(branch.ptr);
}

/* Read by ourselves: git_remote_list() leaks with each remote (libgit2 1.5). */
static bool
find(git_config *config, const char *ref, PmTracked *out_tracked)
{
    g_autoptr(git_config_iterator) iterator = NULL;
    git_config_entry *entry = NULL;
    if (git_config_iterator_new(&iterator, config) != 0)
        return false;
    while (git_config_next(&entry, iterator) == 0) {
        const char *name = entry->name + strlen("remote.");
        if (!g_str_has_prefix(entry->name, "remote.") || !g_str_has_suffix(name, ".fetch") ||
            entry->value == NULL)
            continue;
        char *branch = branch_of(entry->value, ref);
        if (branch == NULL)
            continue;
        *out_tracked = (PmTracked){ .remote = g_strndup(name, strlen(name) - strlen(".fetch")),
                                    .branch = branch };
        return true;
    }
    return false;
}

bool
pm_tracked_find(const PmRepository *repository, const char *ref, PmTracked *out_tracked,
                GError **error)
{
    g_autoptr(git_config) config = NULL;
    if (git_repository_config(&config, pm_repository_handle(repository)) != 0) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot read the configuration");
        return false;
    }
    if (find(config, ref, out_tracked))
        return true;
    pm_error_set(error, PM_ERROR_NOT_FOUND, "git remote -v lists them",
                 "no remote brings '%s' here", ref);
    return false;
}

/* A relative GIT_DIR would mislead from another folder. */
static char **
environment(const PmRepository *repository)
{
    char **variables = g_get_environ();
    const char *workdir = pm_repository_workdir(repository);
    if (g_environ_getenv(variables, "GIT_DIR"))
        variables = g_environ_setenv(variables, "GIT_DIR", pm_repository_git_dir(repository), TRUE);
    if (g_environ_getenv(variables, "GIT_WORK_TREE") && workdir)
        variables = g_environ_setenv(variables, "GIT_WORK_TREE", workdir, TRUE);
    return variables;
}

/* The reason that git gives for the ref, "[rejected] (stale info)", or NULL: it did not get so far
 * (git-push(1), --porcelain). g_free() */
static char *
find_reason(const char *output)
{
    g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        g_auto(GStrv) fields = g_strsplit(lines[i], "\t", 3);
        if (g_strv_length(fields) == 3 && g_str_equal(fields[0], "!"))
            return g_strdup(fields[2]);
    }
    return NULL;
}

static bool
explain(const PmPush *push, const char *output, GError **error)
{
    const char *name = push->tracked.branch + strlen("refs/heads/");
    const char *remote = push->tracked.remote;
    g_autofree char *reason = find_reason(output);
    if (reason != NULL && g_str_has_prefix(reason, "[rejected]")) {
        g_autofree char *word = pm_text_shell_word(remote);
        g_autofree char *hint =
            g_strdup_printf("git fetch %s, look at it again, then the same once more", word);
        pm_error_set(error, PM_ERROR_CONFLICT, hint,
                     "'%s' has moved at %s since you fetched it; nothing was recorded", name,
                     remote);
        return false;
    }
    pm_error_set(error, PM_ERROR_FAILED, "git's own words are above",
                 "'%s' was not pushed to %s%s%s; nothing was recorded", name, remote,
                 reason != NULL ? ": " : "", reason != NULL ? reason : "");
    return false;
}

bool
pm_git_push(const PmRepository *repository, const PmPush *push, const PmOid *commit, bool no_verify,
            GError **error)
{
    const char *workdir = pm_repository_workdir(repository);
    g_autofree char *what = g_strdup_printf("%s:%s", commit->hex, push->tracked.branch);
    /* a branch that was deleted there, or rewritten, is not to come back by this */
    g_autofree char *lease =
        g_strdup_printf("--force-with-lease=%s:%s", push->tracked.branch, push->tip.hex);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    const char *const words[] = { "git", "push", "--porcelain", "--quiet", lease };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        g_ptr_array_add(argv, (void *)words[i]);
    if (no_verify)
        g_ptr_array_add(argv, (void *)"--no-verify");
    g_ptr_array_add(argv, (void *)"--");
    g_ptr_array_add(argv, push->tracked.remote);
    g_ptr_array_add(argv, what);
    g_ptr_array_add(argv, NULL);
    g_auto(GStrv) variables = environment(repository);
    g_autofree char *output = NULL;
    g_autoptr(GError) cause = NULL;
    int status = 0;
    /* it may ask for a passphrase */
    if (!g_spawn_sync(workdir != NULL ? workdir : pm_repository_git_dir(repository),
                      (char **)argv->pdata, variables,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, &output, NULL,
                      &status, &cause)) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot run git push: %s", cause->message);
        return false;
    }
    return g_spawn_check_wait_status(status, NULL) || explain(push, output, error);
}
