/* SPDX-License-Identifier: Apache-2.0 */
#include "git/work_file.h"

#include "git/file_write.h"
#include "git/writer_lock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STAGED "staged-"

struct PmWorkTree {
    int root;
    int stage;
    char *nonce;
    bool durable;
};

/* A name in an opened folder; the folder is closed with it. */
typedef struct {
    int folder; /* -1: a folder on the way is missing */
    unsigned missing;
    const char *name;
} Place;

static void
place_clear(Place *place)
{
    if (place->folder >= 0)
        close(place->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

void
pm_work_tree_close(PmWorkTree *tree)
{
    if (tree == NULL)
        return;
    if (tree->root >= 0)
        close(tree->root);
    if (tree->stage >= 0)
        close(tree->stage);
    g_free(tree->nonce);
    g_free(tree);
}

PmWorkTree *
pm_work_tree_open(const PmRepository *repository, const char *nonce, GError **error)
{
    g_autofree char *folder = pm_writer_folder(repository, error);
    if (folder == NULL)
        return NULL;

    g_autoptr(PmWorkTree) tree = g_new0(PmWorkTree, 1);
    tree->nonce = g_strdup(nonce);
    tree->durable = pm_writer_durable(repository);
    tree->root = open(pm_repository_workdir(repository), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    tree->stage = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (tree->root >= 0 && tree->stage >= 0)
        return g_steal_pointer(&tree);
    pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot open '%s': %s",
                 tree->root < 0 ? pm_repository_workdir(repository) : folder, g_strerror(errno));
    return NULL;
}

static bool
refuse_way(const char *path, int status, GError **error)
{
    if (status == ELOOP || status == ENOTDIR)
        pm_error_set(error, PM_ERROR_UNTRUSTED, NULL,
                     "'%s' leads through a symbolic link or a file; nothing was changed", path);
    else
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot open the folder of '%s': %s", path,
                     g_strerror(status));
    return false;
}

static bool
make_folder(const PmWorkTree *tree, int parent, const char *name)
{
    if (mkdirat(parent, name, 0777) != 0 && errno != EEXIST)
        return false;
    int status = tree->durable ? pm_file_flush(parent, ".") : 0;
    if (status != 0)
        errno = status;
    return status == 0;
}

/*
 * Open the folder of `path`, one name at a time and never through a link, which holds on every
 * system; openat2(2) would do for an existing path what this does for one whose folders are still
 * to be made.
 */
static bool
locate(const PmWorkTree *tree, const char *path, bool make, Place *out_place, GError **error)
{
    g_auto(GStrv) names = g_strsplit(path, "/", -1);
    guint depth = g_strv_length(names) - 1;
    g_auto(Place) at = { .folder = openat(tree->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) };

    if (at.folder < 0)
        return refuse_way(path, errno, error);
    for (guint i = 0; i < depth; i++) {
        const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
        int next = openat(at.folder, names[i], flags);
        if (next < 0 && errno == ENOENT && make && make_folder(tree, at.folder, names[i]))
            next = openat(at.folder, names[i], flags);
        int status = errno;
        close(at.folder);
        at.folder = next;
        if (next < 0 && status == ENOENT && !make) {
            at.missing = depth - i;
            break;
        }
        if (next < 0)
            return refuse_way(path, status, error);
    }
    const char *slash = strrchr(path, '/');
    at.name = slash ? slash + 1 : path;
    *out_place = at;
    at.folder = -1;
    return true;
}

/* The id of "blob <size> NUL <bytes>" while the bytes are read; any size. */
static int
digest(int file, off_t size, PmOid *out_blob)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);
    g_autofree char *header = g_strdup_printf("blob %lld", (long long)size);
    g_autofree guchar *buffer = g_malloc(65536);
    ssize_t length = 0;

    g_checksum_update(checksum, (const guchar *)header, (gssize)strlen(header) + 1);
    while ((length = read(file, buffer, 65536)) > 0)
        g_checksum_update(checksum, buffer, length);
    if (length < 0)
        return errno;
    g_strlcpy(out_blob->hex, g_checksum_get_string(checksum), sizeof(out_blob->hex));
    return 0;
}

/* 0, or errno; ELOOP for what is not a regular file. */
static int
identify_at(int folder, const char *name, PmOid *out_blob, struct stat *out_file)
{
    struct stat file;

    *out_blob = PM_OID_ZERO;
    int opened = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (opened < 0)
        return errno == ENOENT ? 0 : errno == ENXIO ? ELOOP : errno;
    int status = fstat(opened, &file) != 0 ? errno : S_ISREG(file.st_mode) ? 0 : ELOOP;
    if (status == 0)
        status = digest(opened, file.st_size, out_blob);
    close(opened);
    if (status == 0 && out_file)
        *out_file = file;
    return status;
}

static bool
identify(const Place *place, const char *path, PmOid *out_blob, struct stat *out_file,
         GError **error)
{
    int status = identify_at(place->folder, place->name, out_blob, out_file);

    if (status == ELOOP)
        pm_error_set(error, PM_ERROR_UNTRUSTED, NULL,
                     "'%s' is not a regular file; nothing was changed", path);
    else if (status != 0)
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot read '%s': %s", path,
                     g_strerror(status));
    return status == 0;
}

bool
pm_work_file_identify(const PmWorkTree *tree, const char *path, PmOid *out_blob,
                      struct stat *out_file, unsigned *out_parents, GError **error)
{
    g_auto(Place) place = { .folder = -1 };

    if (!locate(tree, path, false, &place, error))
        return false;
    if (out_parents)
        *out_parents = place.missing;
    if (place.folder >= 0)
        return identify(&place, path, out_blob, out_file, error);
    *out_blob = PM_OID_ZERO;
    return true;
}

static bool
same(const PmOid *a, const PmOid *b)
{
    return strcmp(a->hex, b->hex) == 0;
}

static bool
absent(const PmOid *blob)
{
    return same(blob, &PM_OID_ZERO);
}

static char *
staged_name(const PmWorkTree *tree, const PmWorkFile *file)
{
    return g_strdup_printf(STAGED "%s-%zu", tree->nonce, file->number);
}

/* Where the git directory is on another file system, the staged file stands beside its target. */
static char *
neighbour_name(const PmWorkTree *tree, const PmWorkFile *file)
{
    return g_strdup_printf(".postmortem-%s-%zu", tree->nonce, file->number);
}

static bool
explain_write(const char *path, int status, GError **error)
{
    if (status == EEXIST || status == ENOENT || status == ESTALE)
        pm_error_set(error, PM_ERROR_CONFLICT, "look at it, then run the command again",
                     "'%s' changed while this was being written; nothing was changed", path);
    else
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot write '%s': %s; nothing was changed",
                     path, g_strerror(status));
    return false;
}

bool
pm_work_file_stage(const PmWorkTree *tree, const PmWorkFile *file, GBytes *bytes, GError **error)
{
    g_autofree char *name = staged_name(tree, file);
    int status = pm_file_create(tree->stage, name, bytes, file->mode, tree->durable);

    return status == 0 || explain_write(file->path, status, error);
}

/* A name that did not exist. */
static int
place_new(int from, const char *staged, const Place *place)
{
    if (renameat2(from, staged, place->folder, place->name, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (linkat(from, staged, place->folder, place->name, 0) != 0)
        return errno;
    return unlinkat(from, staged, 0) == 0 ? 0 : errno;
}

/* Keep the permissions that the user gave the file. */
static int
copy_mode(int from, const char *staged, const struct stat *file)
{
    return fchmodat(from, staged, file->st_mode & 07777, 0) == 0 ? 0 : errno;
}

/*
 * A file that holds `old_blob`: look, exchange the names, and look again at what came out, since
 * nothing can be told to happen only if a file holds certain bytes. Without exchange (NFS) the
 * second look is not to be had.
 */
static int
place_over(int from, const char *staged, const Place *place, const PmWorkFile *file)
{
    struct stat status;
    PmOid found;

    int failure = identify_at(place->folder, place->name, &found, &status);
    if (failure == 0 && !same(&found, &file->old_blob))
        failure = ESTALE;
    if (failure == 0)
        failure = copy_mode(from, staged, &status);
    if (failure != 0)
        return failure;
    if (renameat2(from, staged, place->folder, place->name, RENAME_EXCHANGE) != 0) {
        if (errno != EINVAL && errno != ENOSYS)
            return errno;
        return renameat(from, staged, place->folder, place->name) == 0 ? 0 : errno;
    }
    failure = identify_at(from, staged, &found, NULL);
    if (failure == 0 && same(&found, &file->old_blob))
        return 0;
    if (renameat2(from, staged, place->folder, place->name, RENAME_EXCHANGE) != 0)
        return errno;
    return failure != 0 ? failure : ESTALE;
}

/* The file goes where a staged one would stand, so that it can come back. */
static int
take_away(int to, const char *staged, const Place *place, const PmWorkFile *file)
{
    PmOid found;

    int failure = identify_at(place->folder, place->name, &found, NULL);
    if (failure != 0 || absent(&found))
        return failure;
    if (!same(&found, &file->old_blob))
        return ESTALE;
    if (renameat(place->folder, place->name, to, staged) != 0)
        return errno;
    failure = identify_at(to, staged, &found, NULL);
    if (failure == 0 && same(&found, &file->old_blob))
        return 0;
    int back = place_new(to, staged, place);
    return failure != 0 ? failure : back != 0 ? back : ESTALE;
}

static int
place_from(int from, const char *staged, const Place *place, const PmWorkFile *file)
{
    if (absent(&file->new_blob))
        return take_away(from, staged, place, file);
    if (absent(&file->old_blob))
        return place_new(from, staged, place);
    return place_over(from, staged, place, file);
}

/* Folders that became empty, from below, at most `count`. */
static void
prune(const PmWorkTree *tree, const char *path, unsigned count)
{
    g_autofree char *folder = g_strdup(path);

    for (char *slash = strrchr(folder, '/'); slash && count > 0; slash = strrchr(folder, '/')) {
        *slash = '\0';
        g_auto(Place) place = { .folder = -1 };
        if (!locate(tree, folder, false, &place, NULL))
            return;
        if (place.folder >= 0 && unlinkat(place.folder, place.name, AT_REMOVEDIR) != 0 &&
            errno != ENOENT)
            return;
        count--;
    }
}

bool
pm_work_file_publish(const PmWorkTree *tree, const PmWorkFile *file, GBytes *bytes, GError **error)
{
    bool removal = absent(&file->new_blob);
    g_autofree char *staged = staged_name(tree, file);
    g_auto(Place) place = { .folder = -1 };

    if (!locate(tree, file->path, !removal, &place, error))
        return false;
    if (place.folder < 0) /* a file to be removed, whose folder is gone */
        return true;
    int status = place_from(tree->stage, staged, &place, file);
    if (status == EXDEV) {
        g_autofree char *neighbour = neighbour_name(tree, file);
        status =
            removal ? 0 : pm_file_create(place.folder, neighbour, bytes, file->mode, tree->durable);
        if (status == 0)
            status = place_from(place.folder, neighbour, &place, file);
    }
    if (status == 0 && tree->durable)
        status = pm_file_flush(place.folder, ".");
    return status == 0 || explain_write(file->path, status, error);
}

/* Whether the exchange left the old file, or one that somebody saved meanwhile, under this name. */
static bool
is_old(int folder, const char *name, const PmWorkFile *file)
{
    PmOid found;

    return identify_at(folder, name, &found, NULL) == 0 && !absent(&found) &&
           !same(&found, &file->new_blob);
}

static bool
find_old(const PmWorkTree *tree, const PmWorkFile *file, const Place *place, int *out_folder,
         char **out_name)
{
    g_autofree char *staged = staged_name(tree, file);
    g_autofree char *neighbour = neighbour_name(tree, file);

    if (is_old(tree->stage, staged, file)) {
        *out_folder = tree->stage;
        *out_name = g_steal_pointer(&staged);
    } else if (is_old(place->folder, neighbour, file)) {
        *out_folder = place->folder;
        *out_name = g_steal_pointer(&neighbour);
    }
    return *out_name != NULL;
}

/* Our bytes are there: put back what they replaced. */
static int
put_back(const PmWorkTree *tree, const PmWorkFile *file, const Place *place)
{
    g_autofree char *name = NULL;
    int folder = -1;

    if (absent(&file->old_blob))
        return unlinkat(place->folder, place->name, 0) == 0 ? 0 : errno;
    if (!find_old(tree, file, place, &folder, &name)) {
        if (file->old_bytes == NULL)
            return ENOENT;
        folder = place->folder;
        name = neighbour_name(tree, file);
        int status = pm_file_create(folder, name, file->old_bytes, file->mode, tree->durable);
        if (status != 0)
            return status;
    }
    if (absent(&file->new_blob))
        return place_new(folder, name, place);
    return renameat(folder, name, place->folder, place->name) == 0 ? 0 : errno;
}

/* False when a file of ours stays in the working tree, where no sweep would look for it. */
static bool
drop_staged(const PmWorkTree *tree, const PmWorkFile *file)
{
    g_autofree char *staged = staged_name(tree, file);
    g_autofree char *neighbour = neighbour_name(tree, file);
    g_auto(Place) place = { .folder = -1 };

    unlinkat(tree->stage, staged, 0);
    return locate(tree, file->path, false, &place, NULL) &&
           (place.folder < 0 || unlinkat(place.folder, neighbour, 0) == 0 || errno == ENOENT);
}

bool
pm_work_file_restore(const PmWorkTree *tree, const PmWorkFile *file, GError **error)
{
    g_auto(Place) place = { .folder = -1 };
    PmOid found = PM_OID_ZERO;
    bool removal = absent(&file->new_blob);
    int status = 0;

    if (!locate(tree, file->path, removal, &place, error))
        return false;
    if (place.folder >= 0 && !identify(&place, file->path, &found, NULL, error))
        return false;
    if (place.folder >= 0 && same(&found, &file->new_blob) &&
        !same(&file->old_blob, &file->new_blob))
        status = put_back(tree, file, &place);
    if (status == 0 && place.folder >= 0 && tree->durable)
        status = pm_file_flush(place.folder, ".");
    if (status != 0) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot put '%s' back: %s", file->path,
                     g_strerror(status));
        return false;
    }
    if (!drop_staged(tree, file)) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot remove what stands beside '%s': %s",
                     file->path, g_strerror(errno));
        return false;
    }
    prune(tree, file->path, file->parents);
    return true;
}

bool
pm_work_file_settle(const PmWorkTree *tree, const PmWorkFile *file)
{
    bool gone = drop_staged(tree, file);

    if (absent(&file->new_blob)) /* as git rm does */
        prune(tree, file->path, G_MAXUINT);
    return gone;
}

/* Everything in the staging folder but the lock and the journal is somebody's who is dead. */
bool
pm_work_stage_sweep(const PmRepository *repository, GError **error)
{
    static const char *const ours[] = { STAGED, "journal.new", "COMMIT_EDITMSG" };
    g_autofree char *path = pm_writer_folder(repository, error);
    if (path == NULL)
        return false;
    int stage = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = stage >= 0 ? fdopendir(stage) : NULL;

    if (folder == NULL) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot open '%s': %s", path, g_strerror(errno));
        if (stage >= 0)
            close(stage);
        return false;
    }
    for (struct dirent *entry = NULL; (entry = readdir(folder));) {
        for (size_t i = 0; i < G_N_ELEMENTS(ours); i++) {
            if (g_str_has_prefix(entry->d_name, ours[i]))
                unlinkat(stage, entry->d_name, 0);
        }
    }
    closedir(folder);
    return true;
}
