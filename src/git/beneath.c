/* SPDX-License-Identifier: Apache-2.0 */
#include "git/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool
is_part(const char *part, size_t length)
{
    if (length == 0 || (length == 1 && part[0] == '.') ||
        (length == 2 && part[0] == '.' && part[1] == '.'))
        return false;
    return length != 4 || g_ascii_strncasecmp(part, ".git", 4) != 0;
}

bool
pm_beneath_is_path(const char *path)
{
    for (const char *part = path;;) {
        size_t length = strcspn(part, "/");
        if (!is_part(part, length))
            return false;
        if (part[length] == '\0')
            return true;
        part += length + 1;
    }
}

/* openat(2) that says ELOOP for a link whatever else is asked: O_DIRECTORY alone gives ENOTDIR,
 * O_PATH opens it. */
static int
open_part(int folder, const char *name, int flags, unsigned mode)
{
    int file = openat(folder, name, flags | O_NOFOLLOW, (mode_t)mode);
    int why = errno;
    struct stat status;

    if ((file < 0 && why == ENOTDIR) || (file >= 0 && (flags & O_PATH))) {
        if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode)) {
            if (file >= 0)
                close(file);
            file = -1;
            why = ELOOP;
        }
    }
    errno = why;
    return file;
}

/* One part after the other, each opened without following. */
static int
walk(int root, const char *path, int flags, unsigned mode)
{
    int folder = fcntl(root, F_DUPFD_CLOEXEC, 0);
    const char *part = path;

    for (const char *slash = strchr(part, '/'); folder >= 0 && slash; slash = strchr(part, '/')) {
        g_autofree char *name = g_strndup(part, (size_t)(slash - part));
        int next = open_part(folder, name, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
        int why = errno;

        close(folder);
        errno = why;
        folder = next;
        part = slash + 1;
    }
    if (folder < 0)
        return -1;
    int file = open_part(folder, part, flags, mode);
    int why = errno;
    close(folder);
    errno = why;
    return file;
}

static int
open_without_links(int root, const char *path, int flags, unsigned mode)
{
    struct open_how how = {
        .flags = (unsigned)flags,
        .mode = flags & O_CREAT ? mode : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    int file = -1;

    do {
        file = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
    } while (file < 0 && (errno == EINTR || errno == EAGAIN));
    /* an old kernel, or a container's filter that does not know the call */
    if (file < 0 && (errno == ENOSYS || errno == EPERM || errno == E2BIG || errno == EINVAL))
        file = walk(root, path, flags, mode);
    return file;
}

int
pm_beneath_open(int root, const char *path, int flags, unsigned mode, GError **error)
{
    if (!pm_beneath_is_path(path)) {
        pm_error_set(error, PM_ERROR_UNTRUSTED, NULL, "'%s' is no path inside the repository",
                     path);
        return -1;
    }
    flags |= O_CLOEXEC; /* not O_NOFOLLOW: with RESOLVE_NO_SYMLINKS it turns ELOOP into ENOTDIR */
    if (!(flags & O_PATH))
        flags |= O_NONBLOCK | O_NOCTTY;
    int file = open_without_links(root, path, flags, mode);
    if (file >= 0)
        return file;
    if (errno == ELOOP || errno == EXDEV)
        pm_error_set(error, PM_ERROR_UNTRUSTED, "put a regular file or folder in its place",
                     "'%s' is or passes through a symbolic link", path);
    else if (errno == ENOENT || errno == ENOTDIR)
        pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "there is no '%s'", path);
    else
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot open '%s': %s", path, g_strerror(errno));
    return -1;
}

int
pm_beneath_open_parent(int root, const char *path, const char **out_name, GError **error)
{
    const char *slash = strrchr(path, '/');

    if (!pm_beneath_is_path(path)) {
        pm_error_set(error, PM_ERROR_UNTRUSTED, NULL, "'%s' is no path inside the repository",
                     path);
        return -1;
    }
    *out_name = slash ? slash + 1 : path;
    if (slash == NULL)
        return fcntl(root, F_DUPFD_CLOEXEC, 0);
    g_autofree char *folder = g_strndup(path, (size_t)(slash - path));
    return pm_beneath_open(root, folder, O_PATH | O_DIRECTORY, 0, error);
}
