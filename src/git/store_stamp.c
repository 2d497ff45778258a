/* SPDX-License-Identifier: Apache-2.0 */
#include "git/store_stamp.h"

#include "git/handle.h"
#include "git/native.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SETTLED 2 /* seconds */
#define CHECKSUM                                                                                   \
    20           /* bytes of a SHA-1, at the end of a pack and of its index: gitformat-pack(5)     \
                  */
#define FIELDS 5 /* of a line, before the path: inode, size, two times, checksum */

typedef struct {
    GPtrArray *lines; /* char * */
    time_t young;     /* a file that changed then or later is */
    bool settled;
    bool told; /* all of them could be looked at */
} Walk;

static bool
has_checksum(const char *path)
{
    return g_str_has_suffix(path, ".pack") || g_str_has_suffix(path, ".idx");
}

static char *
hex_of(const guint8 *bytes)
{
    g_autoptr(GString) hex = g_string_new(NULL);

    for (size_t i = 0; i < CHECKSUM; i++)
        g_string_append_printf(hex, "%02x", bytes[i]);
    return g_string_free(g_steal_pointer(&hex), FALSE);
}

/* The checksum that a pack or an index says that it has; "-" for other files. */
static char *
read_checksum(const char *path)
{
    guint8 bytes[CHECKSUM];
    FILE *file = has_checksum(path) ? fopen(path, "rbe") : NULL;
    bool read = file != NULL && fseek(file, -CHECKSUM, SEEK_END) == 0 &&
                fread(bytes, 1, sizeof bytes, file) == sizeof bytes;

    if (file != NULL)
        fclose(file);
    return read ? hex_of(bytes) : g_strdup("-");
}

static void
add_file(Walk *walk, const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0 || strchr(path, '\n') != NULL) {
        walk->told = false;
        return;
    }
    if (status.st_ctim.tv_sec >= walk->young)
        walk->settled = false;
    g_autofree char *checksum = read_checksum(path);
    g_ptr_array_add(walk->lines,
                    g_strdup_printf("%ju %ju %jd.%09ld %jd.%09ld %s %s", (uintmax_t)status.st_ino,
                                    (uintmax_t)status.st_size, (intmax_t)status.st_mtim.tv_sec,
                                    status.st_mtim.tv_nsec, (intmax_t)status.st_ctim.tv_sec,
                                    status.st_ctim.tv_nsec, checksum, path));
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
by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool
pm_store_stamp(const PmRepository *repository, PmStoreStamp *out_stamp)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *shallow = pm_repository_shallow_path(repository);
    Walk walk = { .lines = lines, .young = time(NULL) - SETTLED, .settled = true, .told = true };

    for (guint i = 0; walk.told && i < repository->object_folders->len; i++)
        add_store(&walk, repository->object_folders->pdata[i]);
    if (walk.told && g_file_test(shallow, G_FILE_TEST_EXISTS))
        add_file(&walk, shallow);
    if (!walk.told)
        return false;
    g_ptr_array_sort(lines, by_text);
    g_ptr_array_add(lines, NULL);
    out_stamp->settled = walk.settled;
    out_stamp->lines = g_strjoinv("\n", (char **)lines->pdata);
    return true;
}

void
pm_store_stamp_clear(PmStoreStamp *stamp)
{
    g_clear_pointer(&stamp->lines, g_free);
}

char *
pm_store_stamp_digest(const PmStoreStamp *stamp)
{
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, stamp->lines, -1);
}

/* The path of a line, which goes to its end; NULL: it is no line of ours. */
static const char *
path_of(const char *line)
{
    for (size_t i = 0; line != NULL && i < FIELDS; i++) {
        line = strchr(line, ' ');
        line = line != NULL ? line + 1 : NULL;
    }
    return line;
}

/* Is it the file of a loose object? */
static bool
is_loose(const char *path, PmOid *out_id)
{
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *first = g_path_get_basename(folder);
    g_autofree char *hex = g_strconcat(first, name, NULL);

    if (strlen(first) != 2 || strlen(hex) != 40 || strspn(hex, "0123456789abcdef") != 40)
        return false;
    g_strlcpy(out_id->hex, hex, sizeof out_id->hex);
    return true;
}

/* Its hash is checked as it is read. */
static bool
is_there(const PmRepository *repository, const PmOid *id)
{
    git_oid oid;

    if (!pm_native_oid_parse(id, &oid, NULL))
        return false;
    g_autoptr(git_odb_object) object =
        pm_native_object(repository, &oid, GIT_OBJECT_ANY, SIZE_MAX, NULL);
    return object != NULL;
}

/* Has the file the checksum that stands in this line, all of it? */
static bool
has_its_checksum(const char *line, const char *path)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    g_auto(GStrv) fields = g_strsplit(line, " ", FIELDS + 1);
    gsize length = file != NULL ? g_mapped_file_get_length(file) : 0;

    if (length < CHECKSUM)
        return false;
    g_autofree char *actual = g_compute_checksum_for_data(
        G_CHECKSUM_SHA1, (guchar *)g_mapped_file_get_contents(file), length - CHECKSUM);
    return g_str_equal(fields[FIELDS - 1], actual);
}

static bool
holds(const PmRepository *repository, const char *line, const char *path)
{
    PmOid id;

    if (is_loose(path, &id))
        return is_there(repository, &id);
    return has_checksum(path) && has_its_checksum(line, path);
}

bool
pm_store_stamp_holds(const PmRepository *repository, const PmStoreStamp *stamp, const char *earlier)
{
    g_auto(GStrv) now = g_strsplit(stamp->lines, "\n", -1);
    g_auto(GStrv) then = g_strsplit(earlier, "\n", -1);
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);

    for (char **line = now; *line; line++)
        g_hash_table_add(known, *line);
    for (char **line = then; *line; line++) {
        const char *path = path_of(*line);
        if (path == NULL ||
            (!g_hash_table_contains(known, *line) && !holds(repository, *line, path)))
            return false;
    }
    return true;
}
