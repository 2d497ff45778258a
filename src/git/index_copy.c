/* SPDX-License-Identifier: Apache-2.0 */
#include "git/index_copy.h"

#include "git/file_write.h"
#include "git/native.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TRAILER 20 /* the SHA-1 of all before it (gitformat-index) */

struct PmIndexCopy {
    char *index_path;
    char *copy_path;
    struct stat original; /* st_nlink 0: there is no index yet */
    git_index *index;
};

static char *
beside(const char *index_path, const char *suffix)
{
    return g_strconcat(index_path, ".postmortem", suffix, NULL);
}

void
pm_index_copy_free(PmIndexCopy *copy)
{
    if (copy == NULL)
        return;
    git_index_free(copy->index);
    unlink(copy->copy_path);
    g_free(copy->index_path);
    g_free(copy->copy_path);
    g_free(copy);
}

/* With index.skipHash git writes zeros for the checksum; libgit2 takes them for damage. */
static void
complete_checksum(char *bytes, gsize length)
{
    static const char zeros[TRAILER];
    gsize digest_length = TRAILER;

    if (length <= TRAILER || memcmp(bytes + length - TRAILER, zeros, TRAILER) != 0)
        return;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);
    g_checksum_update(checksum, (const guchar *)bytes, (gssize)(length - TRAILER));
    g_checksum_get_digest(checksum, (guint8 *)bytes + length - TRAILER, &digest_length);
}

/* Which another way of keeping the old index would meet, too. */
static bool
is_disk_trouble(int status)
{
    return status == ENOSPC || status == EIO || status == EROFS || status == EDQUOT;
}

/* The last bytes of the index; false when there are none, or zeros. */
static bool
read_checksum(const char *path, git_oid *out_checksum, struct stat *out_file)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool there = file >= 0 && fstat(file, out_file) == 0 && S_ISREG(out_file->st_mode) &&
                 out_file->st_size > TRAILER &&
                 pread(file, out_checksum->id, TRAILER, out_file->st_size - TRAILER) == TRAILER;

    if (file >= 0)
        close(file);
    return there && !git_oid_is_zero(out_checksum);
}

static int
copy_contents(const PmIndexCopy *copy, GError **error)
{
    g_autoptr(GError) cause = NULL;
    char *bytes = NULL;
    gsize length = 0;

    if (!g_file_get_contents(copy->index_path, &bytes, &length, &cause)) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot read the index: %s", cause->message);
        return -1;
    }
    complete_checksum(bytes, length);
    g_autoptr(GBytes) contents = g_bytes_new_take(bytes, length);
    return pm_file_create(AT_FDCWD, copy->copy_path, contents, 0666, false);
}

/*
 * Another name for the index is as good as a copy, since whoever writes an index writes a new file;
 * a new file for each reading would cost more than the reading. 0, or errno; -1 with an error.
 */
static int
make_copy(PmIndexCopy *copy, GError **error)
{
    git_oid checksum;

    if (link(copy->index_path, copy->copy_path) != 0) {
        if (is_disk_trouble(errno))
            return errno;
    } else if (read_checksum(copy->copy_path, &checksum, &copy->original)) {
        return 0;
    }
    return copy_contents(copy, error);
}

static bool
copy_bytes(PmIndexCopy *copy, GError **error)
{
    g_autofree char *lock_of_copy = g_strconcat(copy->copy_path, ".lock", NULL);

    unlink(copy->copy_path);
    unlink(lock_of_copy);
    if (lstat(copy->index_path, &copy->original) != 0) {
        memset(&copy->original, 0, sizeof(copy->original));
        if (errno == ENOENT)
            return true;
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot read the index: %s", g_strerror(errno));
        return false;
    }
    int status = make_copy(copy, error);
    if (status > 0)
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot copy the index: %s", g_strerror(status));
    return status == 0;
}

/* Extensions in small letters must be understood; libgit2 names the one that it does not know. */
static void
explain_format(GError **error)
{
    static const struct {
        const char *extension;
        const char *what;
        const char *remedy;
    } formats[] = {
        { "'link'", "the index is split", "join it: git update-index --no-split-index" },
        { "'sdir'", "the index is sparse",
          "expand it: git sparse-checkout reapply --no-sparse-index" },
    };
    const git_error *last = git_error_last();

    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (last && last->message && strstr(last->message, formats[i].extension)) {
            pm_error_set(error, PM_ERROR_STATE, formats[i].remedy, "%s, which is not supported",
                         formats[i].what);
            return;
        }
    }
    pm_native_error(error, PM_ERROR_FAILED, "look at it with: git status", "cannot read the index");
}

PmIndexCopy *
pm_index_copy_read(const char *index_path, GError **error)
{
    g_autoptr(PmIndexCopy) copy = g_new0(PmIndexCopy, 1);

    copy->index_path = g_strdup(index_path);
    copy->copy_path = beside(index_path, "");
    if (!copy_bytes(copy, error))
        return NULL;
    /*
     * without a repository: letter case counts, and no entry is second-guessed while it is written
     */
    if (git_index_open(&copy->index, copy->copy_path) != 0) {
        explain_format(error);
        return NULL;
    }
    unlink(copy->copy_path); /* it is in memory now */
    return g_steal_pointer(&copy);
}

bool
pm_index_copy_existed(const PmIndexCopy *copy)
{
    return copy->original.st_nlink != 0;
}

PmIndexEntry
pm_index_copy_find(const PmIndexCopy *copy, const char *path)
{
    const git_index_entry *found = git_index_get_bypath(copy->index, path, 0);
    PmIndexEntry entry = { .mode = 0 };

    if (found == NULL)
        return entry;
    entry.mode = found->mode;
    entry.blob = pm_native_oid(&found->id);
    entry.flags = found->flags & GIT_INDEX_ENTRY_VALID;
    entry.extended = found->flags_extended & GIT_INDEX_ENTRY_EXTENDED_FLAGS;
    return entry;
}

bool
pm_index_equal(const PmIndexEntry *a, const PmIndexEntry *b)
{
    return a->mode == b->mode && (a->mode == 0 || strcmp(a->blob.hex, b->blob.hex) == 0);
}

const char *
pm_index_copy_obstacle(const PmIndexCopy *copy, const char *path)
{
    g_autofree char *folder = g_strconcat(path, "/", NULL);
    g_autofree char *parent = g_strdup(path);
    size_t position = 0;

    for (int stage = GIT_INDEX_STAGE_ANCESTOR; stage <= GIT_INDEX_STAGE_THEIRS; stage++) {
        const git_index_entry *unmerged = git_index_get_bypath(copy->index, path, stage);
        if (unmerged)
            return unmerged->path;
    }
    if (git_index_find_prefix(&position, copy->index, folder) == 0)
        return git_index_get_byindex(copy->index, position)->path;
    for (char *slash = strrchr(parent, '/'); slash; slash = strrchr(parent, '/')) {
        *slash = '\0';
        const git_index_entry *file = git_index_get_bypath(copy->index, parent, 0);
        if (file)
            return file->path;
    }
    return NULL;
}

static void
take_status(git_index_entry *entry, const struct stat *file)
{
    /* git keeps the low 32 bits of each */
    entry->ctime.seconds = (int32_t)file->st_ctim.tv_sec;
    entry->ctime.nanoseconds = (uint32_t)file->st_ctim.tv_nsec;
    entry->mtime.seconds = (int32_t)file->st_mtim.tv_sec;
    entry->mtime.nanoseconds = (uint32_t)file->st_mtim.tv_nsec;
    entry->dev = (uint32_t)file->st_dev;
    entry->ino = (uint32_t)file->st_ino;
    entry->uid = file->st_uid;
    entry->gid = file->st_gid;
    entry->file_size = (uint32_t)file->st_size;
}

bool
pm_index_copy_set(PmIndexCopy *copy, const char *path, const PmIndexEntry *entry,
                  const struct stat *file, GError **error)
{
    git_index_entry new_entry = { .path = path, .mode = entry->mode };
    int status = 0;

    if (entry->mode == 0) {
        status = git_index_remove(copy->index, path, 0);
        if (status == GIT_ENOTFOUND)
            status = 0;
    } else {
        if (!pm_native_oid_parse(&entry->blob, &new_entry.id, error))
            return false;
        new_entry.flags = entry->flags;
        new_entry.flags_extended = entry->extended;
        if (file)
            take_status(&new_entry, file);
        status = git_index_add(copy->index, &new_entry);
    }
    if (status != 0)
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot set '%s' in the index", path);
    return status == 0;
}

/* Keep the old index under another name: a link where that is possible, else a copy. */
static int
back_up(const PmIndexCopy *copy)
{
    g_autofree char *backup = beside(copy->index_path, "-old");
    g_autofree char *draft = beside(copy->index_path, "-keep");
    char *bytes = NULL;
    gsize length = 0;

    if (copy->original.st_nlink == 0)
        return 0;
    unlink(backup);
    if (link(copy->index_path, backup) == 0)
        return 0;
    if (is_disk_trouble(errno))
        return errno;
    if (!g_file_get_contents(copy->index_path, &bytes, &length, NULL))
        return EIO;
    g_autoptr(GBytes) contents = g_bytes_new_take(bytes, length);
    int status = pm_file_create(AT_FDCWD, draft, contents, 0666, false);
    /* never half a backup */
    return status != 0 ? status : rename(draft, backup) != 0 ? errno : 0;
}

/*
 * The copy takes the old index's mode, and its time: an entry whose file is as young as the index
 * may have changed unseen ("racy git"); were the new index younger, git would no longer look.
 */
static int
take_place(const PmIndexCopy *copy, bool durable)
{
    g_autofree char *folder = g_path_get_dirname(copy->index_path);
    struct timespec times[2] = { copy->original.st_atim, copy->original.st_mtim };

    if (copy->original.st_nlink != 0 &&
        (chmod(copy->copy_path, copy->original.st_mode & 07777) != 0 ||
         utimensat(AT_FDCWD, copy->copy_path, times, 0) != 0))
        return errno;
    if (durable) {
        int status = pm_file_flush(AT_FDCWD, copy->copy_path);
        if (status != 0)
            return status;
    }
    if (rename(copy->copy_path, copy->index_path) != 0)
        return errno;
    return durable ? pm_file_flush(AT_FDCWD, folder) : 0;
}

/*
 * Whether the index is still the file that was copied: a git that never saw our lock may have run.
 */
static bool
unchanged(const PmIndexCopy *copy)
{
    const struct stat *was = &copy->original;
    struct stat now;

    if (lstat(copy->index_path, &now) != 0)
        return was->st_nlink == 0 && errno == ENOENT;
    return now.st_ino == was->st_ino && now.st_dev == was->st_dev && now.st_size == was->st_size &&
           now.st_mtim.tv_sec == was->st_mtim.tv_sec && now.st_mtim.tv_nsec == was->st_mtim.tv_nsec;
}

/* The checksum says that it holds what was read, though it may be another file by now. */
PmIndexCopy *
pm_index_copy_again(PmIndexCopy *earlier, const char *index_path, GError **error)
{
    g_autoptr(PmIndexCopy) copy = earlier;
    struct stat now;
    git_oid checksum;

    if (copy && read_checksum(index_path, &checksum, &now) &&
        git_oid_equal(&checksum, git_index_checksum(copy->index)) &&
        now.st_size == copy->original.st_size) {
        copy->original = now;
        return g_steal_pointer(&copy);
    }
    return pm_index_copy_read(index_path, error);
}

bool
pm_index_copy_install(PmIndexCopy *copy, bool durable, GError **error)
{
    if (git_index_write(copy->index) != 0) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot write the new index");
        return false;
    }
    if (!unchanged(copy)) {
        pm_error_set(error, PM_ERROR_CONFLICT, "run the command again",
                     "the index changed although it was locked; nothing was changed");
        return false;
    }
    int status = back_up(copy);
    if (status == 0)
        status = take_place(copy, durable);
    if (status != 0)
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot write the new index: %s",
                     g_strerror(status));
    return status == 0;
}

bool
pm_index_backup_restore(const char *index_path, bool existed, GError **error)
{
    g_autofree char *backup = beside(index_path, "-old");
    int status = existed ? rename(backup, index_path) : unlink(index_path);

    if (status == 0 || errno == ENOENT) /* it was not replaced yet */
        return true;
    pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot put the index back: %s", g_strerror(errno));
    return false;
}

/* All that stands beside the index, in what order it is taken away. */
static const char *const leftovers[] = { "", ".lock", "-old", "-keep", "-lock" };

bool
pm_index_has_leftovers(const char *index_path)
{
    for (size_t i = 0; i < G_N_ELEMENTS(leftovers); i++) {
        g_autofree char *path = beside(index_path, leftovers[i]);
        if (access(path, F_OK) == 0)
            return true;
    }
    return false;
}

bool
pm_index_backup_drop(const char *index_path)
{
    bool gone = true;

    for (size_t i = 0; i < G_N_ELEMENTS(leftovers); i++) {
        g_autofree char *path = beside(index_path, leftovers[i]);
        gone = (unlink(path) == 0 || errno == ENOENT) && gone;
    }
    return gone;
}
