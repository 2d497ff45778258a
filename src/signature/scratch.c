/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/scratch.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "git-postmortem-scratch-"

/* Its folder is locked while its process lives: the kernel frees that, however it dies. */
struct PmScratch {
    char *path;
    int folder;
    GPtrArray *files;
};

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    (void)remove(path);
    return 0;
}

static void
remove_all(const char *path)
{
    /* depth first, so that directories are empty when their turn comes; symlinks are removed, not
     * followed */
    (void)nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static int
open_folder(const char *path)
{
    return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* What a process left that was interrupted: a folder of ours that nobody holds. */
static void
remove_stale(const char *path)
{
    struct stat status;
    int folder = open_folder(path);
    if (folder < 0)
        return;
    if (fstat(folder, &status) == 0 && status.st_uid == geteuid() &&
        (status.st_mode & 0777) == 0700 && flock(folder, LOCK_EX | LOCK_NB) == 0)
        remove_all(path);
    (void)close(folder);
}

static void *
sweep(void *data)
{
    g_autoptr(GDir) listing = g_dir_open(g_get_tmp_dir(), 0, NULL);
    const char *name;
    while (listing != NULL && (name = g_dir_read_name(listing)) != NULL) {
        g_autofree char *path = g_build_filename(g_get_tmp_dir(), name, NULL);
        if (g_str_has_prefix(name, PREFIX))
            remove_stale(path);
    }
    return data;
}

/* Where locks are not to be had, nothing is swept either. */
static int
hold(const char *path)
{
    int folder = open_folder(path);
    if (folder >= 0)
        (void)flock(folder, LOCK_EX);
    return folder;
}

/* Another process may have swept it before it was held. */
static bool
is_there(const char *path, int folder)
{
    struct stat held, named;
    return fstat(folder, &held) == 0 && lstat(path, &named) == 0 && held.st_dev == named.st_dev &&
           held.st_ino == named.st_ino;
}

PmScratch *
pm_scratch_new(GError **error)
{
    static GOnce swept = G_ONCE_INIT;
    (void)g_once(&swept, sweep, NULL);
    for (;;) {
        g_autoptr(GError) problem = NULL;
        g_autofree char *path = g_dir_make_tmp(PREFIX "XXXXXX", &problem);
        if (!path) {
            pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot make a temporary directory: %s",
                         problem->message);
            return NULL;
        }
        int folder = hold(path);
        if (folder >= 0 && !is_there(path, folder)) {
            (void)close(folder);
            continue;
        }
        PmScratch *scratch = g_new0(PmScratch, 1);
        scratch->path = g_steal_pointer(&path);
        scratch->folder = folder;
        scratch->files = g_ptr_array_new_with_free_func(g_free);
        return scratch;
    }
}

void
pm_scratch_free(PmScratch *scratch)
{
    if (!scratch)
        return;
    remove_all(scratch->path);
    if (scratch->folder >= 0)
        (void)close(scratch->folder);
    g_ptr_array_unref(scratch->files);
    g_free(scratch->path);
    g_free(scratch);
}

const char *
pm_scratch_path(const PmScratch *scratch)
{
    return scratch->path;
}

const char *
pm_scratch_write(PmScratch *scratch, const char *name, const char *text, size_t length,
                 GError **error)
{
    g_autofree char *path = g_build_filename(scratch->path, name, NULL);
    g_autoptr(GError) problem = NULL;
    if (!g_file_set_contents_full(path, text ? text : "", (gssize)length, G_FILE_SET_CONTENTS_NONE,
                                  0600, &problem)) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot write a temporary file: %s",
                     problem->message);
        return NULL;
    }
    g_ptr_array_add(scratch->files, path);
    return g_steal_pointer(&path);
}
