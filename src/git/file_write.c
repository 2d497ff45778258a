/* SPDX-License-Identifier: Apache-2.0 */
#include "git/file_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* write(2) may take less than it was given. */
static int
write_all(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return written < 0 ? errno : ENOSPC;
        bytes += written;
        length -= (size_t)written;
    }
    return 0;
}

int
pm_file_create(int folder, const char *name, GBytes *bytes, mode_t mode, bool durable)
{
    size_t length = 0;
    const char *start = g_bytes_get_data(bytes, &length);

    if (unlinkat(folder, name, 0) != 0 && errno != ENOENT)
        return errno;
    int file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (file < 0)
        return errno;
    int status = write_all(file, start, length);
    if (status == 0 && durable && fsync(file) != 0)
        status = errno;
    /* some file systems say only here that the disk is full */
    if (close(file) != 0 && status == 0)
        status = errno;
    if (status != 0)
        unlinkat(folder, name, 0);
    return status;
}

void
pm_file_flush_begin(int folder, const char *name)
{
    int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (file < 0)
        return;
    sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
    close(file);
}

int
pm_file_flush(int folder, const char *name)
{
    int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (file < 0)
        return errno;
    int status = fsync(file) == 0 ? 0 : errno;
    close(file);
    /* folders can't be flushed everywhere, and then need not be */
    return status == EINVAL || status == EROFS ? 0 : status;
}

int
pm_file_replace(const char *path, GBytes *bytes, mode_t mode, bool durable)
{
    g_autofree char *draft = g_strconcat(path, ".new", NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    int status = pm_file_create(AT_FDCWD, draft, bytes, mode, durable);

    if (status != 0)
        return status;
    if (rename(draft, path) != 0) {
        status = errno;
        unlink(draft);
        return status;
    }
    return durable ? pm_file_flush(AT_FDCWD, folder) : 0;
}
