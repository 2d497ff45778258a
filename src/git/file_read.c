/* SPDX-License-Identifier: Apache-2.0 */
#include "git/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* 0 with an opened regular file, or errno. A FIFO without a writer opens at once, too. */
static int
open_regular(const char *path, int *out_file, size_t *out_size)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0)
        return errno;
    int result = fstat(file, &status) != 0 ? errno : S_ISREG(status.st_mode) ? 0 : ENOTSUP;
    if (result != 0) {
        close(file);
        return result;
    }
    *out_file = file;
    *out_size = (size_t)status.st_size;
    return 0;
}

int
pm_file_read(const char *path, size_t most, GBytes **out_bytes)
{
    int file;
    size_t size, done = 0;
    ssize_t count = 1;
    int result = open_regular(path, &file, &size);
    if (result != 0)
        return result;
    size = MIN(size, most);
    g_autofree char *bytes = g_try_malloc(size + 1);
    if (bytes == NULL)
        result = ENOMEM;
    while (result == 0 && done < size && count != 0) {
        count = read(file, bytes + done, size - done);
        if (count < 0 && errno != EINTR)
            result = errno;
        else if (count > 0)
            done += (size_t)count;
    }
    close(file);
    if (result == 0)
        *out_bytes = g_bytes_new_take(g_steal_pointer(&bytes), done);
    return result;
}

int
pm_file_map(const char *path, GMappedFile **out_file)
{
    int file;
    size_t size;
    int result = open_regular(path, &file, &size);
    if (result != 0)
        return result;
    GMappedFile *mapped = g_mapped_file_new_from_fd(file, FALSE, NULL);
    close(file);
    if (mapped == NULL)
        return EIO;
    *out_file = mapped;
    return 0;
}
