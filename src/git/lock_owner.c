/* SPDX-License-Identifier: Apache-2.0 */
#include "git/lock_owner.h"

#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char *
describe_age(const struct stat *lock, long waited)
{
    static const struct {
        long limit, unit;
        const char *name;
    } rows[] = {
        { 2 * 60, 1, "s" },
        { 2 * 60 * 60, 60, "min" },
        { 2 * 24 * 60 * 60, 60 * 60, "h" },
        { G_MAXLONG, 24 * 60 * 60, "days" },
    };
    long seconds = MAX(waited, (long)(time(NULL) - lock->st_mtime));
    size_t row = 0;

    while (seconds >= rows[row].limit)
        row++;
    return g_strdup_printf("%ld %s", seconds / rows[row].unit, rows[row].name);
}

/* Whether the process has the file open; another user's processes don't say. */
static bool
has_open(const char *process, const struct stat *lock)
{
    g_autofree char *folder = g_build_filename("/proc", process, "fd", NULL);
    g_autoptr(GDir) descriptors = g_dir_open(folder, 0, NULL);

    for (const char *name = NULL; descriptors && (name = g_dir_read_name(descriptors));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        struct stat file;
        if (stat(path, &file) == 0 && file.st_dev == lock->st_dev && file.st_ino == lock->st_ino)
            return true;
    }
    return false;
}

/* "process 4242 (git)"; NULL: no process is seen to have it open. */
static char *
find_process(const struct stat *lock)
{
    g_autoptr(GDir) processes = g_dir_open("/proc", 0, NULL);

    for (const char *name = NULL; processes && (name = g_dir_read_name(processes));) {
        if (!g_ascii_isdigit(*name) || !has_open(name, lock))
            continue;
        g_autofree char *path = g_build_filename("/proc", name, "comm", NULL);
        g_autofree char *program = NULL;
        g_file_get_contents(path, &program, NULL, NULL);
        return g_strdup_printf("process %s (%s)", name, program ? g_strchomp(program) : "?");
    }
    return NULL;
}

/* "user erin"; NULL: it is the user's own. */
static char *
find_user(const struct stat *lock)
{
    struct passwd entry;
    struct passwd *found = NULL;
    char buffer[4096];

    if (lock->st_uid == geteuid())
        return NULL;
    if (getpwuid_r(lock->st_uid, &entry, buffer, sizeof(buffer), &found) == 0 && found)
        return g_strdup_printf("user %s", found->pw_name);
    return g_strdup_printf("user %u", lock->st_uid);
}

void
pm_lock_owner_explain(const char *what, const char *path, long waited, GError **error)
{
    struct stat lock;

    if (lstat(path, &lock) != 0) {
        pm_error_set(error, PM_ERROR_CONFLICT, "run the command again",
                     "%s was locked by another program; nothing was changed", what);
        return;
    }
    g_autofree char *age = describe_age(&lock, waited);
    g_autofree char *process = find_process(&lock);
    g_autofree char *user = process ? NULL : find_user(&lock);
    const char *owner = process ? process : user;
    g_autofree char *quoted = g_shell_quote(path);
    g_autofree char *hint = g_strdup_printf(
        "wait until it is done; a git that died leaves its lock, then: rm %s", quoted);
    pm_error_set(error, PM_ERROR_CONFLICT, process ? "wait until it is done" : hint,
                 "%s has been locked for %s by %s; nothing was changed", what, age,
                 owner ? owner : "another program");
}
