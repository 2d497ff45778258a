/* SPDX-License-Identifier: Apache-2.0 */
#include "git/special_file.h"

#include "base/error.h"
#include "git/config_include.h"
#include "git/file_read.h"
#include "git/native.h"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* A branch's name has no more parts than this where anybody works with it. */
#define DEPTH_MAX 64
#define COMMONDIR_MAX 4096

/* Of each working tree. */
static const char *const own[] = {
    "HEAD",       "ORIG_HEAD",  "FETCH_HEAD",  "MERGE_HEAD",       "MERGE_MSG",
    "MERGE_MODE", "SQUASH_MSG", "REVERT_HEAD", "CHERRY_PICK_HEAD", "BISECT_LOG",
    "commondir",  "gitdir",     "index",       "config.worktree",  "info/sparse-checkout",
};

static const char *const shared[] = {
    "config", "packed-refs", "shallow", "info/grafts", "info/exclude", "info/attributes",
};

/* Folders all of whose files may be read. */
static const char *const own_folders[] = { "refs", "logs", "postmortem", "rebase-merge",
                                           "rebase-apply" };
static const char *const shared_folders[] = { "refs", "logs", "postmortem" };

const char *
pm_special_file_kind(const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return NULL;
    if (S_ISFIFO(status.st_mode))
        return "a FIFO";
    if (S_ISSOCK(status.st_mode))
        return "a socket";
    if (S_ISBLK(status.st_mode))
        return "a device";
    /* the null device has this number on Linux */
    return S_ISCHR(status.st_mode) && status.st_rdev != makedev(1, 3) ? "a device" : NULL;
}

bool
pm_special_file_refuse(const char *path, GError **error)
{
    const char *kind = pm_special_file_kind(path);

    if (kind != NULL)
        pm_error_set(error, PM_ERROR_UNTRUSTED,
                     "nothing of git makes that: look at where this repository comes from",
                     "'%s' is %s, where a file should be", path, kind);
    return kind == NULL;
}

static bool
check_folder(const char *folder, int depth, GError **error)
{
    DIR *listing = opendir(folder);
    const struct dirent *entry = NULL;
    bool fine = true;

    while (listing != NULL && fine && (entry = readdir(listing)) != NULL) {
        if (entry->d_name[0] == '.' || entry->d_type == DT_REG)
            continue;
        g_autofree char *path = g_build_filename(folder, entry->d_name, NULL);
        fine = pm_special_file_refuse(path, error) &&
               (depth == 0 || (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN) ||
                check_folder(path, depth - 1, error));
    }
    if (listing != NULL)
        closedir(listing);
    return fine;
}

static bool
check_all(const char *folder, const char *const *files, size_t count, GError **error)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *path = g_build_filename(folder, files[i], NULL);
        if (!pm_special_file_refuse(path, error))
            return false;
    }
    return true;
}

static bool
check_folders(const char *folder, const char *const *folders, size_t count, GError **error)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *path = g_build_filename(folder, folders[i], NULL);
        if (!check_folder(path, DEPTH_MAX, error))
            return false;
    }
    return true;
}

static bool
check_configuration(const char *folder, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);

    return pm_config_include_check(path, error);
}

/* NULL when `git_dir` has everything itself. */
static char *
read_common_dir(const char *git_dir)
{
    g_autofree char *path = g_build_filename(git_dir, "commondir", NULL);
    g_autoptr(GBytes) bytes = NULL;
    size_t length;

    if (pm_file_read(path, COMMONDIR_MAX, &bytes) != 0)
        return NULL;
    const char *text = g_bytes_get_data(bytes, &length);
    g_autofree char *named = g_strchomp(g_strndup(text, length));
    return g_canonicalize_filename(named, git_dir);
}

bool
pm_special_file_check(const char *git_dir, GError **error)
{
    if (!check_all(git_dir, own, G_N_ELEMENTS(own), error))
        return false;
    g_autofree char *named = read_common_dir(git_dir);
    const char *common = named ? named : git_dir;
    return check_all(common, shared, G_N_ELEMENTS(shared), error) &&
           check_configuration(common, "config", error) &&
           check_configuration(git_dir, "config.worktree", error) &&
           check_folders(common, shared_folders, G_N_ELEMENTS(shared_folders), error) &&
           (named == NULL || check_folders(git_dir, own_folders, G_N_ELEMENTS(own_folders), error));
}

bool
pm_special_file_check_all(const char *folder, GError **error)
{
    g_autofree char *above = g_path_get_dirname(folder);
    g_auto(git_buf) git_dir = { 0 };

    pm_native_start();
    if (git_repository_discover(&git_dir, folder, 1, above) != 0) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "there is no repository in '%s'", folder);
        return false;
    }
    g_autofree char *named = read_common_dir(git_dir.ptr);
    return pm_special_file_check(git_dir.ptr, error) &&
           check_folder(git_dir.ptr, DEPTH_MAX, error) &&
           (named == NULL || check_folder(named, DEPTH_MAX, error));
}
