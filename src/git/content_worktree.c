/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files on disk. Nothing here follows a symbolic link, and nothing but a regular file is read.
 */
#include "git/beneath.h"
#include "git/content_kind.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DIR, closedir)

static unsigned
git_mode(const struct stat *status)
{
    if (S_ISLNK(status->st_mode))
        return 0120000;
    return status->st_mode & S_IXUSR ? 0100755 : 0100644;
}

/* What is listed, and where we are. */
typedef struct {
    const PmPathFilter *only;
    GPtrArray *entries;
    GString *path; /* of the folder, with its slash */
} Listing;

/* Add the file whose path is complete. */
static bool
add(const Listing *listing, const struct stat *status, GError **error)
{
    if (!pm_content_add(listing->entries, g_strdup(listing->path->str), NULL, git_mode(status),
                        error))
        return false;
    PmContentEntry *entry = listing->entries->pdata[listing->entries->len - 1];
    entry->stamp = (PmContentStamp){ .inode = status->st_ino,
                                     .size = status->st_size,
                                     .changed = status->st_ctim.tv_sec * INT64_C(1000000000) +
                                                status->st_ctim.tv_nsec };
    return true;
}

static bool list_folder(const Listing *listing, int folder, unsigned depth, GError **error);

/* Is it a file, says the folder, that nobody wants? Some file systems don't say. */
static bool
is_unwanted(const Listing *listing, const struct dirent *item)
{
    return (item->d_type == DT_REG || item->d_type == DT_LNK) &&
           !pm_content_wants(listing->only, listing->path->str);
}

/* One name in a folder: a file becomes an entry, a folder is entered, the rest is left out. */
static bool
list_name(const Listing *listing, int folder, const struct dirent *item, unsigned depth,
          GError **error)
{
    struct stat status;

    if (is_unwanted(listing, item) ||
        fstatat(folder, item->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return true; /* gone meanwhile */
    if (S_ISREG(status.st_mode) || S_ISLNK(status.st_mode))
        return !pm_content_wants(listing->only, listing->path->str) || add(listing, &status, error);
    if (!S_ISDIR(status.st_mode))
        return true;
    int child = openat(folder, item->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (child >= 0)
        return list_folder(listing, child, depth + 1, error);
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)
        return true;
    pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot open '%s': %s", listing->path->str,
                 g_strerror(errno));
    return false;
}

/* Takes `folder`, an open descriptor. */
static bool
list_folder(const Listing *listing, int folder, unsigned depth, GError **error)
{
    g_autoptr(DIR) stream = fdopendir(folder);
    const struct dirent *item = NULL;
    GString *path = listing->path;

    if (stream == NULL) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot read folder '%s': %s", path->str,
                     g_strerror(errno));
        close(folder);
        return false;
    }
    if (!pm_content_check_depth(depth, path->str, error))
        return false;
    if (path->len > 0)
        g_string_append_c(path, '/');
    size_t length = path->len;
    for (errno = 0; (item = readdir(stream)) != NULL; errno = 0) {
        const char *name = item->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
            g_ascii_strcasecmp(name, ".git") == 0)
            continue;
        g_string_append(path, name);
        if (!list_name(listing, folder, item, depth, error))
            return false;
        g_string_truncate(path, length);
    }
    if (errno == 0)
        return true;
    pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot read folder '%s': %s", path->str,
                 g_strerror(errno));
    return false;
}

static bool
worktree_list(PmContent *content, const char *prefix, const PmPathFilter *only, GPtrArray *entries,
              GError **error)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    g_autoptr(GString) path = g_string_new(prefix);
    const Listing listing = { only, entries, path };
    g_autoptr(GError) reason = NULL;

    if (*prefix == '\0') {
        int root = openat(content->root, ".", flags);
        if (root >= 0)
            return list_folder(&listing, root, 0, error);
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot open the working tree: %s",
                     g_strerror(errno));
        return false;
    }
    int folder = pm_beneath_open(content->root, prefix, flags, 0, &reason);
    if (folder >= 0)
        return list_folder(&listing, folder, 0, error);
    if (g_error_matches(reason, PM_ERROR, PM_ERROR_NOT_FOUND))
        return true;
    g_propagate_error(error, g_steal_pointer(&reason));
    return false;
}

static bool
worktree_find(PmContent *content, const char *path, PmContentEntry *out_entry, GError **error)
{
    const char *name = NULL;
    struct stat status;

    int folder = pm_beneath_open_parent(content->root, path, &name, error);
    if (folder < 0)
        return false;
    int result = fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW);
    close(folder);
    if (result != 0 || !(S_ISREG(status.st_mode) || S_ISLNK(status.st_mode))) {
        pm_content_absent(path, error);
        return false;
    }
    out_entry->mode = git_mode(&status);
    return true;
}

/* All of an open file, at most `limit` bytes. */
static GBytes *
read_all(int file, size_t expected, const char *path, size_t limit, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_sized_new((guint)MIN(expected, limit) + 1);
    guint8 block[16384];

    for (;;) {
        ssize_t got = read(file, block, sizeof(block));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot read '%s': %s", path,
                         g_strerror(errno));
            return NULL;
        }
        if (got == 0)
            return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
        if ((size_t)got > limit - bytes->len) {
            pm_error_set(error, PM_ERROR_LIMIT, NULL, "'%s' has more than the limit of %zu bytes",
                         path, limit);
            return NULL;
        }
        g_byte_array_append(bytes, block, (guint)got);
    }
}

static GBytes *
worktree_read(PmContent *content, const char *path, size_t limit, GError **error)
{
    GBytes *bytes = NULL;
    struct stat status;

    int file = pm_beneath_open(content->root, path, O_RDONLY, 0, error);
    if (file < 0)
        return NULL;
    limit = MIN(limit, (size_t)G_MAXINT32);
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
        pm_error_set(error, PM_ERROR_UNTRUSTED, "put a regular file in its place",
                     "'%s' is not a regular file", path);
    else if ((guint64)status.st_size > limit)
        pm_error_set(error, PM_ERROR_LIMIT, NULL,
                     "'%s' has %" G_GINT64_FORMAT " bytes, more than the limit of %zu", path,
                     (gint64)status.st_size, limit);
    else
        bytes = read_all(file, (size_t)status.st_size, path, limit, error);
    close(file);
    return bytes;
}

PmContent *
pm_content_worktree(PmRepository *repository, GError **error)
{
    static const PmContentKind kind = {
        .list = worktree_list,
        .find = worktree_find,
        .read = worktree_read,
    };
    const char *path = pm_repository_workdir(repository);

    if (path == NULL) {
        pm_error_set(error, PM_ERROR_STATE, "name a branch with --on, or work in a clone",
                     "this repository is bare: it has no working tree");
        return NULL;
    }
    int root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot open '%s': %s", path, g_strerror(errno));
        return NULL;
    }
    PmContent *content = g_new0(PmContent, 1);
    content->kind = &kind;
    content->repository = repository;
    content->root = root;
    return content;
}
