/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A path as the user typed it, as a path in the repository.
 */
#include "git/beneath.h"
#include "git/repository.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>

/* The rest of `path` behind the leading part that is the folder `root`, whatever links lead to it;
 * or NULL. */
static const char *
behind_root(const char *path, const char *root)
{
    g_autofree char *prefix = g_strdup(path);
    struct stat wanted, status;

    if (stat(root, &wanted) != 0)
        return NULL;
    for (char *end = prefix + strlen(prefix);;) {
        *end = '\0';
        if (stat(*prefix ? prefix : "/", &status) == 0 && status.st_dev == wanted.st_dev &&
            status.st_ino == wanted.st_ino) {
            const char *rest = path + (end - prefix);
            return *rest == '/' ? rest + 1 : rest;
        }
        end = strrchr(prefix, '/');
        if (end == NULL)
            return NULL;
    }
}

/* Whether a part of `path` beneath `root` is a link; what does not exist is none. */
static bool
has_link(const char *root, const char *path)
{
    g_autofree char *full = g_strconcat(root, path, NULL); /* `root` ends with a slash */
    struct stat status;

    for (char *end = strchr(full + strlen(root), '/'); end; end = strchr(end + 1, '/')) {
        *end = '\0';
        bool is_link = lstat(full, &status) == 0 && S_ISLNK(status.st_mode);
        *end = '/';
        if (is_link)
            return true;
    }
    return lstat(full, &status) == 0 && S_ISLNK(status.st_mode);
}

/* Without a working tree a path is already one of the repository. */
static char *
relative_in_bare(const char *path, GError **error)
{
    g_autofree char *canonical = g_canonicalize_filename(path, "/");

    if (!g_path_is_absolute(path) && (canonical[1] == '\0' || pm_beneath_is_path(canonical + 1)))
        return g_strdup(canonical + 1);
    pm_error_set(error, PM_ERROR_UNTRUSTED, "in a bare repository, give paths from its root",
                 "'%s' is no path inside the repository", path);
    return NULL;
}

char *
pm_repository_relative(const PmRepository *repository, const char *path, GError **error)
{
    const char *root = pm_repository_workdir(repository);

    if (strlen(path) >= PATH_MAX) {
        pm_error_set(error, PM_ERROR_LIMIT, NULL, "a path of more than %d bytes", PATH_MAX - 1);
        return NULL;
    }
    if (root == NULL)
        return relative_in_bare(path, error);
    g_autofree char *canonical = g_canonicalize_filename(path, NULL);
    const char *rest = behind_root(canonical, root);
    if (rest == NULL) {
        pm_error_set(error, PM_ERROR_UNTRUSTED, NULL, "'%s' is outside the repository at '%s'",
                     path, root);
        return NULL;
    }
    if (*rest && !pm_beneath_is_path(rest)) {
        pm_error_set(error, PM_ERROR_UNTRUSTED, NULL, "'%s' is no path inside the repository",
                     path);
        return NULL;
    }
    if (has_link(root, rest)) {
        pm_error_set(error, PM_ERROR_UNTRUSTED, "put a regular file or folder in its place",
                     "'%s' is or passes through a symbolic link", path);
        return NULL;
    }
    return g_strdup(rest);
}

bool
pm_repository_is_led_away(const PmRepository *repository, const char *path)
{
    const char *root = pm_repository_workdir(repository);

    if (root == NULL || strlen(path) >= PATH_MAX)
        return false;
    g_autofree char *canonical = g_canonicalize_filename(path, NULL);
    const char *rest = behind_root(canonical, root);
    return rest != NULL && has_link(root, rest);
}
