/* SPDX-License-Identifier: Apache-2.0 */
#include "git/loose_file.h"

#include "base/error.h"
#include "git/file_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 0, or errno: ESTALE when the file holds something else than these bytes. */
static int
compare_at(int folder, const char *name, GBytes *bytes)
{
    size_t length, done = 0;
    const char *wanted = g_bytes_get_data(bytes, &length);
    char piece[65536];
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? ESTALE : errno;
    ssize_t count;
    while ((count = read(file, piece, sizeof piece)) > 0) {
        size_t size = (size_t)count;
        if (size > length - done || memcmp(wanted + done, piece, size) != 0)
            break;
        done += size;
    }
    int status = count < 0 ? errno : count > 0 || done != length ? ESTALE : 0;
    close(file);
    return status;
}

static bool
explain(const char *path, int status, GError **error)
{
    if (status == ESTALE)
        pm_error_set(error, PM_ERROR_CONFLICT, "look at it, then run the command again",
                     "'%s' changed while this was being written; nothing was changed", path);
    else if (status == ELOOP)
        pm_error_set(error, PM_ERROR_UNTRUSTED, "name the file that it leads to",
                     "'%s' is a symbolic link, or no regular file; nothing was changed", path);
    else
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot write '%s': %s; nothing was changed",
                     path, g_strerror(status));
    return false;
}

/* 0, or errno; ELOOP for a link and what is no regular file, EACCES for a read-only one. */
static int
look_at(int folder, const char *name, struct stat *out_file)
{
    if (fstatat(folder, name, out_file, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? ESTALE : errno;
    if (!S_ISREG(out_file->st_mode))
        return ELOOP;
    return (out_file->st_mode & 0222) == 0 ? EACCES : 0;
}

bool
pm_loose_file_check_writable(const char *path, GError **error)
{
    struct stat file;
    int status = look_at(AT_FDCWD, path, &file);
    return status == 0 || explain(path, status, error);
}

/* The names change places, so that what came out can be looked at, and put back. */
static int
exchange(int folder, const char *draft, const char *name, GBytes *expected)
{
    if (renameat2(folder, draft, folder, name, RENAME_EXCHANGE) != 0) {
        if (errno != EINVAL && errno != ENOSYS)
            return errno;
        return renameat(folder, draft, folder, name) == 0 ? 0 : errno;
    }
    int status = compare_at(folder, draft, expected);
    if (status == 0)
        return unlinkat(folder, draft, 0) == 0 ? 0 : errno;
    if (renameat2(folder, draft, folder, name, RENAME_EXCHANGE) != 0)
        return errno;
    return status;
}

static int
rewrite_at(int folder, const char *name, GBytes *expected, GBytes *bytes)
{
    struct stat file;
    g_autofree char *draft = g_strdup_printf(".%s.postmortem-%ld", name, (long)getpid());
    int status = look_at(folder, name, &file);
    if (status == 0)
        status = compare_at(folder, name, expected);
    if (status == 0)
        status = pm_file_create(folder, draft, bytes, file.st_mode & 0777, true);
    if (status != 0)
        return status;
    if (fchmodat(folder, draft, file.st_mode & 0777, 0) != 0)
        status = errno;
    if (status == 0)
        status = exchange(folder, draft, name, expected);
    if (status != 0)
        unlinkat(folder, draft, 0);
    return status == 0 ? pm_file_flush(folder, ".") : status;
}

bool
pm_loose_file_rewrite(const char *path, GBytes *expected, GBytes *bytes, GError **error)
{
    g_autofree char *above = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(path);
    int folder = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int status = folder < 0 ? errno : rewrite_at(folder, name, expected, bytes);
    if (folder >= 0)
        close(folder);
    return status == 0 || explain(path, status, error);
}
