/* SPDX-License-Identifier: Apache-2.0 */
#include "git/ownership.h"

#include "base/home.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A repository that was found by looking upwards. Paths have no slash at the end. */
typedef struct {
    char *git_dir;
    char *worktree; /* NULL when bare */
    char *git_file; /* the file .git of a linked worktree or submodule, or NULL */
} Found;

static void
found_clear(Found *found)
{
    g_free(found->git_dir);
    g_free(found->worktree);
    g_free(found->git_file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Found, found_clear)

static char *
real_path(const char *path)
{
    g_autofree char *canonical = g_canonicalize_filename(path, NULL);
    char *resolved = realpath(canonical, NULL);
    char *result = g_strdup(resolved ? resolved : canonical);

    free(resolved);
    return result;
}

static bool
is_beneath(const char *path, const char *folder)
{
    size_t length = strlen(folder);

    return strncmp(path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

/* The working tree that led to `found->git_dir`: its own folder, or the nearest one with a file
 * .git. */
static void
find_worktree(Found *found, const char *start)
{
    g_autofree char *folder = real_path(start);

    if (is_beneath(folder, found->git_dir))
        return;
    if (g_str_has_suffix(found->git_dir, "/.git")) {
        found->worktree = g_path_get_dirname(found->git_dir);
        return;
    }
    for (;;) {
        g_autofree char *candidate = g_build_filename(folder, ".git", NULL);
        if (g_file_test(candidate, G_FILE_TEST_IS_REGULAR)) {
            found->git_file = g_steal_pointer(&candidate);
            found->worktree = g_steal_pointer(&folder);
            return;
        }
        if (strcmp(folder, "/") == 0)
            return;
        char *parent = g_path_get_dirname(folder);
        g_free(folder);
        folder = parent;
    }
}

static bool
find(Found *found, const char *start, GError **error)
{
    g_auto(git_buf) buffer = { 0 };
    const char *across = g_getenv("GIT_DISCOVERY_ACROSS_FILESYSTEM");
    int across_file_systems = 0;

    if (across)
        git_config_parse_bool(&across_file_systems, across);
    int status = git_repository_discover(&buffer, start, across_file_systems,
                                         g_getenv("GIT_CEILING_DIRECTORIES"));
    if (status == GIT_ENOTFOUND) {
        g_autofree char *where = real_path(start);
        pm_error_set(error, PM_ERROR_NOT_FOUND, "make one here with: git init",
                     "not a git repository (or any of the parent directories): '%s'", where);
        return false;
    }
    if (status != 0) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot find the repository");
        return false;
    }
    found->git_dir = real_path(buffer.ptr);
    find_worktree(found, start);
    return true;
}

/* Ours, or, for root by way of sudo, the user's who called it. A missing path is nobody's fault. */
static bool
is_owned(const char *path)
{
    const char *sudo = g_getenv("SUDO_UID");
    guint64 user = 0;
    struct stat status;

    if (path == NULL || lstat(path, &status) != 0 || status.st_uid == geteuid())
        return true;
    return geteuid() == 0 && sudo &&
           g_ascii_string_to_unsigned(sudo, 10, 0, G_MAXUINT32, &user, NULL) &&
           status.st_uid == (uid_t)user;
}

static bool
matches_exception(const char *pattern, const char *path)
{
    if (strcmp(pattern, "*") == 0)
        return true;
    g_autofree char *expanded = pm_home_expand(pattern);
    if (g_str_has_suffix(expanded, "/*")) {
        expanded[strlen(expanded) - 2] = '\0';
        return is_beneath(path, expanded) && strcmp(path, expanded) != 0;
    }
    g_autofree char *resolved = real_path(expanded);
    return strcmp(expanded, path) == 0 || strcmp(resolved, path) == 0;
}

/* safe.directory: an empty value forgets those before it. */
static bool
is_exception(const PmConfiguration *trusted, const char *path)
{
    g_auto(GStrv) patterns = pm_configuration_get_all(trusted, "safe.directory");
    bool safe = false;

    for (char **pattern = patterns; *pattern; pattern++)
        safe = **pattern && (safe || matches_exception(*pattern, path));
    return safe;
}

bool
pm_ownership_check(const char *start, const PmConfiguration *trusted, GError **error)
{
    g_auto(Found) found = { 0 };

    if (!find(&found, start, error))
        return false;
    const char *path = found.worktree ? found.worktree : found.git_dir;
    bool owned = is_owned(found.git_file) && is_owned(found.worktree) && is_owned(found.git_dir);
    if (!owned && !is_exception(trusted, path)) {
        g_autofree char *quoted = g_shell_quote(path);
        g_autofree char *hint = g_strdup_printf(
            "if you trust it, run: git config --global --add safe.directory %s", quoted);
        pm_error_set(error, PM_ERROR_UNTRUSTED, hint,
                     "detected dubious ownership in repository at '%s'", path);
        return false;
    }
    g_autofree char *bare = pm_configuration_get(trusted, "safe.bareRepository");
    if (found.worktree == NULL && g_strcmp0(bare, "explicit") == 0 &&
        !g_str_has_suffix(found.git_dir, "/.git")) {
        pm_error_set(error, PM_ERROR_UNTRUSTED,
                     "if you trust it, name it with: git --git-dir=PATH postmortem …",
                     "cannot use bare repository '%s' (safe.bareRepository is 'explicit')",
                     found.git_dir);
        return false;
    }
    return true;
}
