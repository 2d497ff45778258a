/* SPDX-License-Identifier: Apache-2.0 */
#include "git/object_store.h"

#include "git/file_read.h"
#include "git/loose_object.h"
#include "git/pack_index.h"
#include "git/special_file.h"

#include <errno.h>
#include <git2/sys/odb_backend.h>
#include <string.h>
#include <sys/stat.h>

/* As libgit2 has them: packs are asked first. */
#define LOOSE_PRIORITY 1
#define PACK_PRIORITY 2
/* As in git. */
#define DEPTH_MAX 5
#define ALTERNATES_MAX (1024 * 1024)

typedef struct {
    git_odb *odb;
    GHashTable *known;  /* device and inode of each folder, as text */
    GPtrArray *folders; /* char *; or NULL */
} Store;

static bool
is_new(Store *store, const char *folder)
{
    struct stat status;

    /* an alternate that is not there is no error in git, until an object is missing */
    if (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode))
        return false;
    return g_hash_table_add(store->known,
                            g_strdup_printf("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                            (guint64)status.st_dev, (guint64)status.st_ino));
}

/* Takes `backend`, which is NULL when it could not be made. */
static bool
add(Store *store, git_odb_backend *backend, int priority, int depth, const char *folder,
    GError **error)
{
    int (*add_it)(git_odb *, git_odb_backend *, int) =
        depth == 0 ? git_odb_add_backend : git_odb_add_alternate;

    if (backend != NULL && add_it(store->odb, backend, priority) == 0)
        return true;
    pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot open '%s'", folder);
    return false;
}

static bool
list_indexes(const char *folder, GPtrArray *indexes, GError **error)
{
    g_autofree char *packs = g_build_filename(folder, "pack", NULL);
    g_autoptr(GDir) listing = g_dir_open(packs, 0, NULL);
    const char *name;

    while (listing && (name = g_dir_read_name(listing)) != NULL) {
        if (!g_str_has_suffix(name, ".idx"))
            continue;
        char *path = g_build_filename(packs, name, NULL);
        g_ptr_array_add(indexes, path);
        if (!pm_pack_index_is_safe(path)) {
            pm_error_set(error, PM_ERROR_UNTRUSTED, "run: git fsck",
                         "the pack index '%s' is damaged, or does not go with its pack", path);
            return false;
        }
    }
    return true;
}

/*
 * One backend for all packs, which looks for new ones when an object is missing. It would believe
 * the offsets of a multi-pack-index: beside one, each pack gets a backend of its own.
 */
static bool
add_packs(Store *store, const char *folder, int depth, GError **error)
{
    g_autoptr(GPtrArray) indexes = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *multi = g_build_filename(folder, "pack", "multi-pack-index", NULL);
    git_odb_backend *backend = NULL;

    if (!list_indexes(folder, indexes, error))
        return false;
    if (!g_file_test(multi, G_FILE_TEST_EXISTS))
        return git_odb_backend_pack(&backend, folder) == 0
                   ? add(store, backend, PACK_PRIORITY, depth, folder, error)
                   : add(store, NULL, PACK_PRIORITY, depth, folder, error);
    for (guint i = 0; i < indexes->len; i++) {
        backend = NULL;
        int status = git_odb_backend_one_pack(&backend, indexes->pdata[i]);
        if (status != GIT_ENOTFOUND &&
            !add(store, status == 0 ? backend : NULL, PACK_PRIORITY, depth, folder, error))
            return false;
    }
    return true;
}

static bool
add_folder(Store *store, const char *folder, int depth, GError **error)
{
    git_odb_backend *loose = NULL;

    if (pm_loose_object_backend(folder, &loose) != 0)
        loose = NULL;
    return add(store, loose, LOOSE_PRIORITY, depth, folder, error) &&
           add_packs(store, folder, depth, error);
}

/* NULL, without an error when the folder names none. */
static char **
read_alternates(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "info", "alternates", NULL);
    g_autoptr(GBytes) bytes = NULL;
    size_t length;

    int status = pm_file_read(path, ALTERNATES_MAX, &bytes);
    if (status == 0) {
        const char *text = g_bytes_get_data(bytes, &length);
        g_autofree char *copy = g_strndup(text, length);
        return g_strsplit(copy, "\n", -1);
    }
    if (status == ENOTSUP && pm_special_file_refuse(path, error))
        return NULL; /* a folder names no alternates */
    if (status != ENOTSUP && status != ENOENT && status != ENOTDIR)
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot read '%s': %s", path,
                     g_strerror(status));
    return NULL;
}

static bool
add_with_alternates(Store *store, const char *folder, int depth, GError **error)
{
    if (!is_new(store, folder))
        return true;
    if (store->folders != NULL)
        g_ptr_array_add(store->folders, g_strdup(folder));
    if (!add_folder(store, folder, depth, error))
        return false;
    GError *failure = NULL;
    g_auto(GStrv) lines = depth < DEPTH_MAX ? read_alternates(folder, &failure) : NULL;
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return false;
    }
    for (char **line = lines; line && *line; line++) {
        g_autofree char *bare = **line == '"' ? g_strndup(*line + 1, strlen(*line + 1)) : NULL;
        if (bare && g_str_has_suffix(bare, "\""))
            bare[strlen(bare) - 1] = '\0';
        g_autofree char *unquoted = bare ? g_strcompress(bare) : g_strdup(*line);
        g_autofree char *path = g_canonicalize_filename(unquoted, folder);
        if (**line && **line != '#' && !add_with_alternates(store, path, depth + 1, error))
            return false;
    }
    return true;
}

static bool
add_from_environment(Store *store, GError **error)
{
    const char *elsewhere = g_getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES");
    g_auto(GStrv) folders = g_strsplit(elsewhere ? elsewhere : "", ":", -1);

    for (char **folder = folders; *folder; folder++)
        if (**folder && !add_with_alternates(store, *folder, 1, error))
            return false;
    return true;
}

char *
pm_object_store_folder(const char *common_dir)
{
    const char *elsewhere = g_getenv("GIT_OBJECT_DIRECTORY");

    return elsewhere ? g_canonicalize_filename(elsewhere, NULL)
                     : g_build_filename(common_dir, "objects", NULL);
}

git_odb *
pm_object_store_open(const char *folder, GPtrArray *out_folders, GError **error)
{
    g_autoptr(git_odb) odb = NULL;
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    if (git_odb_new(&odb) != 0) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot open '%s'", folder);
        return NULL;
    }
    Store store = { .odb = odb, .known = known, .folders = out_folders };
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot open '%s': it is no folder", folder);
        return NULL;
    }
    if (!add_with_alternates(&store, folder, 0, error) || !add_from_environment(&store, error))
        return NULL;
    return g_steal_pointer(&odb);
}
