/* SPDX-License-Identifier: Apache-2.0 */
#include "git/store_stamp.h"

#include "git/handle.h"

#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SETTLED 2 /* seconds */

/* The first half of a SHA-256. */
typedef struct {
    guint8 bytes[16];
} Mark;

typedef struct {
    GArray *marks;
    GChecksum *checksum;
    time_t young; /* a file that changed then or later is */
    bool settled;
    bool told; /* all of them could be looked at */
} Walk;

static void
add_file(Walk *walk, const char *path)
{
    guint8 digest[32];
    gsize length = sizeof digest;
    struct stat status;
    Mark mark;

    if (stat(path, &status) != 0) {
        walk->told = false;
        return;
    }
    if (status.st_ctim.tv_sec >= walk->young)
        walk->settled = false;
    g_autofree char *line = g_strdup_printf(
        "%s %ju %ju %jd.%09ld %jd.%09ld", path, (uintmax_t)status.st_ino, (uintmax_t)status.st_size,
        (intmax_t)status.st_mtim.tv_sec, status.st_mtim.tv_nsec, (intmax_t)status.st_ctim.tv_sec,
        status.st_ctim.tv_nsec);
    g_checksum_reset(walk->checksum);
    g_checksum_update(walk->checksum, (const guchar *)line, (gssize)strlen(line));
    g_checksum_get_digest(walk->checksum, digest, &length);
    memcpy(mark.bytes, digest, sizeof mark.bytes);
    g_array_append_val(walk->marks, mark);
}

static void
add_folder(Walk *walk, const char *folder)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GDir) listing = g_dir_open(folder, 0, &failure);
    const char *name;

    if (listing == NULL && !g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        walk->told = false;
    while (walk->told && listing && (name = g_dir_read_name(listing)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        add_file(walk, path);
    }
}

static void
add_store(Walk *walk, const char *folder)
{
    g_autofree char *packs = g_build_filename(folder, "pack", NULL);

    add_folder(walk, packs);
    for (unsigned byte = 0; walk->told && byte < 256; byte++) {
        g_autofree char *loose = g_strdup_printf("%s/%02x", folder, byte);
        add_folder(walk, loose);
    }
}

static int
by_bytes(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(Mark));
}

bool
pm_store_stamp(const PmRepository *repository, PmStoreStamp *out_stamp)
{
    g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(Mark));
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *shallow = pm_repository_shallow_path(repository);
    Walk walk = { .marks = marks,
                  .checksum = checksum,
                  .young = time(NULL) - SETTLED,
                  .settled = true,
                  .told = true };

    for (guint i = 0; walk.told && i < repository->object_folders->len; i++)
        add_store(&walk, repository->object_folders->pdata[i]);
    if (walk.told && g_file_test(shallow, G_FILE_TEST_EXISTS))
        add_file(&walk, shallow);
    if (!walk.told)
        return false;
    g_array_sort(marks, by_bytes);
    out_stamp->settled = walk.settled;
    out_stamp->marks = g_bytes_new(marks->data, marks->len * sizeof(Mark));
    return true;
}

void
pm_store_stamp_clear(PmStoreStamp *stamp)
{
    g_clear_pointer(&stamp->marks, g_bytes_unref);
}

char *
pm_store_stamp_digest(const PmStoreStamp *stamp)
{
    return g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, stamp->marks);
}

bool
pm_store_stamp_holds(const PmStoreStamp *stamp, GBytes *earlier)
{
    gsize size, earlier_size;
    const guint8 *now = g_bytes_get_data(stamp->marks, &size);
    const guint8 *then = g_bytes_get_data(earlier, &earlier_size);
    gsize at = 0;

    if (earlier_size % sizeof(Mark) != 0)
        return false;
    for (gsize i = 0; i < earlier_size; i += sizeof(Mark)) {
        while (at < size && memcmp(now + at, then + i, sizeof(Mark)) < 0)
            at += sizeof(Mark);
        if (at == size || memcmp(now + at, then + i, sizeof(Mark)) != 0)
            return false;
        at += sizeof(Mark);
    }
    return true;
}
