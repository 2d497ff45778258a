/* SPDX-License-Identifier: Apache-2.0 */
#include "git/store_stamp.h"

#include "git/handle.h"

#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SETTLED 2 /* seconds */

typedef struct {
    GPtrArray *lines; /* char * */
    time_t young;     /* a file that changed then or later may change again unseen */
    bool told;        /* all of them could be looked at */
} Stamp;

static void
add_file(Stamp *stamp, const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0 || status.st_ctim.tv_sec >= stamp->young) {
        stamp->told = false;
        return;
    }
    g_ptr_array_add(stamp->lines,
                    g_strdup_printf("%s %ju %ju %jd.%09ld %jd.%09ld", path,
                                    (uintmax_t)status.st_ino, (uintmax_t)status.st_size,
                                    (intmax_t)status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                                    (intmax_t)status.st_ctim.tv_sec, status.st_ctim.tv_nsec));
}

static void
add_folder(Stamp *stamp, const char *folder)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GDir) listing = g_dir_open(folder, 0, &failure);
    const char *name;

    if (listing == NULL && !g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        stamp->told = false;
    while (stamp->told && listing && (name = g_dir_read_name(listing)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        add_file(stamp, path);
    }
}

static int
by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *
pm_store_stamp(const PmRepository *repository)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *shallow = pm_repository_shallow_path(repository);
    Stamp stamp = { .lines = lines, .young = time(NULL) - SETTLED, .told = true };

    for (guint i = 0; stamp.told && i < repository->object_folders->len; i++) {
        const char *folder = repository->object_folders->pdata[i];
        g_autofree char *packs = g_build_filename(folder, "pack", NULL);
        add_folder(&stamp, packs);
        for (unsigned byte = 0; stamp.told && byte < 256; byte++) {
            g_autofree char *loose = g_strdup_printf("%s/%02x", folder, byte);
            add_folder(&stamp, loose);
        }
    }
    if (stamp.told && g_file_test(shallow, G_FILE_TEST_EXISTS))
        add_file(&stamp, shallow);
    if (!stamp.told)
        return NULL;
    g_ptr_array_sort(lines, by_text);
    for (guint i = 0; i < lines->len; i++)
        g_checksum_update(checksum, lines->pdata[i], (gssize)strlen(lines->pdata[i]) + 1);
    return g_strdup(g_checksum_get_string(checksum));
}
