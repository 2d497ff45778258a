/* SPDX-License-Identifier: Apache-2.0 */
#include "git/writer_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE_SECONDS 20
#define OWNER_WIDTH 20

struct PmWriterLock {
    int file;    /* -1: not held yet */
    mode_t mask; /* of the process before */
};

/* The folder `postmortem` in a git directory. */
static char *
make_folder(const char *git_dir, GError **error)
{
    g_autofree char *folder = g_build_filename(git_dir, "postmortem", NULL);

    if (mkdir(folder, 0777) == 0 || errno == EEXIST)
        return g_steal_pointer(&folder);
    pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot make '%s': %s", folder, g_strerror(errno));
    return NULL;
}

char *
pm_writer_folder(const PmRepository *repository, GError **error)
{
    return make_folder(pm_repository_git_dir(repository), error);
}

bool
pm_writer_durable(const PmRepository *repository)
{
    g_autofree char *wanted = pm_repository_config(repository, "core.fsync");

    return wanted == NULL || strcmp(g_strstrip(wanted), "none") != 0;
}

void
pm_writer_pause(unsigned attempt)
{
    gint32 longest = (gint32)MIN(5u << MIN(attempt, 5u), 100u);

    g_usleep((gulong)g_random_int_range(1, longest + 1) * 1000);
}

/* Leave our process id for the message of whoever waits; not worth an error. */
static void
sign_owner(int file)
{
    char owner[OWNER_WIDTH + 1];

    g_snprintf(owner, sizeof(owner), "%-*ld\n", OWNER_WIDTH - 1, (long)getpid());
    ssize_t written = pwrite(file, owner, OWNER_WIDTH, 0);
    (void)written;
}

/* Whose id the lock file holds; 0 while it holds none. */
static long
read_owner(int file)
{
    char owner[OWNER_WIDTH + 1] = "";
    ssize_t length = pread(file, owner, OWNER_WIDTH, 0);

    owner[MAX(length, 0)] = '\0';
    return strtol(owner, NULL, 10);
}

/*
 * flock(2) without blocking, again and again, so that a stuck process does not make two. Patience
 * is with each owner: as long as they take turns, there is a queue and nobody is stuck.
 */
static bool
wait_for(int file, const char *path, GError **error)
{
    gint64 deadline = 0;
    long owner = -1;

    while (flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK) {
            pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot lock '%s': %s", path,
                         g_strerror(errno));
            return false;
        }
        long now = read_owner(file);
        if (now != owner)
            deadline = g_get_monotonic_time() + PATIENCE_SECONDS * G_USEC_PER_SEC;
        owner = now;
        if (g_get_monotonic_time() > deadline) {
            pm_error_set(error, PM_ERROR_CONFLICT, "wait for it; it may be asking for a passphrase",
                         "another git-postmortem (process %ld) has been writing for %d s; nothing "
                         "was changed",
                         owner, PATIENCE_SECONDS);
            return false;
        }
        pm_writer_pause(1);
    }
    return true;
}

/* core.sharedRepository, which libgit2 minds only in git init: what others may do with new files
 * is the process's own mask. */
static mode_t
choose_mask(const PmRepository *repository, mode_t mask)
{
    static const struct {
        const char *name;
        mode_t opened;
    } words[] = {
        { "group", 0070 }, { "true", 0070 },  { "1", 0070 },         { "all", 0075 },
        { "2", 0075 },     { "world", 0075 }, { "everybody", 0075 },
    };
    g_autofree char *shared = pm_repository_config(repository, "core.sharedRepository");
    guint64 mode = 0;

    for (size_t i = 0; shared && i < G_N_ELEMENTS(words); i++) {
        if (g_ascii_strcasecmp(shared, words[i].name) == 0)
            return mask & ~words[i].opened;
    }
    /* 0640: the mode of files; who may read one may enter a folder */
    if (shared && *shared == '0' && g_ascii_string_to_unsigned(shared, 8, 0600, 0777, &mode, NULL))
        return 0777 & ~((mode_t)mode | ((mode_t)mode & 0444) >> 2);
    return mask;
}

PmWriterLock *
pm_writer_lock_take(const PmRepository *repository, GError **error)
{
    g_autoptr(PmWriterLock) lock = g_new0(PmWriterLock, 1);

    lock->file = -1;
    lock->mask = umask(077);
    umask(choose_mask(repository, lock->mask));
    g_autofree char *folder = make_folder(pm_repository_common_dir(repository), error);
    if (folder == NULL)
        return NULL;
    g_autofree char *path = g_build_filename(folder, "lock", NULL);

    /* never to a child: a hook that lives on would keep it */
    lock->file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (lock->file < 0) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot open '%s': %s", path, g_strerror(errno));
        return NULL;
    }
    if (!wait_for(lock->file, path, error))
        return NULL;
    sign_owner(lock->file);
    return g_steal_pointer(&lock);
}

void
pm_writer_lock_release(PmWriterLock *lock)
{
    if (lock == NULL)
        return;
    umask(lock->mask);
    if (lock->file >= 0)
        close(lock->file);
    g_free(lock);
}
