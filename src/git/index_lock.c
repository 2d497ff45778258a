/* SPDX-License-Identifier: Apache-2.0 */
#include "git/index_lock.h"

#include "git/file_write.h"
#include "git/lock_owner.h"
#include "git/writer_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE_SECONDS 5
#define MARKER "git-postmortem index lock\n"
#define MARKER_LIMIT 256

struct PmIndexLock {
    char *path;
    dev_t device;
    ino_t inode;
};

/* The slow way for file systems without hard links: there the lock is empty for a moment. */
static int
create_exclusive(const char *draft, const char *path, GBytes *marker)
{
    size_t length = 0;
    const char *text = g_bytes_get_data(marker, &length);

    if (renameat2(AT_FDCWD, draft, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0)
        return errno;
    int status = write(file, text, length) == (ssize_t)length ? 0 : EIO;
    close(file);
    if (status != 0)
        unlink(path);
    return status;
}

/* link(2) is O_EXCL with contents: nobody ever sees our lock without its marker. */
static int
place(const char *draft, const char *path, GBytes *marker)
{
    static const int no_links[] = { EPERM, EOPNOTSUPP, ENOSYS, EMLINK };

    if (link(draft, path) == 0)
        return 0;
    int status = errno;
    for (size_t i = 0; i < G_N_ELEMENTS(no_links); i++) {
        if (status == no_links[i])
            return create_exclusive(draft, path, marker);
    }
    return status;
}

static bool
place_patiently(const char *draft, const char *path, GBytes *marker, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + PATIENCE_SECONDS * G_USEC_PER_SEC;
    int status = place(draft, path, marker);

    for (unsigned attempt = 0; status == EEXIST && g_get_monotonic_time() < deadline; attempt++) {
        pm_writer_pause(attempt);
        status = place(draft, path, marker);
    }
    if (status == EEXIST) {
        pm_lock_owner_explain("the index", path, PATIENCE_SECONDS, error);
    } else if (status != 0) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot make '%s': %s", path,
                     g_strerror(status));
    }
    return status == 0;
}

/* The lock at `path` as the file that it is now. */
static PmIndexLock *
identify(const char *path)
{
    struct stat status;

    if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return NULL;
    PmIndexLock *lock = g_new0(PmIndexLock, 1);
    lock->path = g_strdup(path);
    lock->device = status.st_dev;
    lock->inode = status.st_ino;
    return lock;
}

PmIndexLock *
pm_index_lock_adopt(const char *index_path, const char *nonce)
{
    g_autofree char *path = g_strconcat(index_path, ".lock", NULL);
    g_autofree char *wanted = g_strconcat(MARKER, nonce ? nonce : "", nonce ? "\n" : "", NULL);
    char text[MARKER_LIMIT + 1] = "";

    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0)
        return NULL;
    ssize_t length = read(file, text, MARKER_LIMIT);
    close(file);
    return length > 0 && g_str_has_prefix(text, wanted) ? identify(path) : NULL;
}

PmIndexLock *
pm_index_lock_take(const char *index_path, const char *nonce, GError **error)
{
    g_autofree char *path = g_strconcat(index_path, ".lock", NULL);
    g_autofree char *draft = g_strconcat(index_path, ".postmortem-lock", NULL);
    char *text = g_strdup_printf(MARKER "%s\n%ld\n", nonce, (long)getpid());
    g_autoptr(GBytes) marker = g_bytes_new_take(text, strlen(text));

    int status = pm_file_create(AT_FDCWD, draft, marker, 0666, false);
    if (status != 0) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot lock the index: %s: '%s'",
                     g_strerror(status), draft);
        return NULL;
    }
    bool placed = place_patiently(draft, path, marker, error);
    PmIndexLock *lock = placed ? identify(path) : NULL;
    unlink(draft);
    if (placed && lock == NULL)
        pm_error_set(error, PM_ERROR_CONFLICT, NULL,
                     "'%s' was taken away while this was being written; nothing was changed", path);
    return lock;
}

bool
pm_index_lock_stands(const PmIndexLock *lock)
{
    struct stat status;

    return lstat(lock->path, &status) == 0 && status.st_dev == lock->device &&
           status.st_ino == lock->inode;
}

void
pm_index_lock_leave(PmIndexLock *lock)
{
    if (lock == NULL)
        return;
    g_free(lock->path);
    g_free(lock);
}

void
pm_index_lock_release(PmIndexLock *lock)
{
    if (lock == NULL)
        return;
    if (pm_index_lock_stands(lock))
        unlink(lock->path);
    pm_index_lock_leave(lock);
}
