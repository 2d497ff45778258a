/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cache.h"

#include <fcntl.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECKSUM 64 /* hex digits of a SHA-256; a bit may flip on any disk */

/* NULL: there is no place. A relative path is to be ignored, says the specification. */
static char *
folder_of(const char *kind)
{
    const char *cache = g_get_user_cache_dir();
    return g_path_is_absolute(cache) ? g_build_filename(cache, "git-postmortem", kind, NULL) : NULL;
}

static char *
file_of(const char *folder, const char *key)
{
    g_autofree char *name = g_compute_checksum_for_string(G_CHECKSUM_SHA256, key, -1);
    return g_build_filename(folder, name, NULL);
}

/* Of nobody else, who could tell us anything: under sudo the home may still be another's. */
static bool
is_own(int file)
{
    struct stat status;
    return fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
           (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* Without the checksum in front; NULL: it is not that of the rest. */
static GBytes *
check(GBytes *kept)
{
    gsize length;
    const char *bytes = g_bytes_get_data(kept, &length);
    if (length < CHECKSUM)
        return NULL;
    g_autofree char *actual = g_compute_checksum_for_data(
        G_CHECKSUM_SHA256, (const guchar *)bytes + CHECKSUM, length - CHECKSUM);
    return memcmp(bytes, actual, CHECKSUM) == 0
               ? g_bytes_new_from_bytes(kept, CHECKSUM, length - CHECKSUM)
               : NULL;
}

GBytes *
pm_cache_read(const char *kind, const char *key)
{
    g_autofree char *folder = folder_of(kind);
    g_autofree char *path = folder != NULL ? file_of(folder, key) : NULL;
    int file = path != NULL ? open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
    if (file < 0)
        return NULL;
    /* it is replaced as a whole, never written to: what is mapped stays */
    g_autoptr(GMappedFile) mapped =
        is_own(file) ? g_mapped_file_new_from_fd(file, FALSE, NULL) : NULL;
    close(file);
    g_autoptr(GBytes) kept = mapped != NULL ? g_mapped_file_get_bytes(mapped) : NULL;
    return kept != NULL ? check(kept) : NULL;
}

void
pm_cache_write(const char *kind, const char *key, const GString *text)
{
    g_autofree char *folder = folder_of(kind);
    if (folder == NULL || g_mkdir_with_parents(folder, 0700) != 0)
        return;
    g_autofree char *path = file_of(folder, key);
    g_autofree char *checksum =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text->str, text->len);
    g_autoptr(GString) all = g_string_new_len(checksum, CHECKSUM);
    g_string_append_len(all, text->str, (gssize)text->len);
    g_file_set_contents_full(path, all->str, (gssize)all->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                             NULL);
}

char *
pm_cache_program(void)
{
    struct stat status = { 0 };
    bool found = stat("/proc/self/exe", &status) == 0;
    return g_strdup_printf("%s %d %ju %ju %jd.%09ld", PM_VERSION, found, (uintmax_t)status.st_ino,
                           (uintmax_t)status.st_size, (intmax_t)status.st_mtim.tv_sec,
                           status.st_mtim.tv_nsec);
}
