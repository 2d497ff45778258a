/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/scratch.h"

#include <errno.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>

struct PmScratch {
    char *path;
    GPtrArray *files;
};

PmScratch *
pm_scratch_new(GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *path = g_dir_make_tmp("git-postmortem-XXXXXX", &problem);
    if (!path) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot make a temporary directory: %s",
                     problem->message);
        return NULL;
    }
    PmScratch *scratch = g_new0(PmScratch, 1);
    scratch->path = g_steal_pointer(&path);
    scratch->files = g_ptr_array_new_with_free_func(g_free);
    return scratch;
}

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    (void)remove(path);
    return 0;
}

void
pm_scratch_free(PmScratch *scratch)
{
    if (!scratch)
        return;
    /* depth first, so that directories are empty when their turn comes; symlinks are removed, not
     * followed */
    (void)nftw(scratch->path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
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
